"""The log of questions and answers: every question is in it, and whatever is altered is found."""

from __future__ import annotations

import io
import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.errors import ConfigurationError
from service.ask.pipeline import refusal_json
from service.cli import main
from service.papers.auditlog import START, AuditLog, answer_digest, verify_log
from tests.service.samples import make_app

Lines = list[dict[str, Any]]


def read(path: Path) -> Lines:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, count: int, start: int = 0) -> None:
    log = AuditLog(path)
    for number in range(start, start + count):
        log.record(f"r{number}", "g1", None, refusal_json(f"question {number}", "none"))


def verify(path: Path, *more: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["audit-log", "verify", str(path), *more])
    return result.exit_code, result.output


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "audit.jsonl"
    write(path, 5)
    return path


def test_lines_are_chained_and_hold(log: Path) -> None:
    lines = read(log)
    assert [line["number"] for line in lines] == [1, 2, 3, 4, 5]
    assert lines[0]["previous"] == START
    assert [line["previous"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]
    status, output = verify(log)
    assert (status, output.strip()) == (0, f"5 lines hold; the last hash is {lines[-1]['hash']}")
    assert log.stat().st_mode & 0o777 == 0o600


def test_lines_name_no_person_and_say_what_was_answered(log: Path) -> None:
    answer = refusal_json("question 0", "none")
    assert read(log)[0].keys() == {
        *("number", "time", "request_id", "token", "generation", "question", "scope", "answer_id"),
        *("status", "kind", "answer_sha256", "previous", "hash"),
    }
    assert read(log)[0]["answer_sha256"] == answer_digest(answer)
    assert read(log)[0]["time"].endswith("Z")
    assert answer_digest(answer | {"id": "mine", "passages": [1]}) == answer_digest(answer)
    assert answer_digest(answer | {"status": "answered"}) != answer_digest(answer)


def alter(old: bytes, new: bytes) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [line.replace(old, new) for line in lines]


def recount(lines: list[bytes]) -> list[bytes]:
    """Line 3 rewritten with a hash of its own that is right."""
    from service.papers.auditlog import seal

    fields = json.loads(lines[2])
    del fields["hash"]
    return [*lines[:2], seal(fields | {"question": "another"})[0] + b"\n", *lines[3:]]


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (alter(b"question 2", b"question X"), 3, "altered"),
        (recount, 4, "does not follow"),
        (lambda lines: lines[:1] + lines[2:], 2, "does not follow"),
        (lambda lines: lines[1:], 1, "does not follow"),
        (lambda lines: [*lines[:2], lines[3], lines[2], lines[4]], 3, "does not follow"),
        (lambda lines: [*lines[:2], b"\n", *lines[2:]], 3, "does not end in its hash"),
        (lambda lines: [*lines[:4], lines[4][:-3]], 5, "cut short"),
        (lambda lines: [*lines[:4], lines[4][:-3] + b"\n"], 5, "does not end in its hash"),
    ],
)
def test_the_first_broken_line_is_said(
    log: Path, change: Callable[[list[bytes]], list[bytes]], line: int, words: str
) -> None:
    log.write_bytes(b"".join(change(log.read_bytes().splitlines(keepends=True))))
    status, output = verify(log)
    assert status == 1
    assert output.startswith(f"{log}:{line}: ")
    assert words in output


def test_lines_cut_off_the_end_are_found_by_a_noted_hash(log: Path) -> None:
    noted = read(log)[4]["hash"]
    assert verify(log, "--expect", noted)[0] == 0
    assert verify(log, "--expect", read(log)[1]["hash"])[0] == 0
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:4]))
    assert verify(log)[0] == 0
    status, output = verify(log, "--expect", noted)
    assert status == 1
    assert noted in output


@given(data=st.data())
def test_no_altered_byte_goes_unnoticed(data: st.DataObject) -> None:
    original = WRITTEN
    place = data.draw(st.integers(0, len(original) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != original[place]))
    damaged = original[:place] + bytes([byte]) + original[place + 1 :]
    assert verify_log(io.BytesIO(damaged)).broken is not None


