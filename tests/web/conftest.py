"""A served application and a real browser. Where there is no Chromium the tests that need it are
skipped by name."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.serving import make_server

from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine
from index.engine import Engine
from service.app import create_app
from service.settings import Settings
from tests.web.browser import BROWSERS, find_browser, launched
from tests.web.canned import ask_of


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The shipped corpus, whole, in memory."""
    return MemoryEngine(read_corpus(load_corpus()), load_concepts())


@dataclass
class Site:
    """A running server."""

    address: str
    app: Any


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Any], Site]]:
    """Serve an application on a free port of the loopback."""
    running = []
    logging.getLogger("werkzeug").setLevel(logging.ERROR)

    def start(app: Any) -> Site:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return Site(f"http://127.0.0.1:{server.server_port}", app)

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def canned_app(engine: Engine) -> Any:
    """The application over the corpus with one hand-written answer for each state."""
    settings = Settings(log="off", cors_origins=("*",))
    return create_app(settings, engine=engine, ask=ask_of(engine))


@pytest.fixture(scope="session")
def canned(serve: Callable[[Any], Site], canned_app: Any) -> Site:
    """`canned_app`, served."""
    return serve(canned_app)


@pytest.fixture(scope="session")
def real(serve: Callable[[Any], Site], engine: Engine) -> Site:
    """The application as it answers, served."""
    return serve(create_app(Settings(log="off"), engine=engine))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    if find_browser() is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)}")
    with launched() as browser:
        yield browser


@pytest.fixture
def open_tab(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a page in a context of its own; a console error, a CSP violation or a script error
    in any of them fails the test."""
    contexts, complaints = [], []

    def note(kind: str, text: str) -> None:
        complaints.append(f"{kind}: {text}")

    def start(width: int = 1200, height: int = 900, **options: Any) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: note("script", str(error)))
        page.on(
            "console",
            lambda m: note("console", m.text) if m.type in ("error", "warning") else None,
        )
        page.on("dialog", lambda dialog: (note("dialog", dialog.message), dialog.dismiss()))
        return page

    yield start
    for context in contexts:
        context.close()
    assert not complaints, complaints
