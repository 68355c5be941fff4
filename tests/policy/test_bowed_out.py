"""One of two who look at their agreement would rather not begin, and nobody else is left to ask."""

from schemas.names import PAIR, Phase, Role
from schemas.reason import ReasonCode
from tests.policy.pairs import seeking
from tests.policy.stories import Story

MENTEE, MENTOR, COORDINATOR = *PAIR, Role.COORDINATOR


def test_a_search_whose_last_candidate_bows_out_goes_on_as_after_a_no() -> None:
    """It ended, though the mentee had said nothing, and nobody who could help heard of it."""
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    story.hears(MENTOR, "adjust", "agreement/1", choice="close")
    assert story.shown.phase is Phase.SEEKING
    step = story.takes("no_mentor")
    assert (step.to, step.reason.code) == ((COORDINATOR, MENTEE), ReasonCode.BOWED_OUT_LAST)


def test_a_mentee_who_bows_out_of_the_last_agreement_ends_the_search_if_they_want_no_other_mentor() -> None:
    for choice, phase in (("close", Phase.CLOSING), ("rematch", Phase.SEEKING)):
        story = Story(seeking(zones=("Europe/Berlin",)))
        story.takes("request")
        story.hears(MENTOR, "accept", "request/1")
        story.takes("agreement")
        story.hears(MENTEE, "adjust", "agreement/1", choice=choice)
        assert story.shown.phase is phase


def test_a_mentor_who_agrees_after_all_does_not_begin_with_a_mentee_who_is_ending_the_search() -> None:
    """It began, and the letter that followed ended it and asked both for thanks."""
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    story.hears(MENTEE, "agree", "agreement/1")
    story.hears(MENTOR, "adjust", "agreement/1", choice="rematch")
    story.hears(MENTEE, "adjust", "agreement/1", choice="close")
    story.hears(MENTOR, "agree", "agreement/1")
    assert story.state.active is None
    assert story.takes("withdrawn").to == PAIR
    assert story.is_in(Phase.CLOSED)
