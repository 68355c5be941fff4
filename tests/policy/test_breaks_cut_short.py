"""What an end cuts short lasts again once the end is taken back: a break, whoever had asked for it, and leave."""

from datetime import timedelta

import pytest

from schemas.names import Role, StepKind
from schemas.reason import Reason, ReasonCode
from tests.policy.holds import held, lifted
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way
from tests.policy.test_breaks_taken_back import DAYS, HR, MENTEE, MENTOR, away, goes_on
from tests.policy.test_more_time import asked


def test_a_break_goes_on_when_hr_takes_an_end_back_before_any_letter() -> None:
    """Both had read until when the break lasts, and were asked weeks before."""
    story = under_way(Story(paired()))
    story.hears(Role.MENTEE, "pause", until=story.now + timedelta(days=30))
    story.takes("paused")
    before = story.next
    story.passes(days=1)
    story.hears(Role.HR, "close")
    story.passes(minutes=1)
    story.hears(Role.HR, "resume")
    assert (story.next.key, story.next.due) == (before.key, before.due)


@pytest.mark.parametrize("whose", [MENTEE, MENTOR])
def test_a_break_goes_on_when_hr_takes_back_an_end_that_both_had_read_of(whose: Role) -> None:
    """Whoever had asked for two months without us was asked at the next rhythm, in the middle of them."""
    story = asked()
    until = story.now + 2 * DAYS
    away(story, whose, until=until)
    story.takes("paused")
    story.passes(days=1)
    story.hears(HR, "close")
    story.takes("closing")
    story.passes(days=1)
    story.hears(HR, "resume")
    story.takes("reopened")
    told = story.takes("paused")
    assert told.reason == Reason(code=ReasonCode.BREAK_ASKED, until=until)
    assert story.takes("resumed").due == until
    assert story.state.cut_short is None


@pytest.mark.parametrize("back_after", [None, 1, 35])
def test_leave_that_hr_had_made_longer_lasts_again_until_that_date_unless_they_are_back(back_after: int | None) -> None:
    """Both had read the later date; the receipt said that the break "still" lasts until that of the roster."""
    story = asked(closing_days=60)
    story.learns(MENTOR, "away", until=story.now + DAYS)
    until = story.now + 2 * DAYS
    story.hears(HR, "pause", until=until)
    story.takes("paused")
    story.hears(HR, "close")
    story.takes("closing")
    if back_after is not None:
        story.passes(days=back_after)
        story.learns(MENTOR, "back")
    story.hears(HR, "resume")
    story.takes("reopened")
    if back_after is not None:
        assert story.state.pause is None
    else:
        assert story.state.pause
        assert (story.state.pause.until, story.state.pause.dated_by_hr) == (until, True)
        story.takes("paused")
        story.learns(MENTOR, "back")
        assert story.next.kind is StepKind.RESUMED


def test_leave_that_hr_had_made_shorter_ends_on_hrs_date_again() -> None:
    """Letter and page said that the mentor is away until then, and no longer that HR set that day."""
    story = asked()
    story.learns(MENTOR, "away", until=story.now + 2 * DAYS)
    until = story.now + DAYS
    story.hears(HR, "pause", until=until)
    story.takes("paused")
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    assert story.state.pause
    assert (story.state.pause.until, story.state.pause.dated_by_hr) == (until, True)


def test_hrs_date_for_the_leave_of_one_is_not_said_to_be_that_of_the_others_break() -> None:
    """The mentee read that HR had set the day that she had asked for."""
    story = asked()
    away(story)
    story.learns(MENTOR, "away", until=story.now + 1.5 * DAYS)
    story.hears(HR, "pause", until=story.now + 2 * DAYS)
    story.takes("paused")
    story.hears(HR, "close")
    story.takes("closing")
    story.learns(MENTOR, "back")
    story.hears(HR, "resume")
    assert story.state.pause
    assert (story.state.pause.wished, story.state.pause.dated_by_hr) == ((MENTEE,), False)


def test_a_break_that_is_over_by_then_does_not_come_back() -> None:
    for whose in (MENTEE, HR):
        story = asked()
        step = "" if whose is HR else "check_in/1"
        story.hears(whose, "pause", step, until=story.now + timedelta(days=1, hours=1))
        story.hears(HR, "close")
        story.takes("closing")
        story.passes(days=2)
        story.hears(HR, "resume")
        story.takes("reopened")
        assert story.state.pause is None


