"""How the text of an HTML element looks, as far as structure needs it.

Comes in: `style` attributes, class names and the rules of style sheets. Goes out: `Look`s. Not for:
layout; selectors other than a single class or tag are left aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?\.([\w-]+)|([a-z][a-z0-9]*)")
_SIZE = re.compile(r"(-?\d*\.?\d+)\s*(pt|px|em|rem|%|in|cm)?")
_POINTS = {"pt": 1.0, "px": 0.75, "em": 10.0, "rem": 10.0, "%": 0.1, "in": 72.0, "cm": 28.3}
_BOLD = 600  # a font this heavy is bold
_TAGS: dict[str, dict[str, str]] = {
    "b": {"font-weight": "bold"},
    "strong": {"font-weight": "bold"},
    "th": {"font-weight": "bold"},
    "i": {"font-style": "italic"},
    "em": {"font-style": "italic"},
    "u": {"text-decoration": "underline"},
    "sup": {"vertical-align": "super"},
    "center": {"text-align": "center"},
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a run of text looks like; all but `hidden`, `breaks` and `indent` are inherited."""

    bold: bool = False
    italic: bool = False
    underlined: bool = False
    raised: bool = False
    size: float = 10.0
    align: str = ""
    hidden: bool = False
    indent: int = 0
    break_before: bool = False
    break_after: bool = False


@dataclass(slots=True)
class Sheet:
    """The declarations that a page's style sheets give classes and tags."""

    by_class: dict[str, dict[str, str]] = field(default_factory=dict)
    by_tag: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, css: str) -> None:
        """Take the rules of one style sheet."""
        for selectors, body in _RULE.findall(re.sub(r"/\*.*?\*/", " ", css, flags=re.DOTALL)):
            for selector in selectors.lower().split(","):
                match = _SELECTOR.fullmatch(selector.strip())
                if match is None:
                    continue
                rules = self.by_class if match[1] else self.by_tag
                rules.setdefault(match[1] or match[2], {}).update(declarations(body))

    def look(self, tag: str, attributes: Mapping[str, str], above: Look) -> Look:
        """The look of an element inside one that looks like `above`."""
        style = attributes.get("style", "")
        classes = attributes.get("class", "").lower().split() if self.by_class else ()
        given: dict[str, str] = {}
        for rules in (
            _TAGS.get(tag),
            self.by_tag.get(tag),
            *(self.by_class.get(name) for name in classes),
            declarations(style) if style else None,
        ):
            if rules:
                given.update(rules)
        if align := attributes.get("align"):
            given.setdefault("text-align", align.lower())
        plain = replace(above, indent=0, break_before=False, break_after=False)
        look = _changed(plain, tuple(given.items())) if given else plain
        return replace(look, hidden=True) if "hidden" in attributes else look


@lru_cache(maxsize=4096)
def declarations(style: str) -> Mapping[str, str]:
    """The declarations of a `style` attribute, names and values in lower case."""
    pairs = (part.partition(":") for part in style.lower().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value}


@lru_cache(maxsize=4096)
def _changed(look: Look, given: tuple[tuple[str, str], ...]) -> Look:
    """A look with declarations applied."""
    rules = dict(given)
    weight = rules.get("font-weight", "")
    if weight:
        heavy = weight.isdigit() and int(weight) >= _BOLD
        look = replace(look, bold=heavy or weight.startswith("bold"))
    if "font-style" in rules:
        look = replace(look, italic=rules["font-style"] in ("italic", "oblique"))
    decoration = rules.get("text-decoration", "") + rules.get("text-decoration-line", "")
    if decoration:
        look = replace(look, underlined=look.underlined or "underline" in decoration)
    if "vertical-align" in rules or "top" in rules:
        lifted = rules.get("position") == "relative" and rules.get("top", "").startswith("-")
        look = replace(look, raised=lifted or rules.get("vertical-align") == "super")
    if "text-align" in rules:
        look = replace(look, align=rules["text-align"])
    if (points := _points(rules.get("font-size", ""))) > 0:
        look = replace(look, size=points)
    left = (rules.get(name, "") for name in ("margin-left", "padding-left", "text-indent"))
    return replace(
        look,
        indent=max(0, round(sum(map(_points, left)) + _left_of(rules.get("padding", "")))),
        hidden=look.hidden or rules.get("display") == "none" or rules.get("visibility") == "hidden",
        break_before=_breaks(rules, "before"),
        break_after=_breaks(rules, "after"),
    )


def _left_of(padding: str) -> float:
    """The left one of the four sides of a `padding`."""
    sides = padding.split()
    return _points(sides[3] if len(sides) == 4 else sides[min(1, len(sides) - 1)]) if sides else 0


def _breaks(rules: Mapping[str, str], side: str) -> bool:
    """True for rules that begin a page at this side of the element."""
    given = rules.get(f"page-break-{side}", rules.get(f"break-{side}"))
    return given in ("always", "page", "left", "right")


def _points(size: str) -> float:
    match = _SIZE.match(size)
    if match is None:
        return 0.0
    return float(match[1]) * _POINTS[match[2] or "px"]
