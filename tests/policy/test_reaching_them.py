"""Somebody whom no letter reaches before they begin: the coordinator is asked at once, and silence is no consent."""

from datetime import timedelta

import pytest

from policy.lifecycle import after, next_step
from policy.verdict import World, verdict
from schemas.messages import Step, StepOutcome
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.rules import Rules
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def other(role: Role) -> Role:
    return MENTEE if role is MENTOR else MENTOR


def unreached(role: Role) -> Story:
    """Return a given pair whose agreement reached only the other one."""
    story = Story(paired())
    story.takes("agreement", written=(other(role),), unreachable=(role,))
    return story


def takes(story: Story, kind: str, lost: Role) -> Step:
    """Take the next step, which reaches everybody but one."""
    to = tuple(role for role in story.next.to if role is not lost)
    return story.takes(kind, written=to, unreachable=(lost,) if to else ())


@pytest.mark.parametrize("who", PAIR)
def test_the_coordinator_hears_at_once_that_an_agreement_reaches_somebody_not(who: Role) -> None:
    """They once heard of it three weeks later, once it had been agreed by silence."""
    story = unreached(who)
    shown = story.now
    step = takes(story, "unreachable", who)
    assert (step.to, step.reason) == ((COORDINATOR,), Reason(code=ReasonCode.UNREACHABLE, who=(who,)))
    assert story.now - shown < DAY
    assert story.next.kind is StepKind.AGREEMENT_REMINDER


def test_the_coordinator_hears_at_once_that_mail_does_not_reach_a_mentee_who_looks_for_a_mentor() -> None:
    story = Story(seeking())
    story.takes("request", written=(MENTOR,), unreachable=(MENTEE,))
    step = takes(story, "unreachable", MENTEE)
    assert step.reason.who == (MENTEE,)
    assert story.next.kind is StepKind.REQUEST_REMINDER


def test_whom_the_agreement_never_reached_has_not_agreed_by_silence() -> None:
    story = unreached(MENTOR)
    while story.next.kind is not StepKind.WITHDRAWN:
        takes(story, "", MENTOR)
    step = story.next
    assert step.reason == Reason(code=ReasonCode.UNREACHABLE, who=(MENTOR,))
    assert step.due - story.taken[0].due >= Rules().agreement_days * DAY
    takes(story, "withdrawn", MENTOR)
    assert (story.state.phase, story.state.outcome) == (Phase.CLOSED, Outcome.LAPSED)
    assert next_step(story.state, story.now) is None


@pytest.mark.parametrize("days", [2, 15])
def test_whoever_can_be_reached_again_gets_the_agreement_and_the_full_time_for_it(days: int) -> None:
    story = unreached(MENTOR)
    until = story.now + days * DAY
    while story.next.due < until:
        takes(story, "", MENTOR)
    story.now = until
    story.learns(MENTOR, "reachable")
    step = story.takes("agreement_reminder")
    assert (step.to, step.reason.code) == ((MENTOR,), ReasonCode.LOOK_AT_AGREEMENT)
    again = story.now
    agreed = story.goes_on_until("agreed")
    assert agreed.due - again >= (Rules().agreement_days - 1) * DAY
    keys = [step.key for step in story.taken]
    assert len(keys) == len(set(keys))


def test_who_has_agreed_already_is_not_sent_the_agreement_again() -> None:
    story = unreached(MENTOR)
    takes(story, "unreachable", MENTOR)
    story.hears(MENTOR, "agree", "agreement/1")
    story.learns(MENTOR, "reachable")
    assert story.next.to == (MENTEE,)
    assert story.goes_on_until("agreed").reason.code is ReasonCode.AGREED_BY_SILENCE


def test_a_reminder_that_reaches_somebody_again_is_their_agreement() -> None:
    story = unreached(MENTOR)
    takes(story, "unreachable", MENTOR)
    reminder = story.takes("agreement_reminder", written=PAIR, unreachable=())
    assert story.state.unreachable == ()
    assert story.next.key != reminder.key
    assert story.goes_on_until("agreed").due - reminder.due >= Rules().agreement_days * DAY


