"""A mentor who is asked says yes to other terms: the mentee is asked about these, and nobody else is shown them."""

from datetime import timedelta

import pytest

from policy.card import card_of
from policy.hearing import hear
from policy.kept_back import known_to
from policy.seeking import upcoming
from policy.versions import is_proposed
from schemas.failures import Failure
from schemas.messages import Answer
from schemas.names import AnswerKind, Choice, Outcome, Phase, Role, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.rules import FURTHEST
from schemas.state import State
from tests.policy.pairs import answer, paired, person, seeking
from tests.policy.stories import Story

MENTEE, MENTOR, COORDINATOR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
USUAL = 21  # days, the rhythm of the first draft


def asked() -> Story:
    """Return a search whose first mentor has the request."""
    story = Story(seeking())
    story.takes("request")
    return story


def proposed(draft: int = 2, **terms: object) -> Story:
    """Return a search whose first mentor has said yes to another rhythm, or other terms."""
    story = asked()
    story.hears(MENTOR, "accept", "request/1", draft=draft, **(terms or {"cadence_days": 42}))
    return story


def shown() -> Story:
    """Return the same once the mentee has the mentor's terms."""
    story = proposed()
    story.takes("agreement")
    return story


def test_the_mentee_alone_is_asked_about_the_terms_of_the_mentors_yes() -> None:
    story = proposed()
    assert story.state.cadence_days == 42
    step = story.takes("agreement")
    assert (step.key, step.to) == ("agreement/2", (MENTEE,))
    assert step.reason == Reason(code=ReasonCode.AGREEMENT_CHANGED, who=(MENTOR,))
    assert card_of(story.state, story.now).waiting_for == (MENTEE,)


def test_once_the_mentee_agrees_the_two_begin_with_them() -> None:
    story = shown()
    story.hears(MENTEE, "agree", "agreement/2")
    assert (story.state.phase, story.state.cadence_days) == (Phase.ACTIVE, 42)


def test_the_mentee_may_change_them_again_and_then_the_mentor_is_asked() -> None:
    story = shown()
    story.hears(MENTEE, "amend", "agreement/2", cadence_days=28)
    step = story.takes("agreement")
    assert (step.key, step.to) == ("agreement/3", (MENTOR,))
    assert story.state.agreeing
    assert not is_proposed(story.state.agreeing)
    story.hears(MENTOR, "agree", "agreement/3")
    assert (story.state.phase, story.state.cadence_days) == (Phase.ACTIVE, 28)


def test_the_mentee_may_go_on_looking_and_the_next_mentor_is_asked_with_the_first_draft() -> None:
    story = proposed(cadence_days=42, until="2027-12-01T12:00:00Z")
    story.takes("agreement")
    story.hears(MENTEE, "adjust", "agreement/2", choice=Choice.REMATCH)
    assert story.takes("withdrawn").to == (MENTOR,)
    assert story.takes("request").key == "request/2"
    assert (story.state.mentor, story.state.cadence_days, story.state.ends) == (person("Asia/Tokyo"), USUAL, None)
    story.hears(MENTOR, "accept", "request/2")
    step = story.takes("agreement")
    assert (step.key, step.to) == ("agreement/3", (MENTEE, MENTOR))
    assert step.reason.code is ReasonCode.LOOK_AT_AGREEMENT


def test_silence_begins_it_with_the_terms_that_the_mentee_was_shown() -> None:
    story = shown()
    step = story.goes_on_until("agreed")
    assert step.reason.code is ReasonCode.AGREED_BY_SILENCE
    assert {one.to for one in story.taken if one.kind == "agreement_reminder"} == {(MENTEE,)}
    assert (story.state.phase, story.state.cadence_days) == (Phase.ACTIVE, 42)


def test_silence_begins_nothing_with_a_mentee_whom_the_terms_did_not_reach() -> None:
    story = proposed()
    story.takes("agreement", written=(), unreachable=(MENTEE,))
    step = story.goes_on_until("withdrawn")
    assert step.reason == Reason(code=ReasonCode.UNREACHABLE, who=(MENTEE,))
    assert (story.state.phase, story.state.outcome) == (Phase.CLOSED, Outcome.LAPSED)


