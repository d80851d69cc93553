"""The command `export`: facts as an xBRL-JSON report package.

Comes in: filters. Goes out: a ZIP, or its files in a folder; what is left out is said on standard
error. Not for: what is in it (`service.papers.xbrl`).
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("export", short_help="Export facts as xBRL-JSON.")
@click.option(
    "--format", "form", type=click.Choice(["xbrl-json"]), default="xbrl-json", show_default=True
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="FILE.zip, or a folder, which is made.",
)
@click.option("--concept", metavar="ID", help="Facts of this concept.")
@click.option("--period", metavar="LABEL", help="Facts for this period.")
@click.option("--unit", metavar="UNIT", help="Facts in this unit.")
@click.option("--entity", metavar="ID", help="Facts of this entity.")
@click.option("--document", metavar="ID", help="Facts that this document prints.")
@click.option("--scenario", type=click.Choice(["actual", "guidance", "translation"]))
@click.option("--corpus", type=FOLDER, metavar="DIR", help="A folder of documents.")
def command(form: str, out: Path, corpus: Path | None, **aspects: str | None) -> None:
    """Write facts as an XBRL report package (OIM 1.0) with its own taxonomy.

    XBRL's tools open it: `arelleCmdLine --plugins loadFromOIM --file FILE.zip --validate`.
    """
    from service.console.commands import guarded

    assert form == "xbrl-json"
    sys.exit(guarded(lambda: _export(out, corpus, aspects)))


def _export(out: Path, corpus: Path | None, aspects: dict[str, str | None]) -> int:
    from service.console.commands import ANSWER, NO_ANSWER, open_engine
    from service.console.terminal import say
    from service.papers.xbrl import make_export, report_files, write_zip
    from service.settings import load_settings
    from service.web.api.filters import settle

    engine = open_engine(corpus)
    facts = engine.facts.find(**settle(engine, aspects))
    export = make_export(facts, engine, base_url=load_settings().base_url)
    files = report_files(export)
    if out.suffix.lower() == ".zip":
        out.write_bytes(write_zip(files))
    else:
        for name, body in files.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
    for item in export.left_out:
        say(f"left out {item.fact}: {item.reason}")
    say(f"{len(facts) - len(export.left_out)} facts in {out}")
    return ANSWER if facts else NO_ANSWER
