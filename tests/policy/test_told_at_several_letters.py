"""One person tells of meetings at several letters: what they change at an older one leaves the later meeting."""

import pytest

from policy.reported import told_before
from schemas.state import Side
from tests.policy.booked import DAY, MENTEE, MENTOR, active_of, books, in_days, unanswered
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way
from tests.policy.test_withdrawn_meetings import fares, met

FIRST, SECOND = "check_in/1", "check_in/2"


def told_twice() -> Story:
    """Return a pair of whose meetings the mentee has told at two check-ins."""
    story = unanswered()
    story.hears(MENTEE, "check_in", FIRST, met="yes")
    story.goes_on_until("check_in")
    story.passes(hours=3)
    story.hears(MENTEE, "check_in", SECOND, met="yes")
    return story


def asked_twice(**first: object) -> Story:
    """Return a pair that was asked a second time; `first` is what the mentee told at the first question."""
    story = unanswered()
    story.hears(MENTOR, "check_in", FIRST, met="no")
    story.hears(MENTEE, "check_in", FIRST if first else "agreed/1", **(first or {"met": "booked"}))
    story.goes_on_until("check_in")
    return story


@pytest.mark.parametrize("newest", [FIRST, SECOND])
def test_whoever_takes_both_back_in_any_order_has_told_of_none(newest: str) -> None:
    """The meeting of the first one stayed, and the next letter asked "since we last heard of a meeting"."""
    story = told_twice()
    for step in (newest, SECOND if newest == FIRST else FIRST):
        story.hears(MENTEE, "check_in", step, met="no")
    assert met(story) == (None, None)
    assert told_before(active_of(story)) is None
    assert fares(story)[1].startswith("no meeting was reported for ")


@pytest.mark.parametrize(("taken_back", "stays"), [(FIRST, SECOND), (SECOND, FIRST)])
def test_the_other_one_of_two_meetings_stays(taken_back: str, stays: str) -> None:
    story = unanswered()
    told = {}
    story.hears(MENTEE, "check_in", FIRST, met="yes")
    told[FIRST] = met(story)
    story.goes_on_until("check_in")
    story.hears(MENTEE, "check_in", SECOND, met="yes")
    told[SECOND] = met(story)
    story.hears(MENTEE, "check_in", taken_back, met="no")
    assert met(story) == told[stays]


@pytest.mark.parametrize("before", ["yes", None], ids=["stars added", "told there for the first time"])
def test_what_is_added_at_an_older_letter_leaves_todays_booked_meeting_and_says_of_no_meeting_today(
    before: str | None,
) -> None:
    """It was heard as a meeting of that day: the other one's day was gone, and nobody was asked about it."""
    story = asked_twice(**({"met": before} if before else {}))
    story.passes(hours=3)
    story.hears(MENTEE, "check_in", SECOND, met="yes")
    books(story, MENTOR, in_days(story, 3))
    story.passes(days=3)
    booked, told = active_of(story).booked, met(story)
    story.hears(MENTEE, "check_in", FIRST, met="yes", rating=5)
    assert (active_of(story).booked, met(story)) == (booked, told)


def test_an_older_letter_says_nothing_of_todays_booked_meeting_whoever_answers_it() -> None:
    """Its page asks "Had you met when we asked this?"."""
    story = asked_twice()
    story.hears(MENTOR, "check_in", SECOND, met="yes")
    books(story, MENTOR, in_days(story, 3), met="yes")
    story.passes(days=3)
    booked = active_of(story).booked
    story.hears(MENTEE, "check_in", FIRST, met="yes")
    assert active_of(story).booked == booked != ()


@pytest.mark.parametrize("alone", [("agreed/1", "agreed/1"), ("agreed/2", "agreed/3")], ids=["both", "each alone"])
def test_a_first_letter_that_each_got_alone_asks_about_one_meeting(alone: tuple[str, str]) -> None:
    """After a hold, each has it by a number of its own: his yes took the booked day away."""
    story = under_way(Story(paired()))
    books(story, MENTEE, in_days(story, 3), met="yes", step=alone[0])
    story.passes(days=3)
    booked = active_of(story).booked
    story.hears(MENTOR, "check_in", alone[1], met="yes")
    assert active_of(story).booked == booked != ()