def test_within_the_undo_time_the_latest_answer_counts() -> None:
    story = proposed()
    story.hears(MENTOR, "accept", "request/1")
    assert (story.state.cadence_days, story.next.to) == (USUAL, (MENTEE, MENTOR))
    story.hears(MENTOR, "accept", "request/1", draft=3, cadence_days=14, until="2027-12-01T12:00:00Z")
    assert (story.state.cadence_days, story.next.key, story.next.to) == (14, "agreement/3", (MENTEE,))
    story.hears(MENTOR, "accept", "request/1", draft=4, cadence_days=28)
    assert (story.state.cadence_days, story.state.ends, story.next.key) == (28, None, "agreement/4")
    story.hears(MENTOR, "decline", "request/1")
    assert (story.state.phase, story.state.cadence_days) == (Phase.SEEKING, USUAL)
    assert story.next.key == "request/2"
    story.hears(MENTOR, "accept", "request/1", draft=5, cadence_days=7)
    assert (story.state.cadence_days, story.next.key, story.next.to) == (7, "agreement/5", (MENTEE,))


def test_a_yes_to_other_terms_can_be_taken_back_for_as_long_as_any_other() -> None:
    story = proposed()
    since = story.now
    story.passes(minutes=8)
    story.hears(MENTOR, "accept", "request/1", draft=3, cadence_days=14)
    assert story.next.due == since + timedelta(minutes=8 + story.state.rules.undo_minutes)


def test_once_the_terms_are_sent_no_other_yes_counts() -> None:
    story = shown()
    for said in ({}, {"draft": 3, "cadence_days": 14}):
        assert story.tries(MENTOR, "accept", "request/1", **said) is Failure.TOO_LATE


def test_until_the_mentee_answers_the_mentor_can_still_say_no_and_nothing_waits_for_another_word() -> None:
    """As whoever changes an agreement can; but they have no letter with it, only the request, and no way back there."""
    story = shown()
    story.hears(MENTOR, "decline", "request/1")
    for said in ({}, {"draft": 3, "cadence_days": 14}):
        assert story.tries(MENTOR, "accept", "request/1", **said) is Failure.TOO_LATE
    assert known_to(story.state, MENTEE).phase is Phase.SEEKING
    assert upcoming(story.state, story.now).due == story.now
    step = story.takes("request")
    assert (step.key, step.reason.code, step.reason.who) == ("request/2", ReasonCode.BOWED_OUT_NEXT, (MENTOR,))
    assert story.state.cadence_days == USUAL


def test_a_mentee_who_agrees_after_the_mentors_no_hears_that_it_comes_too_late() -> None:
    story = shown()
    story.hears(MENTOR, "decline", "request/1")
    assert story.tries(MENTEE, "agree", "agreement/2") is Failure.TOO_LATE
    assert story.takes("request").key == "request/2"


def test_once_the_mentee_has_changed_something_the_mentor_answers_at_the_letter_about_that() -> None:
    story = shown()
    story.hears(MENTEE, "amend", "agreement/2", cadence_days=28)
    assert story.tries(MENTOR, "decline", "request/1") is Failure.TOO_LATE
    story.takes("agreement")
    assert story.tries(MENTOR, "decline", "request/1") is Failure.TOO_LATE


def test_the_same_yes_twice_changes_nothing() -> None:
    story = asked()
    said = answer(1, MENTOR, AnswerKind.ACCEPT, "request/1", draft=2, cadence_days=42)
    once = hear(story.state, said, story.now)
    assert isinstance(once, State)
    assert hear(once, said, story.now + HOUR) is once


def test_it_comes_too_late_after_the_next_mentor_was_asked() -> None:
    story = asked()
    story.goes_on_until("request")
    assert story.tries(MENTOR, "accept", "request/1", draft=2, cadence_days=42) is Failure.TOO_LATE


