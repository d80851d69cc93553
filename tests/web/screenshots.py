"""`make screenshots`: take the pictures of docs/screenshots again, over the shipped corpus.

Each name says the page, the width and the scheme; nothing else is needed to compare two runs.
"""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

from playwright.sync_api import Browser
from werkzeug.serving import make_server

from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus
from index.embedded.memory import MemoryEngine
from service.app import create_app
from service.settings import Settings
from tests.web.browser import launched

WIDE, PHONE = (1120, 700), (360, 700)
# name, address, size, scheme
SHOTS: tuple[tuple[str, str, tuple[int, int], str], ...] = (
    ("first-page", "/", WIDE, "light"),
    ("first-page-phone", "/", PHONE, "dark"),
    ("figure", "/?q=2Q02+equipment+sales", (1120, 900), "light"),
    ("figure-dark", "/?q=2Q02+equipment+sales", WIDE, "dark"),
    ("figure-phone", "/?q=2Q02+equipment+sales", PHONE, "light"),
    ("derived", "/?q=gross+margin+of+equipment+sales+in+2Q02", WIDE, "light"),
    ("comparison", "/?q=compare+operating+income+in+2Q02,+1Q02+and+2Q01", WIDE, "light"),
    ("guidance", "/?q=revenue+guidance+for+3Q02", WIDE, "light"),
    ("passage", "/?q=why+did+G%26A+increase+in+2Q02%3F", WIDE, "light"),
    ("disputed", "/?q=dedicated+access+services+revenue+2Q02", WIDE, "light"),
    ("unanswered", "/?q=KDDI+total+revenues+2Q02", WIDE, "light"),
    ("document", "/documents/iij-2q02-release?start=27087&end=27096#c27087-27096", WIDE, "light"),
    ("tie-out", "/documents/iij-2q02-release/tieout", WIDE, "light"),
    ("explore", "/explore", WIDE, "light"),
    ("checks", "/checks", WIDE, "light"),
)


def main(folder: Path) -> None:
    """Write one PNG a shot into the folder."""
    engine = MemoryEngine(read_corpus(load_corpus()), load_concepts())
    app = create_app(Settings(log="off"), engine=engine)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder.mkdir(parents=True, exist_ok=True)
    with launched() as browser:
        for name, path, size, scheme in SHOTS:
            picture = take(browser, f"http://127.0.0.1:{server.server_port}{path}", size, scheme)
            (folder / f"{name}.png").write_bytes(picture)
            print(f"{name}.png {len(picture):,} bytes")
    server.shutdown()


def take(browser: Browser, address: str, size: tuple[int, int], scheme: str) -> bytes:
    """Open a page in a fresh context and take what is in view."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(150)
    data = page.screenshot()
    context.close()
    return data


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"))
