"""An engine that fails in the middle of a request: 503 and when to try again, never half an answer.

Wherever the failure falls, the request is either answered as ever or refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from corpus.base.errors import EngineUnavailable
from service.app import create_app
from service.settings import Settings
from tests.service.samples import make_app

ADDRESSES = (
    "/api/v1/ask?q=2Q02+equipment+sales",
    "/api/v1/facts",
    "/api/v1/checks?format=csv",
    "/api/v1/documents/memo-press/tieout",
    "/api/v1/search?q=sales",
    "/api/v1/workpaper?q=2Q02+equipment+sales&format=jsonl",
    "/?q=2Q02+equipment+sales",
    "/documents/memo-press",
)


class Failing:
    """An engine, or its facts, that stops answering after so many look-ups."""

    def __init__(self, held: Any, calls: Iterator[int], most: int) -> None:
        self._held, self._calls, self._most = held, calls, most

    def _ask(self) -> Any:
        if next(self._calls) >= self._most:
            raise EngineUnavailable("no answer")
        return self._held

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._held, name)
        if name == "facts":
            return Failing(found, self._calls, self._most)
        if not callable(found):
            return found
        return lambda *args, **kwargs: getattr(self._ask(), name)(*args, **kwargs)

    def __len__(self) -> int:
        return len(self._ask())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._ask())

    def __contains__(self, item: object) -> bool:
        return item in self._ask()


def got(engine: Any, call: Callable[[Any], Any]) -> Any:
    return call(create_app(Settings(log="off"), engine=engine).test_client())


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_failure_anywhere_refuses_the_request_for_now(small_engine: Any, address: str) -> None:
    whole = got(small_engine, lambda client: client.get(address))
    assert whole.status_code == 200
    refused = 0
    for most in (*range(12), *range(12, 400, 31)):
        failing = Failing(small_engine, iter(range(10**6)), most)
        response = got(failing, lambda client: client.get(address))
        if response.status_code == 503:
            refused += 1
            assert response.headers["Retry-After"]
            assert response.headers["Cache-Control"] == "no-store"
        else:
            assert response.status_code == 200
            assert len(response.data) == len(whole.data)
    assert refused


def test_a_batch_is_refused_as_a_whole(small_engine: Any) -> None:
    def ask(*_: Any) -> Any:
        raise EngineUnavailable("no answer")

    client = make_app(small_engine, ask=ask).test_client()
    response = client.post("/api/v1/ask", json={"questions": ["a", "b"]})
    assert response.status_code == 503
    assert response.get_json()["code"] == "index-unavailable"
