"""The noun phrase that says what a figure measures, and the concept that it names.

Comes in: the view of a sentence around a figure. Goes out: `Measure`s: a known concept where data
names it (longest match), else a concept of its own made of the phrase's words. Not for: periods,
changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.concepts.concepts import Concept, Concepts, normalize, slug
from corpus.grammar.units import COUNTED
from corpus.language.views import word_set

MAX_OWN_WORDS = 9  # words of a phrase that become the name of an own concept
# Words before a known measure that do not make it another one.
NEUTRAL = word_set(
    """
    the a an our its their his this that these strong solid positive record quarterly
    consolidated overall reported strongest higher lower weak such and or but while whereas
    although as by due driven despite expects expect expected
    continues continue sees see reported report recorded record keep keeps posted generated
    achieved had has have also both about than including total company companys group groups
    fiscal year quarter full current unaudited approximately was were is are be been versus
    vs further future we it which estimated anticipates anticipated our annual average
    """
)
_HEAD_STOP = re.compile(
    r"\b(?:which|that|who|where|because|due to|as a result|compared|versus|vs\.?|expects?|expected|"
    r"continues? to expect|continues?|reported|recorded|posted|keep|keeps|generated|incurred|"
    r"recognized|recognised|announced|believes?|predicts?|represents?|representing|reflecting|"
    r"reflects?|including|includes?|despite|although|while|whereas|when|if|driven by|is|are|was|"
    r"were|"
    r"be|been|had|has|have|will|would|also|by|than|with|through|such as|during|received|paid|"
    r"purchased|repurchased|issued|sold|acquired|borrowed|repaid|resulted in|results in|included|"
    r"comprised|consists? of|totall?ed|covering|we used|provide)\b",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:was|were|is|are|be|been|will\sbe|totall?ed|amounted|reached|reach|surpassed|exceeded|"
    r"increased|increase|decreased|decrease|grew|grow|rose|rise|fell|fall|declined|decline|improved|"
    r"improve|jumped|surged|dropped|came|come|stood|turned|hit|remained|expanded|represents?|"
    r"represented|accounted|contributed|achieved?|(?<=will\s)total|comprised|averaged|approximated|had|has|have|"
    r"will|would|expected|continue[sd]?)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^(?:\W|and\s|but\s)*(?:this|that|which|it|these|those|they|there|such|the\s(?:increase|decrease|"
    r"growth|change|improvement|decline|reduction|amount|result|remainder|rest|company|group)|an?|we|i)?"
    r"\W*$",
    re.IGNORECASE,
)
_OF_BEFORE = re.compile(
    r"(?P<np>[^,;:()]{2,120}?)\s(?:of|totall?ing|amounting\sto)\s(?:(?:approximately|about|around|"
    r"nearly|almost|more|less|over|than|up|to|at|least|an?|only|some)\s){0,4}"
    r"(?:JPY|Y|USD|US\s?\$|[$€£¥]|Rs\.?|INR|RMB|EUR|GBP)?\s{0,3}$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:\W+|(?:and|or|but|in|for|at|by|of|the|a|an|its|our|their|as|to|with|on|from|during|"
    r"approximately|about|also|both|current|currently|per|total|overall|further|while|quarterly|both)"
    r"\s)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\W|\b(?:in|for|at|of|on|to|the|during|as|and|or|by|a|an|both|from|excess|with|also|further|"
    r"approximately|significantly|slightly|sharply|steadily|substantially|strongly|considerably|"
    r"remarkably|temporarily|gradually|dramatically|primarily|mainly|recently|currently|only)\b)+$",
    re.IGNORECASE,
)
_SHORT_NAME = re.compile(r"\(([A-Za-z&]{2,12}(?:\s[A-Z]{2,8})?)\)\s*$")
_PARENS = re.compile(r"\([^()]{0,120}\)")
_NUMBER_OF = re.compile(r"^(?:total\s)?(?:number|amount|volume)s?\sof\s(?:the\s)?", re.IGNORECASE)
_LOSS = re.compile(r"\b(?:loss|losses|deficit|deficiency|used in)\b", re.IGNORECASE)
_EXPENSE = re.compile(r"\bexpenses?\b", re.IGNORECASE)
_GAINS = re.compile(r"\b(?:income|profit|gain|earnings|provided)\b", re.IGNORECASE)
_GENERIC = word_set(
    """
    gain loss losses charge charges benefit payment payments amount amounts proceeds income profit
    cost costs expense expenses total sum balance impact effect period value price rate net maximum
    minimum aggregate remaining result results number increase decrease we it they company
    """
)
_LED_BY = re.compile(
    r"^(?:comprising|including|representing|reflecting|related to|relating to|over|consisted of|"
    r"consists of|comprised of|end and to incur|incur|and to)\s(?:an?\s|the\s)?",
    re.IGNORECASE,
)
_WE_DID = re.compile(
    r"^(?:we|they|it|i)\s(?:(?:have|has|had|also|may|currently)\s){0,2}\w+\s(?:an?\s|the\s)?",
    re.IGNORECASE,
)
_DID = re.compile(r"^(?:\w+ed\s(?:in\s)?(?:an?|the|full|its|our)\s)", re.IGNORECASE)
# "transaction expenses recognized for the acquisition": the head stands before the participle.
_PARTICIPLE = re.compile(
    r"(?:recognized|recognised|recorded|incurred|generated|issued|sold|paid|received|acquired|repaid)"
    r"\s(?:in|for|on|by|to|during|at|from|under|as|through|within|upon)\b"
)
_NOUN_END = re.compile(
    r"\b[a-z]+(?:s|expense|cost|loss|income|revenue|gain|amount|cash|compensation|charge|provision)\s$"
)
_VERB_FORM = re.compile(r"[a-z]+ed")
_SHARE_PHRASE = re.compile(
    r"^(?P<part>.{2,80}?)\s(?:expressed\s)?as\sa\s(?:percentage|percent|%|share)\sof\s(?P<whole>.{2,60})$",
    re.IGNORECASE,
)
_BARE_SIGNED = {"loss", "losses", "income", "profit", "gain"}
_MODIFIER = re.compile(
    r"\s(?:on|from|generated\sby|that\scame\sfrom|related\sto|relating\sto|for|in|due\sto)\s"
    r"(?P<np>[^,;.()]{3,90})",
)
# ", such as security related services,": says nothing of the subject.
_ASIDE = re.compile(
    r",\s(?:such as|including|excluding|net of|as well as|other than|which)\b[^,;()]{2,90},"
)
_AS_EXPECTED = re.compile(
    r"\bas\s(?:previously\s)?(?:expected|planned|anticipated|forecast)\b", re.I
)
_RELATIVE = re.compile(
    r"(?P<np>[A-Za-z][^,;()]{2,80}?)(?<!predicts)(?<!expects)(?<!announced)(?<!said)(?<!believes)"
    r"(?<!estimates)(?<!shows)(?<!forecasts)(?<!extent)(?<!fact)\sthat\s(?:came|comes|went|was|were|is|are|has|have|had|made|runs?|ran|[a-z]+ed)\b"
)
_AFTER_NAME = word_set(
    """
    in of on at to for from and or but by with than that which was were is are be has have
    had will would may can could should the as if when while compared growth increased
    decreased grew rose fell declined improved reached totaled target performance portfolio
    breakdown composition mix share
    """
)
_POSSESSIVE = re.compile(r"\b([A-Z][\w-]*(?:\s[A-Z][\w-]*)?)'s?\s")


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured: `concept` id without facet, the `phrase` that said it, its sign and kind.

    `sign` is -1 where the phrase says a loss of a measure that is positive as income. `known`
    tells a
    concept of the data from one made of the phrase; `unit` the counted unit that the phrase names.
    """

    concept: str
    phrase: str
    known: bool
    sign: int = 1
    kind: str = "monetary"
    unit: str | None = None
    bare: bool = False