@pytest.mark.parametrize("end", ["by HR", "by the mentee", "by a wrong entry that somebody had left"])
def test_a_break_that_hr_had_set_lasts_again_with_what_cut_it_short(end: str) -> None:
    """Both had read the date, and were asked in the middle of it: nobody learned that the break had to be set anew."""
    story = asked()
    until = story.now + 2 * DAYS
    story.hears(HR, "pause", until=until)
    story.takes("paused")
    if end == "by a wrong entry that somebody had left":
        story.learns(MENTOR, "left")
    else:
        whose, kind, choice = (HR, "close", None) if end == "by HR" else (MENTEE, "adjust", "close")
        story.hears(whose, kind, "" if whose is HR else "check_in/1", choice=choice)
    story.takes("closing")
    if end == "by a wrong entry that somebody had left":
        story.learns(MENTOR, "back")
    else:
        story.hears(HR, "resume")
    assert story.takes("reopened").kind is StepKind.REOPENED
    told = story.takes("paused")
    assert told.reason == Reason(code=ReasonCode.BREAK_ASKED, until=until)
    assert story.takes("resumed").due == until


def test_the_date_that_hr_set_for_a_break_of_somebody_else_stays_hrs() -> None:
    """The mentor read that the mentee had asked for a month more than she had."""
    story = asked()
    away(story)
    story.hears(HR, "pause", until=story.now + 2 * DAYS)
    story.takes("paused")
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    assert story.state.pause
    assert (story.state.pause.wished, story.state.pause.dated_by_hr) == ((MENTEE,), True)


def test_a_break_that_came_back_is_taken_back_at_the_question_at_which_it_was_asked_for() -> None:
    story = asked()
    away(story)
    story.takes("paused")
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    story.takes("reopened")
    assert goes_on(story).startswith("There is no break any more.")


def taken_back_by_hr() -> Story:
    """Return a pair whose end, which cut the mentee's break short, HR has just taken back."""
    story = asked()
    away(story, until=story.now + 2 * DAYS)
    story.takes("paused")
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    return story


def test_a_break_that_comes_back_stands_before_the_letter_that_says_that_it_goes_on() -> None:
    """Over a weekend the pages showed no break, took a new date for it, and then the old one came back."""
    story = taken_back_by_hr()
    assert story.state.pause
    until = story.now + DAYS / 2
    story.hears(MENTEE, "pause", until=until)
    story.takes("reopened")
    assert story.takes("paused").reason.until == until
    assert story.takes("resumed").due == until


def test_whoever_is_back_before_that_letter_is_back() -> None:
    story = taken_back_by_hr()
    assert goes_on(story).startswith("There is no break any more.")
    assert story.state.pause is None
    assert [story.takes().kind for _ in range(2)] == [StepKind.REOPENED, StepKind.NUDGE]


def test_a_second_end_before_that_letter_loses_no_break() -> None:
    story = taken_back_by_hr()
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    assert story.state.pause


@pytest.mark.parametrize("break_told", [False, True])
def test_after_a_hold_that_kept_it_back_both_read_that_it_goes_on_before_they_read_of_the_break(
    *, break_told: bool
) -> None:
    """The last letter that they had read said goodbye."""
    story = taken_back_by_hr()
    kept = [story.takes("reopened").key]
    kept += [story.takes("paused").key] if break_told else []
    hold = held(story)
    story.passes(days=2)
    lifted(story, hold, kept_back={MENTEE: tuple(kept), MENTOR: tuple(kept)})
    told = [story.takes() for _ in range(3)]
    assert [(step.kind, step.to) for step in told] == [
        (StepKind.REOPENED, (MENTEE,)),
        (StepKind.REOPENED, (MENTOR,)),
        (StepKind.PAUSED, (MENTEE, MENTOR)),
    ]


def test_a_break_that_came_back_and_is_over_before_that_letter_brings_no_second_one() -> None:
    """Within a quarter of an hour one letter said that there is nothing to answer, and the other one by when."""
    story = taken_back_by_hr()
    story.hears(MENTEE, "pause", until=story.now + timedelta(hours=2))
    story.passes(hours=12)
    assert story.takes().kind is StepKind.REOPENED
    assert story.state.pause is None
    assert story.next.kind is not StepKind.RESUMED
