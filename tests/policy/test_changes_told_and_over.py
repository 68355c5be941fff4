"""What is known of a yes with changes in a break, and what remains of its terms once it has come to nothing."""

from datetime import timedelta

import pytest

from policy.kept_back import known_to
from policy.versions import first_version
from schemas.names import Choice, Phase, Role
from tests.policy.pairs import seeking
from tests.policy.stories import Story
from tests.policy.test_yes_with_changes import USUAL, asked

MENTEE, MENTOR, COORDINATOR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR
DAY = timedelta(days=1)


@pytest.mark.parametrize("role", [MENTEE, COORDINATOR])
def test_whoever_has_a_break_letter_that_tells_of_the_yes_still_knows_of_it_with_other_terms(role: Role) -> None:
    story = asked()
    story.hears(MENTOR, "accept", "request/1")
    story.passes(minutes=2)
    story.hears(Role.HR, "pause", until=story.now + 30 * DAY)
    assert story.takes("paused").to == (MENTEE, MENTOR)
    story.passes(days=2)
    story.hears(MENTOR, "accept", "request/1", draft=2, cadence_days=42)
    assert known_to(story.state, role).phase is Phase.AGREEING


@pytest.mark.parametrize("amends", [False, True])
def test_once_nobody_is_left_nothing_of_the_terms_of_the_former_mentor_remains(amends: bool) -> None:
    """API and console once showed their rhythm and their end for as long as the search stayed open."""
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1", **({} if amends else {"draft": 2, "cadence_days": 42}))
    story.takes("agreement")
    if amends:
        story.hears(MENTEE, "amend", "agreement/1", cadence_days=42, until=story.now + 100 * DAY)
        story.hears(MENTOR, "adjust", "agreement/1", choice=Choice.CLOSE)
    else:
        story.hears(MENTEE, "adjust", "agreement/2", choice=Choice.REMATCH)
    story.goes_on_until("no_mentor")
    assert (story.state.cadence_days, story.state.ends, story.state.agreeing) == (USUAL, None, None)
    assert first_version(story.state) == 3
