"""Facts in the form of the field: an xBRL-JSON report (OIM 1.0) with its own taxonomy, packaged.

Comes in: facts and the engine that has them. Goes out: the report as a dictionary, and the files
of a report package. Not for: names and types (`service.papers.xbrl_concepts`,
`service.papers.xbrl_taxonomy`).

One fact for each printing, so that a figure printed twice is a duplicate that validators grade as
this project does: consistent where rounding explains it, inconsistent where not. For the same
reason a fact's status is no dimension: a disputed fact stays comparable with what it contradicts.
Status, citation and printed characters ride along as extension properties (`tm:...`), and a
disputed, repaired or hedged fact has a note in words. Forecasts, translations and ends of ranges
have dimensions, so that they are never taken for actual figures.

Source: xBRL-JSON 1.0 (Recommendation 2021-10-13 with errata 2023-04-19); Report Packages 1.0.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from corpus.base.intervals import HEDGES
from corpus.base.records import Fact, Period
from service.papers.xbrl_concepts import (
    NAMESPACE,
    PREFIX,
    UNITS_NAMESPACE,
    UNITS_PREFIX,
    Naming,
    unit_of,
    value_of,
)
from service.papers.xbrl_signs import turned_signs
from service.papers.xbrl_taxonomy import (
    BOUND_AXIS,
    GIVEN_AXIS,
    SCENARIO_AXIS,
    SCHEMA,
    taxonomy_files,
)
from service.say.records import cite

if TYPE_CHECKING:
    from index.engine import Engine

Json = dict[str, Any]

REPORT = "facts.json"
FOLDER = "tickmark"
DOCUMENT_TYPE = "https://xbrl.org/2021/xbrl-json"
PACKAGE_TYPE = "https://xbrl.org/report-package/2023"
ENTITY_NAMESPACE = "urn:tickmark:entity"
SCENARIOS = {"guidance": "Guidance", "translation": "ConvenienceTranslation"}
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A fact that has no place in the report, and why."""

    fact: str
    reason: str


@dataclass(frozen=True, slots=True)
class Export:
    """A report, its taxonomy's files by name, and what was left out."""

    report: Json
    taxonomy: dict[str, str]
    left_out: tuple[LeftOut, ...]


def make_export(facts: Sequence[Fact], engine: Engine, *, base_url: str = "") -> Export:
    """The report over facts; the same facts give the same bytes."""
    kept: list[Fact] = []
    left_out: list[LeftOut] = []
    for fact in facts:
        reason = _obstacle(fact)
        if reason is None:
            kept.append(fact)
        else:
            left_out.append(LeftOut(fact.id, reason))
    naming = Naming(kept, engine.concepts)
    turned = turned_signs(kept)
    members: Json = {}
    for fact in kept:
        members.update(_members(fact, naming, engine, base_url, turned=fact.id in turned))
    report = {
        "documentInfo": {
            "documentType": DOCUMENT_TYPE,
            "namespaces": {
                "xbrl": "https://xbrl.org/2021",
                "xbrli": "http://www.xbrl.org/2003/instance",
                "iso4217": "http://www.xbrl.org/2003/iso4217",
                "entity": ENTITY_NAMESPACE,
                UNITS_PREFIX: UNITS_NAMESPACE,
                PREFIX: NAMESPACE,
            },
            "linkTypes": {"footnote": "http://www.xbrl.org/2003/arcrole/fact-footnote"},
            "linkGroups": {"_": "http://www.xbrl.org/2003/role/link"},
            "taxonomy": [SCHEMA],
            f"{PREFIX}:generation": engine.generation,
        },
        "facts": members,
    }
    return Export(report, taxonomy_files(naming), tuple(left_out))


def _obstacle(fact: Fact) -> str | None:
    value = fact.value
    if value.amount is None and value.low is None and value.high is None:
        return "the printing has no amount"
    if not fact.entity or any(c.isspace() for c in fact.entity):
        return "the entity has no identifier"
    return None


def _members(
    fact: Fact, naming: Naming, engine: Engine, base_url: str, *, turned: bool
) -> Iterator[tuple[str, Json]]:
    """The facts of the report for one printing (a range is two), and its note."""
    note = _note(fact, turned=turned)
    ends = list(_ends(fact))
    for suffix, bound, amount in ends:
        signed = -amount if turned else amount
        value, decimals = value_of(signed, fact.value.decimals, fact.value.unit)
        item: Json = {"value": value}
        if decimals is not None:
            item["decimals"] = decimals
        item["dimensions"] = _dimensions(fact, naming, bound)
        if note is not None:
            item["links"] = {"footnote": {"_": [f"n{fact.id}"]}}
        item |= _properties(fact, engine, base_url)
        yield f"f{fact.id}{suffix}", item
    if note is not None:
        yield (
            f"n{fact.id}",
            {
                "value": note,
                "dimensions": {"concept": "xbrl:note", "noteId": f"n{fact.id}", "language": "en"},
            },
        )


