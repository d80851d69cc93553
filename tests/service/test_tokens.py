"""Tokens: several at once, each good for its scopes, known by hash, revoked one by one."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.base.errors import ConfigurationError
from service.web.edge.tokens import NAMED, Tokens
from tests.service.samples import make_app

DESK, LOADER, ADDER = "d" * 43, "l" * 43, "a" * 43
ASK = "/api/v1/ask?q=x"


def line(name: str, scopes: str, token: str) -> str:
    return f"{name} {scopes} {sha256(token.encode()).hexdigest()}\n"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tokens"
    lines = line("desk", "read", DESK) + line("loader", "read,add,remove", LOADER)
    path.write_text("# who may hash\n\n" + lines + line("adder", "add", ADDER))
    return path


@pytest.fixture
def guarded(small_engine: Any, file: Path) -> FlaskClient:
    return make_app(small_engine, tokens=file, cors_origins=("https://a.example",)).test_client()


@pytest.mark.parametrize(
    ("method", "headers", "status", "says"),
    [
        ("GET", {}, 401, 'Bearer realm="tickmark"'),
        ("GET", {"Authorization": "Basic eDp5"}, 401, 'Bearer realm="tickmark"'),
        ("GET", bearer("x" * 43), 401, "invalid_token"),
        ("GET", bearer(""), 401, "invalid_token"),
        ("GET", bearer("-"), 401, "invalid_token"),
        ("GET", bearer(sha256(DESK.encode()).hexdigest()), 401, "invalid_token"),
        ("GET", bearer(DESK), 200, None),
        ("GET", {"Authorization": f"bearer {LOADER}"}, 200, None),
        ("GET", bearer(ADDER), 403, 'scope="read"'),
        ("DELETE", bearer(DESK), 403, 'scope="remove"'),
        ("DELETE", bearer(LOADER), 405, None),
        ("PUT", bearer(DESK), 403, 'scope="add"'),
    ],
)
def test_a_token_is_good_for_its_scopes(
    guarded: FlaskClient, method: str, headers: dict[str, str], status: int, says: str | None
) -> None:
    for _ in range(2):  # anew, and from the cache
        response = guarded.open(ASK, method=method, headers=headers)
        assert response.status_code == status
        told = response.headers.get("WWW-Authenticate")
        assert told is None if says is None else says in (told or "")
        assert "Authorization" in response.headers.getlist("Vary")


def test_a_token_in_the_address_is_none(guarded: FlaskClient) -> None:
    assert guarded.get(f"{ASK}&access_token={DESK}").status_code == 401


def test_probes_and_preflights_need_none(guarded: FlaskClient) -> None:
    assert guarded.get("/readyz").status_code == 200
    asks = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    response = guarded.options(ASK, headers=asks)
    assert response.status_code == 204
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]


def test_a_line_taken_out_is_a_token_revoked(file: Path) -> None:
    now = [0.0]
    tokens = Tokens(file, lambda: now[0])
    asking = {"REQUEST_METHOD": "GET", "HTTP_AUTHORIZATION": f"Bearer {DESK}"}
    assert tokens.refusal(asking) is None
    assert asking[NAMED] == "desk"
    file.write_text("nonsense\n")
    now[0] += 2
    assert tokens.refusal(asking) is None, "a slip of the pen shuts nobody out"
    file.write_text(line("loader", "read", LOADER))
    os.utime(file, (1, 1))
    now[0] += 2
    refused = tokens.refusal(asking)
    assert refused is not None
    assert refused.kind.status == 401


def test_anyone_may_read_where_the_file_says_so(small_engine: Any, file: Path) -> None:
    file.write_text(file.read_text() + "anyone read -\n")
    client = make_app(small_engine, tokens=file).test_client()
    assert client.get(ASK).status_code == 200
    assert client.delete(ASK).status_code == 401
    assert client.get(ASK, headers=bearer("x")).status_code == 401


def test_the_audit_log_names_the_token_and_not_its_letters(
    small_engine: Any, file: Path, tmp_path: Path
) -> None:
    log = tmp_path / "audit"
    client = make_app(small_engine, tokens=file, audit_log=log).test_client()
    assert client.get(ASK, headers=bearer(DESK)).status_code == 200
    assert json.loads(log.read_text())["token"] == "desk"
    assert DESK not in log.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "desk read",
        "desk read abc",
        f"desk write {'0' * 64}",
        f"desk read, {'0' * 64}",
        f"de/sk read {'0' * 64}",
        f"desk read {'0' * 64}\nother read {'0' * 64}",
        f"desk read {DESK}",
    ],
)
def test_an_unusable_file_is_refused_at_the_start(
    small_engine: Any, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "tokens"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=r"TICKMARK_TOKENS.*line"):
        make_app(small_engine, tokens=path)
    with pytest.raises(ConfigurationError, match="TICKMARK_TOKENS"):
        make_app(small_engine, tokens=tmp_path / "none")
