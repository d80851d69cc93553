"""Words in one comparable form, each with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedded.shortforms import short_forms_in
from service.understand.terms import split_terms, words_of, written_out

FORMS = [
    ("dial-up", ("dial", "up")),
    ("dialup", ("dial", "up")),
    ("G&A expenses", ("general", "administrative", "expense")),
    ("R and D", ("research", "development")),
    ("S & M", ("sale", "marketing")),
    ("shareholders' equity", ("shareholder", "equity")),
    ("64-128kbps", ("64kbps", "128kbps")),
    ("3Mbps-1.2 Gbps", ("3mbps", "1.2gbps")),
    ("revenue (table 2)", ("revenue", "table")),
    ("data centres", ("data", "center")),
]


@pytest.mark.parametrize(("text", "words"), FORMS)
def test_words_are_written_one_way(text: str, words: tuple[str, ...]):
    assert words_of(text) == words


def test_a_document_says_what_its_short_forms_stand_for():
    text = (
        "Systems Integration (SI), VPN (Virtual Private Network), IX (Internet eXchange), "
        'Asia Internet Holding Co., Ltd. ("AIH"), Cable TV (USA)'
    )
    assert written_out(dict(short_forms_in(text))) == {
        "si": ("system", "integration"),
        "vpn": ("virtual", "private", "network"),
        "ix": ("internet", "exchange"),
        "aih": ("asia", "internet", "holding"),
    }


@given(st.text(max_size=120))
def test_terms_stand_in_order_inside_the_text(text: str):
    at = 0
    for term in split_terms(text):
        assert at <= term.start < term.end <= len(text)
        at = term.end
