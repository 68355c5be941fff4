"""The card says on which day a mentorship ends: the agreed one, or the farewell's once a goodbye has begun."""

from policy.card import card_of, live_card
from tests.policy.holds import held, lifted
from tests.policy.pairs import seeking
from tests.policy.stories import Story
from tests.policy.test_card import HR, asked, line


def test_a_goodbye_that_comes_sooner_than_agreed_ends_it_on_the_day_of_the_farewell() -> None:
    story = asked()
    story.passes(days=7)
    agreed = story.state.ends
    assert card_of(story.state, story.now).ends == agreed
    story.hears(HR, "close")
    before_its_letter = card_of(story.state, story.now).ends
    story.takes("closing")
    in_goodbye, farewell = card_of(story.state, story.now).ends, story.next
    assert farewell.kind == "farewell"
    assert (before_its_letter, in_goodbye) == (farewell.due, farewell.due)
    assert line(story, "Ends") == f"- Ends: {farewell.due:%-d %B %Y, %H:%M} UTC"
    story.hears(HR, "resume")
    assert card_of(story.state, story.now).ends == story.state.ends


def test_a_request_that_is_withdrawn_ends_once_those_who_knew_of_it_are_told() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(HR, "close")
    assert card_of(story.state, story.now).ends == story.next.due


def test_a_goodbye_that_is_on_hold_has_no_day_on_which_it_ends() -> None:
    """It was said to end at that very moment, for as long as the hold lasted."""
    story = asked()
    story.hears(HR, "close")
    story.takes("closing")
    hold = held(story)
    story.passes(days=3)
    assert card_of(story.state, story.now).ends is None
    assert "- Ends:" not in live_card(card_of(story.state, story.now))
    lifted(story, hold)
    assert card_of(story.state, story.now).ends == story.next.due


def test_a_pair_on_hold_still_has_the_day_that_it_agreed_on() -> None:
    story = asked()
    agreed = story.state.ends
    held(story)
    assert card_of(story.state, story.now).ends == agreed