def test_stars_added_at_an_older_letter_end_no_ladder_about_the_other_one() -> None:
    story = told_twice()
    story.goes_on_until("nudge")
    rung, quiet = active_of(story).rung, active_of(story).quiet
    story.hears(MENTEE, "check_in", FIRST, met="yes", rating=5)
    assert MENTOR in quiet
    assert (active_of(story).rung, active_of(story).quiet) == (rung, (MENTOR,))


def test_a_low_rating_of_an_older_meeting_says_nothing_of_the_last_one() -> None:
    story = told_twice()
    story.hears(MENTEE, "check_in", FIRST, met="yes", rating=1)
    assert not active_of(story).mentee.low
    story.hears(MENTEE, "check_in", SECOND, met="yes", rating=1)
    assert active_of(story).mentee.low


@pytest.mark.parametrize("first", [FIRST, "nudge/2"])
def test_a_ladder_that_meetings_ended_comes_back_once_all_of_them_are_taken_back(first: str) -> None:
    story = unanswered()
    story.goes_on_until("task")
    rung = active_of(story).rung
    for step, said in ((FIRST, "yes"), ("nudge/2", "yes")):
        story.hears(MENTEE, "check_in", step, met=said)
    assert active_of(story).rung == 0
    for step in (first, "nudge/2" if first == FIRST else FIRST):
        story.hears(MENTEE, "check_in", step, met="no")
    assert (active_of(story).rung, active_of(story).quiet) == (rung, (MENTOR,))


def test_a_ladder_stays_ended_as_long_as_a_meeting_stands_that_was_told_of_since() -> None:
    """The last notice went out, and the pair was closed, though it had told of a meeting days before."""
    story = unanswered()
    story.goes_on_until("task")
    for step, said in (("nudge/2", "yes"), (FIRST, "yes"), ("nudge/2", "no")):
        story.hears(MENTEE, "check_in", step, met=said)
    assert active_of(story).rung == 0
    story.hears(MENTEE, "check_in", FIRST, met="no")
    assert active_of(story).rung > 0, "no meeting stands any more"


@pytest.mark.parametrize("adds", [False, True], ids=["taken back", "added to first"])
@pytest.mark.parametrize("days", [0, 8, 16])
def test_a_coordinator_has_the_full_time_for_a_task_that_comes_back(days: int, adds: bool) -> None:
    """The last notice went out on the same day, after two of fourteen days: a meeting had settled it meanwhile."""
    story = unanswered()
    story.goes_on_until("task")
    due = story.next.due
    story.passes(days=2)
    story.hears(MENTEE, "check_in", FIRST, met="yes")
    story.passes(days=days / 2)
    if adds:
        story.hears(MENTEE, "check_in", FIRST, met="yes", rating=5)
    story.passes(days=days / 2)
    story.hears(MENTEE, "check_in", FIRST, met="no")
    assert story.next.kind == "last_notice"
    assert story.next.due - due == days * DAY


@pytest.mark.parametrize("changed", ["yes", "no"])
def test_a_meeting_from_before_the_ladder_ends_none(changed: str) -> None:
    story = unanswered()
    story.hears(MENTEE, "check_in", FIRST, met="yes")
    story.goes_on_until("nudge")
    key, rung = story.taken[-1].key, active_of(story).rung
    story.hears(MENTEE, "check_in", key, met="yes")
    assert active_of(story).rung == 0
    story.hears(MENTEE, "check_in", key, met=changed)
    assert active_of(story).rung == (rung if changed == "no" else 0)


