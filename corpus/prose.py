"""Sentences, list items, headings, notes and slide text to `Fact`s.

Comes in: a document with its blocks and sentences. Goes out: a fact for every figure said outside
tables, with its aspects and its exact characters. Not for: tables (`corpus.tablefacts`). A figure
whose measure nothing says is no fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.concepts import Concepts, slug
from corpus.discourse import Discourse, Unit, make_units
from corpus.model import Block, Document, Fact, Sentence, Span, Value
from corpus.saying import SentenceReader, make_fact
from corpus.slides import ChartLabel, find_chart_labels, is_noisy, without_ticks
from corpus.views import read_view

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
    facts = [f for f in (_chart_fact(discourse, c) for c in charts) if f is not None]
    for unit in make_units(document, blocks, sentences, skip=used):
        facts.extend(_read_unit(discourse, unit))
    rates = [f for f in facts if f.concept == "exchange_rate" and f.value.amount is not None]
    if rates:
        rate = rates[0].value.amount
        facts = [replace(f, rate=rate) if f.scenario == "translation" else f for f in facts]
    return _distinct(facts)


def _read_unit(discourse: Discourse, unit: Unit) -> list[Fact]:
    text = discourse.document.text[unit.start : unit.end]
    view = read_view(text, unit.start)
    noisy = is_noisy(text) or is_noisy(discourse.text_of(unit.block))
    if noisy:
        view = without_ticks(view)
    reader = SentenceReader(discourse, unit, view)
    facts = reader.read()
    if noisy:
        facts = [replace(f, status="disputed") for f in facts]
    return facts


def _distinct(facts: list[Fact]) -> list[Fact]:
    seen: set[str] = set()
    kept = []
    for fact in sorted(facts, key=lambda f: (f.span.start, f.span.end)):
        if fact.id not in seen:
            seen.add(fact.id)
            kept.append(fact)
    return kept


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
        status="repaired" if chart.doubled and chart.sums else "disputed",
        proof="the copies agree and the shares of the whole sum to 100"
        if chart.doubled and chart.sums
        else None,
    )
