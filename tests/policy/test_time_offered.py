"""More time is offered where asking for it brings it, and until the day that it brings."""

from datetime import timedelta

from policy.hearing import hear
from policy.more_time import longer_until
from policy.receipts import receipt
from schemas.names import PAIR, Phase, Role
from schemas.reason import ReasonCode
from schemas.state import State
from tests.policy.pairs import answer
from tests.policy.stories import Story
from tests.policy.test_closing import asked
from tests.policy.test_more_time import good_until

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)


def offered(story: Story, role: Role = MENTEE) -> bool:
    """Whether somebody is offered more time, at the day that asking for it then brings."""
    step = story.taken[-1].key
    until = longer_until(story.state, role, step, story.now)
    heard = hear(story.state, answer(10**6, role, "adjust", step, choice="extend"), story.now)
    assert until is None or (isinstance(heard, State) and heard.ends == until)
    return until is not None


def test_a_goodbye_that_time_brought_offers_more_of_it_to_each_of_the_two_until_the_farewell() -> None:
    story = good_until("closing")
    assert all(offered(story, role) for role in PAIR)
    story.hears(MENTEE, "thank", "closing/1", note=True)
    assert all(offered(story, role) for role in PAIR)
    assert story.state.closing
    story.now = story.state.closing.until
    assert offered(story)
    story.takes("farewell")
    assert not offered(story)


def test_no_other_end_offers_more_time() -> None:
    for ends in (Role.HR, MENTEE):
        story = asked()
        story.hears(ends, "close" if ends is Role.HR else "adjust", choice="close")
        story.takes("closing")
        assert not any(offered(story, role) for role in PAIR)


def test_nobody_is_offered_more_time_with_somebody_who_has_left() -> None:
    story = good_until("closing")
    story.learns(MENTOR, "left")
    assert not offered(story)


def test_whoever_asks_for_more_time_at_the_goodbye_reads_until_when_and_both_are_told() -> None:
    story = good_until("closing")
    before, until = story.state, longer_until(story.state, MENTOR, story.taken[-1].key, story.now)
    wish = answer(1, MENTOR, "adjust", "closing/1", choice="extend")
    story.hears(MENTOR, "adjust", "closing/1", choice="extend")
    assert until
    assert receipt(wish, before, story.state, story.now) == f"You have more time together: until {until:%-d %B %Y}."
    assert story.state.phase is Phase.ACTIVE
    told = story.takes("reopened")
    assert (told.to, told.reason.code, told.reason.who) == (PAIR, ReasonCode.MORE_TIME, (MENTOR,))
    after = story.state
    story.hears(MENTEE, "adjust", "closing/1", choice="extend")
    again = receipt(answer(2, MENTEE, "adjust", "closing/1", choice="extend"), after, story.state, story.now)
    assert again == f"The time was added already: you have until {until:%-d %B %Y}."