def _ends(fact: Fact) -> Iterator[tuple[str, str | None, Decimal]]:
    """Suffix of the id, end of the range, amount."""
    value = fact.value
    if value.amount is not None:
        yield "", fact.bound, value.amount
        return
    if value.low is not None:
        yield "-low", "low", value.low
    if value.high is not None:
        yield "-high", "high", value.high


def _dimensions(fact: Fact, naming: Naming, bound: str | None) -> Json:
    dimensions: Json = {
        "concept": f"{PREFIX}:{naming.of(fact).name}",
        "entity": f"entity:{fact.entity}",
        "period": period_text(fact.period),
    }
    unit = unit_of(fact.value.unit)
    if unit is not None:
        dimensions["unit"] = unit
    if fact.scenario in SCENARIOS:
        dimensions[f"{PREFIX}:{SCENARIO_AXIS}"] = f"{PREFIX}:{SCENARIOS[fact.scenario]}"
    bound = bound or _bound_of(fact)
    if bound is not None:
        dimensions[f"{PREFIX}:{BOUND_AXIS}"] = f"{PREFIX}:{bound.capitalize()}"
    if fact.scenario == "guidance" and fact.given is not None:
        dimensions[f"{PREFIX}:{GIVEN_AXIS}"] = fact.given.isoformat()
    return dimensions


def _bound_of(fact: Fact) -> str | None:
    """The end of a range that a hedge makes of a figure: "more than 5,000" is a low end."""
    hedge = HEDGES.get((fact.qualifier or "").lower())
    if hedge is None:
        return None
    down, up = hedge
    return "low" if up < 0 else "high" if down < 0 else "around"


def period_text(period: Period) -> str:
    """OIM's period: midnight to midnight, the end being the start of the next day."""
    end = f"{(period.end + timedelta(days=1)).isoformat()}T00:00:00"
    return end if period.start is None else f"{period.start.isoformat()}T00:00:00/{end}"


def _properties(fact: Fact, engine: Engine, base_url: str) -> Json:
    citation = cite(engine, fact.span, base_url=base_url)
    named = {
        "printed": fact.value.printed,
        "status": fact.status,
        "document": fact.document,
        "citation": citation.id,
        "sha256": citation.sha256,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }
    if fact.tag is not None:
        named["tag"] = fact.tag.name
        named |= {"parts": dict(fact.tag.dimensions)} if fact.tag.dimensions else {}
    return {f"{PREFIX}:{name}": value for name, value in named.items()}


def _note(fact: Fact, *, turned: bool) -> str | None:
    """What a reader must know before the figure is used; None for a plain printing."""
    words = []
    if fact.status == "disputed":
        words.append("Disputed: what is printed cannot be right, or another printing disagrees.")
    if fact.status == "repaired":
        words.append(f"Repaired: the printing was altered on its way to text. {fact.proof or ''}")
    if fact.qualifier:
        words.append(f"Printed with: {fact.qualifier}")
    if turned:
        words.append("The sentence says the size; the sign is that of the table.")
    if fact.rate is not None:
        words.append(f"Translated at {fact.rate}")
    text = " ".join(" ".join(words).split())
    return "".join(c if c.isprintable() else " " for c in text) or None


def report_files(export: Export) -> dict[str, bytes]:
    """The files of a report package (Report Packages 1.0), by path below its folder."""
    import orjson

    package = {"documentInfo": {"documentType": PACKAGE_TYPE}}
    files = {
        "META-INF/reportPackage.json": orjson.dumps(package),
        f"reports/{REPORT}": orjson.dumps(export.report, option=orjson.OPT_INDENT_2),
    }
    files |= {f"reports/{name}": text.encode() for name, text in export.taxonomy.items()}
    if export.left_out:
        lines = [
            orjson.dumps({"fact": item.fact, "reason": item.reason}) for item in export.left_out
        ]
        files["left-out.jsonl"] = b"\n".join(lines) + b"\n"
    return files


def write_zip(files: dict[str, bytes]) -> bytes:
    """A ZIP with one folder and no times in it: equal files are equal bytes."""
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in _ordered(files.items()):
            info = zipfile.ZipInfo(f"{FOLDER}/{name}", ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, body)
    return store.getvalue()


def _ordered(items: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return sorted(items, key=lambda item: item[0])
