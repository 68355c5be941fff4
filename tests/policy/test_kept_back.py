"""What one person can still take back stands for everybody else as before: their answers count, and are not lost."""

from datetime import timedelta

from policy.kept_back import known_to, seen_by
from policy.receipts import receipt
from schemas.failures import Failure
from schemas.names import PAIR, Met, Outcome, Phase, Role
from schemas.state import Active, State
from tests.policy.pairs import answer, paired, seeking
from tests.policy.stories import Story, under_way
from tests.policy.test_closing import lapsing

MENTEE, MENTOR = PAIR
COORDINATOR, HR = Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def ended_by_the_mentor() -> Story:
    """Return a pair whose mentor wishes to end it, before the letter about it goes out."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(MENTOR, "adjust", "check_in/1", choice="close")
    return story


def loop(state: State) -> Active:
    """Return the loop of two who are under way."""
    assert state.active
    return state.active


def on_a_break() -> Story:
    """Return a pair whose mentor is away, as both were told."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(MENTOR, "adjust", "check_in/1", choice="pause", until=story.now + 40 * DAY)
    story.takes("paused")
    story.passes(days=2)
    return story


# A search


def test_a_yes_is_known_to_the_mentor_alone_until_the_agreement_is_out() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    for role in (MENTEE, COORDINATOR):
        known = known_to(story.state, role)
        assert (known.phase, known.agreeing) == (Phase.SEEKING, None)
        assert known.seeking
        assert known.seeking.asked
    for role in (MENTOR, HR):
        assert known_to(story.state, role) is story.state
    story.takes("agreement")
    assert known_to(story.state, MENTEE) is story.state


def test_two_who_were_given_to_each_other_have_no_yes_to_keep_back() -> None:
    story = Story(paired())
    assert known_to(story.state, MENTEE) is story.state


# Two who are under way


def test_a_meeting_counts_although_the_other_one_has_just_asked_to_end() -> None:
    """Whoever answered in that time once read "this was settled before your answer came", and it was lost."""
    story = ended_by_the_mentor()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", note=True)
    assert story.shown.phase is Phase.CLOSING
    assert loop(story.state).met == story.now
    assert loop(story.state).mentee.note == "check_in/1", "which goes with the next letter"
    assert story.takes("closing").to == PAIR
    assert loop(story.state).mentee.note is None


def test_what_the_other_one_said_holds_once_the_end_is_taken_back() -> None:
    story = ended_by_the_mentor()
    ends = story.state.ends
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", rating=4)
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=7)
    story.passes(hours=5)
    story.hears(MENTOR, "adjust", "check_in/1", choice="continue")
    assert (story.shown.phase, story.state.cadence_days, story.state.ends) == (Phase.ACTIVE, 7, ends)
    assert loop(story.state).mentee.met is Met.YES
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.state.cadence_days == 21, "and can be taken back as ever"


def test_a_break_that_the_other_one_asks_for_begins_once_the_end_is_taken_back() -> None:
    story = ended_by_the_mentor()
    until = story.now + 20 * DAY
    story.hears(MENTEE, "adjust", "check_in/1", choice="pause", until=until)
    assert story.next.kind == "closing"
    story.hears(MENTOR, "adjust", "check_in/1", choice="continue")
    assert story.state.pause
    assert story.state.pause.until == until
    assert story.takes("paused").to == PAIR


def test_who_wishes_to_end_it_as_well_confirms_the_end() -> None:
    story = ended_by_the_mentor()
    story.hears(MENTEE, "adjust", "check_in/1", choice="rematch")
    assert story.shown.closing
    assert (story.shown.closing.by, story.shown.closing.outcome) == (None, Outcome.REMATCHED)
    for role in PAIR:
        assert story.tries(role, "adjust", "check_in/1", choice="continue") is Failure.TOO_LATE


def test_the_receipt_is_the_same_as_if_the_other_one_had_not_ended_it() -> None:
    story = ended_by_the_mentor()
    wish = answer(1, MENTEE, "adjust", "check_in/1", choice="pause", until=story.now + 20 * DAY)
    before = story.state
    story.hears(MENTEE, "adjust", "check_in/1", choice="pause", until=story.now + 20 * DAY)
    said = receipt(wish, before, story.state, story.now)
    until = f"{story.now + 20 * DAY:%-d %B %Y}"
    assert said.startswith(f"A break until {until}")