@pytest.mark.parametrize(("before", "after"), [(5, 1), (1, 5), (None, 1)])
def test_the_rating_of_an_older_meeting_counts_once_the_later_one_is_taken_back(before: int | None, after: int) -> None:
    story = asked_twice(**({"met": "yes", "rating": before} if before else {}))
    story.hears(MENTEE, "check_in", SECOND, met="yes", rating=4)
    story.hears(MENTEE, "check_in", FIRST, met="yes", rating=after)
    assert not active_of(story).mentee.low
    story.hears(MENTEE, "check_in", SECOND, met="no")
    assert active_of(story).mentee.low == (after == 1)


def test_an_older_meeting_that_is_told_of_late_is_never_the_last_one() -> None:
    """With stars for the last one, the next letter asked since the day on which the older one was told of."""
    story = asked_twice()
    story.hears(MENTEE, "check_in", SECOND, met="yes")
    last = met(story)
    story.passes(days=9)
    story.hears(MENTEE, "check_in", FIRST, met="yes")
    story.hears(MENTEE, "check_in", SECOND, met="yes", rating=5)
    assert met(story) == last


@pytest.mark.parametrize("newer", ["", "check_in"], ids=["before the next letter", "after it"])
def test_one_star_stays_if_the_other_one_tells_of_the_same_meeting(newer: str) -> None:
    """Once the next letter was out, his answer to the older one made the pair be on track."""
    story = unanswered()
    story.hears(MENTEE, "check_in", FIRST, met="yes", rating=1)
    if newer:
        story.goes_on_until(newer)
    story.passes(days=1)
    story.hears(MENTOR, "check_in", FIRST, met="yes", rating=5)
    assert "rated low" in fares(story)[1]


def test_stars_that_were_changed_since_do_not_come_back_with_what_the_other_one_takes_back() -> None:
    story = unanswered()
    story.hears(MENTEE, "check_in", FIRST, met="yes", rating=1)
    story.passes(days=1)
    story.hears(MENTOR, "check_in", FIRST, met="yes")
    story.hears(MENTEE, "check_in", FIRST, met="yes", rating=5)
    story.hears(MENTOR, "check_in", FIRST, met="no")
    assert "rated low" not in fares(story)[1]


@pytest.mark.parametrize("first", [FIRST, SECOND])
def test_one_star_at_an_older_letter_is_heard_in_whichever_order_two_letters_are_answered(first: str) -> None:
    """Once the latest question was answered "no", it was not heard."""
    story = asked_twice()
    for step in (first, SECOND if first == FIRST else FIRST):
        story.hears(MENTEE, "check_in", step, **({"met": "yes", "rating": 1} if step == FIRST else {"met": "no"}))
    assert active_of(story).mentee.low


def test_five_stars_at_an_older_letter_take_the_place_of_those_of_the_meeting_before() -> None:
    story = told_twice()
    story.hears(MENTEE, "check_in", FIRST, met="yes", rating=1)
    story.goes_on_until("check_in")
    for step, said in (("check_in/3", {"met": "no"}), (SECOND, {"met": "no"}), (SECOND, {"met": "yes", "rating": 5})):
        story.hears(MENTEE, "check_in", step, **said)
    assert "rated low" not in fares(story)[1]


def test_a_meeting_at_the_first_letter_that_is_told_of_last_comes_before_all_others() -> None:
    """Once the last one was taken back, it was the last one, told of on the day on which that one was."""
    story = unanswered()
    story.hears(MENTEE, "check_in", FIRST, met="yes")
    before = met(story)
    story.goes_on_until("check_in")
    for step, said in ((SECOND, "yes"), ("agreed/1", "yes"), (SECOND, "no")):
        story.hears(MENTEE, "check_in", step, met=said)
    assert met(story) == before


def test_a_year_of_meetings_is_remembered_by_the_latest_few() -> None:
    story = told_twice()
    for _ in range(6):
        key = story.takes().key
        story.hears(MENTEE, "check_in", key, met="yes")
    kept, reports = active_of(story).mentee, 0
    report = kept.report
    while report:
        report, reports = report.under, reports + 1
    assert reports == 3
    assert len(kept.model_dump_json()) < 5 * len(Side(life=story.now).model_dump_json())
