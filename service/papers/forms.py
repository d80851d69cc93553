"""The forms of a workpaper, one row each: what the API offers, the command writes, the docs name.

Comes in: a `Workpaper`. Goes out: bytes. Not for: what belongs in it (`service.papers.workpaper`).
A form is added by a row here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from service.cite.exports import XLSX
from service.papers.workpaper import Workpaper, write_jsonl
from service.papers.workpaper_html import write_html
from service.papers.workpaper_xlsx import write_xlsx


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A form: its media type, and `write(paper, links)`; links lead to the service's pages.

    `text` is UTF-8; `shown` is read in a browser rather than saved.
    """

    media_type: str
    write: Callable[[Workpaper, bool], bytes]
    text: bool = True
    shown: bool = False

    @property
    def content_type(self) -> str:
        """The media type with its encoding."""
        return f"{self.media_type}; charset=utf-8" if self.text else self.media_type


PAPERS: dict[str, PaperForm] = {
    "html": PaperForm("text/html", lambda paper, links: write_html(paper, links=links), shown=True),
    "xlsx": PaperForm(XLSX, lambda paper, links: write_xlsx(paper), text=False),
    "jsonl": PaperForm("application/x-ndjson", lambda paper, links: write_jsonl(paper)),
}
