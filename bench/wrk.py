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
_COUNTING = """
counts, bare, all = {}, 0, {}
setup = function(thread) table.insert(all, thread) end
response = function(status, headers)
  counts[status] = (counts[status] or 0) + 1
  local again = headers["retry-after"] or headers["Retry-After"]
  if (status == 503 or status == 429) and not again then bare = bare + 1 end
  told = ""
  for known, count in pairs(counts) do told = told .. known .. "=" .. count .. " " end
  told = told .. "bare=" .. bare
end
local found = done
done = function(summary, latency, requests)
  found(summary, latency, requests)
  for _, thread in ipairs(all) do io.write("TOLD " .. (thread:get("told") or "bare=0") .. "\\n") end
end
"""
_FOUND = re.compile(r"FOUND (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)")

_TOLD = re.compile(r"TOLD (.*)")


def available() -> bool:
    """Whether `wrk` is installed."""
    return which("wrk") is not None


def load(
    port: int,
    paths: Sequence[str],
    seconds: int,
    connections: int = 16,
    *,
    counting: bool = False,
) -> dict[str, Any]:
    """Ask for the paths in turn, as fast as answers come; NUMBER in a path is never the same.

    `p50_ms`, `p99_ms` and `worst_ms` are of whole requests; `failed` counts lost connections and
    answers that are no success. `counting` adds, at some cost to wrk, `lost` connections, answers
    by status, and those of 429 and 503 that do not say when to come back (`bare`).
    """
    with tempfile.TemporaryDirectory() as name:
        listed = Path(name, "paths.txt")
        listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
        script = Path(name, "ask.lua")
        text = _SCRIPT % listed + (_COUNTING if counting else "")
        script.write_text(text, encoding="utf-8")
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
    more: dict[str, Any] = {}
    if counting:
        told = dict(pair.split("=") for pair in _TOLD.findall(done.stdout)[0].split())
        bare = int(told.pop("bare"))
        statuses = {status: int(number) for status, number in sorted(told.items())}
        more = {"lost": lost, "statuses": statuses, "bare": bare}
    return more | {
        "requests": count,
        "requests_a_second": round(count / (taken / 1e6), 1),
        "p50_ms": p50 / 1000,
        "p99_ms": p99 / 1000,
        "worst_ms": worst / 1000,
        "failed": lost + refused,
    }
