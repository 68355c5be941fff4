"""One of two who look at their agreement would rather not begin, and can think again: what the other says counts."""

from datetime import timedelta

import pytest

from policy.kept_back import known_to
from schemas.failures import Failure
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from tests.policy.pairs import person, seeking
from tests.policy.stories import Story

MENTEE, MENTOR = PAIR
WHO = {"mentor": person("Europe/Berlin"), "mentee": None}


def shown(candidates: int) -> Story:
    """Return a search in which both look at the agreement, with so many candidates left, this one included."""
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    story.state = story.state.with_(candidates=story.state.candidates[:candidates])
    return story


@pytest.mark.parametrize("candidates", [1, 2])
@pytest.mark.parametrize(("by", "other"), [(MENTEE, MENTOR), (MENTOR, MENTEE)])
def test_an_agreement_of_the_other_one_holds_if_who_would_rather_not_begin_thinks_again(
    candidates: int, by: Role, other: Role
) -> None:
    story = shown(candidates)
    story.hears(by, "agree", "agreement/1")
    story.hears(by, "adjust", "agreement/1", choice="rematch")
    story.hears(other, "agree", "agreement/1")
    assert story.state.active is None
    story.hears(by, "agree", "agreement/1")
    assert story.is_in(Phase.ACTIVE)


@pytest.mark.parametrize("by_the_other", [{"choice": "continue"}, {}])
def test_a_yes_stands_again_whatever_the_other_one_said_meanwhile(by_the_other: dict[str, str]) -> None:
    """It was lost if the other one pressed anything, who could also see that something was kept from them."""
    story = shown(1)
    story.hears(MENTEE, "agree", "agreement/1")
    before = known_to(story.state, MENTOR).agreeing
    story.hears(MENTEE, "adjust", "agreement/1", choice="rematch")
    if by_the_other:
        story.hears(MENTOR, "adjust", "agreement/1", **by_the_other)
    assert known_to(story.state, MENTOR).agreeing == before
    story.hears(MENTEE, "adjust", "agreement/1", choice="continue")
    assert story.state.agreeing
    assert story.state.agreeing.accepted == (MENTEE,)


@pytest.mark.parametrize("candidates", [1, 2])
def test_who_thinks_again_is_shown_what_the_other_one_changed_meanwhile(candidates: int) -> None:
    story = shown(candidates)
    story.hears(MENTOR, "adjust", "agreement/1", choice="close")
    story.hears(MENTEE, "amend", "agreement/1", cadence_days=14)
    story.hears(MENTOR, "agree", "agreement/1")
    step = story.takes("agreement")
    assert (step.key, step.to) == ("agreement/2", (MENTOR,))


def test_of_two_who_would_both_rather_not_begin_neither_takes_it_back_alone() -> None:
    story = shown(2)
    story.hears(MENTOR, "adjust", "agreement/1", choice="close")
    story.hears(MENTEE, "adjust", "agreement/1", choice="rematch")
    for role in PAIR:
        assert story.tries(role, "agree", "agreement/1") is Failure.TOO_LATE
    assert story.takes().key == "request/2"


def test_a_mentee_who_ends_the_search_and_thinks_again_is_not_held_to_a_mentor_who_said_no_meanwhile() -> None:
    story = shown(2)
    story.hears(MENTEE, "adjust", "agreement/1", choice="close")
    story.hears(MENTOR, "adjust", "agreement/1", choice="close")
    story.hears(MENTEE, "agree", "agreement/1")
    assert story.takes().key == "request/2"


def test_a_search_that_the_mentee_ends_after_the_mentors_no_ends() -> None:
    story = shown(2)
    story.hears(MENTOR, "adjust", "agreement/1", choice="rematch")
    story.hears(MENTEE, "adjust", "agreement/1", choice="close")
    story.takes("withdrawn")
    assert (story.state.phase, story.state.outcome) == (Phase.CLOSED, Outcome.WITHDRAWN)


