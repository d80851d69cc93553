"""The command `workpaper`: write one, or reproduce one.

Comes in: a question or filters, or a workpaper's JSON lines. Goes out: a file (or JSON lines and
HTML on standard output), and a status: 0 done or reproduced, 1 unanswered or different, 2 wrong
usage. Not for: verifying citations, which is the command `verify`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.papers.forms import PAPERS

if TYPE_CHECKING:
    from index.engine import Engine
    from service.papers.workpaper import Workpaper

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("workpaper", short_help="Write a workpaper for answers or facts.")
@click.argument("question", nargs=-1)
@click.option(
    "--format", "form", type=click.Choice([*PAPERS]), help="Default: by the name of --out."
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file to write; - or none: stdout."
)
@click.option("--document", metavar="ID", help="Ask this document alone; or its facts alone.")
@click.option("--concept", metavar="ID", help="Facts of this concept.")
@click.option("--period", metavar="LABEL", help="Facts for this period.")
@click.option("--unit", metavar="UNIT", help="Facts in this unit.")
@click.option("--entity", metavar="ID", help="Facts of this entity.")
@click.option("--status", type=click.Choice(["clean", "repaired", "disputed"]))
@click.option("--scenario", type=click.Choice(["actual", "guidance", "translation"]))
@click.option(
    "--reproduce",
    "noted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Ask the question of this workpaper (JSON lines) again and say what differs.",
)
@click.option("--corpus", type=FOLDER, metavar="DIR", help="A folder of documents.")
def command(
    question: tuple[str, ...],
    form: str | None,
    out: Path | None,
    noted: Path | None,
    corpus: Path | None,
    **filters: str | None,
) -> None:
    """Write the workpaper of the answer to QUESTION, or of the facts that filters select.

    JSON lines are what `verify` reads; XLSX and HTML are for people.
    """
    if noted is not None:
        if question or out or form or any(filters.values()):
            raise click.UsageError("--reproduce takes a workpaper and nothing else but --corpus")
        sys.exit(_guarded(lambda: _reproduce(noted, corpus)))
    form = form or _form_of(out)
    if not PAPERS[form].text and (out is None or str(out) == "-"):
        raise click.UsageError("a spreadsheet is written to a file: give --out FILE.xlsx")
    text = " ".join(question).strip()
    sys.exit(_guarded(lambda: _write(text, form, out, corpus, filters)))


def _form_of(out: Path | None) -> str:
    suffix = out.suffix.lstrip(".").lower() if out is not None else ""
    suffix = {"htm": "html", "json": "jsonl", "ndjson": "jsonl"}.get(suffix, suffix)
    return suffix if suffix in PAPERS else "jsonl"


def _guarded(work: Callable[[], int]) -> int:
    from service.console.commands import guarded

    return guarded(work)


def _write(
    text: str, form: str, out: Path | None, corpus: Path | None, filters: dict[str, str | None]
) -> int:
    from service.console.commands import ANSWER, NO_ANSWER, open_engine
    from service.settings import load_settings

    engine = open_engine(corpus)
    paper = _paper(text, engine, filters)
    body = PAPERS[form].write(paper, bool(load_settings().base_url))
    if out is None or str(out) == "-":
        sys.stdout.buffer.write(body)
        sys.stdout.flush()
    else:
        out.write_bytes(body)
    empty = paper.answer.status == "unanswered" if paper.answer else not paper.rows
    return NO_ANSWER if empty else ANSWER


def _paper(text: str, engine: Engine, filters: dict[str, Any]) -> Workpaper:
    from service.ask.pipeline import answer_of
    from service.papers.workpaper import make_workpaper
    from service.settings import load_settings
    from service.web.api.filters import settle

    filters = settle(engine, filters)
    document = filters["document"]
    answer = answer_of(text, engine, document) if text else None
    chosen = {name: value for name, value in filters.items() if value is not None}
    if answer is not None and set(chosen) <= {"document"}:
        return make_workpaper(
            engine, answer=answer, scope=document, base_url=load_settings().base_url
        )
    facts = engine.facts.find(**filters)
    return make_workpaper(
        engine,
        answer=answer,
        scope=document if answer else None,
        facts=facts,
        selection=chosen,
        total=len(facts),
        base_url=load_settings().base_url,
    )


def _reproduce(noted: Path, corpus: Path | None) -> int:
    import orjson

    from service.ask.pipeline import answer_json
    from service.console.commands import ANSWER, NO_ANSWER, open_engine
    from service.console.terminal import say, write_line
    from service.papers.reproduce import reproduce

    lines: list[object] = []
    for number, text in enumerate(noted.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not text.strip():
            continue
        try:
            lines.append(orjson.loads(text))
        except orjson.JSONDecodeError:
            say(f"{noted}:{number}: this line is not JSON")
            return NO_ANSWER
    engine = open_engine(corpus)
    found = reproduce(lines, engine, lambda q, e, scope: answer_json(q, e, document=scope))
    for difference in found:
        write_line(f"{noted}: {difference}")
    say(f"{len(found)} differences" if found else "reproduced")
    return NO_ANSWER if found else ANSWER
