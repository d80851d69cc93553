"""The names of a company: as it writes itself, and as people call it.

Comes in: the name under which it files and the text of its document. Goes out: its name and short
names. Not for: finding the name that it files under (`identity`).

A registrant's name is often filed in capitals and cut short ("COCA COLA CO"). The text says it as
the company writes it: the same words with a legal form of the same kind.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_DATA = tomllib.loads((Path(__file__).parent / "data" / "companies.toml").read_text("utf-8"))
FORMS: tuple[tuple[str, ...], ...] = tuple(tuple(forms) for forms in _DATA["forms"])
EXCHANGES: tuple[str, ...] = tuple(_DATA["exchanges"])
READ = 200_000  # characters in which a document says its name often enough
_PLAIN = re.compile(r"[^\w&]+")
_STATE = re.compile(r"\s*/[A-Z]{2,3}/?\s*$")  # "ACME CORP /DE/"
_QUOTED = re.compile(
    r"[\s,]*\([^()]{0,80}?[“\"]([A-Z][\w&.’'-]{1,30}(?: [A-Z][\w&.’'-]{1,30}){0,3}),?[”\"]"
)
_OWN = frozenset({"company", "registrant", "issuer", "group", "corporation", "firm", "parent"})


@cache
def _kind_of() -> dict[str, int]:
    """The kind of each legal form, by its letters."""
    return {_letters(form): kind for kind, forms in enumerate(FORMS) for form in forms}


def _letters(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.lower())


def core_words(name: str) -> tuple[str, ...]:
    """The words of a name without article and legal form: ("coca", "cola")."""
    words = [w for w in _PLAIN.split(_STATE.sub("", name).replace("’", "'").lower()) if w]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    joined = _rejoined(words)
    while len(joined) > 1 and _letters(joined[-1]) in _kind_of():
        joined.pop()
    if len(joined) > 1 and joined[-1] == "&":
        joined.pop()
    return tuple(joined)


def _rejoined(words: Sequence[str]) -> list[str]:
    """Letters parted by full stops as one word: "l", "p" is "lp"."""
    joined: list[str] = []
    single = False
    for word in words:
        if single and len(word) == 1 and word.isalpha():
            joined[-1] += word
        else:
            joined.append(word)
        single = len(word) == 1 and word.isalpha()
    return joined


def written_name(filed: str, text: str, *, registered: bool) -> str:
    """The name as the company writes it in its text; as filed where the text never says it.

    A `registered` name has its legal form, if any; another gets the one that the text gives it.
    """
    core = core_words(filed)
    if not core:
        return filed
    kinds = {_kind_of().get(_letters(w)) for w in _PLAIN.split(_STATE.sub("", filed))} - {None}
    forms = [form for kind in kinds if kind is not None for form in FORMS[kind]]
    plain = _STATE.sub("", filed)
    every = [] if registered else [form for forms in FORMS for form in forms]
    found = _found(core, forms or every, text)
    written = [name for name in found if not _shouted(name)]
    if written:
        return written[0]
    if not forms and not registered:
        return _spoken(plain, found[0]) if found else plain
    return plain


def full_name(guess: str | None, text: str) -> str | None:
    """A guessed name with the legal form that the text gives it; None where it gives none."""
    core = core_words(guess) if guess else ()
    if guess is None or not core:
        return None
    if len(core) < len(_PLAIN.sub(" ", guess).split()):
        return guess
    every = [form for forms in FORMS for form in forms]
    return guess if _found(core, every, text) else None


def _found(core: tuple[str, ...], forms: Sequence[str], text: str) -> list[str]:
    """The ways in which a text writes a name, the most frequent first."""
    matches = _pattern(core, forms).finditer(text[:READ])
    return [name for name, _ in Counter(" ".join(m[0].split()) for m in matches).most_common()]


def _shouted(name: str) -> bool:
    """True for a name in capitals, or one whose legal form is."""
    last = name.split()[-1]
    return len(name.split()) > 1 and last.isupper() and len(last) > 4


def _spoken(plain: str, shouted: str) -> str:
    """A name in small letters with the legal form that only stands behind it in capitals."""
    kind = _kind_of().get(_letters(shouted.split()[-1]))
    return plain if kind is None else f"{plain} {FORMS[kind][0]}"


def _pattern(core: tuple[str, ...], forms: Sequence[str]) -> re.Pattern[str]:
    words = r"[\s\-‐–.,']*".join(re.escape(word) for word in core)
    behind = ""
    if forms:
        either = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        behind = rf",?\s+(?:&\s+)?(?:{either})(?![\w])"
    return re.compile(rf"(?:\bThe\s+)?\b{words}\b{behind}", re.IGNORECASE)


def short_names(name: str, ticker: str | None, text: str) -> tuple[str, ...]:
    """What the company is called beside its name: without its form, by its own short forms, by its
    initials where two names make it, by its ticker.
    """
    core = core_words(name)
    plain = _plain(name, len(core))
    found = [plain, *_quoted(name, text)]
    if "&" in plain.split():
        left, _, right = plain.partition(" & ")
        found += [f"{left} and {right}", f"{left[:1]}&{right[:1]}"]
    if "-" in plain:
        found.append(plain.replace("-", " "))
    if ticker:
        found.append(ticker)
    kept: dict[str, None] = {}
    for one in found:
        if one and one != name and _letters(one) not in _OWN:
            kept.setdefault(one)
    return tuple(kept)


def _plain(name: str, count: int) -> str:
    """A name without article and legal form, as it is written."""
    words = re.sub(r"^The\s+", "", name).split()
    while len(words) > 1 and (_letters(words[-1]) in _kind_of() or words[-1] == "&"):
        words.pop()
    return " ".join(words).rstrip(",")


def _quoted(name: str, text: str) -> list[str]:
    """The short forms that the text gives a name in brackets: (“AEON” or the “Company”)."""
    found = []
    for match in re.finditer(re.escape(name), text[:READ]):
        if quoted := _QUOTED.match(text, match.end()):
            found.append(quoted[1])
    return found
