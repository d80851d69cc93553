"""What the commands do: open the engine, print data, give a status.

Comes in: parsed arguments. Goes out: lines on standard output, a status. Not for: options and help
(`service.cli`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from corpus.base.errors import (
    ConfigurationError,
    CorpusError,
    EngineUnavailable,
    IndexStoreError,
    NotFoundError,
    QuestionError,
)
from service.console.terminal import progress_bar, say, styled, write_line
from service.settings import Settings, load_settings
from service.web.api.filters import settle

if TYPE_CHECKING:
    from corpus.base.records import Document
    from index.engine import Engine

ANSWER, NO_ANSWER, USAGE, INDEX = 0, 1, 2, 3
MAX_LINE = 100_000


def run(name: str, arguments: dict[str, Any]) -> int:
    """Run a command by its name."""
    return guarded(lambda: COMMANDS[name](**arguments))


def guarded(work: Callable[[], int]) -> int:
    """Run; the project's own errors become a line on standard error and a status."""
    try:
        return work()
    except ConfigurationError as error:
        say(f"error: {error}")
        return USAGE
    except (NotFoundError, QuestionError) as error:
        say(f"error: {error}")
        return USAGE
    except (IndexStoreError, CorpusError) as error:
        say(f"error: {error}")
        return INDEX
    except KeyboardInterrupt:
        say("stopped")
        return 130


def open_engine(corpus: Path | None, settings: Settings | None = None) -> Engine:
    """The engine over a folder, or over what the environment names; built where needed."""
    from index.engines import ensure_engine

    settings = settings or load_settings()
    if corpus is not None:
        return ensure_engine(corpus, None, progress_bar())
    return ensure_engine(settings.documents, settings.index, progress_bar())


def ask(
    question: str, as_json: bool, jsonl: bool, document: str | None, corpus: Path | None
) -> int:
    """One question, or one a line."""
    from service.ask.pipeline import answer_of
    from service.console.printing import answer_lines
    from service.say.to_json import answer_to_json

    engine = open_engine(corpus)
    document = settle(engine, {"document": document})["document"]
    if jsonl:
        failed = 0
        for line in questions(sys.stdin):
            told, error = _answer_line(line, engine, document)
            write_line(orjson.dumps(told))
            if error is not None:
                failed += 1
                say(f"error: {line['question'][:80]!r}: {error!r}")
        return NO_ANSWER if failed else ANSWER
    answer = answer_of(_limited(question), engine, document)
    if as_json:
        write_line(orjson.dumps(answer_to_json(answer)))
    else:
        for text in answer_lines(answer, engine):
            write_line(text)
    return NO_ANSWER if answer.status == "unanswered" else ANSWER


def explain(question: str, document: str | None, corpus: Path | None) -> int:
    """One question, stage by stage."""
    from service.ask.pipeline import answer_of
    from service.console.explaining import explain_lines

    engine = open_engine(corpus)
    document = settle(engine, {"document": document})["document"]
    answer = answer_of(_limited(question), engine, document)
    for text in explain_lines(answer, engine):
        write_line(text)
    return NO_ANSWER if answer.status == "unanswered" else ANSWER


