"""The frame of a plain question: what its words ask, whatever the digits of its one period say.

Comes in: a text, or a question that was understood with its plan. Goes out: the same for a text
that differs in the digits of its period alone. Not for: questions whose words or plan depend on
which period is named; those are understood each for themselves.

"2Q02 equipment sales" and "3Q03 equipment sales" are one frame: a measure, a hole, filler. A frame
is kept where nothing in understanding or planning looks at the value of a period: one period, one
measure, no operation, unit, figure, document or forecast. A test holds framed questions to the
very questions and plans that are read from their texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.grammar.periods import Calendar, PeriodMatch
from service.plan.plan import is_plain
from service.plan.relations import Plan
from service.understand.ellipsis import asked_periods
from service.understand.mentions import Mention
from service.understand.question import Question
from service.understand.terms import words_of

if TYPE_CHECKING:
    from service.understand.vocabulary import Vocabulary

_DIGIT = re.compile(r"[0-9]")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """A plain question and its plan, with the place of its period among the mentions."""

    question: Question
    plan: Plan
    place: int


def recall(text: str, vocabulary: Vocabulary) -> tuple[Question, Plan] | None:
    """The question and plan of a text whose frame is known, with the period that it names."""
    usual = vocabulary.usual
    match = _only(text, usual)
    if match is None or _names_someone(match, vocabulary):
        return None
    key = _key(text, match)
    frame = vocabulary.kept.frames.get(key)
    if frame is None:
        return None
    calendar = frame.question.calendar
    if calendar.entity is not usual.entity:
        match = _only(text, calendar)
        if match is None or _key(text, match) != key:
            return None
    period = match.period
    if "/" in period.label:
        return None  # of a balance, both its ends may be meant
    mentions = list(frame.question.mentions)
    hole = mentions[frame.place]
    mentions[frame.place] = Mention(
        hole.kind, hole.start, hole.end, period.label, hole.name, None, period
    )
    known = frame.question
    question = Question(
        text,
        text,
        tuple(mentions),
        calendar,
        known.scope,
        known.cue,
        known.cue_anywhere,
        known.figures,
        known.entity,
    )
    return question, Plan("figure", frame.plan.measures, (period,))


def keep(question: Question, plan: Plan, vocabulary: Vocabulary) -> None:
    """Keep the frame of a question where it is a plain one."""
    dated = [n for n, m in enumerate(question.mentions) if m.period is not None]
    if (
        len(dated) != 1
        or plan.operation != "figure"
        or plan != Plan("figure", plan.measures, plan.periods)
        or question.text != question.corrected
        or question.scope.tied
        or question.scope.mentions
        or question.scope.documents
        or not is_plain(question, plan)
    ):
        return
    mention = question.mentions[dated[0]]
    match = _only(question.text, question.calendar)
    if (
        match is None
        or (match.start, match.end, match.period) != (mention.start, mention.end, mention.period)
        or plan.periods != (mention.period,)
        or "/" in match.period.label
        or _names_someone(match, vocabulary)
    ):
        return
    vocabulary.kept.frames.keep(_key(question.text, match), Frame(question, plan, dated[0]))


def _only(text: str, calendar: Calendar) -> PeriodMatch | None:
    """The period of a text that names just one."""
    found = asked_periods(text, calendar)
    return found[0] if len(found) == 1 else None


def _key(text: str, match: PeriodMatch) -> Key:
    """The text with the digits of its period all alike, and the rule that read them."""
    hole = _DIGIT.sub("0", text[match.start : match.end])
    return match.rule, f"{text[: match.start]}{hole}{text[match.end :]}"


def _names_someone(match: PeriodMatch, vocabulary: Vocabulary) -> bool:
    """True where a word of the period may be one of a company's name too, as "3M" would be."""
    return not vocabulary.numbered_names.isdisjoint(words_of(match.text))
