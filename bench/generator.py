"""A deterministic maker of disclosures: companies, calendars, tables, prose, and their facts.

Comes in: a seed and how many passages are wanted. Goes out: documents as text with the figures
that they print (`Known`). Equal seeds give equal bytes. Not for: realism of the business; only of
the shapes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

FIRST = [
    "Aoba",
    "Brightline",
    "Corvid",
    "Dunmore",
    "Easterly",
    "Fujino",
    "Granite",
    "Harbour",
    "Inland",
    "Juniper",
    "Kestrel",
    "Larch",
    "Midori",
    "Northgate",
    "Oakmere",
    "Pinnacle",
    "Quayside",
    "Redfern",
    "Sakura",
    "Tarn",
    "Umber",
    "Vale",
    "Westbrook",
    "Yarrow",
]
SECOND = [
    "Networks",
    "Systems",
    "Foods",
    "Logistics",
    "Optics",
    "Energy",
    "Retail",
    "Materials",
    "Devices",
    "Telecom",
    "Health",
    "Paper",
]
MEASURES = (
    ("Total revenues", 900_000, 9_000_000),
    ("Cost of revenues", 400_000, 5_000_000),
    ("Sales and marketing", 40_000, 700_000),
    ("General and administrative", 30_000, 500_000),
    ("Research and development", 10_000, 300_000),
    ("Operating income (loss)", -200_000, 900_000),
    ("Income tax expense", 5_000, 200_000),
    ("Net income (loss)", -300_000, 700_000),
    ("Capital expenditure", 20_000, 600_000),
    ("Depreciation and amortization", 30_000, 400_000),
)
SEGMENTS = [
    "Wholesale",
    "Subscription",
    "Licensing",
    "Hardware",
    "Advisory",
    "Logistics",
    "Hosting",
    "Franchise",
    "Media",
    "Rental",
]
REASONS = (
    "higher demand from corporate customers",
    "the depreciation of the yen",
    "an increase in personnel expenses",
    "lower advertising expenses",
    "price competition in the domestic market",
    "the opening of new data centers",
    "a change in the product mix",
    "cost reductions in the backbone network",
)
TOPICS = (
    "The Company continued to strengthen its {segment} business and signed "
    "agreements with regional partners.",
    "Management expects the market for {segment} services to recover gradually in "
    "the coming quarters.",
    "{name} opened a new office in {city} to support customers of its {segment} business.",
    "Forward-looking statements involve risks and uncertainties that may cause "
    "results to differ materially.",
    "The board resolved to invest in {segment} facilities, subject to the approval "
    "of the authorities.",
)
CITIES = [
    "Osaka",
    "Leeds",
    "Lyon",
    "Toledo",
    "Bergen",
    "Turin",
    "Nagoya",
    "Cork",
    "Graz",
    "Porto",
    "Tampere",
    "Aarhus",
]


@dataclass(frozen=True, slots=True)
class Shape:
    """How much a disclosure prints: `columns` quarters in each table, `reports` of each company,
    one a quarter. A quarter that several reports print has one figure.
    """

    columns: int = 2
    reports: int = 1


PLAIN = Shape()


@dataclass(frozen=True, slots=True)
class Known:
    """A figure that a made document prints: `quote` stands in its text."""

    document: str
    label: str
    period: str
    amount: Decimal
    unit: str
    quote: str


@dataclass(frozen=True, slots=True)
class Made:
    """One made document: `id`, whose it is, its text and the figures in its tables."""

    id: str
    company: str
    text: str
    known: tuple[Known, ...]


def make_documents(passages: int, *, seed: int = 7) -> Iterator[Made]:
    """Documents that together hold about `passages` passages (about eight each)."""
    for number in range(max(1, passages // 8)):
        yield make_document(number, seed=seed)


def make_document(number: int, *, seed: int = 7, shape: Shape = PLAIN) -> Made:
    """One quarterly disclosure of one company, the same for the same number, seed and shape."""
    rng = random.Random(f"{seed}-{number}")
    company, report = divmod(number, shape.reports)
    own = rng if shape.reports == 1 else random.Random(f"{seed}-company-{company}")
    name = f"{own.choice(FIRST)} {own.choice(SECOND)} {own.choice('ABCDEFGHJKLM')}{company % 97}"
    quarter, year = own.randint(1, 4), own.randint(1999, 2024)
    at = 4 * year + quarter - 1 - report
    columns = [at, at - 4, *(at - back for back in range(1, shape.columns + 3) if back != 4)]
    periods = [_label(each) for each in columns[: shape.columns]]
    ident = f"co{company:06d}-{periods[0].lower()}"

    def figures(label: str, low: int, high: int) -> list[int]:
        if shape.reports == 1:
            return [rng.randint(low, high) for _ in periods]
        return [
            random.Random(f"{seed}-{company}-{label}-{period}").randint(low, high)
            for period in periods
        ]

    rows = [(label, figures(label, low, high)) for label, low, high in MEASURES]
    segments = own.sample(SEGMENTS, 4)
    parts = [(f"{s} revenues", figures(s, 10_000, 2_000_000)) for s in segments]
    totals = [sum(values[i] for _, values in parts) for i in range(len(periods))]
    known = [
        Known(ident, label, period, Decimal(value) * 1000, "USD", _print(value))
        for label, values in [*rows, *parts]
        for period, value in zip(periods, values, strict=True)
    ]
    text = "\n\n".join(
        [
            f"# {name} announces results for {periods[0]}",
            *_prose(rng, name, segments, rows, periods),
            "(USD in thousands)",
            _table(periods, rows),
            "Revenues by segment (USD in thousands)",
            _table(periods, [*parts, ("Total segment revenues", totals)]),
            *_prose(rng, name, segments, parts, periods),
        ]
    )
    company_id = ident if shape.reports == 1 else f"co{company:06d}"
    return Made(ident, company_id, text + "\n", tuple(known))


def _label(at: int) -> str:
    """The quarter of a calendar year by its number since year 0: "2Q02"."""
    return f"{at % 4 + 1}Q{at // 4 % 100:02d}"


def questions(documents: list[Made], count: int, *, seed: int = 11) -> list[tuple[str, Known]]:
    """Terse questions for known figures of made documents.

    ("2Q02 Wholesale revenues", the figure).
    """
    rng = random.Random(seed)
    asked = []
    for _ in range(count):
        known = rng.choice(rng.choice(documents).known)
        asked.append((f"{known.period} {known.label}", known))
    return asked


def queries(count: int, *, seed: int = 13) -> list[str]:
    """Mixed searches of two to eight words, as people type them: measures, reasons, places, names,
    and in one of three a quarter.
    """
    rng = random.Random(seed)
    labels = " ".join((*TOPICS, *REASONS, *(row[0] for row in MEASURES)))
    words = re.findall(r"[A-Za-z]+", re.sub(r"{\w+}", "", labels))
    words += [*SEGMENTS, *CITIES, *FIRST, *SECOND]
    asked = []
    for number in range(count):
        chosen = rng.choices(words, k=rng.randint(2, 8))
        if number % 3 == 0:
            chosen[-1] = f"{rng.randint(1, 4)}Q{rng.randint(0, 24):02d}"
        asked.append(" ".join(chosen))
    return asked


def _print(value: int) -> str:
    return f"({-value:,})" if value < 0 else f"{value:,}"


def _table(periods: list[str], rows: list[tuple[str, list[int]]]) -> str:
    lines = ["| | " + " | ".join(periods) + " |", "|---|" + "---|" * len(periods)]
    lines += [
        f"| {label} | " + " | ".join(_print(v) for v in values) + " |" for label, values in rows
    ]
    return "\n".join(lines)


def _prose(
    rng: random.Random,
    name: str,
    segments: list[str],
    rows: list[tuple[str, list[int]]],
    periods: list[str],
) -> list[str]:
    paragraphs = []
    for label, values in rng.sample(rows, 3):
        direction = "an increase" if values[0] >= values[1] else "a decrease"
        change = abs(values[0] - values[1]) * 100 / max(1, abs(values[1]))
        paragraphs.append(
            f"{label} was USD {abs(values[0]) // 1000:,} million in {periods[0]}, "
            f"{direction} of {change:.1f}% compared to {periods[1]}. "
            f"The change was mainly due to {rng.choice(REASONS)}. "
            + " ".join(
                t.format(name=name, segment=rng.choice(segments), city=rng.choice(CITIES))
                for t in rng.sample(TOPICS, 3)
            )
        )
    return paragraphs