def questions(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Lines as questions: `question`, `id`, `document`, or `fault` where a line is neither."""
    for line in lines:
        text = line.strip()
        if not text:
            continue
        if len(text) > MAX_LINE:
            yield {"question": text[:80], "fault": f"a line has at most {MAX_LINE} characters"}
            continue
        if not text.startswith(("{", '"')):
            yield {"question": text}
            continue
        try:
            item = orjson.loads(text)
        except orjson.JSONDecodeError:
            item = text
        if isinstance(item, str):
            yield {"question": item}
        elif isinstance(item, dict) and isinstance(item.get("question"), str):
            yield item
        else:
            yield {"question": text[:80], "fault": "a JSON line needs a member question"}


def _answer_line(
    item: dict[str, Any], engine: Engine, document: str | None
) -> tuple[dict[str, Any], Exception | None]:
    """The answer to a line; a refused or failed one is unanswered, so that no line is lost.

    What failed comes back beside it, to be said on standard error.
    """
    from service.ask.pipeline import answer_json, refusal_json

    identifier = item.get("id")
    identifier = None if identifier is None else str(identifier)
    wanted = item.get("document") or document
    question = item["question"]
    if "fault" in item:
        return refusal_json(question, item["fault"], id=identifier), None
    try:
        limited = _limited(question)
        scope = settle(engine, {"document": wanted and str(wanted)})
        return answer_json(limited, engine, **scope, id=identifier), None
    except (QuestionError, NotFoundError) as error:
        return refusal_json(question[:500], str(error), id=identifier), None
    except EngineUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - one question's fault must not lose the others
        reason = "the service failed on this question"
        return refusal_json(question[:500], reason, id=identifier), error


def _limited(question: str) -> str:
    if len(question) > 500:
        raise QuestionError(f"a question has at most 500 characters, this one {len(question)}")
    return question


def facts(jsonl: bool, as_csv: bool, corpus: Path | None, **aspects: Any) -> int:
    """Facts that have the aspects."""
    from service.say.records import fact_rows

    engine = open_engine(corpus)
    rows = engine.facts.find(**settle(engine, aspects))
    if as_csv:
        from service.papers.tables import fact_table

        return _csv(rows, partial(fact_table, engine))
    if jsonl:
        for row in fact_rows(rows, engine):
            write_line(orjson.dumps(row))
        return ANSWER if rows else NO_ANSWER
    from service.console.printing import fact_line

    for fact in rows:
        write_line(fact_line(fact, engine))
    return ANSWER if rows else NO_ANSWER


def checks(
    jsonl: bool, as_csv: bool, document: str | None, failed: bool, corpus: Path | None
) -> int:
    """Tie-outs as data, or the failed ones and a summary for people."""
    from service.say.records import tie_json

    engine = open_engine(corpus)
    document = settle(engine, {"document": document})["document"]
    rows = engine.checks(document=document, passed=False if failed else None)
    if as_csv:
        from service.papers.tables import check_table

        return _csv(rows, partial(check_table, engine))
    if jsonl:
        for check in rows:
            write_line(orjson.dumps(tie_json(check)))
        return ANSWER
    from service.cite.standing import NOT_TIES
    from service.console.printing import check_line
    from service.papers.tieouts import summaries

    failures = [check for check in rows if not check.passed and check.name not in NOT_TIES]
    for check in failures:
        write_line(check_line(check, engine))
    for summary in summaries(engine, document):
        write_line(styled(summary.line, bold=True))
    return NO_ANSWER if failures else ANSWER


def documents(jsonl: bool, corpus: Path | None) -> int:
    """The documents, and the files that could not be read with their reason."""
    from service.web.api.listing import line, listed, listed_json

    engine = open_engine(corpus)
    for one in listed(engine):
        told = listed_json(engine, one)
        if jsonl:
            write_line(orjson.dumps(told))
            continue
        write_line(line(told))
        for problem in told["problems"]:
            write_line(styled(f"  {problem['code']}: {problem['detail']}", good=False))
    return ANSWER


def search(words: str, limit: int, document: str | None, jsonl: bool, corpus: Path | None) -> int:
    """Ranked passages."""
    from service.console.printing import line_of
    from service.say.records import cite

    engine = open_engine(corpus)
    document = settle(engine, {"document": document})["document"]
    hits = engine.search(_limited(words), limit=limit, document=document)
    for hit in hits:
        if jsonl:
            citation = cite(engine, hit.passage.span).to_json()
            write_line(orjson.dumps({"citation": citation, "score": round(float(hit.score), 6)}))
        else:
            span = hit.passage.span
            number = line_of(engine.documents[span.document], span.start)
            write_line(f"{span.document}:{number}: {' '.join(hit.quote.split())[:200]}")
    return ANSWER if hits else NO_ANSWER


def verify(files: tuple[Path, ...], jsonl: bool, corpus: Path | None) -> int:
    """Verify workpapers against the documents alone."""
    from corpus.formats.folder import load_corpus
    from service.cite.originals import Originals, originals_in
    from service.cite.pasted import find_pasted
    from service.cite.verify import Verifier

    folder = corpus or load_settings().documents
    documents: dict[str, Document] = {item.id: item for item in load_corpus(folder)}
    verifier = Verifier(documents, originals=Originals(originals_in(folder)))
    bad = count = 0
    for path in files:
        for number, item in _workpaper_lines(path):
            for pasted in find_pasted(item):
                verdict = verifier.verify(pasted)
                count += 1
                bad += verdict.state != "holds"
                if jsonl:
                    write_line(orjson.dumps({"line": number} | verdict.to_json()))
                else:
                    where = verdict.document or ""
                    line = f"{path}:{number}: {verdict.state}: {where} {verdict.detail}"
                    write_line(styled(line, good=verdict.state == "holds"))
                    for change in verdict.diff:
                        write_line(f"    {change!s}".rstrip("\n"))
    say(f"{count} citations, {count - bad} hold, {bad} do not")
    return NO_ANSWER if bad or not count else ANSWER


def _workpaper_lines(path: Path) -> Iterator[tuple[int, object]]:
    """(line, JSON value) of a workpaper: a JSON value a line, or one JSON value as a whole."""
    text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    try:
        yield 1, orjson.loads(text)
        return
    except orjson.JSONDecodeError:
        pass
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, orjson.loads(line)
        except orjson.JSONDecodeError:
            yield number, {"document": None, "fault": "this line is not JSON"}


def _csv(rows: Iterable[Any], table: Callable[..., Any]) -> int:
    from service.cite.exports import export

    for piece in export("csv", rows, table):
        sys.stdout.buffer.write(piece)
    sys.stdout.flush()
    return ANSWER


def serve(host: str, port: int, workers: int) -> int:
    """Build where needed, then serve."""
    from service.server import serve as serve_forever

    return serve_forever(host, port, workers, lambda: open_engine(None))


def _of(module: str, name: str) -> Callable[..., int]:
    """A command of another module of this room, imported when it runs."""

    def call(**arguments: Any) -> int:
        command: Callable[..., int] = getattr(import_module(f"service.console.{module}"), name)
        return command(**arguments)

    return call


COMMANDS: dict[str, Callable[..., int]] = {
    "ask": ask,
    "explain": explain,
    "facts": facts,
    "checks": checks,
    "documents": documents,
    "add": _of("holding", "add"),
    "remove": _of("holding", "remove"),
    "search": search,
    "verify": verify,
    "serve": serve,
    "index_build": _of("indexing", "build"),
    "index_status": _of("indexing", "status"),
    "index_verify": _of("indexing", "verify"),
    "index_clean": _of("indexing", "clean"),
}