def _written() -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log")
        write(path, 3)
        return path.read_bytes()


WRITTEN = _written()


def test_a_torn_line_is_kept_shown_and_chained_to(log: Path) -> None:
    whole = log.read_bytes()
    log.write_bytes(whole[:-40])
    write(log, 2, 5)
    lines = log.read_bytes().splitlines()
    assert len(lines) == 7
    assert [json.loads(line)["number"] for line in lines[5:]] == [6, 7]
    assert verify(log)[1].startswith(f"{log}:5: does not end in its hash")


def test_long_and_hostile_questions_stay_one_line(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    questions = ["line\r\nforged\n{}", "x" * 40_000, "\u2028 😀", "\ud800", '","hash":"']
    for question in questions:
        AuditLog(path).record("r", "g", None, refusal_json(question, "none"))
    expected = [question.replace("\ud800", "?") for question in questions]
    assert [line["question"] for line in read_bytes(path)] == expected
    assert verify(path)[0] == 0


def read_bytes(path: Path) -> Lines:
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write, args=(path, 25, 100 * n)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    lines = read(path)
    assert [line["number"] for line in lines] == list(range(1, 101))
    assert {line["request_id"] for line in lines} == {
        f"r{100 * n + k}" for n in range(4) for k in range(25)
    }
    assert verify(path)[0] == 0


def test_every_question_of_a_client_is_logged_even_asked_again(
    small_engine: Any, tmp_path: Path
) -> None:
    path = tmp_path / "audit.jsonl"
    client = make_app(small_engine, audit_log=path).test_client()
    address = "/api/v1/ask?q=equipment+sales"
    first = client.get(address, headers={"X-Request-ID": "one"})
    again = client.get(
        address, headers={"X-Request-ID": "two", "If-None-Match": first.headers["ETag"]}
    )
    assert (first.status_code, again.status_code) == (200, 200)
    batch = {"questions": ["a", {"question": "b", "document": "memo-slides"}]}
    assert client.post("/api/v1/ask", json=batch).status_code == 200
    assert client.get("/api/v1/workpaper?q=c&format=jsonl").status_code == 200
    assert client.get("/api/v1/facts").status_code == 200
    assert client.get("/").status_code == 200
    lines = read(path)
    assert [line["question"] for line in lines] == [
        *("equipment sales", "equipment sales", "a", "b", "c"),
    ]
    assert [line["request_id"] for line in lines[:2]] == ["one", "two"]
    assert lines[3]["scope"] == "memo-slides"
    assert {line["generation"] for line in lines} == {small_engine.generation}
    assert lines[0]["answer_sha256"] == answer_digest(first.get_json())
    assert verify(path)[0] == 0


def test_without_its_line_there_is_no_answer(small_engine: Any, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    client = make_app(small_engine, audit_log=folder / "audit.jsonl").test_client()
    (folder / "audit.jsonl").unlink()
    folder.rmdir()
    response = client.get("/api/v1/ask?q=equipment+sales")
    assert (response.status_code, response.get_json()["code"]) == (503, "log-unavailable")
    assert int(response.headers["Retry-After"]) >= 1
    assert "value" not in response.get_json()
    with pytest.raises(ConfigurationError, match="TICKMARK_AUDIT_LOG"):
        make_app(small_engine, audit_log=folder / "audit.jsonl")


def test_a_full_disk_gives_no_answer(small_engine: Any) -> None:
    client = make_app(small_engine, audit_log=Path("/dev/full")).test_client()
    for address in ("/api/v1/ask?q=equipment+sales", "/?q=equipment+sales"):
        response = client.get(address)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "5"
        assert "No space" not in response.text
    assert client.get("/readyz").status_code == 200


def test_command_says_what_it_needs(tmp_path: Path) -> None:
    assert (
        CliRunner(env={"TICKMARK_AUDIT_LOG": None}).invoke(main, ["audit-log", "verify"]).exit_code
        == 2
    )
    assert verify(tmp_path / "nothing")[0] == 2
    (tmp_path / "empty").touch()
    assert verify(tmp_path / "empty") == (0, f"0 lines hold; the last hash is {START}\n")
