"""What was found of who reports and when, each member with the characters that say it.

Comes in: what the sources of `identity` find. Goes out: one record. Not for: deciding (`identity`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

Place = tuple[int, int]


@dataclass(slots=True)
class Findings:
    """Members that nothing says are None; `quarter` is 0 for a whole year.

    `year_end` is the month and day that the document says, not yet the nominal one. `places` are
    the characters that say a member, none for what the file hides.
    """

    name: str | None = None
    ticker: str | None = None
    form: str | None = None
    title: str | None = None
    published: date | None = None
    period_end: date | None = None
    year_end: tuple[int, int] | None = None
    quarter: int | None = None
    year: int | None = None
    weeks: bool | None = None
    currency: str | None = None
    places: dict[str, Place] = field(default_factory=dict)

    def tell(self, member: str, value: object, place: Place | None = None) -> None:
        """Keep what says a member, unless something before did."""
        if value is None or getattr(self, member) is not None:
            return
        setattr(self, member, value)
        if place is not None and place[0] < place[1]:
            self.places[member] = place
