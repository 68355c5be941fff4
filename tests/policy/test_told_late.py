"""Whom mail did not reach as a break began hears of it once mail reaches them, and nobody hears of it twice."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR
DAY = timedelta(days=1)


def in_a_break(lost: tuple[Role, ...] = (MENTOR,), days: int = 40) -> Story:
    """Return a pair in a break that HR asked for, of which these got no letter."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    for role in lost:
        story.learns(role, "unreachable")
    story.hears(HR, "pause", until=story.now + days * DAY)
    while story.takes().kind is not StepKind.PAUSED:
        pass
    return story


@pytest.mark.parametrize("role", PAIR)
def test_they_alone_are_told_as_soon_as_mail_reaches_them_again(role: Role) -> None:
    story = in_a_break((role,))
    story.passes(days=5)
    story.learns(role, "reachable")
    step = story.takes("paused")
    assert (step.to, step.reason.code) == ((role,), ReasonCode.BREAK_ASKED)
    assert step.due - story.now < 4 * DAY
    assert step.key not in [one.key for one in story.taken[:-1]]
    welcomed = story.takes("resumed")
    assert welcomed.to == PAIR


def test_who_is_reached_only_when_it_is_nearly_over_is_welcomed_back_alone() -> None:
    story = in_a_break(days=6)
    story.now = story.state.pause.until - timedelta(hours=12) if story.state.pause else story.now
    story.learns(MENTOR, "reachable")
    assert story.next.kind is StepKind.RESUMED


def test_a_new_date_that_is_told_to_both_is_not_told_twice() -> None:
    story = in_a_break()
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    story.learns(MENTOR, "reachable")
    step = story.takes("paused")
    assert (step.to, step.reason.code) == (PAIR, ReasonCode.BREAK_CHANGED)
    assert story.next.kind is StepKind.RESUMED


def test_a_new_date_after_they_were_told_late_is_told_to_both() -> None:
    story = in_a_break()
    story.learns(MENTOR, "reachable")
    story.takes("paused")
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    assert story.takes("paused").to == PAIR
    assert len({one.key for one in story.taken}) == len(story.taken)
    assert story.next.kind is StepKind.RESUMED


def test_each_of_two_whom_it_did_not_reach_is_told_when_it_does() -> None:
    story = in_a_break(PAIR)
    for role in PAIR:
        story.learns(role, "reachable")
        assert story.takes("paused").to == (role,)
    assert story.next.kind is StepKind.RESUMED


def test_a_break_that_ends_sooner_than_they_are_told_has_only_its_welcome() -> None:
    story = in_a_break()
    story.learns(MENTOR, "reachable")
    story.hears(HR, "resume")
    assert story.takes("resumed").to == PAIR


def test_so_is_a_mentee_whose_search_has_a_break() -> None:
    story = Story(seeking())
    story.takes("request", written=(MENTOR,), unreachable=(MENTEE,))
    story.hears(HR, "pause", until=story.now + 40 * DAY)
    while story.takes().kind is not StepKind.PAUSED:
        pass
    story.learns(MENTEE, "reachable")
    assert story.takes("paused").to == (MENTEE,)


def begun_without(role: Role, silent: bool) -> Story:
    """Return two who begin, of whom one got no letter about it."""
    story = Story(paired())
    story.takes("agreement")
    for one in () if silent else PAIR:
        story.hears(one, "agree", "agreement/1")
    while story.next.kind is not StepKind.AGREED:
        story.takes()
    story.takes("agreed", written=tuple(one for one in PAIR if one is not role), unreachable=(role,))
    return story


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize("role", PAIR)
def test_who_did_not_read_that_they_begin_reads_it_once_mail_reaches_them(role: Role, silent: bool) -> None:
    """The next that they heard was a check-in, a month later: "Have you met since you began?"."""
    story = begun_without(role, silent)
    story.takes("unreachable", unreachable=(role,))
    story.passes(days=2)
    story.learns(role, "reachable")
    late = story.takes("agreed")
    assert late.to == (role,)
    assert late.key == "agreed/2"
    assert late.due - story.now < 4 * DAY
    assert story.next.kind is StepKind.CHECK_IN


def test_each_who_is_reached_again_gets_a_letter_of_their_own_that_they_begin() -> None:
    story = Story(paired())
    story.takes("agreement")
    for one in PAIR:
        story.hears(one, "agree", "agreement/1")
    story.takes("agreed", written=(), unreachable=PAIR)
    keys = []
    for role in PAIR:
        story.learns(role, "reachable")
        late = story.takes("agreed")
        assert late.to == (role,)
        keys.append(late.key)
    assert keys == ["agreed/2", "agreed/3"]


