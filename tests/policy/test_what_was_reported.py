"""Sentences say what is known: who reported a meeting, and who set the rhythm."""

from policy.card import card_of
from policy.reasons import all_of, sentence
from schemas.names import Choice, Role
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR


def asked() -> Story:
    """Return a pair that has been asked how it is going."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    return story


def fares(story: Story) -> str:
    """Return how a pair fares, in words."""
    return all_of(card_of(story.state, story.now).health_reasons)


def test_a_meeting_is_told_as_reported_and_by_whom_where_the_two_disagree() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    assert fares(story).startswith("a meeting was reported today; they agreed to meet every 3 weeks")
    assert "only" not in fares(story)
    story.hears(MENTOR, "check_in", "check_in/1", met="no")
    assert "only {mentee} reported the last meeting; the other answered that there was none" in fares(story)
    story.hears(MENTOR, "check_in", "check_in/1", met="yes")
    assert "only" not in fares(story)


def test_a_rhythm_that_one_of_them_chose_is_theirs_until_the_other_chooses_it_too() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice=Choice.CADENCE, cadence_days=42)
    assert "{mentee} chose to meet every 6 weeks" in fares(story)
    assert "{mentee} chose to meet every 6 weeks" in sentence(story.next.reason)
    assert "agreed" not in fares(story)
    story.hears(MENTEE, "adjust", "check_in/1", choice=Choice.CADENCE, cadence_days=42)
    assert "agreed" not in fares(story)
    story.hears(MENTOR, "adjust", "check_in/1", choice=Choice.CADENCE, cadence_days=42)
    assert "they agreed to meet every 6 weeks" in fares(story)


def test_the_silence_of_a_pair_is_held_against_the_rhythm_that_one_of_them_set() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice=Choice.CADENCE, cadence_days=14)
    nudge = story.goes_on_until("nudge")
    assert sentence(nudge.reason).endswith("{mentee} chose to meet every 2 weeks")
