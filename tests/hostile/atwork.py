"""Run as a script: prints the patterns that the code makes while it works, as JSON lines.

Comes in: nothing; what is read and asked is what the fuzzer found its way with. Goes out: module,
method, pattern and flags of each pattern that a function makes from what it is given. Not for:
patterns that stand in a module (`tests.hostile.pumps`).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

FOUND = Path(__file__).with_name("found.json")
OWN = ("corpus.", "index.", "service.")


def main() -> None:
    """Note who compiles what, work, print."""
    plain = re._compile  # type: ignore[attr-defined]
    noted: dict[tuple[str, str, str, int], None] = {}

    def noting(pattern: Any, flags: Any) -> Any:
        called, caller = sys._getframe(1), sys._getframe(2)
        module = caller.f_globals.get("__name__", "")
        at_import = caller.f_code.co_name == "<module>"
        if module.startswith(OWN) and isinstance(pattern, str) and not at_import:
            noted[module, called.f_code.co_name, pattern, int(flags)] = None
        return plain(pattern, flags)

    re._compile = noting  # type: ignore[attr-defined]
    from bench.fuzztargets import TARGETS

    for target, texts in json.loads(FOUND.read_text("utf-8")).items():
        for text in texts:
            TARGETS[target](text)
    for row in noted:
        print(json.dumps(row))


if __name__ == "__main__":
    main()
