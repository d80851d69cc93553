"""`python -m service`: the same commands as under `flask`, without importing a web framework.

Comes in: arguments. Goes out: what `service.cli` says. Not for: defining commands.
"""

from __future__ import annotations

from service.cli import main

if __name__ == "__main__":
    main(prog_name="python -m service")