class Namer:
    """Finds concepts in phrases, by the data's names and an entity's own names."""

    def __init__(self, concepts: Concepts, aliases: Iterable[str] = ()) -> None:
        self.concepts = concepts
        names = sorted((re.escape(a) for a in aliases if a), key=len, reverse=True)
        owners = "|".join([*names, "the company", "the group", "company", "group"])
        self._owner = re.compile(rf"\b(?:{owners})(?:\s?'\s?s?)?(?=\s|$)", re.IGNORECASE)
        self._longest = max((len(n.split()) for n in concepts.names()), default=1)
        self._beginnings = {name.partition(" ")[0] for name in concepts.names()}

    def name(self, phrase: str, context: Sequence[str] = (), *, own: bool = True) -> Measure | None:
        """The measure that a noun phrase says; None for one that says nothing."""
        plain = _clean(self._owner.sub(" ", _PARENS.sub(" ", phrase)))
        if not plain or _PRONOUN.match(plain) or normalize(plain) in _BARE_SIGNED:
            return None
        share = _SHARE_PHRASE.match(plain)
        if share:
            return self._share(share.group("part"), share.group("whole"), context)
        known = self._known(phrase, plain, context)
        if known is not None:
            return known
        return own_measure(plain) if own else None

    def _share(self, part: str, whole: str, context: Sequence[str]) -> Measure | None:
        """ "gross profit as a percentage of net sales"."""
        named, of = self.name(part, context), self.name(whole, context)
        if named is None or of is None:
            return None
        short = "revenues" if of.concept == "total_revenues" else of.concept
        name = f"{named.concept}_share_of_{short}"
        return Measure(name, part.strip(), named.known and of.known, named.sign, "percent")

    def _known(self, phrase: str, plain: str, context: Sequence[str]) -> Measure | None:
        whole = _clean(_PARENS.sub(" ", phrase))
        counted = _NUMBER_OF.sub("", plain)
        raw = phrase.strip(" \t\"'.,;:-*=")
        words = plain.split()
        half = len(words) // 2
        twice = [w.lower() for w in words[:half]] == [w.lower() for w in words[half:]]
        once = " ".join(words[half:]) if half and twice else plain  # a run-in heading before it
        short = _SHORT_NAME.search(phrase)
        inner = short.group(1) if short else plain
        for candidate in (raw, whole, plain, counted, once, inner):
            concept = self.concepts.find(candidate, context)
            if concept is not None:
                return self._measure(concept, candidate)
        for first in range(1, len(words)):
            if len(words) - first > self._longest + 4:
                continue
            if words[first - 1].lower().strip("'\",.") not in NEUTRAL:
                continue
            concept = self.concepts.find(" ".join(words[first:]), context)
            if concept is not None:
                return self._measure(concept, " ".join(words[first:]))
        return None

    def find_in(self, text: str, context: Sequence[str] = ()) -> Measure | None:
        """The first known measure that `text` names anywhere, longest first."""
        words = re.findall(r"[\w&+/'-]+", _PARENS.sub(" ", self._owner.sub(" ", text)))
        plain, names = [normalize(word) for word in words], self.concepts.names()
        for first in range(len(words)):
            if not self._may_begin(words[first]):
                continue
            for size in range(min(self._longest, len(words) - first), 0, -1):
                if " ".join(filter(None, plain[first : first + size])) not in names:
                    continue  # a name is normalised word by word, and most runs are none
                said = " ".join(words[first : first + size])
                concept = self.concepts.find(said, context)
                after = words[first + size].lower() if first + size < len(words) else "in"
                if concept is not None and (size > 1 or (len(said) > 3 and after in _AFTER_NAME)):
                    return self._measure(concept, said)
        return None

    def _may_begin(self, word: str) -> bool:
        """False for a word that begins no name; a name's words are normalised one by one."""
        plain = normalize(word)
        return not plain or plain.partition(" ")[0] in self._beginnings

    def _measure(self, concept: Concept, said: str) -> Measure:
        signed = concept.balance == "credit" and concept.kind in ("monetary", "per_share")
        lost = bool(_LOSS.search(said)) or bool(_EXPENSE.search(said))
        sign = -1 if signed and lost and not _GAINS.search(said) else 1
        bare = normalize(said) in ("revenue", "gross margin", "gross margin ratio")
        unit = concept.unit if concept.kind in ("count", "bandwidth", "area", "number") else None
        found = self.concepts.canonical(concept.id)
        return Measure(found, said.strip(), True, sign, concept.kind, unit, bare)


