"""Wishes of both that cross: what nobody wishes any more does not stay, and what one of them wishes does."""

from typing import Any

import pytest

from policy.receipts import receipt
from schemas.names import Role
from tests.policy.pairs import answer
from tests.policy.stories import Story
from tests.policy.test_more_time import asked

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
RHYTHM: dict[str, Any] = {"choice": "cadence"}


def wishes(story: Story, role: Role, choice: str, **words: Any) -> str:
    """Take a wish in, and return its receipt."""
    before = story.state
    story.hears(role, "adjust", "check_in/1", choice=choice, **words)
    return receipt(answer(1, role, "adjust", "check_in/1", choice=choice, **words), before, story.state, story.now)


def rhythm(story: Story) -> tuple[int, Role | None]:
    """Return the rhythm and who set it alone."""
    assert story.state.active
    return story.state.cadence_days, story.state.active.rhythm_by


def test_two_rhythms_that_both_took_back_leave_the_one_before() -> None:
    """It once ended with the rhythm of one who had withdrawn it, "chosen by" that person."""
    story = asked()
    before, due = rhythm(story), story.next.due
    wishes(story, MENTEE, "cadence", cadence_days=42)
    wishes(story, MENTOR, "cadence", cadence_days=56)
    assert "every 8 weeks" in wishes(story, MENTEE, "continue")
    assert rhythm(story) == (56, MENTOR)
    assert wishes(story, MENTOR, "continue") == "From now on we ask you both every 3 weeks."
    assert (*rhythm(story), story.next.due) == (*before, due)


def test_the_rhythm_of_both_becomes_the_one_of_who_still_wishes_it() -> None:
    story = asked()
    wishes(story, MENTEE, "cadence", cadence_days=42)
    wishes(story, MENTOR, "cadence", cadence_days=42)
    assert rhythm(story) == (42, None)
    wishes(story, MENTEE, "continue")
    assert rhythm(story) == (42, MENTOR)
    wishes(story, MENTOR, "continue")
    assert rhythm(story) == (21, None)


def test_another_rhythm_of_the_same_person_replaces_the_first() -> None:
    story = asked()
    wishes(story, MENTEE, "cadence", cadence_days=7)
    wishes(story, MENTEE, "cadence", cadence_days=14)
    wishes(story, MENTEE, "continue")
    assert rhythm(story) == (21, None)


@pytest.mark.parametrize("order", [(MENTEE, MENTOR), (MENTOR, MENTEE)])
def test_more_time_that_both_wished_for_and_took_back_is_gone(order: tuple[Role, Role]) -> None:
    story = asked()
    before = story.state.ends
    wishes(story, MENTEE, "extend")
    longer = story.state.ends
    assert longer
    wishes(story, MENTOR, "extend")
    assert wishes(story, order[0], "continue") == f"The time was added already: you have until {longer:%-d %B %Y}."
    assert story.state.ends == longer, "the other one still wishes it"
    assert before
    assert wishes(story, order[1], "continue") == f"You have time until {before:%-d %B %Y}, as before."
    assert story.state.ends == before


def test_asking_for_the_same_twice_leaves_it_to_be_taken_back() -> None:
    """The second press once made the first one final."""
    story = asked()
    before = story.state
    wishes(story, MENTEE, "extend")
    wishes(story, MENTEE, "cadence", cadence_days=7)
    story.passes(hours=2)
    assert wishes(story, MENTEE, "extend").startswith("The time was added already")
    wishes(story, MENTEE, "cadence", cadence_days=7)
    wishes(story, MENTEE, "continue")
    assert (story.state.ends, *rhythm(story)) == (before.ends, 21, None)


def test_a_wish_for_what_the_other_one_had_asked_for_does_not_make_the_own_rhythm_final() -> None:
    story = asked()
    wishes(story, MENTOR, "extend")
    longer = story.state.ends
    wishes(story, MENTEE, "cadence", cadence_days=7)
    wishes(story, MENTEE, "extend")
    wishes(story, MENTEE, "continue")
    assert (story.state.ends, *rhythm(story)) == (longer, 21, None)


def test_going_on_names_the_rhythm_and_the_end_that_hold() -> None:
    story = asked()
    assert story.state.ends
    day = f"{story.state.ends:%-d %B %Y}"
    assert wishes(story, MENTEE, "continue") == (
        f"Everything stays as it is: we ask you both every 3 weeks, and you have time until {day}."
    )
    story.state = story.state.with_(ends=None)
    assert wishes(story, MENTEE, "continue") == "Everything stays as it is."
