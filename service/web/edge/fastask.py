"""The plain question, answered at the edge: `GET /api/v1/ask` without the cost of entering Flask.

Comes in: a WSGI environment. Goes out: the very response that the API's view gives, or None, and
then the view answers. Not for: refusing anything; whatever is not plainly right is left to the
view, which words the problem. A test holds both to the same bytes and headers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote_plus

import orjson

from service.ask.memo import Bounded
from service.say.to_json import answer_to_json
from service.web.api.schemas import AskQuery
from service.web.edge.accept import JSON, choose
from service.web.edge.answercache import Stored

if TYPE_CHECKING:
    from index.engine import Engine
    from service.web.context import Ask

PATH = "/api/v1/ask"
CACHE_CONTROL = "public, no-cache"
MAX_FIELDS = 3
HEAD = ("generation", "id")
"""The members that stand first, before what is kept of an answer."""

KEPT_CITATIONS = 8_192
KEPT_TAILS = 16_384
"""Kilobytes of answers; a program that numbers its requests may ask the same again."""


def entity_tag(generation: str, path: str, pairs: Iterable[tuple[str, str]], form: str) -> str:
    """The tag of a response that is a function of the generation and its canonical request."""
    asked = "\0".join([f"{name}\0{value}" for name, value in sorted(pairs)])
    text = f"{generation}\n{path}\n{form}\n{asked}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


class FastAsk:
    """Answers plain questions; `ask` and `engine` are asked for each time, so both may change."""

    def __init__(
        self,
        engine: Callable[[], Engine],
        ask: Callable[[], Ask],
    ) -> None:
        self._engine = engine
        self._ask = ask
        self._written: Bounded[int, tuple[dict[str, Any], orjson.Fragment]] = Bounded(
            KEPT_CITATIONS
        )
        self._tails: Bounded[tuple[Any, ...], bytes] = Bounded(KEPT_TAILS)

    def __call__(self, environ: dict[str, Any]) -> Stored | None:
        """The response to a plain question, else None."""
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "GET":
            return None
        if choose(environ.get("HTTP_ACCEPT", ""), JSON) is None:
            return None
        try:
            pairs = _pairs(environ.get("QUERY_STRING", ""))
            fields = dict(pairs)
            if len(fields) != len(pairs):
                return None
            query = AskQuery.model_validate(fields)
            engine = self._engine()
            if query.document is not None and query.document not in engine.documents:
                return None
            tail = self._tail(query, engine)
        except Exception:  # noqa: BLE001 - the view meets the same, and words and logs it
            return None
        generation = engine.generation
        head = orjson.dumps(dict(zip(HEAD, (generation, query.id), strict=True)))
        body = b"%b,%b" % (head[:-1], tail)
        tag = f'W/"{entity_tag(generation, PATH, pairs, "json")}"'
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("ETag", tag),
            ("Cache-Control", CACHE_CONTROL),
            ("X-Generation", generation),
            ("Vary", "Accept, Accept-Encoding"),
        ]
        return Stored("200 OK", headers, body, tag, generation)

    def _tail(self, query: AskQuery, engine: Engine) -> bytes:
        """The answer's JSON from behind its id, which is all that an id changes."""
        ask = self._ask()
        key = (ask, engine.generation, query.document, query.q)
        tail = self._tails.get(key)
        if tail is None:
            answer = answer_to_json(ask(query.q, engine, query.document, None))
            told = {name: value for name, value in answer.items() if name not in HEAD}
            tail = orjson.dumps(told | self._cited(answer))[1:]
            self._tails.keep(key, tail, 1 + len(tail) // 1024)
        return tail

    def _cited(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The members of an answer that hold citations, those written before as they were."""
        return {
            "citations": [self._write(c) for c in answer["citations"]],
            "passages": [p | {"citation": self._write(p["citation"])} for p in answer["passages"]],
        }

    def _write(self, citation: dict[str, Any]) -> orjson.Fragment:
        """A citation's JSON. An answer gives the same object again, by which it is known."""
        known = self._written.get(id(citation))
        if known is None or known[0] is not citation:
            made = orjson.Fragment(orjson.dumps(citation))
            known = self._written.keep(id(citation), (citation, made))
        return known[1]


def _pairs(query: str) -> list[tuple[str, str]]:
    """The fields of a query string. Raises: ValueError where they are too many."""
    if query.startswith("q=") and "&" not in query:
        return [("q", unquote_plus(query[2:], errors="replace"))]
    return parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=MAX_FIELDS)
