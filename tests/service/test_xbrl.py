"""xBRL-JSON: what a fact becomes, and that Arelle, offline, finds no error in it."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from corpus.base.records import Fact, Period, Value
from corpus.concepts.concepts import load_concepts
from corpus.formats.folder import load_corpus
from corpus.library import read_corpus
from corpus.ties.duplicates import grade
from index.embedded.memory import MemoryEngine
from service.cli import main
from service.papers.xbrl import Export, make_export, period_text, report_files, write_zip
from service.papers.xbrl_concepts import Naming, local_name, type_of, unit_of, value_of

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


@pytest.fixture(scope="module")
def shipped() -> MemoryEngine:
    return MemoryEngine(read_corpus(load_corpus()), load_concepts())


def facts_of(export: Export) -> dict[str, Any]:
    return export.report["facts"]  # type: ignore[no-any-return]


def test_a_fact_keeps_its_value_precision_period_and_place(small_engine: Any) -> None:
    facts = facts_of(make_export(list(small_engine.facts), small_engine))
    fact = facts["fpress-1"]
    assert (fact["value"], fact["decimals"]) == ("1774953000", -3)
    assert fact["dimensions"] == {
        "concept": "tm:equipment_sales",
        "entity": "entity:iij",
        "period": "2002-07-01T00:00:00/2002-10-01T00:00:00",
        "unit": "iso4217:JPY",
    }
    text = small_engine.documents[fact["tm:document"]].text
    assert text[fact["tm:start"] : fact["tm:end"]] == fact["tm:quote"] == "1,774,953"
    assert len([key for key in facts if key.startswith("f")]) == len(small_engine.facts)


def test_percentages_are_hundredths_without_a_unit(small_engine: Any) -> None:
    fact = facts_of(make_export(list(small_engine.facts), small_engine))["fpress-6"]
    assert (fact["value"], fact["decimals"]) == ("1.849", 3)
    assert "unit" not in fact["dimensions"]


def test_a_disputed_fact_has_a_note_and_stays_comparable(small_engine: Any) -> None:
    facts = facts_of(make_export(list(small_engine.facts), small_engine))
    fact = facts["fpress-5"]
    assert fact["tm:status"] == "disputed"
    assert fact["value"] == "-193782000"
    note = facts[fact["links"]["footnote"]["_"][0]]
    assert note["value"].startswith("Disputed")
    assert set(fact["dimensions"]) == {"concept", "entity", "period", "unit"}


def made(engine: Any, **more: Any) -> Fact:
    fact: Fact = engine.facts.get("press-1")
    return replace(fact, **more)


def test_forecasts_ranges_hedges_and_translations_have_dimensions(small_engine: Any) -> None:
    span = Value(None, "JPY", "21 to 22", -9, Decimal("21e9"), Decimal("22e9"))
    forecast = made(small_engine, id="r", scenario="guidance", value=span, given=date(2002, 11, 7))
    hedged = made(small_engine, id="h", qualifier="more than")
    about = made(small_engine, id="a", qualifier="approximately")
    dollars = made(small_engine, id="t", scenario="translation", rate=Decimal("121.74"))
    nothing = made(small_engine, id="n", value=replace(span, low=None, high=None))
    export = make_export([forecast, hedged, about, dollars, nothing], small_engine)
    own = {
        key: {k[3:]: v for k, v in fact["dimensions"].items() if k.startswith("tm:")}
        for key, fact in facts_of(export).items()
        if key.startswith("f")
    }
    guidance = {"ScenarioAxis": "tm:Guidance", "GivenAxis": "2002-11-07"}
    assert own == {
        "fr-low": guidance | {"BoundAxis": "tm:Low"},
        "fr-high": guidance | {"BoundAxis": "tm:High"},
        "fh": {"BoundAxis": "tm:Low"},
        "fa": {"BoundAxis": "tm:Around"},
        "ft": {"ScenarioAxis": "tm:ConvenienceTranslation"},
    }
    assert facts_of(export)["fr-low"]["value"] == "21000000000"
    assert "121.74" in facts_of(export)["nt"]["value"]
    assert [(item.fact, item.reason) for item in export.left_out] == [
        ("n", "the printing has no amount")
    ]
    assert b'"fact":"n"' in report_files(export)["left-out.jsonl"]


def test_a_loss_said_without_its_sign_is_the_loss_of_the_table(small_engine: Any) -> None:
    table = made(small_engine, id="t", value=Value(Decimal(-193782000), "JPY", "(193,782)", -3))
    said = Value(Decimal(194000000), "JPY", "194", -6)
    sentence = made(small_engine, id="s", value=said, source="prose")
    other = made(small_engine, id="o", value=replace(said, amount=Decimal(5)), source="prose")
    facts = facts_of(make_export([table, sentence, other], small_engine))
    assert [facts[key]["value"] for key in ("ft", "fs", "fo")] == ["-193782000", "-194000000", "5"]
    assert "sign is that of the table" in facts["ns"]["value"]
    assert "no" not in facts
    alone = facts_of(make_export([sentence], small_engine))
    assert alone["fs"]["value"] == "194000000"


@pytest.mark.parametrize(
    ("unit", "data_type", "measure"),
    [
        ("JPY", "xbrli:monetaryItemType", "iso4217:JPY"),
        ("percent", "dtr:percentItemType", None),
        ("percentage_point", "dtr:percentItemType", None),
        ("ratio", "xbrli:pureItemType", None),
        ("shares", "xbrli:sharesItemType", "xbrli:shares"),
        ("USD/share", "dtr:perShareItemType", "iso4217:USD/xbrli:shares"),
        ("JPY/ads", "xbrli:decimalItemType", "iso4217:JPY/tmu:ads"),
        ("JPY/USD", "xbrli:decimalItemType", "iso4217:JPY/iso4217:USD"),
        ("metric tons/m2", "xbrli:decimalItemType", "tmu:metric_tons/tmu:m2"),
    ],
)
def test_units_have_a_type_and_a_measure(unit: str, data_type: str, measure: str | None) -> None:
    assert type_of(unit) == data_type
    assert unit_of(unit) == measure


@given(st.text(max_size=30))
def test_any_text_becomes_an_xml_name(text: str) -> None:
    assert NAME.fullmatch(local_name(text))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4), st.integers(-12, 4))
def test_values_are_exact_and_plain(amount: Decimal, decimals: int) -> None:
    text, kept = value_of(amount, decimals, "JPY")
    assert Decimal(text) == amount
    assert kept == decimals
    assert "E" not in text
    share, more = value_of(amount, decimals, "percent")
    assert Decimal(share) * 100 == amount
    assert more == decimals + 2


def test_periods_end_at_the_next_midnight() -> None:
    assert period_text(Period("2002-09-30", None, date(2002, 9, 30))) == "2002-10-01T00:00:00"


def test_a_measure_in_values_of_two_types_is_two_elements(small_engine: Any) -> None:
    share = made(small_engine, id="s", value=Value(Decimal("16.8"), "percent", "16.8", 1))
    instant = made(small_engine, id="i", period=Period("x", None, date(2002, 9, 30)))
    facts = [small_engine.facts.get("press-1"), small_engine.facts.get("press-2"), share, instant]
    naming = Naming(facts, small_engine.concepts)
    assert [naming.of(fact).name for fact in facts] == [
        *["equipment_sales"] * 2,
        "equipment_sales_percent",
        "equipment_sales_monetary",
    ]
    assert naming.of(facts[0]).balance == "credit"
    assert naming.of(share).balance is None
    assert naming.of(instant).period_type == "instant"


def test_totals_are_stated_where_all_parts_are_always_reported(shipped: MemoryEngine) -> None:
    export = make_export(list(shipped.facts), shipped)
    link = "{http://www.xbrl.org/2003/linkbase}"
    root = ElementTree.fromstring(export.taxonomy["tickmark-calculations.xml"])
    arcs = root.findall(f".//{link}calculationArc")
    assert arcs
    ends = {"{http://www.w3.org/1999/xlink}from", "{http://www.w3.org/1999/xlink}to"}
    assert all(ends <= set(arc.attrib) for arc in arcs)
    locators = root.findall(f".//{link}loc")
    schema = export.taxonomy["tickmark.xsd"]
    for locator in locators:
        name = locator.attrib["{http://www.w3.org/1999/xlink}href"].split("#")[1]
        assert f'id="{name}"' in schema


def test_route_and_command_give_one_package(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = client.get("/api/v1/xbrl?concept=equipment_sales")
    assert (response.status_code, response.mimetype) == (200, "application/zip")
    assert response.headers["ETag"]
    assert client.get("/api/v1/xbrl?concept=equipment_sales").data == response.data
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        names = set(archive.namelist())
        report = json.loads(archive.read("tickmark/reports/facts.json"))
    assert names == {
        "tickmark/META-INF/reportPackage.json",
        "tickmark/reports/facts.json",
        "tickmark/reports/tickmark.xsd",
        "tickmark/reports/tickmark-labels.xml",
        "tickmark/reports/tickmark-calculations.xml",
    }
    alone = client.get("/api/v1/xbrl?concept=equipment_sales&format=json").get_json()
    assert alone == report
    assert {fact["dimensions"]["concept"] for fact in alone["facts"].values()} == {
        "tm:equipment_sales"
    }
    assert client.get("/api/v1/xbrl?document=nothing").status_code == 404
    assert client.get("/api/v1/xbrl?colour=red").status_code == 422

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "documents"
    folder.mkdir()
    text = "| (JPY in thousands) | 2Q02 |\n| --- | --- |\n| Equipment sales | 1,774 |\n"
    (folder / "report.md").write_text(text, encoding="utf-8")
    out = ["export", "--corpus", str(folder), "--out"]
    assert CliRunner().invoke(main, [*out, str(tmp_path / "x.zip")]).exit_code == 0
    assert CliRunner().invoke(main, [*out, str(tmp_path / "x")]).exit_code == 0
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        for name in archive.namelist():
            path = tmp_path / "x" / name.removeprefix("tickmark/")
            assert archive.read(name) == path.read_bytes()


def arelle(package: Path, home: Path) -> list[tuple[str, str]]:
    """Arelle's log of validating a package without network: (code, message) for each line."""
    done = subprocess.run(
        [
            *(sys.executable, "-W", "ignore", "-m", "arelle.CntlrCmdLine"),
            *("--internetConnectivity=offline", "--plugins", "loadFromOIM"),
            *("--file", str(package), "--validate", "--calc", "c11r"),
            *("--validateDuplicateFacts", "inconsistent"),
        ],
        env={**os.environ, "XDG_CONFIG_HOME": str(home), "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return re.findall(r"^\[([^\]]+)\] (.*)$", done.stdout, re.MULTILINE)


def groups(export: Export, engine: Any) -> Iterator[tuple[str, list[Fact]]]:
    """Facts of the report with equal dimensions, by concept."""
    found: dict[str, list[str]] = {}
    for key, item in facts_of(export).items():
        if key.startswith("f"):
            found.setdefault(json.dumps(item["dimensions"], sort_keys=True), []).append(key)
    for dimensions, keys in found.items():
        if len(keys) > 1:
            ids = [key[1:].removesuffix("-low").removesuffix("-high") for key in keys]
            yield json.loads(dimensions)["concept"], [engine.facts.get(one) for one in ids]


def test_arelle_finds_no_error_and_the_same_contradictions(
    shipped: MemoryEngine, tmp_path: Path
) -> None:
    pytest.importorskip("arelle")
    export = make_export(list(shipped.facts), shipped)
    package = tmp_path / "facts.zip"
    package.write_bytes(write_zip(report_files(export)))
    log = arelle(package, tmp_path / "home")
    codes = Counter(code for code, _ in log)
    assert [text for code, text in log if "validated in" in text]
    # What the documents themselves contradict is no error of the report.
    told = {"info", "arelle:duplicateFacts", "calc11e:inconsistentCalculationUsingRounding"}
    assert set(codes) <= told, [line for line in log if line[0] not in told]

    ours = Counter(
        concept for concept, same in groups(export, shipped) if grade(same) == "inconsistent"
    )
    theirs = Counter(
        re.findall(r"duplicate\(s\) ([\w:.-]+): ", text)[0]
        for code, text in log
        if code == "arelle:duplicateFacts"
    )
    assert theirs == ours
    assert ours
    assert any(grade(same) == "consistent" for _, same in groups(export, shipped))


def test_arelle_would_find_an_error(small_engine: Any, tmp_path: Path) -> None:
    pytest.importorskip("arelle")
    export = make_export(list(small_engine.facts), small_engine)
    facts_of(export)["fpress-1"]["dimensions"]["concept"] = "tm:nothing"
    facts_of(export)["fpress-2"]["value"] = "six hundred"
    package = tmp_path / "facts.zip"
    package.write_bytes(write_zip(report_files(export)))
    codes = {code for code, _ in arelle(package, tmp_path / "home")}
    assert {"oime:unknownConcept", "xbrlje:invalidFactValue"} & codes
