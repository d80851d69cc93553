"""Unknown words that restrict nothing, told by where they stand: lead-ins, asides, verbs, manner.

Comes in: a text and its mentions left to right, `unmatched` among them. Goes out: the mentions,
those of harmless words made `aside`. Not for: words that are understood, nor for what is reported.

A word before a measure, after "of", "in" or "for", a negation or a name restricts what is asked,
and stays unmatched. What is left aside plays another part in the sentence, whatever word it is:

- lead-in: from "I", "we" or "our" to the first determiner, question word, measure or period;
- aside: a part of its own that speaks of the speakers and names neither measure nor period;
- verb: after an auxiliary and its subject, or after the subject of a relative clause, where an
  amount is asked; of things that are counted a verb says which ("contracts that they cancelled");
- command: the first word of the question, before a determiner or a pronoun;
- degree: the adjective of "how ... is";
- form: "rounded to two decimals";
- manner: an adverb in -ly with no measure behind it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from service.understand.mentions import Mention
from service.understand.terms import DATA, singular
from service.understand.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*|[,;:.!?()—–]|(?<=\s)-(?=\s)")
_WALL = frozenset(",;:.!?()—–-")
_STOP = frozenset(";:.!?—–-")
_COUNTED = re.compile(r"\bhow\s+many\b|\bnumber\s+of\b", re.IGNORECASE)
_FORM = re.compile(
    r"\b(?:round(?:ed|ing)?|to|with)\s(?:off\s)?(?:to\s)?(?:the\s)?"
    r"(?:(?:one|two|three|four|zero|no|\d)\sdecimals?(?:\splaces?)?|nearest\s\w+|whole\s\w+)\b",
    re.IGNORECASE,
)
"""How the figure is to be written."""
MOST_UNKNOWN = 24
"""More unknown words than these are no asides: what is asked is not understood."""
CONTENT = frozenset({"measure", "period", "document", "figure"})


@cache
def word_class(name: str) -> frozenset[str]:
    """A closed class of words by its name in `wordclasses.toml`."""
    rows = tomllib.loads((DATA / "wordclasses.toml").read_text(encoding="utf-8"))
    return frozenset(rows[name])


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign of a question: lower case, the number and kind of its mention, its part.

    `part` counts the stretches between signs, `sentence` those between stops.
    """

    word: str
    mention: int
    kind: str
    part: int
    sentence: int
    named: bool


Rule = Callable[[Sequence[Token], int], bool]


