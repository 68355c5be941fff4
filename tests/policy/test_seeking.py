"""Asking one mentor after another, and never steered by one whose turn is over."""

from datetime import timedelta

import pytest

from policy.hearing import hear
from policy.lifecycle import after, next_step
from policy.participants import participants
from schemas.failures import Failure
from schemas.messages import StepOutcome
from schemas.names import Outcome, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.rules import Courtesy, Rules
from schemas.state import State
from tests.policy.pairs import CALM, START, answer, person, seeking
from tests.policy.stories import Story

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
HOSPITAL = Rules(courtesy=Courtesy(working_days=(2, 4), from_hour=12, to_hour=15))
ALWAYS = Rules(courtesy=Courtesy(working_days=(1, 2, 3, 4, 5, 6, 7), from_hour=0, to_hour=24))


def asked(rules: Rules = CALM, mentors: int = 2) -> Story:
    """Return a search whose first mentor was asked."""
    story = Story(seeking(rules, zones=("Europe/Berlin", "Asia/Tokyo", "Europe/Paris")[:mentors]))
    story.takes("request")
    return story


def dropped(code: ReasonCode) -> dict[str, object]:
    return StepOutcome.dropped(Reason(code=code)).model_dump(exclude_none=True) | {"because": Reason(code=code)}


def test_whoever_said_no_cannot_undo_the_yes_of_the_mentor_who_was_asked_after_them() -> None:
    story = asked()
    story.hears(MENTOR, "decline", "request/1")
    story.takes("request")
    story.hears(MENTOR, "accept", "request/2")
    for kind in ("decline", "accept"):
        assert story.tries(MENTOR, kind, "request/1") is Failure.TOO_LATE
        assert story.tries(MENTOR, kind, "request/1/reminder/1") is Failure.TOO_LATE
    assert story.next.key == "agreement/1"


def test_whoever_said_no_cannot_bow_out_in_place_of_the_next_mentor() -> None:
    story = asked()
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    story.hears(MENTOR, "adjust", "agreement/1", choice="close")
    story.takes("request")
    story.hears(MENTOR, "accept", "request/2")
    story.takes("agreement")
    for kind, said in (("adjust", {"choice": "close"}), ("agree", {}), ("amend", {})):
        assert story.tries(MENTOR, kind, "agreement/1", **said) is Failure.TOO_LATE


def test_a_second_no_does_not_put_off_the_next_candidate() -> None:
    story = asked()
    story.hears(MENTOR, "decline", "request/1")
    first = story.next
    story.passes(minutes=5)
    story.hears(MENTOR, "decline", "request/1")
    assert story.next == first
    assert first.reason == Reason(code=ReasonCode.DECLINED_NEXT)


def test_a_no_can_become_a_yes_until_the_next_one_is_asked() -> None:
    story = asked()
    story.hears(MENTOR, "decline", "request/1")
    story.passes(minutes=9)
    story.hears(MENTOR, "accept", "request/1")
    assert story.is_in(Phase.AGREEING)
    assert story.next.due >= story.now + timedelta(minutes=10)


def test_only_the_mentor_answers_the_request() -> None:
    story = asked()
    assert story.tries(MENTEE, "accept", "request/1") is Failure.TOO_LATE
    assert Story(seeking()).tries(MENTOR, "accept", "request/1") is Failure.TOO_LATE


def test_a_mentor_without_a_place_is_never_asked_and_the_next_one_is_at_once() -> None:
    story = Story(seeking())
    story.takes("request", **dropped(ReasonCode.FULL_NEXT))
    assert participants(story.state) == (MENTEE,)
    assert story.state.mentor is None
    assert story.tries(MENTOR, "accept", "request/1") is Failure.TOO_LATE
    following = story.takes("request")
    assert (following.key, following.reason.code) == ("request/2", ReasonCode.FULL_NEXT)
    assert story.state.mentor == person("Asia/Tokyo")


def test_where_no_mentor_has_a_place_the_coordinator_is_asked() -> None:
    story = Story(seeking())
    for _ in range(2):
        story.takes("request", **dropped(ReasonCode.FULL_NEXT))
    step = story.takes("no_mentor")
    assert (step.to, step.reason.code) == ((COORDINATOR, MENTEE), ReasonCode.FULL_LAST)
    assert not story.state.last_letters.get(MENTOR)


def test_a_yes_for_a_place_that_is_taken_is_answered_kindly_and_the_search_goes_on() -> None:
    story = asked()
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement", **dropped(ReasonCode.PLACE_TAKEN))
    assert story.tries(MENTOR, "accept", "request/1") is Failure.TOO_LATE
    sorry = story.takes("place_taken")
    assert (sorry.key, set(sorry.to)) == ("place_taken/1", {MENTEE, MENTOR})
    following = story.takes("request")
    assert (following.key, following.reason.code) == ("request/2", ReasonCode.FULL_NEXT)
    assert story.state.mentor == person("Asia/Tokyo")


def test_a_bounce_asks_the_next_one_without_waiting() -> None:
    story = Story(seeking())
    story.takes("request", written=(MENTEE,), unreachable=(MENTOR,))
    assert story.next.reason.code is ReasonCode.UNREACHED_NEXT
    assert story.takes().key == "request/2"
    assert story.state.unreachable == ()


