"""Whatever a letter claims is so: who is waited for, by when, what comes next and why, in every life."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from letters.voice import voice_of
from policy.card import answer_by, until_of, waiting_for
from policy.hearing import hear
from schemas.names import Outcome, Phase, Role, StepKind
from schemas.state import State
from tests.letters.ending_lives import ENDINGS
from tests.letters.lives import LIVES, REMINDERS, Sent
from tests.letters.samples import NAMES
from tests.letters.unreached_lives import UNREACHED
from tests.policy.pairs import answer

EVERY = {**LIVES, **UNREACHED, **ENDINGS}

DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d+ [A-Z][a-z]+(?: \d{4})?"
BY = re.compile(rf"\bby ({DAY})(?!, \d)")
# Letters with buttons that may be pressed, and need not be.
MAY_ANSWER = ("agreed", "resumed", "paused")
NOTHING_TO_DO = re.compile(
    r"nothing (?:for you|left|you (?:need|have)) to (?:do|answer)|nothing to answer|No answer is needed"
)
# What a letter says will come if nothing is said, and the step that then comes next.
NEXT = {
    "we ask another mentor": StepKind.REQUEST,
    "We then ask the next mentor": StepKind.REQUEST,
    "Lind how to go on": StepKind.NO_MENTOR,
    "we tell Ana that nobody was found yet": StepKind.NO_MENTOR,
    "We then tell you how things stand": StepKind.NO_MENTOR,
    "the request ends by itself": StepKind.WITHDRAWN,
    "it ends and we tell you": StepKind.WITHDRAWN,
    "you begin with the agreement as it stands": StepKind.AGREED,
    "it ends before it begins": StepKind.WITHDRAWN,
    "it counts as it stands and you two begin": StepKind.AGREED,
    "we ask both of them whether": StepKind.LAST_NOTICE,
    "your mentorship ends and we send a farewell": StepKind.FAREWELL,
    "a farewell after": StepKind.FAREWELL,
    "then it goes on by itself": StepKind.RESUMED,
}
SAID_OF: dict[str, Callable[[Sent], bool]] = {
    "has agreed already": lambda sent: _other(sent) in _agreed_before(sent),
    "has said yes to your request": lambda sent: sent.before.seeking is not None,
    "Thank you for saying yes": lambda sent: sent.before.seeking is not None,
    "has brought you together": lambda sent: sent.before.seeking is None,
    "has changed your agreement": lambda sent: _other(sent) in _agreed_before(sent),
    "the same.": lambda sent: set(sent.step.to) == {Role.MENTEE, Role.MENTOR},
    "We ask you both": lambda sent: set(sent.step.to) == {Role.MENTEE, Role.MENTOR},
    "You have both agreed": lambda sent: not _by_default(sent),
    "Nobody objected": lambda sent: _by_default(sent),
    "We will not ask": lambda sent: all(step.key.question != sent.step.key.question for step in sent.unheard()),
    "It did not work out with the mentor we asked before": lambda sent: sent.step.key.number > 1,
    "has left Acme": lambda sent: _other(sent) in sent.after.gone,
    "nobody answered our last question": lambda sent: sent.before.closing is not None and sent.before.closing.lapsed,
    "has ended, sooner than planned": lambda sent: sent.after.outcome not in (None, Outcome.COMPLETED),
    "has come to its end": lambda sent: sent.after.outcome is Outcome.COMPLETED,
    "the two of you do not begin together": lambda sent: sent.after.phase is Phase.SEEKING,
    "before it began": lambda sent: sent.before.seeking is None,
    "could not find somebody": lambda sent: sent.after.outcome in (Outcome.LAPSED, Outcome.DECLINED),
    "Mail cannot reach": lambda sent: bool(sent.before.unreachable),
    "because the time that you agreed on is nearly over": lambda sent: _ended_by(sent) == (None, Outcome.COMPLETED),
    "have decided to end it": lambda sent: _ended_by(sent)[0] in (Role.HR, Role.COORDINATOR),
    "The people who run Leading Well have ended it": lambda sent: _ended_by(sent)[0] in (Role.HR, Role.COORDINATOR),
    "as you asked": lambda sent: _ended_by(sent)[0] in (None, sent.letter.role),
    "It ends sooner than planned, and nobody": lambda sent: _ended_by(sent)[0] is _other(sent),
    "Plans change": lambda sent: sent.after.phase is Phase.SEEKING or _ended_by(sent)[0] is _other(sent),
    "Ana has left": lambda sent: Role.MENTEE in sent.after.gone,
    "You asked for more time": lambda sent: sent.step.reason.who == (sent.letter.role,),
    "asked for more time with you": lambda sent: sent.step.reason.who == (_other(sent),),
}

WHY_IT_ENDS = (
    *("because the time that you agreed on", "have decided to end it", "have ended it", "as you asked"),
    *("It ends sooner than planned", "Plans change"),
    *("has left", "Mail cannot reach", "could not find somebody"),
)


def _other(sent: Sent) -> Role:
    return Role.MENTOR if sent.letter.role is Role.MENTEE else Role.MENTEE


def _ended_by(sent: Sent) -> tuple[Role | None, Outcome | None]:
    closing = sent.after.closing
    return (closing.by, closing.outcome) if closing else (None, None)


def _agreed_before(sent: Sent) -> tuple[Role, ...]:
    return sent.before.agreeing.accepted if sent.before.agreeing else ()


def _by_default(sent: Sent) -> bool:
    return bool(sent.after.active and sent.after.active.by_default)


@cache
def letters(life: str) -> tuple[Sent, ...]:
    """Return all letters of a life."""
    return tuple(EVERY[life]().letters)


every_life = pytest.mark.parametrize("life", EVERY)


def test_the_lives_have_letters_of_every_kind_and_of_every_outcome() -> None:
    written = [sent for life in EVERY for sent in letters(life)]
    of_their_own = {"place_taken", "concern", "in_touch"}  # with tests of their own
    assert set(NAMES) - {sent.letter.name for sent in written} == of_their_own
    assert {sent.after.outcome for sent in written} >= set(Outcome) - {Outcome.DECLINED}
    for claim in (*NEXT, *SAID_OF):
        assert any(claim in f"{sent.written.preview} {sent.says}" for sent in written), (
            f"nobody says {claim!r} any more"
        )


@every_life
def test_who_is_asked_is_waited_for_and_who_has_nothing_to_do_is_not(life: str) -> None:
    for sent in letters(life):
        waited_for = sent.letter.role in waiting_for(sent.after)
        if "?choice=" in sent.says or "?met=" in sent.says:
            assert waited_for or sent.letter.name in MAY_ANSWER or sent.step.kind is StepKind.UNREACHABLE, sent.says
        elif sent.step.kind is StepKind.UNREACHABLE and waited_for:
            assert "our letter about it" in sent.says, sent.says
        elif sent.letter.name == "reopened":
            assert ("our letter with that question" in sent.says) == waited_for, sent.says
        elif sent.letter.name != "thanks":
            assert not waited_for, sent.says
        if NOTHING_TO_DO.search(sent.says) and sent.letter.name != "thanks":
            assert not waited_for, sent.says


@every_life
def test_a_day_to_answer_by_counts_to_its_end_where_the_reader_is(life: str) -> None:
    for sent in letters(life):
        by = sent.letter.answer_by
        if by is None:
            continue
        assert by == (until_of(sent.after, sent.letter.role) or answer_by(sent.after))
        said = voice_of("en", sent.letter.to.time_zone).by(by, sent.letter.now, _zones(sent))
        if "time)" in said:
            continue  # on the very day, it is said until what time
        assert _end_of(said, sent) <= by
        assert by - _end_of(said, sent) <= timedelta(days=2)
        assert set(BY.findall(f"{sent.written.preview} {sent.says}")) <= {said}


@every_life
def test_both_of_a_pair_read_the_same_days(life: str) -> None:
    """But for the day of an event, which is the day that it is where each of them is; if both are waited for, or
    neither."""
    told: dict[tuple[str, bool], list[set[str]]] = {}
    for sent in letters(life):
        if sent.letter.role is not Role.COORDINATOR and len(sent.step.to) == 2:
            days = re.findall(rf"(?:by|Until:|have until) ({DAY})(?!, \d)", sent.says)
            told.setdefault((sent.step.key, sent.letter.role in sent.letter.waited_for), []).append(set(days))
    for days_of_both in told.values():
        assert all(days == days_of_both[0] for days in days_of_both if days)


@every_life
def test_what_is_said_to_come_next_comes_next_and_not_before_the_day_that_was_said(life: str) -> None:
    for sent in letters(life):
        said = f"{sent.written.preview} {sent.says}"
        for claim, kind in NEXT.items():
            if claim not in said:
                continue
            following = sent.silence
            assert following.kind is kind, (claim, sent.letter.name)
            if sent.letter.answer_by:
                assert following.due >= sent.letter.answer_by
        if "Lind how to go on" in said:
            assert Role.COORDINATOR in sent.silence.to


@every_life
def test_what_is_said_of_the_other_and_of_the_past_is_so(life: str) -> None:
    for sent in letters(life):
        for claim, is_so in SAID_OF.items():
            if claim in f"{sent.written.preview} {sent.says}":
                assert is_so(sent), (claim, sent.letter.name, sent.step.key)


@every_life
def test_every_letter_about_an_end_says_why_it_ends(life: str) -> None:
    for sent in letters(life):
        if sent.letter.name in ("closing", "withdrawn"):
            assert any(why in sent.says for why in WHY_IT_ENDS), sent.says


@every_life
def test_a_goodbye_offers_more_time_where_there_is_more_to_be_had_and_says_until_when(life: str) -> None:
    for sent in letters(life):
        if sent.letter.name != "closing":
            continue
        wish = answer(1, sent.letter.role, "adjust", sent.step.key, choice="extend")
        heard = hear(sent.after, wish, sent.letter.now)
        assert ("?choice=extend" in sent.says) == isinstance(heard, State), sent.says
        if isinstance(heard, State) and heard.ends:
            voice = voice_of("en", sent.letter.to.time_zone)
            assert f"at least until {voice.shared(heard.ends, sent.letter.now, _zones(sent))}" in sent.says


@every_life
def test_every_date_is_a_day_of_its_week_and_has_its_year_where_it_is_another(life: str) -> None:
    for sent in letters(life):
        for said in re.findall(DAY, f"{sent.written.preview} {sent.says}"):
            assert f"{_date(said, sent):%A}" == said.partition(",")[0], said


@every_life
def test_no_two_letters_to_one_person_are_the_same(life: str) -> None:
    for role in Role:
        mine = [sent for sent in letters(life) if sent.letter.role is role and sent.step.kind in REMINDERS]
        assert len({sent.written.text for sent in mine}) == len(mine)


def _zones(sent: Sent) -> list[ZoneInfo]:
    return [ZoneInfo(one.time_zone) for one in (sent.letter.mentee, sent.letter.mentor) if one]


def _date(said: str, sent: Sent) -> date:
    year = sent.letter.now.astimezone(ZoneInfo(sent.letter.to.time_zone)).year
    words = said if re.search(r"\d{4}$", said) else f"{said} {year}"
    return datetime.strptime(words.partition(", ")[2], "%d %B %Y").date()  # noqa: DTZ007 - a day, wherever it is


def _end_of(said: str, sent: Sent) -> datetime:
    """Return when a day is over where the reader is."""
    return datetime.combine(_date(said, sent) + timedelta(days=1), time(), ZoneInfo(sent.letter.to.time_zone))


def test_whom_mail_reaches_again_gets_the_agreement_and_not_a_reminder_of_it() -> None:
    sent = letters("the mentor is reached in the end")
    assert [one.letter.name for one in sent if one.step.to == (Role.MENTOR,)] == ["agreement"]
