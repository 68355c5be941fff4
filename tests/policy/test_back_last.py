"""Of two who are away, whoever is back last ends the break: it took all its days, not only those of the other one."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from policy.card import card_of
from policy.pausing import is_asked_at
from policy.receipts import receipt
from schemas.names import PAIR, Role
from schemas.pause import Pause
from tests.policy.holds import held, lifted
from tests.policy.pairs import START, answer, seeking
from tests.policy.stories import Story
from tests.policy.test_more_time import asked

MENTEE, MENTOR = PAIR
HR = Role.HR
DAY = timedelta(days=1)
QUESTION = "check_in/1"


def both_away(other: Role = MENTOR, kind: str = "pause") -> Story:
    """Return a pair in a break of which both know: the other one is away for 20 days, the mentee for 52."""
    story = asked()
    for role, days in ((other, 20), (MENTEE, 52)):
        until = story.now + days * DAY
        if kind == "leave":
            story.learns(role, "away", until=until)
        elif role is MENTEE:
            story.hears(role, "adjust", QUESTION, choice="pause", until=until)
        else:
            story.hears(role, "pause", until=until)
    story.takes("paused")
    return story


def is_back(story: Story, kind: str = "pause") -> None:
    """Say that the mentee is back: by the mentee, or if they are on leave, by HR."""
    if kind == "leave":
        story.learns(MENTEE, "back")
    else:
        story.hears(MENTEE, "resume", "paused/1")


def broken(story: Story) -> Pause:
    """Return the break that the pair is in."""
    assert story.state.pause
    return story.state.pause


def ends(story: Story) -> datetime:
    """Return the agreed end."""
    assert story.state.ends
    return story.state.ends


def goes_on(story: Story, hold: UUID) -> datetime:
    """Lift a hold some days later, and welcome both back; return when it was lifted."""
    story.passes(days=15)
    lifted(story, hold)
    over = story.now
    story.takes("resumed")
    return over


@pytest.mark.parametrize(("other", "kind"), [(MENTOR, "pause"), (HR, "pause"), (MENTOR, "leave")])
def test_whoever_is_back_last_and_before_their_day_ends_the_break_on_that_day(other: Role, kind: str) -> None:
    """Both were away for 45 days, and the goodbye came 25 days too early: the end moved by the 20 of the other one."""
    story = both_away(other, kind)
    since, before = broken(story).since, ends(story)
    story.passes(days=45)
    over = story.now
    is_back(story, kind)
    assert story.takes("resumed").key == "resumed/1", "nobody is told of another day, which is past"
    assert ends(story) == before + (over - since)


def test_whoever_goes_on_at_the_question_at_which_they_asked_for_it_has_the_time_that_the_break_took() -> None:
    """The receipt said "you have time until" a day that was 25 days too early."""
    story = both_away()
    story.passes(days=45)
    before, said = story.state, answer(1, MENTEE, "adjust", QUESTION, choice="continue")
    until = ends(story) + (story.now - broken(story).since)
    story.hears(MENTEE, "adjust", QUESTION, choice="continue")
    words = receipt(said, before, story.state, story.now)
    assert words.startswith("There is no break any more")
    assert f"until {until:%-d %B %Y}" in words
    assert card_of(story.state, story.now).ends == until
    assert not is_asked_at(broken(story), said), "it is taken back only once"


@pytest.mark.parametrize("kind", ["pause", "leave"])
def test_that_the_last_one_is_back_after_their_day_and_before_the_letter_changes_nothing(kind: str) -> None:
    """ "The break was over already", read the one who said so, and the end moved from January to December."""
    story = both_away(kind=kind)
    until, since, before = broken(story).until, broken(story).since, ends(story)
    story.now = until + timedelta(minutes=1)
    following = story.next
    is_back(story, kind)
    assert (story.next.key, story.next.due) == (following.key, following.due)
    story.takes("resumed")
    assert ends(story) == before + (until - since)


def test_whoever_is_back_first_leaves_the_break_of_the_other_one_as_it_is() -> None:
    story = both_away()
    story.passes(days=10)
    story.hears(MENTOR, "resume", "paused/1")
    assert set(broken(story).away) == {MENTEE}
    story.passes(days=35)
    is_back(story)
    assert story.next.key == "resumed/1"


def test_a_break_that_is_taken_back_while_the_other_one_is_still_away_leaves_theirs() -> None:
    story = both_away()
    theirs = broken(story).absences[MENTOR]
    story.passes(days=5)
    story.hears(MENTEE, "adjust", QUESTION, choice="continue")
    assert broken(story).away == {MENTOR: theirs}


def test_whoever_is_back_last_while_it_is_on_hold_loses_no_day_either() -> None:
    story = both_away()
    since, before = broken(story).since, ends(story)
    story.passes(days=5)
    hold = held(story)
    story.passes(days=40)
    is_back(story)
    over = goes_on(story, hold)
    assert ends(story) == before + (over - since)


def test_in_a_hold_the_day_that_both_were_told_does_not_come_back_once_it_is_past() -> None:
    story = asked()
    since, before = story.now, ends(story)
    story.hears(MENTOR, "pause", until=story.now + 20 * DAY)
    story.takes("paused")
    hold = held(story)
    story.learns(MENTEE, "away", until=story.now + 52 * DAY)
    story.passes(days=45)
    story.learns(MENTEE, "back")
    over = goes_on(story, hold)
    assert ends(story) == before + (over - since)


def test_in_a_search_the_mentee_who_is_back_last_is_welcomed_back_at_once() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "pause", until=story.now + 5 * DAY)
    story.hears(MENTEE, "pause", until=story.now + 30 * DAY)
    story.takes("paused")
    story.passes(days=20)
    story.hears(MENTEE, "resume", "paused/1")
    assert story.next.key == "resumed/1"
    assert story.next.due - story.now < 4 * DAY


def found() -> Story:
    """Return a search that has found a mentor, with a known end, in a break of both, that of the mentor is longer."""
    story = Story(seeking().with_(ends=START + 400 * DAY))
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    story.hears(MENTEE, "pause", until=story.now + 20 * DAY)
    story.hears(MENTOR, "pause", until=story.now + 52 * DAY)
    story.takes("paused")
    return story


@pytest.mark.parametrize("kind", ["left", "adjust"])
def test_a_mentor_who_was_the_last_one_away_and_is_passed_over_ends_the_break_on_that_day(kind: str) -> None:
    """The end moved by the 20 days of the mentee, who was welcomed back while the mentor could still take it back."""
    story = found()
    since, before = broken(story).since, ends(story)
    story.passes(days=45)
    if kind == "left":
        story.learns(MENTOR, "left")
    else:
        story.hears(MENTOR, "adjust", "agreement/1", choice="rematch")
    assert ends(story) == before + (story.now - since)
    assert story.takes().key == "request/2"


def test_a_mentor_who_was_the_last_one_away_and_stays_after_all_is_still_away() -> None:
    story = found()
    since, before, until = broken(story).since, ends(story), broken(story).until
    story.passes(days=45)
    story.hears(MENTOR, "adjust", "agreement/1", choice="rematch")
    story.passes(minutes=1)
    story.hears(MENTOR, "adjust", "agreement/1", choice="continue")
    assert broken(story).until == until
    story.takes("resumed")
    assert timedelta() <= before + (until - since) - ends(story) <= timedelta(minutes=1)


def test_a_mentee_who_was_the_last_one_away_is_welcomed_back_also_if_the_mentor_is_passed_over_meanwhile() -> None:
    story = found()
    story.hears(MENTEE, "pause", until=broken(story).until + DAY / 2)
    story.takes("paused")
    story.now = broken(story).until + timedelta(minutes=1)
    story.learns(MENTOR, "left")
    assert story.takes("resumed").to == (MENTEE,)