def test_that_nobody_is_left_is_said_on_the_day_of_the_last_no() -> None:
    story = Story(seeking(ALWAYS, zones=("Europe/Berlin",)))
    story.takes("request")
    story.hears(MENTOR, "decline", "request/1")
    assert story.takes("no_mentor").due == story.taken[0].due + timedelta(minutes=10)


def test_a_no_waits_for_second_thoughts_and_nothing_else_does() -> None:
    story = asked(ALWAYS)
    story.hears(MENTOR, "decline", "request/1")
    assert story.next.due == story.now + timedelta(minutes=10)
    for lost in ({"unreachable": (MENTOR,)}, {"skipped": (MENTOR,)}):
        story = Story(seeking(ALWAYS))
        story.takes("request", written=(MENTEE,), **lost)
        assert story.next.due == story.now
    story = Story(seeking(ALWAYS))
    story.takes("request", **dropped(ReasonCode.FULL_NEXT))
    assert story.next.due == story.now


def test_a_programme_without_a_coordinator_tells_the_mentee_alone_that_nobody_is_left() -> None:
    story = asked(mentors=1)
    readers = {role: reader for role, reader in story.state.readers.items() if role is not COORDINATOR}
    story.state = story.state.with_(readers=readers)
    story.hears(MENTOR, "decline", "request/1")
    assert story.takes("no_mentor").to == (MENTEE,)


def test_after_an_outage_no_reminder_goes_out_whose_limit_has_passed() -> None:
    story = asked()
    story.passes(days=15)
    assert story.next.key == "request/2"
    assert story.next.reason == Reason(code=ReasonCode.SILENT_NEXT, days=14)


def test_a_reminder_that_can_only_go_out_after_the_limit_is_left_out() -> None:
    mondays = Rules(reply_days=6, reply_reminders=(5,), courtesy=Courtesy(working_days=(1,)))
    story = asked(mondays, mentors=1)
    assert story.next.kind is StepKind.NO_MENTOR


@pytest.mark.parametrize("day", range(1, 14))
def test_a_later_reminder_takes_the_place_of_an_earlier_one_that_could_not_go_out(day: int) -> None:
    close = Rules(reply_reminders=(day, day + 1) if day < 13 else (12, 13), courtesy=HOSPITAL.courtesy)
    story = asked(close)
    days = [story.takes().due.date()]
    while story.taken[-1].kind is StepKind.REQUEST_REMINDER:
        days.append(story.takes().due.date())
    assert len(set(days)) == len(days)


def test_a_mentor_who_declined_hears_no_more_of_it() -> None:
    for how in ("pause", "close"):
        story = asked(mentors=1)
        story.hears(MENTOR, "decline", "request/1")
        story.hears(HR, how, until=story.now + timedelta(days=9), outcome="withdrawn")
        assert story.next.to == (MENTEE,)


def test_a_mentor_who_stayed_silent_hears_no_more_of_it_once_nobody_is_left() -> None:
    story = asked(mentors=1)
    story.goes_on_until("no_mentor")
    for how in ("pause", "close"):
        heard = story.tries(HR, how, until=story.now + timedelta(days=9), outcome="withdrawn")
        assert isinstance(heard, State)
        step = next_step(heard, story.now)
        assert step
        assert step.to == (MENTEE,)


def test_a_mentor_who_is_being_asked_hears_that_the_search_rests_or_ends() -> None:
    for how in ("pause", "close"):
        story = asked()
        story.hears(HR, how, until=story.now + timedelta(days=9), outcome="withdrawn")
        assert story.next.to == (MENTEE, MENTOR)


def test_the_coordinators_slip_can_be_undone_while_its_letter_waits() -> None:
    story = asked(mentors=1)
    story.goes_on_until("no_mentor")
    story.hears(COORDINATOR, "decide", "no_mentor/1", choice="close")
    assert story.is_in(Phase.CLOSING)
    assert story.next.due > story.now
    story.passes(minutes=5)
    story.hears(COORDINATOR, "decide", "no_mentor/1", choice="continue")
    assert story.is_in(Phase.SEEKING)
    assert story.next.due - story.now >= timedelta(days=30)


def test_only_the_coordinator_decides_what_becomes_of_a_search() -> None:
    story = asked(mentors=1)
    story.goes_on_until("no_mentor")
    for role in (MENTEE, MENTOR):
        assert story.tries(role, "decide", "no_mentor/1", choice="close") is Failure.NOT_ASKED


def test_a_search_that_nobody_decides_about_ends_in_time() -> None:
    story = asked(mentors=1)
    told = story.goes_on_until("no_mentor")
    step = story.takes("withdrawn")
    assert step.due - told.due >= timedelta(days=30)
    assert (step.to, step.reason.code) == ((MENTEE,), ReasonCode.NO_MENTOR_FOUND)
    assert (story.state.phase, story.state.outcome) == (Phase.CLOSED, Outcome.LAPSED)


def test_what_is_said_twice_counts_once() -> None:
    story = asked()
    word = answer(1, MENTOR, "decline", "request/1")
    once = hear(story.state, word, story.now)
    assert isinstance(once, State)
    assert hear(once, word, story.now + timedelta(hours=1)) == once


def test_an_answer_on_its_way_changes_nothing_yet() -> None:
    state = seeking()
    step = next_step(state, START)
    assert step
    assert after(state, step, StepOutcome.answer_pending(), START) == state
