"""Hostile questions through the real service: answered or refused in the project's own words, and
never a failure of the server. Each takes less than all questions of the public file together, asked
in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from corpus.base.errors import QuestionError
from service.app import create_app
from service.ask.pipeline import answer_json
from service.settings import Settings
from tests.questions.engines import shared_engine
from tests.questions.judging import read_gold

FULL = 500  # characters of a question; more is refused

UNITS = [
    "a", "a ", "1", "1,", "1 ", "(", "[", "((1", "*", "*a* ", "a*", "?", "~", "eq~9 ", '"', "'",
    "body:[a TO z] ", "d:[' TO '] ", "NOT ", "AND ", "OR ", "^9 ", "{1,9}", "/(a+)+$/ ", "\\",
    "revenues and ", "2Q02 ", "2Q02 and 1Q02 and ", "the ", "of the ", "million ", "%", "-", "1-",
    "JPY1,234 million ", "1+", "1/0 ", "1:", "1e9 ", "{{7*7}} ", "<b>", "&amp;", "$", "\u00a5",
    "\u202e", "\u200f", "\u200b", "\u0301", "\u65e5", "\u5186", "\U0001f600", "\U000e0001",
    "\u0663", "\u00bd", " \n", "\t", "Aa/A", "A-", "AA (a", "March 31, 2002 ", "between ", "from ",
    "difference between a and ", "difference in a between a", "as a percentage of ", "why ", "who ",
    "average of ", "net loss ", "fiscal ", "2001-", "versus ", "slide 5 ", "note 1 ",
    "(revenues / ", "\ufeff",
    "what did the company say about ", "first quarter ", "IIJ's ",
]  # fmt: skip
SINGLE = {
    "thousand_digits": "are revenues " + "9" * 450 + "?",
    "decimals": "9" * 220 + "." + "9" * 220 + " yen",
    "exponent": "revenues of 1e999999999",
    "nested": "(" * 240 + "revenues" + ")" * 240,
    "unbalanced": "([{" * 160,
    "crossed": "([)]" * 120,
    "rtl_inside": "rev\u202eseun\u202ce 2Q02",
    "script": "<script>alert(1)</script> revenues",
    "sql": "'; DROP TABLE facts; -- revenues",
    "path": "../../../../etc/passwd%00 revenues",
    "format": "%s%n{0.__class__}${jndi:ldap://x} revenues",
}
REFUSED = {
    "megabyte": "a" * 1_000_000,
    "megabyte_of_words": "revenues " * 111_000,
    "ten_thousand_words": " ".join(f"word{n}" for n in range(10_000)),
    "nothing": "",
    "blanks": " \u3000\n\t ",
    "nul": "rev\0enues",
    "escape": "\x1b[31mrevenues",
    "bell": "\arevenues",
    "half_a_pair": "revenues \ud800",
    "undecoded_bytes": b"revenues \xff\xfe".decode("utf-8", "surrogateescape"),
}


@pytest.fixture(scope="module")
def ask() -> Callable[[str], dict[str, Any]]:
    engine = shared_engine()
    return lambda text: answer_json(text, engine)


@pytest.fixture(scope="module")
def much(ask: Callable[[str], dict[str, Any]]) -> float:
    """Seconds of the processor for ordinary questions, so many that no single one comes near."""
    started = time.process_time()
    for gold in read_gold("public.jsonl"):
        ask(gold["question"])
    return time.process_time() - started


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Settings(log="off"), engine=shared_engine())


def bounded(ask: Callable[[str], dict[str, Any]], text: str, much: float) -> dict[str, Any] | None:
    """The answer, None where it is refused; both in less than much time."""
    started = time.process_time()
    try:
        answer = ask(text)
    except QuestionError:
        answer = None
    assert time.process_time() - started < much
    return answer


def quotes_hold(answer: dict[str, Any]) -> bool:
    documents = shared_engine().documents
    return all(
        documents[c["document"]].text[c["start"] : c["end"]] == c["quote"]
        for c in answer["citations"]
    )


@pytest.mark.parametrize("unit", UNITS)
def test_repeated_to_the_limit(
    ask: Callable[[str], dict[str, Any]], much: float, unit: str
) -> None:
    answer = bounded(ask, (unit * FULL)[:FULL], much)
    assert answer is None or quotes_hold(answer)


@pytest.mark.parametrize("name", SINGLE)
def test_tricks(ask: Callable[[str], dict[str, Any]], much: float, name: str) -> None:
    answer = bounded(ask, SINGLE[name], much)
    assert answer is None or quotes_hold(answer)


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_reason(
    ask: Callable[[str], dict[str, Any]], much: float, name: str
) -> None:
    started = time.process_time()
    with pytest.raises(QuestionError, match="question"):
        ask(REFUSED[name])
    assert time.process_time() - started < much / 10


@pytest.mark.parametrize("plane", range(17))
def test_every_plane(ask: Callable[[str], dict[str, Any]], much: float, plane: int) -> None:
    points = (plane * 0x10000 + offset for offset in range(0x21, 0x10000, 131))
    text = "".join(chr(point) for point in points if not 0xD800 <= point < 0xE000)[:FULL]
    assert bounded(ask, text, much) is not None
    assert bounded(ask, f"2Q02 equipment sales {text[:200]}", much) is not None


def test_query_syntax_is_words(ask: Callable[[str], dict[str, Any]]) -> None:
    plain = ask("2Q02 equipment sales")
    for text in ('"2Q02" equipment sales', "2Q02 (equipment sales)", "[2Q02] equipment sales?"):
        assert ask(text)["value"] == plain["value"]
    assert plain["value"]["amount"] == "1774953000"


@hypothesis_settings(max_examples=60)
@given(st.text(max_size=400))
def test_any_text_is_answered_or_refused(text: str) -> None:
    engine = shared_engine()
    try:
        answer = answer_json(text, engine)
    except QuestionError:
        return
    assert quotes_hold(answer)
    assert answer["status"] in ("answered", "disputed", "ambiguous", "unanswered")


@pytest.mark.parametrize("address", ["/api/v1/ask", "/api/v1/search", "/api/v1/suggest", "/"])
def test_over_http(app: Flask, much: float, address: str) -> None:
    client = app.test_client()
    texts = [*SINGLE.values(), *(v for k, v in REFUSED.items() if not has_half_pairs(v))]
    texts += [(unit * FULL)[:FULL] for unit in UNITS[::4]]
    for text in texts:
        started = time.process_time()
        response = client.get(address, query_string={"q": text})
        assert response.status_code in (200, 302, 303, 400, 414, 422), text[:40]
        assert time.process_time() - started < much
        if response.status_code >= 400 and address != "/":
            problem = response.get_json()
            assert problem["detail"]
            assert "Traceback" not in response.text
            assert "/service/" not in response.text


def test_a_megabyte_in_a_body(app: Flask, much: float) -> None:
    client = app.test_client()
    for address in ("/api/v1/ask", "/api/v1/verify"):
        for body in (b"[" * 1_000_000, b'{"q":' * 100_000, b"\xff" * 1_000_000, b"1" * 1_000_000):
            started = time.process_time()
            response = client.post(address, data=body, content_type="application/json")
            assert 400 <= response.status_code < 500
            assert time.process_time() - started < much


def has_half_pairs(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)
