"""What tie-outs are called, in auditors' words: each name, what it claims, the tick mark it earns.

Comes in: a check's name. Goes out: its `Kind`. Not for: trying checks (`corpus.ties.checks`). A row
here says a check for people; one without a row is spelled out and counts as recomputed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick mark: its word, its letter beside a figure, what it says of the figure."""

    word: str
    letter: str
    meaning: str

    @property
    def title(self) -> str:
        """The word as it begins a line."""
        return self.word[:1].upper() + self.word[1:]


FOOTED = Mark("footed", "F", "adds up with the other figures of its total")
RECOMPUTED = Mark("recomputed", "R", "a change, share or ratio recalculated from its parts")
ROLLED = Mark("rolled forward", "O", "periods or movements add up to the next figure")
CONVERTED = Mark("converted", "C", "translated at the exchange rate that is stated")
TO_TABLE = Mark("agrees to table", "T", "a table prints the same figure")
TO_PROSE = Mark("agrees to prose", "P", "a sentence prints the same figure")
TO_TAG = Mark("agrees to tag", "G", "the document tags the figure as it is read")
TO_DOCUMENT = Mark("agrees to another document", "D", "another document prints the same figure")
EXCEPTION = Mark("exception", "X", "disputed, or in a tie-out that does not hold")
MARKS: dict[str, Mark] = {
    mark.word: mark
    for mark in (
        *(FOOTED, RECOMPUTED, ROLLED, CONVERTED),
        *(TO_TABLE, TO_PROSE, TO_TAG, TO_DOCUMENT, EXCEPTION),
    )
}
"""In the order of the legend."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A check's name, its claim as people read it, and the tick mark that it earns where it holds.

    One that is no tie-out compares: where it fails, no figure of the document is in doubt.
    """

    name: str
    claim: str
    mark: Mark = RECOMPUTED
    tie: bool = True


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("foot", "Adds up", FOOTED),
        Kind("cross_foot", "Adds up across", FOOTED),
        Kind("balance", "Balances", FOOTED),
        Kind("shares_of_whole", "Shares make up the whole", FOOTED),
        Kind("recompute_change", "Change recomputed"),
        Kind("recompute_share", "Share recomputed"),
        Kind("per_share", "Per-share amount recomputed"),
        Kind("definition", "Agrees to its definition"),
        Kind("order", "Parts stay below their total"),
        Kind("roll_forward", "Rolls forward", ROLLED),
        Kind("sum_of_periods", "Periods add up", ROLLED),
        Kind("convert", "Converts at the stated rate", CONVERTED),
        Kind("agrees_to_table", "Agrees to table", TO_TABLE),
        Kind("note_to_statement", "Note agrees to statement", TO_TABLE),
        Kind("cash_flow_to_balance_sheet", "Cash flow agrees to balance sheet", TO_TABLE),
        Kind("agrees_to_prose", "Agrees to prose", TO_PROSE),
        Kind("agrees_to_document", "Agrees to another document", TO_DOCUMENT),
        Kind("agrees_to_rendition", "Agrees to the other rendition", TO_DOCUMENT),
        Kind("scale", "Scale is stated and agrees"),
        Kind("published", "Was over when published"),
        Kind("guidance_to_actual", "Actual within the forecast", tie=False),
        Kind("agrees_to_tag", "Read as it is tagged", TO_TAG, tie=False),
    )
}


def kind_of(name: str) -> Kind:
    """The kind of a check; an unknown name is spelled out as its claim."""
    plain = name.replace("_", " ").replace("-", " ").strip()
    return KINDS.get(name) or Kind(name, plain[:1].upper() + plain[1:])