def test_it_comes_too_late_after_the_search_has_ended() -> None:
    story = asked()
    story.hears(Role.HR, "close")
    story.goes_on_until("withdrawn")
    assert story.tries(MENTOR, "accept", "request/1", draft=2, cadence_days=42) is Failure.CLOSED


@pytest.mark.parametrize(
    ("days", "taken"), [(13, False), (14, True), (FURTHEST.days, True), (FURTHEST.days + 1, False)]
)
def test_its_end_leaves_time_for_a_goodbye_and_lies_within_ten_years(days: int, taken: bool) -> None:
    story = asked()
    heard = story.tries(MENTOR, "accept", "request/1", draft=2, until=story.now + days * DAY)
    assert (heard == Failure.BAD_DATE) is not taken


def test_a_date_that_is_refused_leaves_the_terms_of_the_yes_before() -> None:
    story = proposed()
    heard = story.tries(MENTOR, "accept", "request/1", draft=3, cadence_days=7, until=story.now + DAY)
    assert heard == Failure.BAD_DATE
    assert (story.state.cadence_days, story.next.key) == (42, "agreement/2")


@pytest.mark.parametrize("role", [MENTEE, COORDINATOR])
def test_nobody_knows_of_it_as_long_as_it_can_be_taken_back(role: Role) -> None:
    story = proposed(cadence_days=42, until="2027-12-01T12:00:00Z")
    known = known_to(story.state, role)
    assert (known.phase, known.cadence_days, known.ends, known.agreeing) == (Phase.SEEKING, USUAL, None, None)


def test_whoever_reads_of_the_yes_because_the_agreement_waits_still_knows_of_it_with_other_terms() -> None:
    story = proposed()
    assert story.state.agreeing
    story.state = story.state.with_(agreeing=story.state.agreeing.with_(known=True))
    story.hears(MENTOR, "accept", "request/1", draft=3, cadence_days=14)
    assert known_to(story.state, MENTEE).phase is Phase.AGREEING


def test_the_place_is_judged_as_for_any_yes() -> None:
    story = proposed()
    dropped = Reason(code=ReasonCode.PLACE_TAKEN)
    story.takes("agreement", result=StepResult.DROPPED, because=dropped)
    assert story.takes("place_taken").to == (MENTEE, MENTOR)


def test_the_terms_wait_for_a_mentor_on_leave_as_any_agreement_does() -> None:
    """The two are to begin once both are there."""
    story = asked()
    story.hears(MENTOR, "pause", until=story.now + 20 * DAY)
    story.hears(MENTOR, "accept", "request/1", draft=2, cadence_days=42)
    story.takes("paused")
    story.takes("resumed")
    assert story.takes("agreement").to == (MENTEE,)


def test_an_end_that_was_taken_back_in_a_break_leaves_the_break_moving_the_end() -> None:
    story = Story(seeking().with_(ends=(paired().started + 300 * DAY)))
    story.takes("request")
    ends = story.state.ends
    story.hears(MENTEE, "pause", until=story.now + 20 * DAY)
    story.hears(MENTOR, "accept", "request/1", draft=2, until=story.now + 200 * DAY)
    assert story.state.pause
    assert story.state.pause.ends_named
    story.hears(MENTOR, "accept", "request/1")
    assert story.state.ends == ends
    assert story.state.pause
    assert not story.state.pause.ends_named


def test_a_release_that_does_not_know_of_other_terms_takes_it_for_a_plain_yes() -> None:
    """What it does not know, it leaves out; nothing stands still for that."""
    said = answer(1, MENTOR, AnswerKind.ACCEPT, "request/1", draft=2, cadence_days=42)
    older = Answer.model_validate({**said.model_dump(exclude={"draft"}), "something_newer": 1})
    heard = hear(asked().state, older, asked().now)
    assert isinstance(heard, State)
    assert (heard.phase, heard.cadence_days) == (Phase.AGREEING, USUAL)
