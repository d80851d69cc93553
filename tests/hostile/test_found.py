"""What the fuzzer found its way with (`bench/fuzz.py`): each input once more, on every target."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.fuzztargets import TARGETS

FOUND: dict[str, list[str]] = json.loads(Path(__file__).with_name("found.json").read_text("utf-8"))


@pytest.mark.parametrize("target", TARGETS)
def test_found_inputs_hold(target: str) -> None:
    assert FOUND[target]
    for text in FOUND[target]:
        TARGETS[target](text)


def test_a_broken_promise_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.fuzztargets.answer_json", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        TARGETS["question"]("revenues")
