"""From the end of a break until the letter that says so, which waits for good hours, nothing says that it goes on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from policy.card import BACK, ON_HOLD, PHASES, card_of, is_ahead, live_card
from policy.pausing import is_over, still_away
from policy.receipts import receipt
from schemas.names import PAIR, Choice, Phase, Role
from tests.policy.pairs import answer, paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR = PAIR
HR = Role.HR
DAY = timedelta(days=1)
SATURDAY = 5


def searching() -> Story:
    """Return a search whose first mentor was asked."""
    story = Story(seeking())
    story.takes("request")
    return story


def agreeing() -> Story:
    """Return a pair that looks at its agreement."""
    story = Story(paired())
    story.takes("agreement")
    return story


def active() -> Story:
    """Return a pair that was asked how it is going."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    return story


def saturday(after: datetime) -> datetime:
    """Return a Saturday, two weeks later or more."""
    day = after + 14 * DAY
    while day.weekday() != SATURDAY:
        day += DAY
    return day


def told(story: Story) -> Story:
    """Return the same once both were told of the break."""
    story.takes("paused")
    return story


def on_a_break(story: Story, role: Role = HR) -> Story:
    """Return the same in a break until a Saturday, of which both were told."""
    story.hears(role, "pause", until=saturday(story.now))
    return told(story)


def says(story: Story, role: Role, kind: str, step: str = "", **words: object) -> str:
    """Take an answer in, and return its receipt."""
    before = story.state
    story.hears(role, kind, step, **words)
    return receipt(answer(1, role, kind, step, **words), before, story.state, story.now)


def check_is_back(story: Story) -> None:
    """Check that the card says that the break is over, and when both read it."""
    card = card_of(story.state, story.now)
    assert is_over(story.state, story.now)
    assert (card.phase, card.standing) == (Phase.PAUSED, BACK)
    assert (card.paused_until, card.away) == (None, {})
    assert card.next
    assert card.next.kind == "resumed"
    assert card.next.due.weekday() == 0
    assert not is_ahead(card)
    lines = live_card(card)
    assert lines.startswith("**Back from a break**")
    assert lines.count("because the break is over") == 1
    assert "Break until" not in lines
    assert "send the update `pause` or `close`" in lines, "a `resume` would find nothing to end"


@pytest.mark.parametrize("begun", [searching, agreeing, active])
def test_a_break_that_hr_ends_on_a_saturday_is_over_in_every_phase(begun: Callable[[], Story]) -> None:
    story = on_a_break(begun())
    story.now = saturday(story.now) - 7 * DAY
    assert card_of(story.state, story.now).standing == PHASES[Phase.PAUSED]
    assert is_ahead(card_of(story.state, story.now))
    assert says(story, HR, "resume") == "The break is over, and everything goes on where it stopped."
    check_is_back(story)
    story.now += DAY
    check_is_back(story)
    story.takes("resumed")
    assert not is_over(story.state, story.now)
    assert card_of(story.state, story.now).phase is not Phase.PAUSED


@pytest.mark.parametrize("begun", [searching, agreeing, active])
def test_a_break_that_ends_by_itself_on_a_saturday_is_over(begun: Callable[[], Story]) -> None:
    story = on_a_break(begun())
    story.now = story.next.due - 2 * DAY
    check_is_back(story)


def test_whoever_is_back_on_a_saturday_ends_their_break() -> None:
    story = on_a_break(active(), MENTEE)
    story.now = saturday(story.now) - 7 * DAY
    assert says(story, MENTEE, "resume") == "Everything goes on where it stopped."
    check_is_back(story)


@pytest.mark.parametrize("role", [HR, MENTEE])
def test_what_ends_a_break_a_second_time_says_that_it_was_over(role: Role) -> None:
    story = on_a_break(active(), MENTEE)
    story.now = saturday(story.now) - 7 * DAY
    story.hears(HR, "resume")
    before = story.state.pause
    assert says(story, role, "resume").startswith("The break was over already")
    assert story.state.pause
    assert before
    assert story.state.pause.until == before.until
    check_is_back(story)


def test_while_one_of_two_is_away_only_they_are() -> None:
    story = active()
    story.hears(MENTOR, "pause", until=story.now + 10 * DAY)
    story.hears(MENTEE, "pause", until=story.now + 20 * DAY)
    told(story)
    assert set(card_of(story.state, story.now).away) == set(PAIR)
    story.passes(days=12)
    card = card_of(story.state, story.now)
    assert set(still_away(story.state, story.now)) == set(card.away) == {MENTEE}
    assert (card.standing, card.paused_until) == (PHASES[Phase.PAUSED], card.away[MENTEE])
    assert "the mentor is away" not in live_card(card)


def test_a_hold_in_which_a_break_ends_is_a_hold_and_no_break() -> None:
    story = on_a_break(active())
    story.hears(HR, "hold")
    story.passes(days=40)
    card = card_of(story.state, story.now)
    assert (card.standing, card.paused_until, card.away, card.next) == (ON_HOLD, None, {}, None)


def test_another_break_before_the_letter_is_a_break() -> None:
    story = on_a_break(active())
    story.now = saturday(story.now) - 7 * DAY
    story.hears(HR, "resume")
    until = story.now + 30 * DAY
    assert says(story, HR, "pause", until=until) == f"A break until {until:%-d %B %Y}."
    card = card_of(story.state, story.now)
    assert (card.standing, card.paused_until) == (PHASES[Phase.PAUSED], until)
    assert is_ahead(card.model_copy(update={"next": story.next})) or story.next.kind == "paused"


def test_a_break_that_is_taken_back_after_the_letter_about_it_is_over() -> None:
    story = active()
    until = saturday(story.now)
    story.hears(MENTEE, "adjust", "check_in/1", choice=Choice.PAUSE, until=until)
    told(story)
    story.now = until - 7 * DAY
    story.hears(MENTEE, "adjust", "check_in/1", choice=Choice.CONTINUE)
    check_is_back(story)


def test_an_end_that_hr_takes_back_leaves_the_break_as_it_was_which_a_second_resume_ends() -> None:
    """The receipt once named the break alone, so that nobody could see that the end was off."""
    story = on_a_break(active())
    assert story.state.pause
    until = story.state.pause.until
    story.hears(HR, "close")
    words = f"The end is taken back. The break still lasts until {until:%-d %B %Y}; on that day everything goes on."
    assert says(story, HR, "resume") == words
    assert card_of(story.state, story.now).paused_until == until
    assert says(story, HR, "resume") == "The break is over, and everything goes on where it stopped."


def test_an_end_that_hr_takes_back_once_the_break_is_over_is_said_to_be_taken_back() -> None:
    story = on_a_break(active())
    story.now = saturday(story.now) - 7 * DAY
    story.hears(HR, "resume")
    story.hears(HR, "close")
    assert says(story, HR, "resume") == "The end is taken back; everything goes on."
    check_is_back(story)


def test_an_end_that_one_of_them_takes_back_in_a_break_is_said_to_be_taken_back() -> None:
    story = active()
    story.hears(HR, "pause", until=story.now + 30 * DAY)
    story.takes("paused")
    story.hears(MENTEE, "adjust", "check_in/1", choice=Choice.CLOSE)
    words = says(story, MENTEE, "adjust", "check_in/1", choice=Choice.CONTINUE)
    assert words.startswith("The end is taken back. The break still lasts until ")
