"""The recipes of docs/recipes.md, each carried out: what is added is added where the recipe says.

A row of a table that modules read when they are imported is put into a copy of the source, in which
a process of its own is asked; other tables are changed in place and put back.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from corpus.base.records import Check
from corpus.formats import registry
from corpus.formats.folder import load_corpus
from corpus.formats.registry import Format
from corpus.ties import checks, kinds
from corpus.ties.aspects import FactIndex
from corpus.ties.kinds import KINDS, TO_TABLE, Kind
from service.find.algebra import arithmetic, rows
from service.papers.tieouts import mark_of
from service.plan.tree import OPERATORS, Operator
from tests.corpus.made import check, fact, named
from tests.service.trees import leaf, op, run

ROOT = Path(__file__).parent.parent
RECIPES = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
NAMES = (
    "Add a format", "Add a check", "Add an export", "Add a unit", "Add an operation",
    "Add a period form", "Add an engine", "A question is misread: where do I look?",
    "A table is misread: where do I look?", "Release",
)  # fmt: skip


class Copy:
    """The source with rows added: files are links but for those that were changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("corpus", "index", "service", "tests"):
            copytree(ROOT / name, folder / name, copy_function=os.symlink)

    def add(self, name: str, after: str, row: str) -> None:
        """A row at the head of the table that opens with these characters."""
        path = self.folder / name
        before, opening, rest = path.read_text(encoding="utf-8").partition(after)
        assert opening, f"{name} has no table {after}"
        path.unlink()
        path.write_text(f"{before}{opening}\n{row}{rest}", encoding="utf-8")

    def says(self, script: str) -> str:
        """What a script prints there."""
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": str(self.folder), "PYTHONIOENCODING": "utf-8"},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "source")


def test_each_recipe_is_written_and_names_what_is_there() -> None:
    assert tuple(re.findall(r"^## (.+)$", RECIPES, re.MULTILINE)) == NAMES
    named_files = re.findall(r"`((?:corpus|index|service|tests|docs|bench)/[\w/.*-]+)`", RECIPES)
    assert named_files
    for name in named_files:
        assert list(ROOT.glob(name)), name


def test_a_format_is_a_row_and_a_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form = Format("log", (".log",), "text/x-log", 1, ("text", "read_text"))
    monkeypatch.setitem(registry._BY_SUFFIX, ".log", form)
    (tmp_path / "press.log").write_text("sales were JPY 12 million", encoding="utf-8")
    (document,) = load_corpus(tmp_path)
    assert document.text.startswith("sales were")
    assert (document.media_type, document.reader) == ("text/x-log", "log 1")


def find_twins(index: FactIndex) -> Iterator[Check]:
    """Two rows of one table that print one amount."""
    for one in index.facts:
        for other in index.facts:
            if one.id < other.id and one.value == other.value and one.table == other.table:
                yield Check("twins", "twins", True, one.value.printed, (one.id, other.id))


def test_a_check_is_a_function_of_the_list_and_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = [fact("equipment_sales", 1200), fact("total_revenues", 1200)]
    assert named(check(facts)[1], "twins") == []
    monkeypatch.setattr(checks, "CHECKS", [*checks.CHECKS, find_twins])
    (found,) = named(check(facts)[1], "twins")
    assert kinds.kind_of(found.name).claim == "Twins"
    monkeypatch.setitem(KINDS, "twins", Kind("twins", "Printed twice in one table", TO_TABLE))
    assert kinds.kind_of(found.name).claim == "Printed twice in one table"
    assert mark_of(found, 1) == TO_TABLE


def test_an_export_is_a_row(copy: Copy) -> None:
    row = (
        '    "tsv": TableExport("text/tab-separated-values", '
        'lambda frames: (frame.to_csv(sep="\\t", index=False).encode() for frame in frames)),'
    )
    copy.add("service/cite/exports.py", "EXPORTS: dict[str, TableExport] = {", row)
    said = copy.says(
        "from tests.service.samples import make_app, make_engine\n"
        "client = make_app(make_engine()).test_client()\n"
        "got = client.get('/api/v1/facts?format=tsv')\n"
        "print(got.status_code, got.mimetype, 'memo-press\\t' in got.text)\n"
        "print(client.get('/api/v1/facts', headers={'Accept': got.mimetype}).data == got.data)\n"
        "print('tsv' in client.get('/openapi.json').text)\n"
    )
    assert said.splitlines() == ["200 text/tab-separated-values True", "True", "True"]


def test_a_unit_is_a_row_where_it_is_read_and_one_where_it_is_said(copy: Copy) -> None:
    copy.add(
        "corpus/grammar/units.py",
        "UNIT_SUFFIXES: dict[str, tuple[str, int]] = {",
        '    "hectares": ("ha", 0),',
    )
    copy.add("service/say/values.py", "UNITS: dict[str, Said] = {", '    "ha": Said("hectares"),')
    said = copy.says(
        "from decimal import Decimal\n"
        "from corpus.base.records import Value\n"
        "from corpus.grammar.units import unit_of_suffix\n"
        "from service.say.values import figure, say_value\n"
        "unit, power, read = unit_of_suffix('hectares of forest')\n"
        "value = Value(Decimal(1200), unit, '1,200', 0)\n"
        "print(say_value(value), '|', figure(value).text, '|', read)\n"
    )
    assert said == "1,200 hectares | 1,200 hectares | 8"


def test_a_period_form_is_a_rule(copy: Copy) -> None:
    rule = (
        '    Rule("campaign", "digit", '
        'compile_rule(r"\\bcampaign\\s(?P<year>20\\d\\d)\\b"), _year),'
    )
    copy.add("corpus/grammar/periodrules.py", "RULES: tuple[Rule, ...] = (", rule)
    said = copy.says(
        "from corpus.base.records import Entity\n"
        "from corpus.grammar.periods import Calendar, find_periods\n"
        "calendar = Calendar(Entity('d', 'December Inc'))\n"
        "(found,) = find_periods('sales of campaign 2003 rose', calendar)\n"
        "print(found.text, found.period.label, found.rule)\n"
    )
    assert said == "campaign 2003 FY2003 campaign"


def test_an_operation_is_a_row_in_each_of_three_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    told = rows.operation_rows() | {"double": {"formula": "a * 2", "label": "Twice {a}"}}
    monkeypatch.setattr(rows, "operation_rows", lambda: told)
    monkeypatch.setitem(rows.FUNCTIONS, "double", arithmetic.single)  # type: ignore[arg-type]
    monkeypatch.setitem(OPERATORS, "double", Operator(1, 1))  # type: ignore[arg-type]
    rows.rows.cache_clear()
    try:
        found = run(op("double", leaf("equipment_sales", "2Q02"))).found
    finally:
        rows.rows.cache_clear()
    assert found is not None
    assert found.value.amount == 2 * 1_774_953_000
    assert found.label == "Twice equipment sales"
