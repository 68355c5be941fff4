"""Whoever did not read that a break is over, because a hold kept that back, is welcomed back after the hold, alone."""

from datetime import timedelta

import pytest

from policy.reasons import summary
from schemas.names import PAIR, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.holds import held, in_a_break, lifted
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR = PAIR


def back_unread(story: Story, missed: tuple[Role, ...] = (MENTOR,)) -> Story:
    """Carry a story on through a break whose end a hold keeps from these, until the hold is lifted on a Saturday."""
    in_a_break(story)
    story.hears(Role.HR, "resume")
    story.takes("resumed")
    hold = held(story)
    while story.now.weekday() != 5:
        story.passes(days=1)
    lifted(story, hold, kept_back=dict.fromkeys(missed, ("resumed/1",)))
    return story


@pytest.mark.parametrize("missed", [(MENTOR,), (MENTEE, MENTOR)])
def test_whoever_did_not_read_that_the_break_is_over_is_welcomed_back_after_the_hold(missed: tuple[Role, ...]) -> None:
    """They went on believing in the break that HR had ended."""
    story = in_a_break(under_way(Story(paired())))
    story.hears(Role.HR, "resume")
    story.takes("resumed")
    due, hold = story.next.due, held(story)
    story.passes(days=2)
    lifted(story, hold, kept_back=dict.fromkeys(missed, ("resumed/1",)))
    late = story.takes("resumed")
    assert (late.to, late.reason.code) == (missed, ReasonCode.BREAK_OVER)
    assert late.key not in [one.key for one in story.taken[:-1]]
    assert (story.next.kind, story.state.pause) == (StepKind.CHECK_IN, None)
    assert timedelta(0) < story.next.due - due < timedelta(days=7)


def test_so_is_a_mentee_whose_search_had_a_break() -> None:
    story = Story(seeking())
    story.takes("request")
    in_a_break(story)
    story.hears(Role.HR, "resume")
    story.takes("resumed")
    hold = held(story)
    lifted(story, hold, kept_back={MENTEE: ("resumed/1",)})
    assert story.takes("resumed").to == (MENTEE,)


def test_whoever_is_told_that_they_begin_is_not_welcomed_back_as_well() -> None:
    story = in_a_break(under_way(Story(paired())))
    story.hears(Role.HR, "resume")
    story.takes("resumed")
    hold = held(story)
    lifted(story, hold, kept_back={MENTOR: ("agreed/1", "paused/1", "resumed/1")})
    assert story.takes("agreed").to == (MENTOR,)
    assert story.next.kind is StepKind.CHECK_IN


def test_a_new_break_after_the_hold_ends_for_both_also_if_a_second_hold_outlasts_it() -> None:
    """Its end was told to the one alone who had not read of the end of the break before."""
    story = back_unread(under_way(Story(paired())))
    story.hears(Role.HR, "pause", until=story.now + timedelta(days=20))
    assert story.takes("paused").to == PAIR
    hold = held(story)
    story.passes(days=25)
    lifted(story, hold)
    assert story.takes("resumed").to == PAIR
    assert story.next.kind is StepKind.CHECK_IN


def test_a_new_break_that_is_taken_back_before_its_letter_is_over_for_nobody() -> None:
    """She was welcomed back again, from a break of which nobody had told her."""
    story = back_unread(under_way(Story(paired())))
    story.hears(Role.HR, "pause", until=story.now + timedelta(days=20))
    story.passes(hours=1)
    story.hears(Role.HR, "resume")
    assert story.takes("resumed").to == (MENTOR,)
    assert story.next.kind is StepKind.CHECK_IN


def test_a_mentor_who_has_said_no_or_has_left_is_not_welcomed_back() -> None:
    """A letter to nobody was on the timeline."""
    search = Story(seeking())
    search.takes("request")
    back_unread(search)
    search.hears(MENTOR, "decline", "request/1")
    assert search.takes().kind is StepKind.REQUEST
    pair = back_unread(under_way(Story(paired())))
    pair.learns(MENTOR, "left")
    assert pair.next.kind is not StepKind.RESUMED


def test_a_mentor_who_takes_their_no_back_is_welcomed_back_after_all() -> None:
    story = Story(seeking())
    story.takes("request")
    back_unread(story)
    story.hears(MENTOR, "decline", "request/1")
    story.hears(MENTOR, "accept", "request/1")
    assert story.takes("resumed").to == (MENTOR,)
    assert story.takes("agreement").to == PAIR


def test_whoever_hears_of_the_goodbye_by_then_is_not_welcomed_back() -> None:
    story = back_unread(under_way(Story(paired())))
    story.hears(Role.HR, "close")
    assert story.takes().kind is StepKind.CLOSING
    assert not story.state.unwelcomed


def test_whoever_mail_does_not_reach_is_welcomed_back_once_it_does() -> None:
    story = back_unread(under_way(Story(paired())))
    story.learns(MENTOR, "unreachable")
    assert story.next.kind is not StepKind.RESUMED
    story.learns(MENTOR, "reachable")
    late = story.takes("resumed")
    assert late.to == (MENTOR,)
    assert "welcome the mentor back" in summary(late)


@pytest.mark.parametrize("news", ["reachable", "readdressed"])
def test_nobody_is_welcomed_back_before_the_other_one_reads_that_a_last_notice_is_settled(news: str) -> None:
    """The welcome back to the one took the place of that letter to the other, whose last letter said that it ends."""
    story = in_a_break(under_way(Story(paired())))
    story.hears(Role.HR, "resume")
    story.takes("resumed")
    hold = held(story)
    lifted(story, hold, kept_back={MENTOR: ("resumed/1",)})
    story.learns(MENTOR, "unreachable")
    while story.next.kind is not StepKind.LAST_NOTICE:
        story.takes(unreachable=(MENTOR,))
    story.takes(unreachable=(MENTOR,))
    story.learns(MENTOR, "reachable")
    story.learns(MENTOR, news)
    assert story.takes("reopened").to == (MENTEE,)
    assert story.takes("resumed").to == (MENTOR,)
