"""Somebody whom no agreement reached: once there is an address, all is as with anybody else."""

from datetime import timedelta

import pytest

from policy.agreeing import unshown
from schemas.names import PAIR, Phase, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story
from tests.policy.test_verdict import judged, settled

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)


def missed(story: Story) -> Story:
    """Carry it on until silence would count, and find that no letter with the agreement was sent to the mentor."""
    while story.next.kind is not StepKind.AGREED:
        story.takes()
    return settled(story, judged(story, undelivered={MENTOR}))


@pytest.mark.parametrize("kind", ["readdressed", "reachable"])
def test_once_their_address_is_corrected_silence_counts_again_and_nobody_is_told_that_mail_cannot_reach_them(
    kind: str,
) -> None:
    story = missed(Story(paired()))
    story.takes("agreement_reminder")
    story.takes("unreachable")
    story.passes(days=1)
    story.learns(MENTOR, kind)
    assert unshown(story.state) == ()
    again = story.takes("agreement_reminder")
    assert again.to == (MENTOR,)
    assert story.goes_on_until("agreed").due - again.due >= (story.state.rules.agreement_days - 1) * DAY


def test_the_coordinator_is_not_asked_for_an_address_that_was_corrected_meanwhile() -> None:
    story = missed(Story(paired()))
    story.learns(MENTOR, "readdressed")
    while story.is_in(Phase.AGREEING):
        assert story.takes().kind is not StepKind.UNREACHABLE


def test_if_it_reaches_them_again_at_no_time_they_are_asked_once_more() -> None:
    story = missed(Story(paired()))
    story.learns(MENTOR, "readdressed")
    again = missed(story)
    assert unshown(again.state) == (MENTOR,)


def test_in_a_search_the_next_candidate_is_asked_instead() -> None:
    """Such a search once ended on day 42, with candidates whom nobody had asked."""
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    step = missed(story).takes("request")
    assert (step.key, step.reason.code) == ("request/2", ReasonCode.UNREACHED_NEXT)


def test_where_nobody_else_is_left_they_have_one_more_full_time() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    assert missed(story).takes("agreement_reminder").to == (MENTOR,)