def test_who_got_another_letter_first_is_not_told_late_that_they_begin() -> None:
    story = begun_without(MENTEE, silent=False)
    while story.next.kind != "check_in":
        story.takes(unreachable=(MENTEE,))
    story.takes("check_in", written=PAIR, unreachable=())
    assert story.next.kind != "agreed"


@pytest.mark.parametrize("lost_again", [False, True])
def test_who_did_not_read_that_it_goes_on_after_all_reads_it_once_mail_reaches_them(lost_again: bool) -> None:
    """They believed for a month that it was over."""
    story = under_way(Story(paired()))
    story.goes_on_until("check_in")
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    first = story.takes("reopened", written=(MENTOR,), unreachable=(MENTEE,))
    story.takes("unreachable", unreachable=(MENTEE,))
    story.learns(MENTEE, "reachable")
    if lost_again:
        assert story.takes("reopened", written=(), unreachable=(MENTEE,)).to == (MENTEE,)
        story.takes("unreachable", unreachable=(MENTEE,))
        story.learns(MENTEE, "reachable")
    late = story.takes("reopened")
    assert (late.to, late.reason) == ((MENTEE,), first.reason)
    assert late.key not in [one.key for one in story.taken[:-1]]
    assert story.next.kind is not StepKind.REOPENED


@pytest.mark.parametrize("kind", [StepKind.AGREED, StepKind.REOPENED])
def test_a_late_letter_that_the_relay_refuses_is_not_written_again_and_again(kind: StepKind) -> None:
    story = begun_without(MENTOR, silent=False)
    if kind is StepKind.REOPENED:
        story = under_way(Story(paired()))
        story.hears(HR, "close")
        story.takes("closing")
        story.hears(HR, "resume")
        story.takes("reopened", written=(MENTEE,), unreachable=(MENTOR,))
    story.learns(MENTOR, "reachable")
    late = story.takes(kind, written=(), skipped=(MENTOR,))
    assert late.to == (MENTOR,)
    assert story.next.kind is not kind


def test_who_has_met_meanwhile_is_not_told_late_that_they_can_begin() -> None:
    story = begun_without(MENTOR, silent=False)
    story.hears(MENTEE, "check_in", "agreed/1", met="yes")
    story.learns(MENTOR, "reachable")
    assert story.next.kind is not StepKind.AGREED


def test_who_is_told_late_that_it_goes_on_is_told_who_settled_it() -> None:
    story = under_way(Story(paired()))
    story.goes_on_until("last_notice")
    story.hears(Role.COORDINATOR, "decide", "task/1", choice="continue")
    told = story.takes("reopened", written=(MENTEE,), unreachable=(MENTOR,))
    story.learns(MENTOR, "reachable")
    late = story.takes("reopened")
    assert late.to == (MENTOR,)
    assert late.reason == told.reason
    assert late.reason.who == (Role.COORDINATOR,)


@pytest.mark.parametrize("role", PAIR)
def test_a_letter_that_comes_back_a_day_later_is_told_late_as_well(role: Role) -> None:
    """A relay puts it off and refuses it then, or takes it and reports by mail that it could not deliver it."""
    story = under_way(Story(paired()))
    story.passes(days=1)
    story.learns(role, "unreachable")
    story.takes("unreachable")
    story.learns(role, "reachable")
    late = story.takes("agreed")
    assert (late.key, late.to) == ("agreed/2", (role,))
    assert story.next.kind is StepKind.CHECK_IN


def test_each_of_two_letters_that_come_back_has_a_number_of_its_own() -> None:
    story = under_way(Story(paired()))
    keys = []
    for role in PAIR:
        story.learns(role, "unreachable")
        story.learns(role, "reachable")
        keys.append(story.takes("agreed").key)
    assert keys == ["agreed/2", "agreed/3"]


def test_a_letter_about_a_break_that_comes_back_is_told_late_as_well() -> None:
    story = in_a_break(())
    story.passes(days=1)
    story.learns(MENTOR, "unreachable")
    story.learns(MENTOR, "reachable")
    assert story.takes("paused").to == (MENTOR,)
    assert story.next.kind is StepKind.RESUMED


def test_an_address_that_fails_later_has_nothing_to_do_with_a_letter_that_arrived() -> None:
    story = under_way(Story(paired()))
    story.passes(days=10)
    story.learns(MENTOR, "unreachable")
    story.learns(MENTOR, "reachable")
    assert StepKind.AGREED not in (story.next.kind, story.takes().kind, story.next.kind)


def test_who_has_answered_from_that_very_letter_does_not_get_it_again() -> None:
    story = under_way(Story(paired()))
    story.passes(hours=2)
    story.hears(MENTEE, "check_in", "agreed/1", met="no")
    story.learns(MENTEE, "unreachable")
    story.learns(MENTEE, "reachable")
    assert story.next.kind is not StepKind.AGREED
