"""Sentences, list items, headings, notes and slide text to `Fact`s.

Comes in: a document with its blocks and sentences. Goes out: a fact for every figure said outside
tables, with its aspects and its exact characters. Not for: tables (`corpus.tables.facts`). A figure
whose measure nothing says is no fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.base.records import Block, Document, Fact, Sentence, Span, Value
from corpus.concepts.concepts import Concepts, slug
from corpus.language.views import read_view
from corpus.prose.discourse import LONGEST_LABEL, Discourse, Unit, make_units
from corpus.prose.making import make_fact
from corpus.prose.saying import SentenceReader
from corpus.prose.slides import ChartLabel, find_chart_labels, is_noisy, one_whole, without_ticks

DAMAGED = "read through the noise around it"
_PERIOD_IN_TITLE = re.compile(r"\([^()]*\)|（[^（）]*）")


def read_prose_facts(
    document: Document,
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    concepts: Concepts,
) -> list[Fact]:
    """All facts said outside tables, in printed order."""
    discourse = Discourse(document, blocks, concepts)
    charts, used = find_chart_labels(document, blocks)
    kept = _told_apart(discourse, charts)
    facts = [f for f in (_chart_fact(discourse, c) for c in kept) if f is not None]
    noisy: dict[int, bool] = {}  # a long block is judged once, not with each of its sentences
    for unit in make_units(document, blocks, sentences, skip=used):
        if unit.block not in noisy:
            noisy[unit.block] = is_noisy(discourse.text_of(unit.block))
        facts.extend(_read_unit(discourse, unit, noisy[unit.block]))
    rates = [f for f in facts if f.concept == "exchange_rate" and f.value.amount is not None]
    if rates:
        rate = rates[0].value.amount
        facts = [replace(f, rate=rate) if f.scenario == "translation" else f for f in facts]
    return _distinct(facts)


def _read_unit(discourse: Discourse, unit: Unit, noisy: bool) -> list[Fact]:
    text = discourse.document.text[unit.start : unit.end]
    view = read_view(text, unit.start)
    noisy = noisy or is_noisy(text)
    if noisy:
        view = without_ticks(view)
    reader = SentenceReader(discourse, unit, view)
    facts = reader.read()
    if noisy:
        facts = [replace(f, status="repaired", proof=f.proof or DAMAGED) for f in facts]
    return facts


def _distinct(facts: list[Fact]) -> list[Fact]:
    seen: set[str] = set()
    kept = []
    for fact in sorted(facts, key=lambda f: (f.span.start, f.span.end)):
        if fact.id not in seen:
            seen.add(fact.id)
            kept.append(fact)
    return kept


def _told_apart(discourse: Discourse, charts: Sequence[ChartLabel]) -> list[ChartLabel]:
    """Charts' shares without those of which nothing says in which chart of the slide they stand."""
    kept = [c for c in charts if c.doubled]
    by_page: dict[int | None, list[ChartLabel]] = {}
    for chart in charts:
        if not chart.doubled:
            by_page.setdefault(discourse.blocks[chart.block].page, []).append(chart)
    for page, loose in by_page.items():
        labels = {c.label for c in loose if c.label} | _legend(discourse, page)
        kept += one_whole(loose, len(labels))
    return kept


def _legend(discourse: Discourse, page: int | None) -> set[str]:
    """The lines of a slide that name a measure and nothing else."""
    found = set()
    for block in discourse.blocks:
        if block.page != page or block.kind == "table":
            continue
        for line in discourse.document.text[block.span.start : block.span.end].split("\n"):
            if len(line) <= LONGEST_LABEL and not re.search(r"\d", line):
                named = discourse.namer.name(read_view(line).text, own=False) if line else None
                if named is not None and named.kind == "monetary":
                    found.add(named.concept)
    return found


def _chart_fact(discourse: Discourse, chart: ChartLabel) -> Fact | None:
    """A share printed in a chart: its slide's title says of what whole."""
    block = discourse.blocks[chart.block]
    title = block.headings[0] if block.headings else ""
    if not title:
        return None
    bare = discourse.without_owner(_PERIOD_IN_TITLE.sub(" ", title))
    whole = discourse.namer.find_in(bare, ())
    label = discourse.namer.name(chart.label, (bare,)) if chart.label else None
    if whole is not None:
        whole_name = "revenues" if whole.concept == "total_revenues" else whole.concept
        part = (
            label.concept
            if label is not None and label.known
            else slug(chart.label or "unlabelled")
        )
        concept = f"{part}_share_of_{whole_name}"
    elif chart.label:
        concept = f"{slug(bare)}_share_{slug(chart.label)}"
    else:
        return None
    value = Value(
        chart.amount,
        "percent",
        discourse.document.text[chart.start : chart.end],
        max(0, -int(chart.amount.as_tuple().exponent)),
    )
    return make_fact(
        discourse,
        concept=concept,
        label=chart.label or bare,
        period=discourse.title_period(block),
        value=value,
        span=Span(discourse.document.id, chart.start, chart.end),
        context=block.span,
        path=(*block.headings, chart.label) if chart.label else block.headings,
        status="repaired" if chart.label and chart.sums else "disputed",
        proof=_proof(chart),
    )


def _proof(chart: ChartLabel) -> str | None:
    if not chart.sums:
        return None
    if chart.doubled:
        return "its two copies agree and the shares of the whole sum to 100"
    lost = "" if chart.label else "; its label is lost"
    return f"one of the only set of shares on the slide that sums to 100{lost}"
