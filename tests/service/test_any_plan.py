"""Any plan at all: it is answered with sources to the character, or refused in words."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.ask.pipeline import plan_json
from service.plan.ratios import ratios
from service.plan.tree import OPERATORS
from tests.questions.engines import shared_engine
from tests.service.trees import Json

PERIODS = ("2Q02", "2Q01", "1Q02", "FY2002", "1H02", "2002-09-30", "2002-06-30", "latest", "FY2090")
FAR = (
    {"label": "x", "start": "2199-01-01", "end": "1800-01-01"},
    {"label": "y", "end": "2199-12-31"},
)
MEASURES = st.one_of(
    st.sampled_from(sorted(ratios())), st.deferred(lambda: st.sampled_from(told()))
)


def told() -> list[str]:
    return sorted(shared_engine().facts.concepts())


def optional(**choices: Any) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional={n: st.sampled_from(c) for n, c in choices.items()})


LEAVES = st.builds(
    lambda measure, more: {"measure": {"concepts": [measure]}, **more},
    MEASURES,
    optional(
        period=(*PERIODS, *PERIODS, *FAR),
        unit=("JPY", "USD", "percent"),
        scenario=("actual", "guidance", "as_first_reported"),
        dimensions=({}, {}, {"segment": "North"}),
    ),
)
CONSTANTS = st.builds(
    lambda amount, unit: {"amount": amount, "unit": unit},
    st.sampled_from(("0", "1", "-5", "1000000")),
    st.sampled_from(("count", "JPY", "percent")),
)


def operations(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    made = []
    for name, row in OPERATORS.items():
        args = st.lists(inner, min_size=row.least, max_size=row.most or 3)
        over = ["reported", "years", ["2Q02", "1Q02"]]
        more = {"over": st.sampled_from(over)} if name == "series" else {}
        options = optional(**row.options)
        made.append(
            st.fixed_dictionaries({"op": st.just(name), "args": args, "options": options, **more})
        )
    return st.one_of(made)


@settings(max_examples=400)
@given(st.recursive(LEAVES | CONSTANTS, operations, max_leaves=6))
def test_any_plan_is_answered_with_its_sources_or_refused_in_words(tree: Json) -> None:
    engine = shared_engine()
    answer = plan_json({"tree": tree}, engine)
    assert answer["text"]
    if answer["status"] == "unanswered":
        assert (answer["value"], answer["points"]) == (None, [])
        return
    assert answer["citations"]
    known = {c["id"] for c in answer["citations"]}
    for point in answer["points"] + answer["alternatives"]:
        assert point["citations"], point
        assert set(point["citations"]) <= known
    for citation in answer["citations"]:
        text = engine.documents[citation["document"]].text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
