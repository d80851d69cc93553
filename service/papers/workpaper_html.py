"""A workpaper as one printable page that needs nothing but itself.

Comes in: a `Workpaper`. Goes out: HTML with its style inside, and the Content-Security-Policy that
allows that style and nothing else. Not for: what belongs in it (`service.papers.workpaper`).
"""

from __future__ import annotations

import base64
import hashlib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from service.papers.workpaper import Workpaper, summary
from service.papers.workpaper_rows import ROLES, name_of
from service.say.values import grouped

TEMPLATE = Path(__file__).parent.parent / "templates" / "workpaper.html"
STYLE = """\
@page { size: A4 landscape; margin: 14mm 12mm; }
:root { color-scheme: light dark; }
body { font: 14px/1.45 system-ui, sans-serif; margin: 1.5rem; max-width: 110rem; }
h1 { font-size: 1.4rem; margin: 0 0 .8rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; }
th, td { border-bottom: 1px solid #8886; }
thead th { border-bottom: 2px solid; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.small { font-size: .85em; overflow-wrap: anywhere; }
mark { font-weight: 700; text-decoration: underline; background: #ff06; color: inherit; }
.fails { font-weight: 700; }
@media (prefers-color-scheme: dark) { mark { background: #440; } }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } body { margin: .8rem; } }
@media print {
  body { font-size: 9pt; margin: 0; } .wide { overflow: visible; }
  thead { display: table-header-group; } tr { break-inside: avoid; }
}
"""


def page_policy(ancestors: str = "'none'") -> str:
    """The Content-Security-Policy of the page: its own style by hash, nothing else."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; script-src 'none'; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors {ancestors}"
    )


@cache
def _template() -> Any:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["figure"] = bracketed
    environment.filters["tie_name"] = name_of
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8"))


def bracketed(number: Decimal | None) -> str:
    """A figure with its digits in threes, negatives in brackets as auditors write them."""
    if number is None:
        return ""
    return f"({grouped(-number)})" if number < 0 else grouped(number)


def marks_of(paper: Workpaper) -> dict[str, tuple[list[str], list[str]]]:
    """For each row the tie-outs that read it: those that fail, those that hold."""
    marks: dict[str, tuple[list[str], list[str]]] = {row.ref: ([], []) for row in paper.rows}
    for tie in paper.ties:
        for ref in dict.fromkeys(tie.refs):
            marks[ref][tie.check.passed].append(tie.ref)
    return marks


def write_html(paper: Workpaper, *, links: bool = False) -> bytes:
    """The page; with `links` the citations lead to the pages of the documents."""
    html = _template().render(
        paper=paper,
        summary=summary(paper),
        roles=ROLES,
        marks=marks_of(paper),
        style=STYLE,
        links=links,
    )
    return str(html).encode("utf-8", "replace")