def set_aside(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """The mentions with harmless unknown words made `aside`."""
    found = list(mentions)
    if not any(m.kind == "unmatched" for m in found):
        return found
    tokens = _tokens(text, found)
    if sum(token.kind == "unmatched" for token in tokens) > MOST_UNKNOWN:
        return found
    counted = bool(_COUNTED.search(text))
    for at, token in enumerate(tokens):
        if token.kind != "unmatched":
            continue
        if token.word in word_class("restricting") and not _leads_in(tokens, at):
            continue
        role = next((name for name, rule in RULES.items() if rule(tokens, at)), None)
        if _FORM.search(text) and _in_form(text, found[token.mention]):
            role = "form"
        if (
            role is None
            and not (counted or _is_object(tokens, at))
            and not _names(token.word, vocabulary)
        ):
            role = "verb" if _is_verb(tokens, at) or _is_main_verb(tokens, at) else None
        if role is not None:
            found[token.mention] = replace(found[token.mention], kind="aside", meaning=role)
            particle = _particle(tokens, at)
            if particle is not None:
                quiet = replace(found[particle], kind="aside", name="", meaning="particle")
                found[particle] = quiet
    return found


def _in_form(text: str, mention: Mention) -> bool:
    """Inside what says how the figure is to be written."""
    return any(m.start() <= mention.start < m.end() for m in _FORM.finditer(text))


def _particle(tokens: Sequence[Token], at: int) -> int | None:
    """The mention of "up" in "dig up": part of the verb, unless a measure moves by it."""
    behind = _after(tokens, at)
    if behind is None or behind.kind != "operation":
        return None
    if behind.word not in word_class("preposition"):
        return None
    moved = any(t.kind == "measure" for t in _subject(tokens, at))
    return None if moved else behind.mention


def _subject(tokens: Sequence[Token], at: int) -> list[Token]:
    """What stands between an auxiliary and the verb."""
    found: list[Token] = []
    for token in _before(tokens, at):
        if token.word in word_class("auxiliary"):
            return found
        found.append(token)
    return []


def _tokens(text: str, mentions: Sequence[Mention]) -> list[Token]:
    part = sentence = 0
    found: list[Token] = []
    for match in _WORD.finditer(text):
        word = match.group()
        number = next((n for n, m in enumerate(mentions) if m.start <= match.start() < m.end), -1)
        inside = number >= 0 and mentions[number].end > match.end()
        if word in _WALL and not (inside and word in ",.-"):
            part += 1
            sentence += word in _STOP
            found.append(Token(word, -1, "sign", part, sentence, False))
            continue
        kind = mentions[number].kind if number >= 0 else "filler"
        named = word[0].isupper() and bool(found)
        plain = word.casefold().split("'")[0].split("’")[0]
        found.append(Token(plain, number, kind, part, sentence, named))
    return found


def _names(word: str, vocabulary: Vocabulary) -> bool:
    """True for a word, or another form of one, that the name of some measure holds."""
    weights = vocabulary.lexicon.weights
    stem = singular(word)
    forms = {word, stem, *(stem.removesuffix(end) for end in ("ed", "ing", "d"))}
    forms |= {f"{form}{end}" for form in set(forms) for end in ("ed", "d", "ing")}
    return any(form in weights for form in forms if len(form) > 2)


def _before(tokens: Sequence[Token], at: int) -> Iterator[Token]:
    """The tokens of the same part before a place, the nearest first."""
    for token in reversed(tokens[:at]):
        if token.part != tokens[at].part or token.kind == "sign":
            return
        yield token


def _after(tokens: Sequence[Token], at: int) -> Token | None:
    later = tokens[at + 1 : at + 2]
    return later[0] if later and later[0].kind != "sign" else None


def _leads_in(tokens: Sequence[Token], at: int) -> bool:
    """Between the first "I" or "our" of a part and the first determiner, measure or period."""
    ends = word_class("determiner") | word_class("asking")
    behind = _after(tokens, at)
    spoken = False
    for token in _before(tokens, at):
        if token.kind in CONTENT or token.kind == "operation" or token.word in ends:
            return False
        spoken = spoken or token.word in word_class("speaker")
    held = behind is not None and behind.kind == "measure"
    if behind is not None and behind.kind == "unmatched":
        held = not _leads_in(tokens, at + 1)
    return spoken and not held and not tokens[at].named


def _beside(tokens: Sequence[Token], at: int) -> bool:
    """In a part of its own that speaks of the speakers and names no measure and no period."""
    own = [t for t in tokens if t.part == tokens[at].part and t.kind != "sign"]
    if any(t.kind in CONTENT or t.named for t in own) or len(own) == len(
        [t for t in tokens if t.kind != "sign"]
    ):
        return False
    if own[0].word in word_class("restricting"):
        return False
    talk = word_class("speaker") | word_class("polite")
    return any(t.word in talk for t in own) or _is_sentence(tokens, own)


def _is_sentence(tokens: Sequence[Token], own: Sequence[Token]) -> bool:
    """True for a sentence of its own beside one that names a measure."""
    number = own[0].sentence
    whole = [t for t in tokens if t.sentence == number and t.kind != "sign"]
    elsewhere = any(t.kind == "measure" for t in tokens if t.sentence != number)
    return len(whole) == len(own) and elsewhere and len(own) > 1


def _is_object(tokens: Sequence[Token], at: int) -> bool:
    """A noun behind its preposition, whose it is that is asked: "from universities"."""
    given = word_class("determiner") | word_class("other") | word_class("speaker")
    for token in _before(tokens, at):
        if token.word in word_class("preposition"):
            return token.word != "to"
        if token.kind != "unmatched" and token.word not in given:
            return False
    return False


def _is_verb(tokens: Sequence[Token], at: int) -> bool:
    """After an auxiliary and its subject; in a relative clause after its subject."""
    behind = _after(tokens, at)
    if behind is not None and behind.kind == "unmatched":
        return False
    if tokens[at].named or tokens[at].word in word_class("preposition"):
        return False
    for token in _before(tokens, at):
        if token.word in word_class("auxiliary"):
            return not _other_verb(tokens, at)
        if token.word in word_class("relative") and token.kind == "filler":
            return True
        if token.kind not in ("entity", "measure") and not _is_subject(token):
            return False
    return False


def _is_main_verb(tokens: Sequence[Token], at: int) -> bool:
    """Right behind the measure that "what" asks for, where the part has no other verb."""
    before = list(_before(tokens, at))
    own = {t.word for t in tokens if t.part == tokens[at].part}
    if not before or before[0].kind != "measure" or before[-1].word not in word_class("asking"):
        return False
    if own & (word_class("auxiliary") | word_class("being")):
        return False
    behind = _after(tokens, at)
    return behind is None or behind.kind == "period" or behind.word in word_class("preposition")


def _is_subject(token: Token) -> bool:
    pronouns = word_class("other") | word_class("determiner") | word_class("speaker")
    return token.kind == "filler" and (
        token.word in pronouns or token.word not in word_class("preposition")
    )


def _other_verb(tokens: Sequence[Token], at: int) -> bool:
    """True where the measure right behind has a verb of its own: "did core sales reach"."""
    behind = [t for t in tokens[at + 1 :] if t.part == tokens[at].part]
    if not behind or behind[0].kind != "measure":
        return False
    rest = next((t for t in behind if t.kind != "measure"), None)
    verbal = rest is not None and rest.kind in ("filler", "operation", "unmatched")
    return verbal and rest is not None and rest.word not in word_class("preposition")


def _commands(tokens: Sequence[Token], at: int) -> bool:
    """The first word of the question, before a determiner, a pronoun or a sign; after "please"."""
    before = list(_before(tokens, at))
    if any(t.word not in word_class("polite") for t in before):
        return False
    if before:
        return not tokens[at].named
    behind = _after(tokens, at)
    if behind is None:
        return at == 0 and len(tokens) > 2 and tokens[1].word != ":"
    if behind.word in word_class("preposition"):  # "jot down the sales"
        behind = _after(tokens, at + 1) or behind
    given = word_class("determiner") | word_class("speaker") | word_class("other")
    return behind.word in given and behind.kind == "filler"


def _grades(tokens: Sequence[Token], at: int) -> bool:
    """The adjective of "how ... is"."""
    before = next(_before(tokens, at), None)
    behind = _after(tokens, at)
    asked = before is not None and before.word == "how"
    return asked and behind is not None and behind.word in word_class("being")


def _in_manner(tokens: Sequence[Token], at: int) -> bool:
    """An adverb in -ly that stands before no measure and no other unknown word."""
    behind = _after(tokens, at)
    free = behind is None or behind.kind not in ("measure", "unmatched")
    return tokens[at].word.endswith("ly") and len(tokens[at].word) > 4 and free


RULES: dict[str, Rule] = {
    "lead-in": _leads_in,
    "aside": _beside,
    "command": _commands,
    "degree": _grades,
    "manner": _in_manner,
}
"""What makes an unknown word harmless, whatever is asked, by the part that it plays."""