def test_a_coordinators_decision_counts_too_and_leaves_the_end_to_who_asked_for_it() -> None:
    story = under_way(Story(paired()))
    story.goes_on_until("task")
    story.hears(MENTOR, "adjust", "rhythm/1", choice="close")
    story.hears(COORDINATOR, "decide", "task/1", choice="continue")
    assert story.is_in(Phase.CLOSING)
    story.hears(MENTOR, "adjust", "rhythm/1", choice="continue")
    assert story.is_in(Phase.ACTIVE)
    assert loop(story.state).held, "the coordinator gave them time"


def test_the_wish_of_one_of_them_holds_if_the_coordinator_who_had_ended_it_thinks_again() -> None:
    story = under_way(Story(paired()))
    story.goes_on_until("task")
    story.hears(COORDINATOR, "decide", "task/1", choice="close")
    story.hears(MENTEE, "adjust", "rhythm/1", choice="rematch")
    assert story.tries(COORDINATOR, "decide", "task/1", choice="continue") is Failure.TOO_LATE
    story.goes_on_until("farewell")
    assert story.state.outcome is Outcome.REMATCHED


def test_once_the_letter_is_out_an_answer_comes_too_late_as_before() -> None:
    story = ended_by_the_mentor()
    story.takes("closing")
    assert story.tries(MENTEE, "check_in", "check_in/1", met="yes") is Failure.TOO_LATE


def test_a_last_notice_that_the_other_one_answers_with_an_end_can_still_be_answered() -> None:
    story = lapsing()
    notice = story.taken[-1].key
    until = story.shown.closing.until if story.shown.closing else None
    story.hears(MENTEE, "adjust", notice, choice="close")
    known = known_to(story.state, MENTOR)
    assert known.closing
    assert (known.phase, known.closing.lapsed, known.closing.until) == (Phase.CLOSING, True, until)
    story.hears(MENTOR, "adjust", notice, choice="continue")
    assert known_to(story.state, MENTOR).phase is Phase.ACTIVE
    assert seen_by(story.state, MENTEE).phase is Phase.CLOSING
    story.hears(MENTEE, "adjust", notice, choice="continue")
    assert story.shown.phase is Phase.ACTIVE


# A break


def test_an_end_during_a_break_leaves_the_break_for_the_other_one_until_the_letter_is_out() -> None:
    """The other one's page once said "you are working together" as soon as it was ended, without the break."""
    story = on_a_break()
    pause = story.state.pause
    assert pause
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    story.passes(minutes=5)
    known = known_to(story.state, MENTOR)
    assert known.pause
    assert (known.phase, known.pause.away) == (Phase.ACTIVE, pause.away)
    assert seen_by(story.state, MENTEE).pause is None
    assert story.takes("closing").to == PAIR
    assert known_to(story.state, MENTOR).phase is Phase.CLOSING


def test_who_is_away_comes_back_although_the_other_one_has_just_ended_it() -> None:
    story = on_a_break()
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    story.hears(MENTOR, "resume")
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.takes("resumed").due < story.now + 4 * DAY
    assert story.state.pause is None


def test_an_end_that_is_taken_back_during_a_break_leaves_the_break_and_the_end_as_they_were() -> None:
    story, same = on_a_break(), on_a_break()
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    story.passes(hours=3)
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.state.pause
    assert same.state.pause
    assert story.state.pause.away == same.state.pause.away
    for one in (story, same):
        one.takes("resumed")
    assert story.state.ends == same.state.ends
    assert story.taken[-1].due == same.taken[-1].due


def test_who_is_back_from_leave_meanwhile_is_not_away_once_the_end_is_taken_back() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.learns(MENTOR, "away", until=story.now + 30 * DAY)
    story.takes("paused")
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    story.learns(MENTOR, "back")
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.takes("resumed").due < story.now + 4 * DAY


def test_hr_decides_on_how_it_really_stands() -> None:
    story = ended_by_the_mentor()
    assert known_to(story.state, HR) is story.state
    story.hears(HR, "resume")
    assert story.shown.phase is Phase.ACTIVE