def on_leave(**days: float) -> Story:
    """Return a search whose mentor is asked and on leave, as both know."""
    story = Story(seeking())
    story.takes("request")
    for who, length in days.items():
        story.learns(Role(who), "away", until=story.now + timedelta(days=length), person=WHO[who])
    story.takes("paused")
    story.passes(hours=1)
    return story


def test_a_letter_about_a_break_ends_what_is_kept_back() -> None:
    """Its mentee once read that a mentor is asked next, over a page that said for weeks that the agreement is open."""
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    story.passes(hours=1)
    story.hears(MENTOR, "adjust", "agreement/1", choice="rematch")
    story.hears(MENTEE, "pause", until=story.now + timedelta(days=20))
    assert known_to(story.state, MENTEE).phase is Phase.AGREEING
    story.takes("paused")
    assert known_to(story.state, MENTEE).phase is Phase.SEEKING
    assert story.tries(MENTOR, "agree", "agreement/1") is Failure.TOO_LATE


def test_a_no_from_leave_is_told_by_no_letter_about_a_break() -> None:
    """The mentee once read within seconds that a mentor is asked next, while the no could still be taken back."""
    story = on_leave(mentor=7)
    story.hears(MENTOR, "decline", "request/1")
    assert (story.next.key, story.state.pause) == ("request/2", None)
    assert story.next.due >= story.now + timedelta(minutes=story.state.rules.undo_minutes)
    seen = known_to(story.state, MENTEE).seeking
    assert seen
    assert seen.declined is None


def test_a_yes_from_leave_is_kept_back_until_a_letter_tells_of_it() -> None:
    story = on_leave(mentor=7)
    story.hears(MENTOR, "accept", "request/1")
    assert known_to(story.state, MENTEE).phase is Phase.SEEKING
    story.takes("resumed")
    assert known_to(story.state, MENTEE).phase is Phase.AGREEING


def test_whoever_says_yes_after_all_has_their_break_back() -> None:
    """It was once gone without a word, and the agreement's reminders came in it."""
    story = on_leave(mentor=9)
    away = story.state.pause and story.state.pause.until
    story.hears(MENTOR, "decline", "request/1")
    seen = known_to(story.state, MENTEE)
    assert (seen.phase, seen.pause and seen.pause.until) == (Phase.SEEKING, away)
    story.passes(minutes=2)
    story.hears(MENTOR, "accept", "request/1")
    assert story.state.pause
    assert story.state.pause.until == away
    assert story.next.key == "resumed/1"


def test_a_break_of_both_goes_on_for_the_mentee_without_a_letter_about_its_date() -> None:
    story = on_leave(mentor=9, mentee=5)
    story.hears(MENTOR, "decline", "request/1")
    assert story.next.kind is StepKind.RESUMED
    assert known_to(story.state, MENTEE).seeking != story.state.seeking, "it can still be taken back"


def test_a_date_that_hr_set_stays_when_the_mentor_says_no() -> None:
    story = on_leave(mentor=9)
    until = story.now + timedelta(days=20)
    story.hears(Role.HR, "pause", until=until)
    story.hears(MENTOR, "decline", "request/1")
    assert story.state.pause
    assert story.state.pause.absences == {Role.HR: until}


def test_a_letter_about_a_break_leaves_the_mentees_own_second_thoughts() -> None:
    story = shown(2)
    story.hears(MENTEE, "adjust", "agreement/1", choice="rematch")
    story.hears(Role.HR, "pause", until=story.now + timedelta(days=20))
    story.takes("paused")
    story.hears(MENTEE, "agree", "agreement/1")
    assert story.state.agreeing
    assert story.state.agreeing.accepted == (MENTEE,)


def test_whoever_ended_it_can_take_that_back_though_mail_stopped_reaching_the_mentor() -> None:
    """The end was once final then, and the search over."""
    story = shown(1)
    story.hears(MENTEE, "adjust", "agreement/1", choice="close")
    story.learns(MENTOR, "unreachable", person=WHO["mentor"])
    story.hears(MENTEE, "agree", "agreement/1")
    assert story.is_in(Phase.SEEKING)
    assert story.next.kind is StepKind.NO_MENTOR
