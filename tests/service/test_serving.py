"""Which engine answers: opened once, exchanged when published, kept when the new one is broken."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from corpus.base.errors import ConfigurationError, IndexStoreError
from corpus.base.records import Library
from index.generations.generations import publish
from service.app import create_app
from service.serving import Engines
from service.settings import Settings, load_settings
from tests.service.samples import make_app, make_engine, plain_answer


class Held:
    def __init__(self, generation: str) -> None:
        self.generation = generation


def test_first_engine_is_opened_once_for_all_threads() -> None:
    opened: list[int] = []

    def opener() -> Any:
        opened.append(1)
        time.sleep(0.05)
        return Held("a")

    engines = Engines(opener)
    threads = [threading.Thread(target=engines.current) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 1
    assert engines.ready


def test_a_broken_new_generation_leaves_the_old_one_serving(
    caplog: pytest.LogCaptureFixture,
) -> None:
    mark, now = [0], [0.0]

    def reopener() -> Any:
        if mark[0] == 1:
            raise IndexStoreError("flipped byte")
        return Held("c")

    engines = Engines(
        lambda: Held("a"),  # type: ignore[arg-type, return-value]
        lambda: mark[0],
        lambda: now[0],
        reopener=reopener,
    )
    assert engines.generation() == "a"
    mark[0], now[0] = 1, 1.0
    assert engines.generation() == "a"
    assert "flipped byte" in caplog.text
    mark[0], now[0] = 2, 9.0
    assert engines.generation() == "c"
    assert engines.before is not None
    assert engines.before.generation == "a"


def test_not_ready_is_503_until_the_index_opens() -> None:
    broken = [True]

    def opener() -> Any:
        if broken[0]:
            raise IndexStoreError("no space left in /secret/folder")
        return make_engine()

    app = make_app(make_engine())
    engines = Engines(opener)
    app.extensions["tickmark"].engines = engines
    app.wsgi_app.generation = engines.generation
    client = app.test_client()
    for address in ("/readyz", "/api/v1/facts"):
        response = client.get(address)
        assert response.status_code == 503
        assert response.get_json()["code"] == "index-unavailable"
        assert int(response.headers["Retry-After"]) >= 1
        assert "secret" not in response.text
    assert client.get("/healthz").status_code == 200
    broken[0] = False
    until = time.monotonic() + 60
    while client.get("/readyz").status_code == 503:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert client.get("/readyz").get_json()["status"] == "ready"


def test_what_could_not_be_opened_is_not_tried_by_every_request() -> None:
    tried, now = [0], [0.0]

    def opener() -> Any:
        tried[0] += 1
        raise OSError(28, "No space left on device")

    engines = Engines(opener, clock=lambda: now[0])
    for _ in range(20):
        with pytest.raises(IndexStoreError):
            engines.current()
    assert tried == [1]
    assert engines.open_generation() == ""
    now[0] = 2.0
    with pytest.raises(IndexStoreError, match="No space left"):
        engines.current()
    assert tried == [2]


def test_what_is_published_while_the_first_is_opened_is_not_missed() -> None:
    mark, now = [0], [0.0]

    def opener() -> Any:
        mark[0] = 1
        return Held("a")

    engines = Engines(
        opener,
        lambda: mark[0],
        lambda: now[0],
        reopener=lambda: Held("b"),  # type: ignore[arg-type, return-value]
    )
    assert engines.generation() == "a"
    now[0] = 1.0
    assert engines.generation() == "b"


def test_a_slow_reader_keeps_a_generation_that_was_removed(
    tmp_path: Path, small_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    first = publish(small_library, folder, {"n": "1"})
    monkeypatch.setattr("index.generations.generations.ensure_engine", lambda *_: first)
    app = create_app(Settings(index=folder, log="off"), ask=plain_answer)
    client = app.test_client()
    whole = client.get("/api/v1/facts?format=csv").data
    slow = client.get("/api/v1/facts?format=csv", buffered=False)
    pieces = slow.iter_encoded()
    begun = next(pieces)
    for number in "234":
        publish(small_library, folder, {"n": number})
    assert not first.folder.exists()
    assert begun + b"".join(pieces) == whole
    slow.close()


def test_running_service_picks_up_what_is_published(
    tmp_path: Path, small_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    first = publish(small_library, folder, {"n": "1"})
    monkeypatch.setattr("index.generations.generations.ensure_engine", lambda *_: first)
    app = create_app(Settings(index=folder, log="off"), ask=plain_answer)
    client = app.test_client()
    before = client.get("/api/v1/generation").get_json()["generation"]
    assert before == first.generation
    second = publish(small_library, folder, {"n": "2"})
    assert second.generation != before
    assert "tickmark_published_timestamp_seconds 1." in client.get("/metrics").text
    until = time.monotonic() + 60
    while client.get("/api/v1/generation").get_json()["generation"] == before:
        assert time.monotonic() < until
        time.sleep(0.05)
    response = client.get("/api/v1/ask?q=x").get_json()
    assert response["generation"] == second.generation


def test_settings_come_from_the_environment() -> None:
    settings = load_settings(
        {
            "TICKMARK_TRUSTED_HOSTS": "a.example, b.example",
            "TICKMARK_RATE_LIMIT": "120",
            "TICKMARK_HSTS": "true",
            "TICKMARK_BASE_URL": "https://t.example/",
            "TICKMARK_FRAME_ANCESTORS": "https://intranet.example",
            "PATH": "ignored",
        }
    )
    assert settings.trusted_hosts == ("a.example", "b.example")
    assert (settings.rate_limit, settings.hsts) == (120, True)
    assert settings.base_url == "https://t.example"


OF_KUBERNETES = {
    "TICKMARK_SERVICE_HOST": "10.96.0.12",
    "TICKMARK_SERVICE_PORT": "8000",
    "TICKMARK_SERVICE_PORT_HTTP": "8000",
    "TICKMARK_PORT": "tcp://10.96.0.12:8000",
    "TICKMARK_PORT_8000_TCP": "tcp://10.96.0.12:8000",
    "TICKMARK_PORT_8000_TCP_ADDR": "10.96.0.12",
    "TICKMARK_PORT_8000_TCP_PORT": "8000",
    "TICKMARK_PORT_8000_TCP_PROTO": "tcp",
    "TICKMARK_CANARY_SERVICE_HOST": "10.96.0.13",
    "TICKMARK_CANARY_PORT": "tcp://10.96.0.13:8000",
}


def test_variables_that_kubernetes_sets_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    """A service named tickmark must not keep the program of that name from starting."""
    settings = load_settings(OF_KUBERNETES | {"TICKMARK_RATE_LIMIT": "7"})
    assert settings == Settings(rate_limit=7)
    (line,) = caplog.messages
    assert all(name in line for name in OF_KUBERNETES)
    assert "10.96" not in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TICKMARK_NOTHING", "1"),
        ("TICKMARK_PORT", "8000"),
        ("TICKMARK_SERVICE", "tcp://10.96.0.12:8000"),
        ("TICKMARK_PROXIES", "-1"),
        ("TICKMARK_MAX_BODY", "1e9"),
        ("TICKMARK_HSTS", "perhaps"),
        ("TICKMARK_BASE_URL", "javascript:alert(1)"),
        ("TICKMARK_FRAME_ANCESTORS", "https://a.example; script-src *"),
        ("TICKMARK_CORS_ORIGINS", "a.example"),
        ("TICKMARK_TRUSTED_HOSTS", ""),
        ("TICKMARK_LOG", "verbose"),
        ("TICKMARK_TOKEN", "x" * 32),
        ("TICKMARK_TOKENS", ""),
    ],
)
def test_unusable_settings_are_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load_settings({name: value})
