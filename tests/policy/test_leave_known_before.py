"""Leave that the roster had when a mentorship began counts in its breaks, though no news tells of it."""

from datetime import timedelta

from policy.leave import after_leave
from schemas.names import NewsKind, Phase, Role, StepKind
from tests.policy.pairs import START, paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
LONG, SHORT = START + timedelta(days=21), START + timedelta(days=11)


def away_from_the_start() -> Story:
    """Return a given pair whose mentee is on leave as it begins."""
    return Story(paired().with_(leave={MENTEE: LONG}))


def test_a_break_for_the_leave_of_the_other_one_lasts_until_both_are_back() -> None:
    """Both were welcomed back, and told that they begin, while one of them was away for another ten days."""
    story = away_from_the_start()
    story.learns(MENTOR, NewsKind.AWAY, until=SHORT)
    assert story.state.pause
    assert story.state.pause.away == {MENTEE: LONG, MENTOR: SHORT}
    assert story.state.leave == {}
    assert story.next.kind is StepKind.PAUSED


def test_a_break_that_hr_begins_and_ends_is_its_own() -> None:
    """HR's resume counted as the end of leave that HR had not touched, and the agreement went to somebody on leave."""
    story = away_from_the_start()
    story.hears(HR, "pause", until=SHORT)
    assert story.state.pause
    assert story.state.pause.until == SHORT
    story.hears(HR, "resume")
    assert story.state.overruled == {}
    assert story.state.leave == {MENTEE: LONG}


def test_leave_that_joins_a_break_of_hr_brings_the_other_ones_with_it() -> None:
    story = away_from_the_start()
    story.hears(HR, "pause", until=SHORT)
    story.learns(MENTOR, NewsKind.AWAY, until=SHORT + timedelta(days=2))
    assert story.state.pause
    assert story.state.pause.until == LONG


def test_a_search_goes_on_while_its_mentee_is_away_as_it_does_without_a_break() -> None:
    story = Story(seeking().with_(leave={MENTEE: LONG}))
    story.takes("request")
    story.learns(MENTOR, NewsKind.AWAY, until=SHORT)
    assert story.state.pause
    assert story.state.pause.away == {MENTOR: SHORT}


def test_who_is_back_is_not_away_in_a_later_break() -> None:
    story = away_from_the_start()
    story.learns(MENTEE, NewsKind.BACK)
    story.learns(MENTOR, NewsKind.AWAY, until=SHORT)
    assert story.state.pause
    assert story.state.pause.until == SHORT


def test_what_a_coordinator_is_asked_waits_for_leave_that_was_known_before() -> None:
    story = Story(paired())
    under_way(story)
    while story.next.kind is not StepKind.TASK:
        story.takes()
    due = story.next.due
    known = story.state.with_(leave={COORDINATOR: due + timedelta(days=3)})
    assert after_leave(known, story.next, due) == due + timedelta(days=3)


def test_leave_that_is_over_does_not_come_back_with_whoever_had_left_by_mistake() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    story.learns(MENTOR, NewsKind.AWAY, until=story.now + timedelta(days=30))
    story.learns(MENTOR, NewsKind.LEFT)
    story.passes(minutes=5)
    story.learns(MENTOR, NewsKind.BACK, reader=story.state.readers[MENTOR])
    assert story.state.pause is None
    assert story.state.phase is Phase.AGREEING
