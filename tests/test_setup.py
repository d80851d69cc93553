"""What sets up: locks that are complete and agree, installed in one way everywhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[([a-z,]+)\])?==([^ ;]+)", re.MULTILINE | re.IGNORECASE)


def pins(lock: str) -> dict[str, str]:
    return {name: version for name, _, version in PIN.findall((ROOT / lock).read_text())}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_a_hash_for_each_pin_and_no_place_to_load_from(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=[a-zA-Z0-9])", text)[1:]
    assert len(entries) == len(PIN.findall(text)) > 20
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"^(?:--|-[ef])|://", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_a_larger_lock_keeps_the_versions_of_the_service(lock: str) -> None:
    assert pins("requirements.txt").items() <= pins(lock).items()


def test_extras_are_in_the_lock_as_they_are_asked_for() -> None:
    extras = {name: extra for name, extra, _ in PIN.findall((ROOT / LOCKS[1]).read_text()) if extra}
    assert extras["pydantic"] == "email"
    assert extras["coverage"] == "toml"


@pytest.mark.parametrize("recipe", ["Makefile", "Containerfile"])
def test_nothing_is_resolved_at_installation_and_what_is_installed_is_checked(recipe: str) -> None:
    text = (ROOT / recipe).read_text()
    installing = [line for line in text.splitlines() if "pip install" in line and "uv" not in line]
    assert installing
    assert all("--no-deps" in line and "--require-hashes" in line for line in installing)
    assert "pip check" in text


PYTEST = (sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", "pyproject.toml")
SKIPPING = """
import pytest

def test_what_is_not_here():
    pytest.skip("no browser")
"""


@pytest.mark.parametrize(("ci", "status", "said"), [("false", 0, "SKIPPED"), ("true", 1, "FAILED")])
def test_what_is_skipped_is_named_and_fails_in_continuous_integration(
    tmp_path: Path, ci: str, status: int, said: str
) -> None:
    test = tmp_path / "test_skipping.py"
    test.write_text(SKIPPING)
    done = subprocess.run(
        [*PYTEST, str(test)],
        cwd=ROOT,
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout
    line = next(line for line in done.stdout.splitlines() if line.startswith(said))
    assert "::test_what_is_not_here - " in line
    assert "no browser" in line
