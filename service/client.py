"""A client of the API for Python programs: typed, of the standard library alone, one file to copy.

Comes in: the address of a running service. Goes out: the objects of the contracts, as typed
dictionaries; a problem document as `ProblemError`. Not for: the service itself, which never
imports it.

    tickmark = Client("http://127.0.0.1:8000")
    answer = tickmark.ask("2Q02 equipment sales")
    print(answer["text"], answer["citations"][0]["quote"])
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Literal, NotRequired, TypedDict, cast
from urllib.parse import quote, urlencode, urlsplit

MOST_PATIENCE = 10.0
"""Seconds that a client waits at most when the service asks it to come again."""
AGAIN = (429, 503)
MOST_KEPT, MOST_KEPT_BYTES = 256, 1_000_000
"""Answers that a client keeps, and the bytes of each, to ask whether they still hold."""


class Period(TypedDict):
    """An instant (`start` is None) or a stretch of days, both included."""

    label: str
    start: str | None
    end: str


class Value(TypedDict):
    """A figure in base units; decimals as strings, `exact` makes them `Decimal`."""

    amount: str | None
    low: str | None
    high: str | None
    unit: str
    printed: str | None
    decimals: int | None


class Citation(TypedDict):
    """Printed characters: `text[start:end] == quote`, counted in code points."""

    id: str
    document: str
    sha256: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    page: int | None
    section: str | None
    url: str


class Point(TypedDict):
    """One figure of an answer: its standing, the ids of its facts and of its citations."""

    label: str
    concept: str
    period: Period
    value: Value
    citations: list[str]
    status: str
    facts: list[str]


class Check(TypedDict):
    """A tie-out beside an answer."""

    name: str
    passed: bool
    detail: str
    citations: list[str]
    id: str | None


class Derivation(TypedDict):
    """How a figure was computed."""

    formula: str
    inputs: list[Point]


class Passage(TypedDict):
    """A passage that was found."""

    citation: Citation
    score: float


class Answer(TypedDict):
    """The answer contract."""

    id: str | None
    question: str
    status: Literal["answered", "disputed", "ambiguous", "unanswered"]
    kind: str | None
    text: str
    value: Value | None
    points: list[Point]
    derivation: Derivation | None
    checks: list[Check]
    alternatives: list[Point]
    citations: list[Citation]
    passages: list[Passage]
    interpretation: dict[str, Any]
    problem: NotRequired[dict[str, Any] | None]


class Fact(TypedDict):
    """The fact contract: one printing of a figure."""

    id: str
    document: str
    concept: str
    label: str
    period: Period
    value: Value
    status: Literal["clean", "repaired", "disputed"]
    citation: Citation
    checks: list[str]
    dimensions: dict[str, str]
    tag: dict[str, Any] | None


class Verdict(TypedDict):
    """What became of a pasted citation."""

    state: Literal["holds", "moved", "altered", "document_altered", "unknown"]
    detail: str
    document: str | None
    citation: Citation | None
    diff: list[str]


class ProblemError(Exception):
    """The service refused: `status`, a stable `code`, `detail`, and the `parameters` at fault."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(body.get("code", ""))
        self.detail = str(body.get("detail") or body.get("title") or f"status {status}")
        self.request_id = str(body.get("request_id", ""))
        self.parameters = [str(item.get("pointer", "")) for item in body.get("errors") or ()]
        super().__init__(f"{status} {self.code}: {self.detail}")


