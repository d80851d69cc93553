"""Texts that readers must survive: generated disclosures and hostile ones."""

from __future__ import annotations

from hypothesis import strategies as st

_LINES = st.sampled_from(
    [
        "", " ", "\t", "# Results", "## Revenue (JPY millions)", "<u>New Office</u>", "**Others**",
        "Cost and expenses", "CONSOLIDATED BALANCE SHEETS (UNAUDITED)", "Title", "=====", "---",
        "- Revenue rose 3%:", " - by JPY 5 million.", "• In 3Q02:", "– Total", "e Operating loss",
        "1) one", "2) two", "a. alpha", "5. Property and Equipment, Net", "(1) Includes Inc. data.",
        "Note (1): At JPY 121.74 = $1.", "⁽²⁾ The figures of others.", "* Conversion rate only.",
        "| | 2Q02 | 1Q02 |", "|---|---|---|", "| Sales | 1,774 | (900) |", "a | b", "Sales\t1\t2",
        "Balance\t\t", "November 12, 2002 Page 2", "Page 3 of 9", "\fNew page", " Slide title",
        'He said "it grew by 3." Then Mr. Smith left.', "and goes on in lower case", "|", "x|y\tz",
        "Revenues in 2Q02 totaled JPY10,568 million, an increase of 10.9% compared to", "😀 𝔘 é",
        "[ ] box", "2**Q**02 1Q02", "\u2028", "\x00\x07", "￥５００", "(JPY in millions)", "\ufeff",
    ]
)  # fmt: skip
_ENDS = st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r", ""])

disclosures = st.lists(st.tuples(_LINES, _ENDS), min_size=1, max_size=40).map(
    lambda parts: "".join(line + end for line, end in parts)
)
anything = st.text(max_size=400)
texts = st.one_of(disclosures, anything, st.builds(lambda a, b: a + b, disclosures, anything))

# One repeated unit each; a test repeats them to a length.
HOSTILE_UNITS = (
    "a", ".", "a.", "x. ", "?! ", "Inc. ", '") ', "|", "| a | 1 |\n", "a\t1\n", "\t", "\n", "- ",
    "- a\n", "#", "# a\n", "<u>", "**", "*", "\x00", "\r", "\fa\n", " Ab\n", "(", "[", "AAA ",
    "(1) A\n", "😀 ", "1,", "Title line\n\n", "Page 1\n", "-", "ab\n---\n", "a|b\n-|-\n", "Ab ",
    "a:", "abc def ghi jkl\n\n", "Note: a\n", "⁽", "0", "  - a:\n", "\ufeff", " ", "X Y Z ", "A,",
)  # fmt: skip
