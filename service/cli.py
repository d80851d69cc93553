"""The commands, as `python -m service` and as `flask --app wsgi`: their names, options and help.

Comes in: arguments. Goes out: data on standard output, progress and complaints on standard error,
an exit status: 0 an answer, 1 none or problems, 2 wrong usage, 3 no usable index. Not for: the
work, which is in `service.console.commands` and imported once a command runs, so that `--help` is
quick.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

import click

from service import VERSION

CORPUS = click.Path(exists=True, file_okay=False, path_type=Path)
ANY = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True)

EXTENSIONS: dict[str, tuple[str, str]] = {
    "workpaper": ("service.console.workpaper_cli", "Write a workpaper for answers or facts."),
    "export": ("service.console.xbrl_cli", "Export facts as xBRL-JSON."),
    "audit-log": ("service.console.auditlog_cli", "Verify the log of questions and answers."),
    "mcp": ("service.console.mcp_cli", "Serve the tools of the Model Context Protocol."),
}
"""Commands of other rooms: the module that has `command`, and the line in the list; used where the
module exists."""


def _corpus_option(command: Any) -> Any:
    return click.option(
        "--corpus",
        type=CORPUS,
        metavar="DIR",
        help="A folder of documents in place of the shipped ones.",
    )(command)


def _run(name: str, /, **arguments: Any) -> None:
    """Run a function of `service.console.commands` and leave with its status."""
    commands = importlib.import_module("service.console.commands")
    sys.exit(commands.run(name, arguments))


@click.command("ask", short_help="Answer a question, or one question a line.")
@click.argument("question", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the answer object.")
@click.option("--jsonl", is_flag=True, help="Read questions from standard input, a line each.")
@click.option("--document", metavar="ID", help="Ask this document alone.")
@_corpus_option
def ask_command(
    question: tuple[str, ...],
    as_json: bool,
    jsonl: bool,
    document: str | None,
    corpus: Path | None,
) -> None:
    """Answer QUESTION with a figure and the printed characters that it came from.

    With --jsonl a line of standard input is a bare question, or a JSON object with "question" and
    optionally "id" and "document"; one answer object is printed for each.
    """
    text = " ".join(question).strip()
    if jsonl and text:
        raise click.UsageError("--jsonl reads questions from standard input; leave QUESTION out")
    if not jsonl and not text:
        raise click.UsageError("give a QUESTION, or --jsonl with questions on standard input")
    _run("ask", question=text, as_json=as_json, jsonl=jsonl, document=document, corpus=corpus)


@click.command("explain", short_help="Show how a question is answered, stage by stage.")
@click.argument("question", nargs=-1, required=True)
@click.option("--document", metavar="ID", help="Ask this document alone.")
@_corpus_option
def explain_command(question: tuple[str, ...], **arguments: Any) -> None:
    """Answer QUESTION and show each stage with its values.

    The stages are the question, what was understood, the plan, the evidence and the answer.
    """
    _run("explain", question=" ".join(question).strip(), **arguments)


@click.command("facts", short_help="List facts.")
@click.option("--jsonl", is_flag=True, help="Print one fact object a line.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table with a header row.")
@click.option("--concept", metavar="ID", help="Such as equipment_sales.")
@click.option("--period", metavar="LABEL", help="Such as 2Q02, FY2002 or 2002-09-30.")
@click.option("--unit", metavar="UNIT", help="Such as JPY or percent.")
@click.option("--entity", metavar="ID", help="Who reports.")
@click.option("--document", metavar="ID", help="Facts that this document prints.")
@click.option("--status", type=click.Choice(["clean", "repaired", "disputed"]))
@click.option("--scenario", type=click.Choice(["actual", "guidance", "translation"]))
@_corpus_option
def facts_command(**arguments: Any) -> None:
    """List the facts that the documents print, one for each printing."""
    if arguments["jsonl"] and arguments["as_csv"]:
        raise click.UsageError("--jsonl and --csv exclude each other")
    _run("facts", **arguments)


@click.command("checks", short_help="List tie-outs and how far each document ties.")
@click.option("--jsonl", is_flag=True, help="Print one tie-out object a line.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table with a header row.")
@click.option("--document", metavar="ID", help="Tie-outs of this document.")
@click.option("--failed", is_flag=True, help="Only those that failed.")
@_corpus_option
def checks_command(**arguments: Any) -> None:
    """Show failed tie-outs as document:line: message, then a summary by document, worst first.

    The exit status is 1 if any failed, except with --jsonl or --csv, which print data.
    """
    if arguments["jsonl"] and arguments["as_csv"]:
        raise click.UsageError("--jsonl and --csv exclude each other")
    _run("checks", **arguments)


@click.command("documents", short_help="List the documents, and what could not be read.")
@click.option("--jsonl", is_flag=True, help="Print one document object a line.")
@_corpus_option
def documents_command(**arguments: Any) -> None:
    """List the documents, then the files that could not be read, each with its reason."""
    _run("documents", **arguments)


@click.command("add", short_help="Add files or folders to your library.")
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH...",
)
def add_command(**arguments: Any) -> None:
    """Add files, or all documents of folders, to the library that TICKMARK_LIBRARY names.

    What is there already stays as it is; what cannot be read is listed with its reason and stops
    nothing. The exit status is 1 if a file gave no document.
    """
    _run("add", **arguments)


@click.command("remove", short_help="Remove documents from your library.")
@click.argument("idents", nargs=-1, required=True, metavar="ID...")
def remove_command(**arguments: Any) -> None:
    """Remove documents, and the files that they were read from, from the library."""
    _run("remove", **arguments)


@click.command("search", short_help="Find passages.")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--document", metavar="ID", help="Passages of this document.")
@click.option("--jsonl", is_flag=True, help="Print one passage object a line.")
@_corpus_option
def search_command(words: tuple[str, ...], **arguments: Any) -> None:
    """Find passages by WORDS, best first, as document:line: text."""
    _run("search", words=" ".join(words), **arguments)


@click.command("verify", short_help="Verify citations of a workpaper, offline.")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--jsonl", is_flag=True, help="Print one verdict object a line.")
@_corpus_option
def verify_command(files: tuple[Path, ...], **arguments: Any) -> None:
    """Verify every citation in FILES (JSON or a JSON object a line; - is standard input).

    Citations may be answers, facts, contract citations, W3C annotations, ids, or objects with
    document and quote. Needs the documents, not an index. The exit status is 1 unless all hold.
    """
    _run("verify", files=files, **arguments)


@click.group("index", short_help="Build, check or clean the index.")
def index_command() -> None:
    """Build, check or clean the index; every other command builds it by itself where needed."""


@index_command.command("build")
@click.option("--force", is_flag=True, help="Build even where the index is current.")
@_corpus_option
def index_build(**arguments: Any) -> None:
    """Build a generation and publish it."""
    _run("index_build", **arguments)


@index_command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
@_corpus_option
def index_status(**arguments: Any) -> None:
    """Say which generation is published, and over what."""
    _run("index_status", **arguments)


@index_command.command("verify")
@_corpus_option
def index_verify(**arguments: Any) -> None:
    """Compare every file of the published generation with its manifest."""
    _run("index_verify", **arguments)


@index_command.command("clean")
@_corpus_option
def index_clean(**arguments: Any) -> None:
    """Remove old generations and what killed builds left."""
    _run("index_clean", **arguments)


@click.command("serve", short_help="Serve the pages and the API.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def serve_command(**arguments: Any) -> None:
    """Build the index where needed, then serve until stopped."""
    _run("serve", **arguments)


OWN: tuple[click.Command, ...] = (
    ask_command,
    explain_command,
    facts_command,
    checks_command,
    documents_command,
    add_command,
    remove_command,
    search_command,
    verify_command,
    index_command,
    serve_command,
)


class Lazy(click.Command):
    """A command of another room, imported when it is run or its own help is asked for."""

    def __init__(self, name: str, module: str, short_help: str) -> None:
        super().__init__(name, short_help=short_help, add_help_option=False)
        self._module = module

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Hand over to the real command."""
        return self._real().main(*args, **kwargs)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Parse by the real command's options."""
        return self._real().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the real command."""
        return self._real().invoke(ctx)

    def _real(self) -> click.Command:
        command: click.Command = importlib.import_module(self._module).command
        return command


def _extensions() -> tuple[click.Command, ...]:
    return tuple(
        Lazy(name, module, short_help)
        for name, (module, short_help) in EXTENSIONS.items()
        if importlib.util.find_spec(module) is not None
    )


COMMANDS: tuple[click.Command, ...] = (*OWN, *_extensions())


@click.group(name="service", commands={str(command.name): command for command in COMMANDS})
@click.version_option(VERSION, prog_name="Tickmark", message="%(prog)s %(version)s")
def main() -> None:
    """Tickmark: ask financial disclosures, get the figure and the characters it came from."""
