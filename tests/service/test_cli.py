"""The commands as programs: what they print where, their exit status, and how quick they start."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.cite.citations import citation_of
from service.cli import COMMANDS
from service.console.commands import questions
from tests.service.samples import PRESS, make_document

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


# Nobody is named in either document, so only one figure that both print needs no name.
AGREEING = "2Q02 slides\n\nEquipment sales were JPY1,775 million in 2Q02.\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "memo-press.txt").write_text(PRESS, encoding="utf-8")
    (folder / "memo-slides.txt").write_text(AGREEING, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    cache = tmp_path_factory.mktemp("cache")

    def call(
        *arguments: str | Path, stdin: str = "", flask: bool = False, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        lead = ["-m", "flask", "--app", "wsgi"] if flask else ["-m", "service"]
        keep = {k: v for k, v in os.environ.items() if not k.startswith("TICKMARK_")}
        return subprocess.run(
            [sys.executable, *lead, *map(str, arguments)],
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            env=keep | {"XDG_CACHE_HOME": str(cache), "PYTHONIOENCODING": "utf-8"} | environ,
        )

    return call


def test_json_prints_one_answer_object_and_nothing_else(run: Run, corpus: Path) -> None:
    done = run("ask", "--json", "2Q02 equipment sales", "--corpus", corpus)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert answer["status"] in ("answered", "disputed")
    assert answer["citations"]
    assert done.stderr == ""


def test_explain_shows_the_stages_in_their_order(run: Run, corpus: Path) -> None:
    done = run("explain", "2Q02", "equipment", "sales", "--corpus", corpus)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert heads == ["Question", "Understanding", "Plan", "Evidence", "Answer"]
    assert "    - equipment_sales" in lines[lines.index("Plan") : lines.index("Evidence")]
    assert any("1,774,953" in line for line in lines[lines.index("Evidence") :])
    missing = run("explain", "equipment sales 4Q05", "--corpus", corpus)
    assert missing.returncode == 1
    assert "  status: unanswered" in missing.stdout.splitlines()


def test_jsonl_answers_every_line_in_order(run: Run, corpus: Path) -> None:
    lines = [
        "2Q02 equipment sales",
        json.dumps({"id": "a", "question": "2Q02 total revenues"}),
        json.dumps({"id": "b", "question": "equipment sales", "document": "memo-slides"}),
        json.dumps({"id": "c", "question": "equipment sales", "document": "nothing"}),
        "",
        json.dumps({"id": "d"}),
        "{not json",
        "x" * 501,
    ]
    done = run("ask", "--jsonl", "--corpus", corpus, stdin="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [None, "a", "b", "c", None, None, None]
    assert answers[3]["status"] == answers[4]["status"] == answers[6]["status"] == "unanswered"
    assert "nothing" in answers[3]["text"]
    assert "500" in answers[6]["text"]
    for citation in answers[2]["citations"]:
        assert citation["document"] == "memo-slides"


def test_an_unanswered_question_is_status_1(run: Run, corpus: Path) -> None:
    done = run("ask", "--json", "headcount of Globex in 1850", "--corpus", corpus)
    assert json.loads(done.stdout)["status"] == "unanswered"
    assert done.returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "--jsonl", "a question"),
        ("ask", "--colour"),
        ("facts", "--csv", "--jsonl"),
        ("facts", "--status", "odd"),
        ("facts", "--corpus", "/no/such/folder"),
        ("verify",),
        ("nothing",),
    ],
)
def test_wrong_usage_is_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Error" in done.stderr


def test_a_wrong_setting_is_named(run: Run, corpus: Path) -> None:
    done = run("facts", TICKMARK_RATE_LIMIT="many")
    assert done.returncode == 2
    assert "TICKMARK_RATE_LIMIT" in done.stderr
    done = run("facts", flask=True, TICKMARK_RATELIMIT="5")
    assert done.returncode == 2
    assert "TICKMARK_RATELIMIT" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_usable_index_is_status_3(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run("facts", "--corpus", empty)
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")


def test_facts_as_lines_objects_and_table(run: Run, corpus: Path) -> None:
    objects = [
        json.loads(line) for line in run("facts", "--jsonl", "--corpus", corpus).stdout.splitlines()
    ]
    assert objects
    for fact in objects:
        citation = fact["citation"]
        text = PRESS if fact["document"] == "memo-press" else AGREEING
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    table = list(csv.DictReader(io.StringIO(run("facts", "--csv", "--corpus", corpus).stdout)))
    assert [row["id"] for row in table] == [fact["id"] for fact in objects]
    one = run("facts", "--concept", "equipment_sales", "--period", "2Q02", "--corpus", corpus)
    assert one.returncode == 0
    assert all("2Q02" in line for line in one.stdout.splitlines())
    assert run("facts", "--concept", "no_such", "--corpus", corpus).returncode == 2
    assert run("facts", "--scenario", "guidance", "--corpus", corpus).returncode == 1


def test_checks_end_with_a_summary_by_document(run: Run, corpus: Path) -> None:
    done = run("checks", "--corpus", corpus)
    assert done.returncode in (0, 1), done.stderr
    tail = done.stdout.splitlines()[-2:]
    assert sorted(line.split(":")[0] for line in tail) == ["memo-press", "memo-slides"]
    assert all("figures" in line and "untied" in line for line in tail)
    data = run("checks", "--jsonl", "--corpus", corpus)
    assert data.returncode == 0
    for line in data.stdout.splitlines():
        assert {"name", "passed", "detail", "facts"} <= set(json.loads(line))
    head = run("checks", "--csv", "--corpus", corpus).stdout.splitlines()[0]
    assert head.startswith("id,name,passed")
    assert run("checks", "--document", "nothing", "--corpus", corpus).returncode == 2


def test_search_prints_places(run: Run, corpus: Path) -> None:
    done = run("search", "equipment", "sales", "--corpus", corpus)
    assert done.returncode == 0
    assert all(line.split(":")[0].startswith("memo-") for line in done.stdout.splitlines())
    item = json.loads(
        run("search", "equipment", "--jsonl", "--corpus", corpus).stdout.splitlines()[0]
    )
    assert item["citation"]["quote"]


def test_verify_holds_then_fails_saying_where(run: Run, corpus: Path, tmp_path: Path) -> None:
    document = make_document("memo-press", PRESS)
    at = PRESS.index("1,774,953")
    good = citation_of(document, at, at + 9).to_json()
    paper = tmp_path / "workpaper.jsonl"
    answer = {"id": "q1", "citations": [good], "passages": []}
    paper.write_text(json.dumps(answer) + "\n" + json.dumps(good["id"]) + "\n", encoding="utf-8")
    done = run("verify", paper, "--corpus", corpus)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 citations, 2 hold, 0 do not" in done.stderr
    altered = tmp_path / "altered"
    altered.mkdir()
    changed = PRESS.replace("1,774,953", "1,774,958")
    (altered / "memo-press.txt").write_text(changed, encoding="utf-8")
    failed = run("verify", paper, "--corpus", altered)
    assert failed.returncode == 1
    first = failed.stdout.splitlines()[0]
    assert first.startswith(f"{paper}:1: document_altered: memo-press")
    data = run("verify", "--jsonl", "-", "--corpus", altered, stdin=paper.read_text())
    assert [json.loads(line)["line"] for line in data.stdout.splitlines()] == [1, 2]
    paper.write_text("not json\n{}", encoding="utf-8")
    assert run("verify", paper, "--corpus", corpus).returncode == 1


def test_flask_has_the_same_commands(run: Run, corpus: Path) -> None:
    listed = run("--help", flask=True).stdout
    for command in COMMANDS:
        assert f"\n  {command.name} " in listed
    own = run("ask", "--json", "2Q02 equipment sales", "--corpus", corpus)
    flasks = run("ask", "--json", "2Q02 equipment sales", "--corpus", corpus, flask=True)
    assert flasks.returncode == 0, flasks.stderr
    assert flasks.stdout == own.stdout


def test_index_commands(run: Run, corpus: Path) -> None:
    assert run("index", "build", "--corpus", corpus).returncode == 0
    state = run("index", "status", "--json", "--corpus", corpus)
    assert state.returncode == 0
    assert json.loads(state.stdout)["current"] is True
    assert run("index", "verify", "--corpus", corpus).returncode == 0
    assert run("index", "clean", "--corpus", corpus).returncode == 0
    damaged = next(
        path
        for path in Path(json.loads(state.stdout)["folder"]).iterdir()
        if path.is_file() and path.name != "manifest.json" and path.stat().st_size > 100
    )
    data = bytearray(damaged.read_bytes())
    data[50] ^= 1
    damaged.write_bytes(data)
    broken = run("index", "verify", "--corpus", corpus)
    assert broken.returncode == 3
    assert damaged.name in broken.stderr
    assert run("ask", "--json", "2Q02 equipment sales", "--corpus", corpus).returncode == 0
    assert run("index", "verify", "--corpus", corpus).returncode == 0


def test_a_closed_pipe_is_no_error(run: Run, corpus: Path, tmp_path: Path) -> None:
    run("index", "build", "--corpus", corpus)
    code = f"{sys.executable} -m service facts --jsonl --corpus {corpus} | head -n 1"
    done = subprocess.run(
        ["bash", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_no_colour_outside_a_terminal(run: Run, corpus: Path) -> None:
    assert "\x1b" not in run("ask", "2Q02 equipment sales", "--corpus", corpus).stdout


HEAVY = {"apiflask", "asyncio", "flask", "granian", "pandas", "pyarrow", "pydantic", "tqdm"}
HEAVY |= {"werkzeug", "whoosh.fields", "whoosh.index", "xlsxwriter"}
"""Modules that take longer to import than a question to answer."""


@pytest.mark.parametrize(
    ("arguments", "heavy", "most"),
    [
        (("--help",), HEAVY | {"corpus", "index", "numpy"}, 160),
        (("facts", "--jsonl"), HEAVY | {"nltk"}, 450),
        (("ask", "--json", "2Q02 equipment sales"), HEAVY, 950),
    ],
)
def test_a_start_imports_little(
    run: Run, corpus: Path, arguments: tuple[str, ...], heavy: set[str], most: int
) -> None:
    over = () if "--help" in arguments else ("--corpus", corpus)
    run(*arguments, *over)  # builds what is not built yet, and compiles
    done = run(*arguments, *over, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0, done.stderr
    lines = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines()]
    imported = {name for name in lines if name != "imported package"}
    assert "service.cli" in imported
    assert imported & heavy == set()
    foreign = {n for n in imported if n.split(".")[0] not in ("corpus", "index", "service")}
    assert len(foreign) < most


def test_the_version_is_that_of_the_project_and_of_the_last_release(run: Run) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert run("--version").stdout == f"Tickmark {project['version']}\n"
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = [line for line in changes.splitlines() if line[:4] == "## " + line[3:4].strip()]
    assert next(line for line in released if line[3].isdigit()) == f"## {project['version']}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("plain question", {"question": "plain question"}),
        ('"quoted"', {"question": "quoted"}),
        ('{"question": "x", "id": 1}', {"question": "x", "id": 1}),
        ("{odd", {"question": "{odd"}),
    ],
)
def test_lines_are_questions(line: str, expected: dict[str, Any]) -> None:
    assert list(questions([line, "  "])) == [expected]
