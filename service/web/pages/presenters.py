"""Links and labels of the pages.

Comes in: questions, offsets, labels. Goes out: addresses and text, unescaped. Not for: values and
periods (`service.say.values`), nor for HTML.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from corpus.base.records import Fact
from service.cite.citations import Citation


def sentence_case(label: str) -> str:
    """First letter up, the rest untouched: "equipment sales" and "R&D" both survive."""
    return label[:1].upper() + label[1:]


def ask_url(question: str, **parameters: str | None) -> str:
    """The address of a question's answer, with the parameters that are set."""
    pairs = [("q", question), *((k, v) for k, v in sorted(parameters.items()) if v)]
    return "/?" + urlencode(pairs)


def source_url(document: str, start: int, end: int) -> str:
    """The reader at these characters: works with the fragment alone and without JavaScript."""
    return f"/documents/{quote(document)}?start={start}&end={end}#c{start}-{end}"


def fact_url(fact: Fact) -> str:
    """Where a fact's figure is shown."""
    return source_url(fact.document, fact.span.start, fact.span.end)


def cited_url(citation: Citation) -> str:
    """Where a citation is shown."""
    return source_url(citation.document, citation.start, citation.end)