def own_measure(phrase: str) -> Measure | None:
    """A measure of the phrase's own words."""
    counted = _NUMBER_OF.sub("", _DID.sub("", _LED_BY.sub("", _WE_DID.sub("", phrase))))
    words = slug(counted).split("_")
    words = (
        [w for w in words if w not in ("the", "a", "an", "s", "of")] if len(words) > 2 else words
    )
    name = "_".join(words[:MAX_OWN_WORDS])
    if not name or name[0].isdigit() or name in _GENERIC or _VERB_FORM.fullmatch(name):
        return None
    unit = next((w for w in reversed(counted.lower().split()) if w in COUNTED), None)
    if unit is None:
        unit = next((w + "s" for w in counted.lower().split() if w + "s" in COUNTED), None)
    numbered = counted != phrase
    return Measure(name, phrase.strip(), False, 1, "own", unit or ("count" if numbered else None))


def _clean(phrase: str) -> str:
    text = phrase.strip(" \t\"'.,;:-*=")
    for _ in range(3):
        text = _TAIL.sub("", _LEAD.sub("", text + " ").strip()).strip(" \"'.,;:-*=")
    return re.sub(r"\s{2,}", " ", text)


def phrase_before_of(before: str) -> str | None:
    """ "an operating loss of [JPY194 million]": the phrase before "of", if there is one."""
    match = _OF_BEFORE.search(before)
    return _last_phrase(match.group("np")) if match else None


