"""Who is asked at the end how it was: each of a pair that began, unless its end came from a hold."""

from uuid import UUID

from policy.looking_back import is_asked
from schemas.names import PAIR, Choice, Phase, Role
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way


def met() -> Story:
    """Return a pair that was asked once how it is going."""
    story = Story(paired())
    under_way(story)
    story.goes_on_until("check_in")
    return story


def asked(story: Story) -> set[Role]:
    """Return who is asked how it was."""
    return {role for role in Role if is_asked(story.state, role)}


def test_both_are_asked_from_the_closing_letter_on_and_after_the_farewell() -> None:
    story = met()
    assert asked(story) == set()
    story.hears(Role.HR, "close")
    assert asked(story) == set()
    story.goes_on_until("closing")
    assert asked(story) == set(PAIR)
    story.goes_on_until("farewell")
    assert story.state.phase is Phase.CLOSED
    assert asked(story) == set(PAIR)


def test_nobody_is_asked_once_the_end_is_taken_back() -> None:
    story = met()
    story.hears(Role.HR, "close")
    story.goes_on_until("closing")
    story.hears(Role.HR, "resume")
    assert asked(story) == set()


def test_a_last_notice_is_no_goodbye_and_the_farewell_after_it_is() -> None:
    story = met()
    story.goes_on_until("last_notice")
    assert asked(story) == set()
    story.goes_on_until("farewell")
    assert asked(story) == set(PAIR)


def test_nobody_is_asked_while_it_is_on_hold_or_where_the_programme_ended_it_from_there() -> None:
    story = met()
    story.hears(Role.HR, "close")
    story.goes_on_until("closing")
    story.hears(Role.HR, "hold")
    hold = UUID(int=story.said)
    assert asked(story) == set()
    story.hears(Role.HR, "lift", hold=hold, choice=Choice.CLOSE)
    assert asked(story) == set()
    story.goes_on_until("farewell")
    assert asked(story) == set()


def test_nobody_is_asked_where_hr_ended_it_on_hold() -> None:
    story = met()
    story.hears(Role.HR, "hold")
    story.hears(Role.HR, "close")
    assert story.state.hold is None
    story.goes_on_until("farewell")
    assert asked(story) == set()


def test_nobody_is_asked_how_it_was_where_nothing_began() -> None:
    story = Story(paired())
    story.goes_on_until("agreement")
    story.hears(Role.HR, "close")
    story.goes_on_until("withdrawn")
    assert story.state.phase is Phase.CLOSED
    assert asked(story) == set()


def test_whoever_has_left_is_not_asked_and_the_other_one_is() -> None:
    story = met()
    story.learns(Role.MENTOR, "left")
    story.goes_on_until("farewell")
    assert asked(story) == {Role.MENTEE}
