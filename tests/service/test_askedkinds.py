"""What kind of thing a question asks for."""

from __future__ import annotations

import pytest

from service.find.sentences.askedkinds import find_kind
from service.find.sentences.words import split_words

KINDS = {
    "who chairs the board?": "person",
    "chief financial officer name": "person",
    "where is the plant?": "place",
    "in which city is the plant?": "place",
    "when was it founded?": "date",
    "date of the presentation": "date",
    "which company bought it?": "organization",
    "first customer of the yard": "organization",
    "name of the router": "name",
    "what is the new service called?": "name",
    "which telecom is a customer?": "name",
    "what does CDN stand for?": "expansion",
    "investor relations phone number": "phone",
    "what is the website?": "web",
    "why did costs fall?": "why",
    "how come costs fell": "why",
    "what drove revenue?": "why",
    "how is it calculated?": "how",
    "how many boats are there?": "number",
    "what does EBITDA mean?": "definition",
    "what is the hurdle rate?": "clause",
    "operating income year ending March 31": "words",
}


@pytest.mark.parametrize(("question", "kind"), KINDS.items())
def test_kind(question: str, kind: str) -> None:
    assert find_kind(question, [t.text.casefold() for t in split_words(question)])[0] == kind