def test_nobody_is_reminded_where_no_letter_arrives() -> None:
    """The timeline once said three times that nobody was reminded because somebody had not answered."""
    story = unreached(MENTOR)
    takes(story, "unreachable", MENTOR)
    story.hears(MENTEE, "agree", "agreement/1")
    assert story.next.kind is StepKind.WITHDRAWN
    story.learns(MENTOR, "reachable")
    assert [story.takes().kind for _ in range(4)] == [StepKind.AGREEMENT_REMINDER] * 4, "all reminders come then"


def test_a_mentor_whose_agreement_does_not_arrive_is_passed_over_for_the_next_one() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement", written=(MENTEE,), unreachable=(MENTOR,))
    step = story.takes("request", written=PAIR, unreachable=())
    assert (step.key, step.reason.code) == ("request/2", ReasonCode.UNREACHED_NEXT)
    story.hears(MENTOR, "accept", "request/2")
    assert story.takes("agreement").key == "agreement/2"
    assert story.state.unreachable_since is None


def test_without_a_coordinator_they_are_not_begun_by_silence_either() -> None:
    state = paired()
    state = state.with_(readers={role: state.readers[role] for role in PAIR})
    story = Story(state)
    story.takes("agreement", written=(MENTEE,), unreachable=(MENTOR,))
    while story.next.kind is not StepKind.WITHDRAWN:
        assert takes(story, "", MENTOR).kind is StepKind.AGREEMENT_REMINDER


def test_who_agrees_before_the_agreement_has_gone_out_again_is_not_sent_it_again() -> None:
    story = unreached(MENTOR)
    takes(story, "unreachable", MENTOR)
    story.learns(MENTOR, "reachable")
    assert story.next.to == (MENTOR,)
    story.hears(MENTOR, "agree", "agreement/1")
    step = story.takes("agreement_reminder")
    assert step.to == (MENTEE,)
    assert step.reason == Reason(code=ReasonCode.AGREEMENT_UNANSWERED, who=(MENTEE,))


# An address that was corrected while nothing worked


def about_to_end(*lost: Role) -> Story:
    """Return a given pair that would end now, because the agreement reached one of them, or both, not at all."""
    story = Story(paired())
    story.takes("agreement", written=tuple(role for role in PAIR if role not in lost), unreachable=lost)
    while story.next.kind is not StepKind.WITHDRAWN:
        story.takes()
    return story


def judged(story: Story, *unreachable: Role) -> StepOutcome | None:
    """Judge the end, given whose address still fails, and take in what comes of it."""
    step = story.next
    story.now = step.due
    outcome = verdict(story.state, step, step.due, World(unreachable=frozenset(unreachable)))
    if outcome:
        story.state = after(story.state, step, outcome, story.now)
    return outcome


def test_two_do_not_end_for_want_of_an_address_that_was_corrected_before_the_news_of_it_came() -> None:
    """HR had corrected it while the worker was away: the first step after it ended the mentorship."""
    story = about_to_end(MENTOR)
    assert judged(story, MENTOR) is None
    outcome = judged(story)
    assert outcome
    assert outcome.because == Reason(code=ReasonCode.NEVER_ARRIVED, who=(MENTOR,))
    assert (story.state.phase, story.state.unreachable) == (Phase.AGREEING, ())
    step = story.takes("agreement_reminder")
    assert (step.to, step.reason.code) == ((MENTOR,), ReasonCode.LOOK_AT_AGREEMENT)
    before = story.state
    story.learns(MENTOR, "reachable")
    assert story.state.agreeing == before.agreeing
    assert story.goes_on_until("agreed").due - step.due >= (Rules().agreement_days - 1) * DAY


def test_where_one_of_two_addresses_was_corrected_that_one_gets_the_agreement_and_the_other_is_still_missed() -> None:
    story = about_to_end(MENTEE, MENTOR)
    assert judged(story, MENTOR)
    assert story.state.unreachable == (MENTOR,)
    assert story.takes("agreement_reminder").to == (MENTEE,)
    while story.next.kind is not StepKind.WITHDRAWN:
        takes(story, "", MENTOR)
    assert story.next.reason.who == (MENTOR,)
    assert judged(story, MENTOR) is None


def test_an_end_that_was_decided_does_not_wait_for_anybodys_address() -> None:
    story = unreached(MENTOR)
    story.hears(HR, "close")
    while story.next.kind is not StepKind.WITHDRAWN:
        story.takes()
    assert judged(story) is None
