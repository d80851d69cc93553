"""Load by `wrk` on loopback: requests from a list of paths, each new or all the same.

Comes in: an address and paths. Goes out: requests a second, latencies, errors. Not for: servers.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from typing import Any

_SCRIPT = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local count, own = 0, tostring(os.time()) .. math.random(1, 1e9)
math.randomseed(os.time())
request = function()
  count = count + 1
  local path = paths[(count - 1) %% #paths + 1]
  return wrk.format("GET", (path:gsub("NUMBER", own .. "-" .. count)))
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FOUND %%d %%d %%d %%d %%d %%d %%d\\n", summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    e.connect + e.read + e.write + e.timeout, e.status))
end
"""
_FOUND = re.compile(r"FOUND (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)")


def available() -> bool:
    """Whether `wrk` is installed."""
    return which("wrk") is not None


def load(port: int, paths: Sequence[str], seconds: int, connections: int = 16) -> dict[str, Any]:
    """Ask for the paths in turn, as fast as answers come; NUMBER in a path is never the same.

    `p50_ms`, `p99_ms` and `worst_ms` are of whole requests; `failed` counts lost connections and
    answers that are no success.
    """
    with tempfile.TemporaryDirectory() as name:
        listed = Path(name, "paths.txt")
        listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
        script = Path(name, "ask.lua")
        script.write_text(_SCRIPT % listed, encoding="utf-8")
        done = subprocess.run(
            [
                *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"),
                *("-s", str(script), f"http://127.0.0.1:{port}"),
            ],
            check=True,
            capture_output=True,
            text=True,
        )
    found = _FOUND.search(done.stdout)
    if found is None:
        raise RuntimeError(f"wrk said nothing: {done.stdout} {done.stderr}")
    count, taken, p50, p99, worst, lost, refused = map(int, found.groups())
    return {
        "requests": count,
        "requests_a_second": round(count / (taken / 1e6), 1),
        "p50_ms": p50 / 1000,
        "p99_ms": p99 / 1000,
        "worst_ms": worst / 1000,
        "failed": lost + refused,
    }
