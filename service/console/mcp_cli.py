"""The command `mcp`: serve the tools of the Model Context Protocol, on stdio or over HTTP.

Comes in: options. Goes out: the protocol on standard output, or on a port; everything else on
standard error. Not for: the tools (`service.console.mcp_server`).
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from index.engine import Engine
    from service.settings import Settings

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
MISSING = "the tools need the package mcp: python -m pip install 'mcp>=2.3'"
PATH = "/mcp"


@click.command("mcp", short_help="Serve the tools of the Model Context Protocol.")
@click.option("--http", is_flag=True, help=f"Streamable HTTP at {PATH} in place of stdio.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option("--corpus", type=FOLDER, metavar="DIR", help="A folder of documents.")
def command(http: bool, host: str, port: int, corpus: Path | None) -> None:
    """Serve ask, search, get_fact, verify_citation and list_documents to a language model.

    On stdio until standard input ends. Over HTTP only to the hosts of TICKMARK_TRUSTED_HOSTS.
    """
    from service.console.commands import guarded
    from service.console.terminal import say

    if importlib.util.find_spec("mcp") is None:
        say(f"error: {MISSING}")
        sys.exit(2)
    sys.exit(guarded(lambda: _serve(http, host, port, corpus)))


def _serve(http: bool, host: str, port: int, corpus: Path | None) -> int:
    from service.console.mcp_server import make_server
    from service.settings import load_settings

    settings = load_settings()
    server = make_server(_opener(corpus, settings), settings)
    if http:
        server.run(
            "streamable-http",
            host=host,
            port=port,
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            max_request_body_size=settings.max_body,
            transport_security=_guard(settings),
        )
    else:
        server.run("stdio")
    return 0


def _opener(corpus: Path | None, settings: Settings) -> Callable[[], Engine]:
    """The current engine, opened (and built where needed) before the first message."""
    from service.console.commands import open_engine
    from service.serving import Engines

    engine = open_engine(corpus, settings)
    if corpus is not None:
        return lambda: engine
    return Engines.from_settings(settings).current


def _guard(settings: Settings) -> Any:
    """Only trusted hosts and configured origins, against DNS rebinding."""
    from mcp.server.transport_security import TransportSecuritySettings

    hosts = [name for name in settings.trusted_hosts if name != "*"]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection="*" not in settings.trusted_hosts,
        allowed_hosts=[form for name in hosts for form in (name, f"{name}:*")],
        allowed_origins=list(settings.cors_origins),
    )
