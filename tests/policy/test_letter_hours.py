"""Until when, and in which hours, a letter that could not leave at once may still leave."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.time_zones import clock_of
from policy.courtesy import decent
from policy.delivery import LONGEST, LONGEST_LAST, SHORTEST, decent_ranges, kept_in_a_break, need_passes, outdated_by
from policy.lifecycle import after, expected, next_step
from schemas.names import PAIR, Role, StepKind
from schemas.reader import Offset, Reader
from schemas.rules import Courtesy, Rules
from schemas.state import Pause, State
from tests.policy.pairs import START, paired, seeking
from tests.policy.stories import Story, under_way

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "America/St_Johns")
RULES = Courtesy(jitter_minutes=0)


@pytest.mark.parametrize("zone", ZONES)
def test_a_letter_leaves_within_its_readers_hours_and_at_no_other_time(zone: str) -> None:
    """Every quarter of an hour of three days lies in a range exactly if it is decent."""
    reader = clock_of(zone, START)
    begin = decent(START, [reader], RULES, "")
    ranges = decent_ranges(reader, RULES, begin, begin + LONGEST)
    for quarter in range(1, 3 * 24 * 4):
        moment = begin + timedelta(minutes=15 * quarter)
        assert any(low <= moment < high for low, high in ranges) == (decent(moment, [reader], RULES, "") == moment)


def test_a_letter_to_two_who_share_their_waking_hours_only_may_leave_in_these() -> None:
    readers = [clock_of(zone, START) for zone in ("America/New_York", "Asia/Tokyo")]
    begin = decent(START, readers, RULES, "")
    for reader in readers:
        ((low, high), *_) = decent_ranges(reader, RULES, begin, begin + LONGEST)
        assert low == begin < high


def test_working_hours_begin_by_the_new_clock_on_the_day_on_which_it_changes() -> None:
    change = datetime(2027, 3, 14, 7, tzinfo=UTC)  # a Sunday, on which two o'clock is three in New York
    offsets = (Offset(since=change - timedelta(days=90), minutes=-300), Offset(since=change, minutes=-240))
    sundays = Courtesy(working_days=(7,), awake_from=9, awake_to=17)
    opens = datetime(2027, 3, 14, 13, tzinfo=UTC)
    day = decent_ranges(Reader(offsets=offsets), sundays, opens, opens + timedelta(days=1))
    assert day == ((opens, opens + timedelta(hours=8)),)


def test_a_letter_that_leaves_at_night_by_decision_is_bound_to_no_hours() -> None:
    reader = clock_of("Europe/Berlin", START)
    night = START.replace(hour=1)
    assert decent_ranges(reader, RULES, night, night + LONGEST)[0][0] == night


def taken(state: State) -> tuple[State, StepKind]:
    """Return a state once its next step is taken, and the kind of that step."""
    step = next_step(state, START)
    assert step
    return after(state, step, expected(state, step), START), step.kind


@pytest.mark.parametrize(
    ("rules", "hours"),
    [(Rules(), 72), (Rules(reply_days=1, reply_reminders=()), 24)],
    ids=["three days at most", "until the answer is due"],
)
def test_a_question_is_of_no_use_after_the_time_to_answer_it(rules: Rules, hours: int) -> None:
    state = seeking(rules)
    step = next_step(state, START)
    assert step
    asked, _ = taken(state)
    assert need_passes(step, asked, START) == START + timedelta(hours=hours)


def test_what_is_asked_next_takes_the_place_of_earlier_questions_but_of_nothing_that_tells_something() -> None:
    useless = outdated_by(StepKind.CHECK_IN)
    assert {StepKind.REQUEST, StepKind.AGREEMENT, StepKind.CHECK_IN, StepKind.NUDGE, StepKind.PAUSED} < useless
    assert not {StepKind.AGREED, StepKind.THANKS, StepKind.FAREWELL, StepKind.WITHDRAWN} & useless


def test_who_is_told_of_the_end_later_leaves_the_letter_to_the_other_one_on_its_way() -> None:
    useless = outdated_by(StepKind.CLOSING)
    assert StepKind.CLOSING not in useless
    assert {StepKind.CHECK_IN, StepKind.LAST_NOTICE, StepKind.REOPENED, StepKind.AGREED} < useless
    assert StepKind.CLOSING in outdated_by(StepKind.FAREWELL)


@pytest.mark.parametrize("kind", [StepKind.REQUEST_REMINDER, StepKind.AGREEMENT_REMINDER, StepKind.THANKS])
def test_a_reminder_and_thanks_leave_the_question_beside_them_as_it_is(kind: StepKind) -> None:
    assert outdated_by(kind) == frozenset()


def test_a_break_leaves_what_is_asked_only_once_and_takes_back_what_is_asked_again_after_it() -> None:
    for kind in (StepKind.PAUSED, StepKind.RESUMED):
        assert outdated_by(StepKind.CHECK_IN) - outdated_by(kind) == {StepKind.REQUEST, StepKind.AGREEMENT}


def test_a_break_leaves_what_the_coordinator_is_asked_as_long_as_it_waits_for_them() -> None:
    """The letter was dropped, and nothing asked again: a search ended without their decision."""
    story = Story(seeking(zones=("Europe/Berlin",)))
    assert StepKind.NO_MENTOR not in kept_in_a_break(story.state)
    step = story.goes_on_until("no_mentor")
    assert kept_in_a_break(story.state) == {
        *(StepKind.REQUEST, StepKind.AGREEMENT, StepKind.NO_MENTOR, StepKind.REOPENED)
    }
    assert StepKind.NO_MENTOR not in outdated_by(StepKind.PAUSED, kept_in_a_break(story.state))
    story.hears(Role.COORDINATOR, "decide", step.key, choice="continue")
    assert StepKind.NO_MENTOR in outdated_by(StepKind.PAUSED, kept_in_a_break(story.state))


def test_a_task_about_somebody_who_was_silent_is_of_no_use_after_a_break_that_they_asked_for() -> None:
    story = under_way(Story(paired()))
    story.goes_on_until("task")
    assert StepKind.TASK in kept_in_a_break(story.state)
    for role in PAIR:
        story.hears(role, "pause", until=story.now + timedelta(days=20))
    assert StepKind.TASK not in kept_in_a_break(story.state)


def test_the_last_letter_of_a_search_waits_as_long_for_the_relay_as_a_farewell() -> None:
    """No later letter tells the mentee that it is over."""
    story = Story(seeking(zones=("Europe/Berlin",)))
    step = story.goes_on_until("withdrawn")
    assert need_passes(step, story.state, story.now) == story.now + LONGEST_LAST


def test_a_break_is_of_no_news_once_it_is_over_and_every_letter_has_an_hour() -> None:
    for days, expires in ((2, timedelta(days=2)), (30, LONGEST), (0, SHORTEST)):
        absences = {next(iter(paired().readers)): START + timedelta(days=days)}
        state = paired().with_(pause=Pause(since=START, absences=absences, number=1))
        step = next_step(state, START)
        assert step
        paused = step.with_(key=type(step.key).of(StepKind.PAUSED, 1))
        assert need_passes(paused, state, START) == START + expires