def _last_phrase(text: str) -> str:
    """What is left of a phrase after the last verb or clause word in it."""
    last = 0
    for match in _HEAD_STOP.finditer(text):
        if _PARTICIPLE.match(text, match.start()) and _NOUN_END.search(text[last : match.start()]):
            return text[last : match.start()].strip()
        last = match.end()
    rest = text[last:].strip()
    if last and _VERB_FORM.fullmatch(rest.lower()):  # "payments we have guaranteed"
        return re.split(r"\s(?:we|it|they|the company)\s", text, maxsplit=1, flags=re.I)[0].strip()
    return rest


def phrase_after(after: str) -> str | None:
    """ "[JPY151 million] of operating profit", "[a JPY194 million] operating loss in 2Q02"."""
    match = re.match(
        r"\s{1,2}(?:of\s|in\s(?=[a-z]))?(?P<np>[A-Za-z][\w' &/-]{2,60}?)"
        r"(?=\s(?:in|for|on|at|during|from|compared|was|were|and|or|to|of|that|which|due|by|as)\b|[,;.()]|$)",
        after,
    )
    return match.group("np") if match else None


def clause_before(before: str) -> str:
    """All of the clause before its verb, uncut: "net cash provided by investing activities"."""
    verbs = list(VERB.finditer(before))
    if not verbs:
        return ""
    head = before[: verbs[-1].start()]
    cut = max(head.rfind(mark) for mark in (", ", "; ", ": ", '"'))
    return head[max(cut, _open_bracket(head)) + 1 :].strip()


def subject_before(before: str) -> str | None:
    """The subject of the nearest verb before a figure, None where it is a pronoun or missing."""
    before = _AS_EXPECTED.sub(lambda m: " " * len(m.group()), before)
    before = _ASIDE.sub(lambda m: " " * len(m.group()), before)
    verbs = list(VERB.finditer(before))
    while verbs:
        verb = verbs.pop()
        head = before[: verb.start()]
        cut = max(head.rfind(", "), head.rfind("; "), head.rfind(": "), head.rfind('"'), -1)
        cut = max(cut, _open_bracket(head))
        piece = head[cut + 1 :]
        phrase = _head_of_relative(piece) or _last_phrase(piece)
        phrase = re.sub(r"\bto\s*$", "", phrase).strip()
        if not phrase and verbs:
            continue
        return phrase or None
    return None


def _head_of_relative(text: str) -> str:
    """ "traffic that came through three exchanges": the phrase before "that", "" where there is
    none.
    """
    match = _RELATIVE.search(text)
    return _last_phrase(match.group("np")) if match else ""


def _open_bracket(text: str) -> int:
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        if text[at] == ")":
            depth += 1
        elif text[at] == "(":
            if depth == 0:
                return at
            depth -= 1
    return -1


def modifier_after(after: str) -> str:
    """ "generated by the sale of ...": what makes a generic "gain" a measure of its own."""
    match = _MODIFIER.search(after[:160])
    if not match or len(after[: match.start()].split()) > 1:
        return ""
    return _HEAD_STOP.split(match.group("np"), maxsplit=1)[0].strip()


def is_generic(phrase: str) -> bool:
    """True for a noun that says nothing alone: "a gain", "the amount"."""
    words = [w for w in _clean(phrase).lower().split() if w not in ("a", "an", "the")]
    return len(words) == 1 and words[0] in _GENERIC


def bare_sign(phrase: str) -> int:
    """-1 for "a loss", 1 for "income": the sign of the subject's own measure; 0 for other
    phrases.
    """
    plain = normalize(_clean(phrase))
    if plain not in {normalize(w) for w in _BARE_SIGNED}:
        return 0
    return -1 if "loss" in plain else 1


def owner_in(before: str) -> str:
    """The last possessor named before a counted noun: "Acme's" of "Acme's 200 customers"."""
    found = _POSSESSIVE.findall(before)
    return found[-1] if found else ""
