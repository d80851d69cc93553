"""Charts as server-side SVG: columns over periods, bars of parts, ranges for guidance.

Comes in: points with exact decimals and the words to print. Goes out: `Markup` of one `<svg>` that
carries its own title and description; colours come from classes, so the page's Content Security
Policy needs no exception. Not for: the table beside a chart (the template prints that), nor for
choosing what is drawn. Pixels are the only floats here; no figure is read back from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from markupsafe import Markup

from service.say.values import MINUS, WIDE

PLOT_HEIGHT = 168
COMPACT_HEIGHT, COMPACT_SLOT, COMPACT_WIDTH = 120, 44, 310
TOP, BOTTOM = 22, 24
RANGE_SLOT, WIDE_SLOT, SLOT, NARROW_SLOT = 96, 84, 66, 54
LINE = 16
FEW = 4
BAR_SHARE = 0.56
MANY = 7
HORIZONTAL_WIDTH = 120
RECT = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
STATUS_WORDS = {"disputed": "disputed", "repaired": "repaired", "guidance": "forecast"}


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One column or bar, in base units. `status` is a fact's status or "guidance"."""

    label: str
    amount: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    status: str = "clean"
    current: bool = False

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The lowest and highest amount that the point reaches, zero if it has none."""
        known = [x for x in (self.amount, self.low, self.high) if x is not None]
        return (min(known), max(known)) if known else (Decimal(0), Decimal(0))


def shared_exponent(points: Sequence[ChartPoint], natural: int) -> int:
    """The power of ten at which the labels of all points stay within five digits."""
    largest = max((abs(x) for p in points for x in p.ends), default=Decimal(0))
    exponent = natural
    while exponent < 12 and largest >= Decimal(10) ** (exponent + 5):
        exponent += 3
    return exponent


def short_number(amount: Decimal, exponent: int, largest: Decimal | None = None) -> str:
    """A label of few digits: whole above 100, one place above 10, two below.

    With `largest`, as many places as that amount gets, so that labels of one chart agree.
    """
    scaled = amount.scaleb(-exponent, WIDE)
    size = abs(scaled) if largest is None else abs(largest.scaleb(-exponent))
    places = 0 if size >= 100 or not size else 1 if size >= 10 else 2
    if largest is None and scaled == scaled.to_integral_value():
        places = 0
    shown = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, WIDE)
    return (MINUS if shown < 0 else "") + f"{shown.copy_abs():,f}"


def column_chart(
    points: Sequence[ChartPoint],
    *,
    key: str,
    title: str,
    unit: str,
    exponent: int,
    compact: bool = False,
) -> Markup:
    """Columns from a zero line, negative ones below it, a range as a floating column.

    `compact` keeps the columns narrow, for a chart in a margin. `key` makes the ids of
    title and description unique on the page.
    """
    if not points:
        return Markup("")
    slot = NARROW_SLOT if len(points) > MANY else SLOT
    slot = WIDE_SLOT if len(points) <= FEW else slot
    slot = max(slot, RANGE_SLOT) if any(p.amount is None for p in points) else slot
    slot = min(SLOT, max(COMPACT_SLOT, COMPACT_WIDTH // len(points))) if compact else slot
    plot = COMPACT_HEIGHT if compact else PLOT_HEIGHT
    lines = max(len(p.label.split(" ", 1)) for p in points)
    width, height = slot * len(points) + 8, TOP + plot + BOTTOM + LINE * (lines - 1)
    low = min(Decimal(0), *(p.ends[0] for p in points))
    high = max(Decimal(0), *(p.ends[1] for p in points))
    spread = (high - low) or Decimal(1)
    inner = plot - (16 if low < 0 else 0)

    def y_of(amount: Decimal) -> float:
        return TOP + float((high - amount) / spread) * inner

    zero = y_of(Decimal(0))
    largest = max(-low, high)
    marks = [
        _column(p, 4 + slot * i, slot, y_of, zero, (exponent, largest), TOP + plot + 16)
        for i, p in enumerate(points)
    ]
    line = Markup('<line class="axis" x1="0" x2="{}" y1="{:.1f}" y2="{:.1f}"/>')
    body = Markup("").join([*marks, line.format(width, zero, zero)])
    return _svg(body, width, height, key, title, describe(points, unit, exponent), "columns")


def _column(
    point: ChartPoint,
    x: float,
    slot: int,
    y_of: Callable[[Decimal], float],
    zero: float,
    labels: tuple[int, Decimal],
    foot: float,
) -> Markup:
    bar = slot * BAR_SHARE
    left, middle = x + (slot - bar) / 2, x + slot / 2
    low, high = point.ends
    ranged = point.amount is None and point.low is not None and point.high is not None
    top, base = (y_of(high), y_of(low)) if ranged else sorted((y_of(point.amount or low), zero))
    shape = RECT.format(_classes(point), left, top, bar, max(base - top, 1.5))
    if ranged:
        label = f"{short_number(low, *labels)}–{short_number(high, *labels)}"
    else:
        label = short_number(point.amount if point.amount is not None else low, *labels)
    below = not ranged and (point.amount or low) < 0
    text = Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>')
    strong = " current" if point.current else ""
    flag = STATUS_WORDS.get(point.status, "")
    sign = {"disputed": " ✗", "repaired": " ✎"}.get(point.status, "") if flag else ""
    said = (point.label + sign).split(" ", 1) if " " in point.label else [point.label + sign]
    return (
        shape
        + text.format("amount" + strong, middle, base + 13 if below else top - 5, label)
        + Markup("").join(
            text.format("tag" + strong, middle, foot + LINE * i, line)
            for i, line in enumerate(said)
        )
    )


def bar_chart(points: Sequence[ChartPoint], *, largest: Decimal | None = None) -> list[Markup]:
    """One small horizontal bar a point, to stand in its own table row; hidden from readers aloud,
    because the row says the figure."""
    top = largest or max((abs(x) for p in points for x in p.ends), default=Decimal(0))
    signed = any(p.ends[0] < 0 for p in points)
    origin = HORIZONTAL_WIDTH / 2 if signed else 0.0
    reach = HORIZONTAL_WIDTH - origin
    out = []
    for point in points:
        low, high = (float(x / top) * reach if top else 0.0 for x in point.ends)
        ranged = point.amount is None
        start = origin + (low if ranged or high <= 0 else 0.0)
        end = origin + (high if ranged or high > 0 else 0.0)
        out.append(
            Markup(
                '<svg class="bar" aria-hidden="true" viewBox="0 0 {w} 12" width="{w}" height="12">'
                '<rect class="{c}" x="{x:.1f}" y="1" width="{l:.1f}" height="10"/>'
                '<line class="axis" x1="{o:.1f}" x2="{o:.1f}" y1="0" y2="12"/></svg>'
            ).format(
                w=HORIZONTAL_WIDTH, c=_classes(point), x=start, l=max(end - start, 1.5), o=origin
            )
        )
    return out


def describe(points: Sequence[ChartPoint], unit: str, exponent: int) -> str:
    """The chart in one sentence, for those who do not see it."""
    words = []
    for point in points:
        low, high = point.ends
        number = short_number(low, exponent)
        if point.amount is None and low != high:
            number += f" to {short_number(high, exponent)}"
        flag = STATUS_WORDS.get(point.status)
        words.append(f"{point.label} {number}{f' ({flag})' if flag else ''}")
    return f"{unit}: " + "; ".join(words)


def _classes(point: ChartPoint) -> str:
    classes = ["mark", point.status]
    if point.amount is None or point.status == "guidance":
        classes.append("range")
    if point.current:
        classes.append("current")
    return " ".join(dict.fromkeys(classes))


def _svg(
    body: Markup, width: float, height: float, key: str, title: str, words: str, kind: str
) -> Markup:
    return Markup(
        '<svg class="chart {kind}" role="img" aria-labelledby="{key}-t {key}-d" '
        'viewBox="0 0 {w:.0f} {h:.0f}" width="{w:.0f}" height="{h:.0f}">'
        '<title id="{key}-t">{title}</title><desc id="{key}-d">{words}</desc>{body}</svg>'
    ).format(kind=kind, key=key, w=width, h=height, title=title, words=words, body=body)