class Client:
    """Calls one service. Safe in several threads: each keeps a connection of its own.

    What was answered before is asked for with If-None-Match, and given again where it still holds.
    """

    def __init__(
        self, address: str = "http://127.0.0.1:8000", *, timeout: float = 30.0, retries: int = 2
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{address!r} is no address such as http://127.0.0.1:8000")
        self._parts = parts
        self._timeout = timeout
        self._retries = retries
        self._own = threading.local()
        self._known: OrderedDict[str, tuple[str, bytes]] = OrderedDict()

    def close(self) -> None:
        """Close the connection of this thread; the next call makes another."""
        connection: HTTPConnection | None = getattr(self._own, "connection", None)
        self._own.connection = None
        if connection is not None:
            connection.close()

    def ask(self, question: str, *, document: str | None = None, id: str | None = None) -> Answer:
        """Ask a question. Raises: ProblemError."""
        return cast(Answer, self._get("ask", q=question, document=document, id=id))

    def ask_many(self, questions: Iterable[str | Mapping[str, str]]) -> list[Answer]:
        """Ask up to 200 questions; answers in their order.

        One that could not be asked is unanswered and says why in its member `problem`.
        """
        body = self._call("POST", "ask", body={"questions": list(questions)})
        return cast(list[Answer], body["items"])

    def run_plan(
        self,
        tree: Mapping[str, Any],
        *,
        form: Mapping[str, Any] | None = None,
        document: str | None = None,
    ) -> Answer:
        """Execute a plan, such as `interpretation["plan"]["tree"]` of an answer."""
        body = {"tree": tree, "form": form, "document": document}
        sent = {name: part for name, part in body.items() if part is not None}
        return cast(Answer, self._call("POST", "plans", body=sent))

    def search(self, words: str, *, limit: int = 10, document: str | None = None) -> list[Passage]:
        """Find the first passages, best first."""
        found = self._get("search", q=words, limit=limit, document=document)
        return cast(list[Passage], found["items"])

    def found(self, words: str, **filters: str) -> Iterator[Passage]:
        """All passages that words find, best first, by document or entity."""
        return cast(Iterator[Passage], self._pages("search", {"q": words, **filters}))

    def suggest(self, beginning: str, *, limit: int = 8) -> list[str]:
        """Complete the beginning of a question."""
        found = self._get("suggest", q=beginning, limit=limit)
        return [item["text"] for item in found["items"]]

    def facts(self, **filters: str) -> Iterator[Fact]:
        """All facts with entity, concept, period, unit, document, status or scenario."""
        return cast(Iterator[Fact], self._pages("facts", filters))

    def fact(self, fact_id: str) -> dict[str, Any]:
        """A fact with its row, its tie-outs and its duplicates."""
        return self._get(f"facts/{quote(fact_id, safe='')}")

    def checks(self, **filters: str) -> Iterator[dict[str, Any]]:
        """All tie-outs by name, document or passed ("true", "false")."""
        return self._pages("checks", filters)

    def concepts(self, **filters: str) -> Iterator[dict[str, Any]]:
        """What is measured."""
        return self._pages("concepts", filters)

    def periods(self, **filters: str) -> Iterator[dict[str, Any]]:
        """Periods that have facts."""
        return self._pages("periods", filters)

    def entities(self) -> Iterator[dict[str, Any]]:
        """Who reports."""
        return self._pages("entities", {})

    def documents(self) -> Iterator[dict[str, Any]]:
        """The documents."""
        return self._pages("documents", {})

    def text(self, document: str, start: int = 0, end: int | None = None) -> str:
        """A document's text, or a slice of it in code points."""
        path = f"documents/{quote(document, safe='')}/text"
        return str(self._get(path, start=start, end=end)["text"])

    def citation(self, citation_id: str) -> dict[str, Any]:
        """Look up a citation by its id."""
        return self._get(f"citations/{quote(citation_id, safe='')}")

    def verify(self, citations: Iterable[str | Mapping[str, Any]]) -> list[Verdict]:
        """Say of each citation whether it holds."""
        body = self._call("POST", "citations/verify", body={"citations": list(citations)})
        return cast(list[Verdict], body["items"])

    def generation(self) -> str:
        """The generation that is served; equal ones give equal answers."""
        return str(self._get("generation")["generation"])

    def workpaper(
        self,
        question: str | None = None,
        *,
        format: Literal["jsonl", "html", "xlsx"] = "jsonl",
        **filters: str,
    ) -> bytes:
        """The workpaper of an answer, or of facts."""
        query = {"q": question, "format": format, **filters}
        return self._send("GET", "workpaper", query)

    def xbrl(self, **filters: str) -> bytes:
        """Facts as a ZIP of xBRL-JSON and its taxonomy."""
        return self._send("GET", "xbrl", filters)

    def _pages(self, path: str, filters: Mapping[str, str]) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            page = self._get(path, **filters, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def _get(self, path: str, **query: object) -> dict[str, Any]:
        return self._call("GET", path, query)

    def _call(
        self, method: str, path: str, query: Mapping[str, object] | None = None, body: Any = None
    ) -> dict[str, Any]:
        return cast(dict[str, Any], json.loads(self._send(method, path, query or {}, body)))

    def _send(self, method: str, path: str, query: Mapping[str, object], body: Any = None) -> bytes:
        given = {name: value for name, value in query.items() if value is not None}
        address = f"{self._parts.path.rstrip('/')}/api/v1/{path}"
        if given:
            address += f"?{urlencode(given)}"
        data = None if body is None else json.dumps(body).encode()
        for attempt in range(self._retries + 1):
            known = self._known.get(address) if method == "GET" else None
            response, content = self._exchange(method, address, data, known[0] if known else None)
            if response.status == 304 and known is not None:
                return known[1]
            self._keep(method, address, response, content)
            if response.status in AGAIN and attempt < self._retries:
                time.sleep(_wait(response.headers.get("Retry-After")))
                continue
            if response.status >= 400:
                raise ProblemError(response.status, _problem(content))
            return content
        raise AssertionError("unreachable")

    def _keep(self, method: str, address: str, response: HTTPResponse, content: bytes) -> None:
        tag = response.headers.get("ETag")
        if method == "GET" and response.status == 200 and tag and len(content) <= MOST_KEPT_BYTES:
            self._known[address] = tag, content
            while len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)

    def _exchange(
        self, method: str, address: str, data: bytes | None, tag: str | None
    ) -> tuple[HTTPResponse, bytes]:
        """One exchange; on a kept connection that the service has closed meanwhile, another."""
        if getattr(self._own, "connection", None) is not None:
            with suppress(ConnectionError, HTTPException):
                return self._once(method, address, data, tag)
        try:
            return self._once(method, address, data, tag)
        except HTTPException as error:
            raise OSError(f"no HTTP answer: {error!r}") from error

    def _once(
        self, method: str, address: str, data: bytes | None, tag: str | None
    ) -> tuple[HTTPResponse, bytes]:
        connection: HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is None:
            kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
            place = str(self._parts.hostname), self._parts.port
            connection = self._own.connection = kind(*place, timeout=self._timeout)
        headers = {"Accept": "*/*"} | ({"If-None-Match": tag} if tag is not None else {})
        if data is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, address, data, headers)
            response = connection.getresponse()
            return response, response.read()
        except BaseException:
            self.close()
            raise


def exact(value: Value) -> Decimal | None:
    """The amount of a value as an exact decimal; None for a range."""
    return None if value["amount"] is None else Decimal(value["amount"])


def _wait(seconds: str | None) -> float:
    try:
        return min(max(float(seconds or 1), 0.0), MOST_PATIENCE)
    except ValueError:
        return 1.0


def _problem(content: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(content)
    except ValueError:
        return {"detail": content[:200].decode("utf-8", "replace")}
    return body if isinstance(body, dict) else {}
