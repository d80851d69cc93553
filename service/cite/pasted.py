"""Citations as people paste them: one reader for each form handed out, and for the bare one.

Comes in: a string or a JSON object from a workpaper. Goes out: `Pasted`, what it claims. Not for:
judging the claim (`service.cite.verify`).

Forms: an id; the contract's citation; a fact, an answer, a passage or a workpaper row that holds
citations; a W3C Web Annotation or its target; `document` and `quote` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.cite.citations import CITATION_ID

MAX_QUOTE = 20_000
HOLDERS = ("citation", "citations", "passages", "context")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted citation claims; what it does not say is None. `given` echoes it, shortened."""

    given: dict[str, Any]
    id: str | None = None
    document: str | None = None
    sha256: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    prefix: str = ""
    suffix: str = ""
    anchor: Mapping[str, Any] | None = None
    fault: str | None = None


def read_pasted(item: object) -> Pasted:
    """One citation in any form; a form that cannot be read says so in `fault`."""
    if isinstance(item, str):
        return _from_id(item.strip())
    if not isinstance(item, Mapping):
        return Pasted({}, fault="a citation is an id or an object")
    target = item.get("target", item)
    if isinstance(target, list) and target:
        target = target[0]
    if isinstance(target, Mapping) and "selector" in target:
        return _from_annotation(item, target)
    if isinstance(item.get("citation"), Mapping):
        return read_pasted(item["citation"])
    return _from_contract(item)


def find_pasted(item: object) -> Iterator[object]:
    """Every citation in a line of a workpaper: the object itself, or those that it holds."""
    if isinstance(item, Mapping):
        if "target" in item or "selector" in item or "quote" in item:
            yield item
            return
        held = [item[name] for name in HOLDERS if item.get(name)]
        if not held and ("id" in item or "document" in item):
            yield item
        for part in held:
            for piece in part if isinstance(part, list) else [part]:
                yield from find_pasted(piece)
    elif isinstance(item, list):
        for piece in item:
            yield from find_pasted(piece)
    elif isinstance(item, str):
        yield item


def _from_id(text: str) -> Pasted:
    identifier = text.rsplit("/", 1)[-1]
    given = {"id": identifier[:200]}
    if not CITATION_ID.fullmatch(identifier):
        return Pasted(given, fault="this is not a citation id")
    return Pasted(given, id=identifier)


def _from_contract(item: Mapping[str, Any]) -> Pasted:
    start, end = _offset(item.get("start")), _offset(item.get("end"))
    quote = _text(item.get("quote"))
    document = _text(item.get("document"))
    identifier = _text(item.get("id"))
    if identifier and not CITATION_ID.fullmatch(identifier):
        identifier = None
    fault = None
    if quote is not None and len(quote) > MAX_QUOTE:
        fault = f"a quote has at most {MAX_QUOTE} characters"
    elif identifier is None and (document is None or (quote is None and start is None)):
        fault = "needs an id, or a document with a quote"
    return Pasted(
        given=_echo(item),
        id=identifier,
        document=document,
        sha256=_text(item.get("sha256")),
        start=start,
        end=end,
        quote=quote,
        prefix=_text(item.get("prefix")) or "",
        suffix=_text(item.get("suffix")) or "",
        anchor=anchor if isinstance(anchor := item.get("anchor"), Mapping) else None,
        fault=fault,
    )


def _from_annotation(item: Mapping[str, Any], target: Mapping[str, Any]) -> Pasted:
    source = target.get("source")
    if isinstance(source, Mapping):
        source = source.get("id")
    document = str(source or "").split("#")[0].split("?")[0].rsplit("/", 1)[-1] or None
    found: dict[str, Any] = {}
    for selector in _selectors(target.get("selector")):
        kind = selector.get("type")
        if kind == "TextQuoteSelector":
            found["quote"] = _text(selector.get("exact"))
            found["prefix"] = _text(selector.get("prefix")) or ""
            found["suffix"] = _text(selector.get("suffix")) or ""
        elif kind == "TextPositionSelector":
            found["start"] = _offset(selector.get("start"))
            found["end"] = _offset(selector.get("end"))
    state = target.get("state")
    sha256 = _text(state.get("sha256")) if isinstance(state, Mapping) else None
    identifier = str(item.get("id", "")).rsplit("/", 1)[-1]
    usable = found.get("quote") is not None or found.get("start") is not None
    return Pasted(
        given=_echo(found | {"document": document, "id": identifier}),
        id=identifier if CITATION_ID.fullmatch(identifier) else None,
        document=document,
        sha256=sha256,
        fault=None if document and usable else "the annotation has no source or no text selector",
        **found,
    )


def _selectors(selector: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > 4:
        return
    if isinstance(selector, list):
        for item in selector[:16]:
            yield from _selectors(item, depth + 1)
    elif isinstance(selector, Mapping):
        yield selector
        yield from _selectors(selector.get("refinedBy"), depth + 1)


def _echo(item: Mapping[str, Any]) -> dict[str, Any]:
    echoed: dict[str, Any] = {}
    for name in ("id", "document", "sha256", "start", "end", "quote"):
        value = item.get(name)
        if isinstance(value, str):
            echoed[name] = value[:500]
        elif isinstance(value, int):
            echoed[name] = value
    return echoed


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _offset(value: object) -> int | None:
    usable = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**40
    return value if usable else None  # type: ignore[return-value]
