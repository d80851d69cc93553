"""Days on which something happened, told from days at which a figure stands.

Comes in: a sentence with its figures and periods. Goes out: yes or no. Not for: stretches of time.

"In March 2021 we sold a business for $40 million": the amount is of the sale, and of no balance at
the month's end. An amount or rate stands at a day where the sentence says so: "as of", "at",
"ended", or where the level that changed was told of that day before. What is counted ("4 million
subscribers in March") stands at the day or month named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.base.records import Period
from corpus.language.views import Mention
from corpus.prose.clauses import Named

_STANDS = re.compile(
    r"\b(?:as\s(?:of|at)|at|ended|ending|through|until|outstanding\son|balances?\s(?:of|on))\s"
    r"(?:the\s)?(?:(?:end|close)\sof\s)?(?:both\s)?$",
    re.IGNORECASE,
)


def is_event(text: str, named: Sequence[Named], mention: Mention, period: Period) -> bool:
    """True for an amount or rate of what happened on the day or in the month that is its period."""
    if not period.is_instant or (mention.currency is None and mention.unit != "percent"):
        return False
    days = [n for n in named if n.period.is_instant]
    own = any(n.period == period for n in days)
    return own and not any(_STANDS.search(text[: n.start]) for n in days)
