"""What people read right after they answered, in full."""

from datetime import timedelta

import pytest

from policy.hearing import hear
from policy.receipts import receipt
from schemas.names import Role
from tests.policy.pairs import answer, paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
GOOD_END = "We end it with a goodbye, and time for thanks. Nobody is to blame."
ENDS_HERE = "It ends here. We tell everybody who knows of it."


def search(kind: str = "request") -> Story:
    """Return a search after its first step of this kind."""
    story = Story(seeking())
    story.goes_on_until(kind)
    return story


def found() -> Story:
    """Return a search that found a mentor, while both look at the agreement, with one more candidate left."""
    story = search()
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    return story


def given() -> Story:
    """Return a pair that HR brought together, while both look at the agreement."""
    story = Story(paired())
    story.takes("agreement")
    return story


def asked(kind: str = "check_in") -> Story:
    """Return a pair after its first step of this kind."""
    story = under_way(Story(paired()))
    story.goes_on_until(kind)
    return story


def says(story: Story, role: Role, kind: str, step: str = "", **words: object) -> str:
    """Take an answer in, and return its receipt."""
    before = story.state
    story.hears(role, kind, step, **words)
    return receipt(answer(1, role, kind, step, **words), before, story.state, story.now)


def test_a_mentor_who_accepts_or_declines() -> None:
    assert says(search(), MENTOR, "decline", "request/1") == "You said no. The mentee is not told why."
    assert says(search(), MENTOR, "accept", "request/1") == (
        "You said yes. Before you begin, you and your partner each get a short agreement."
    )


def test_whoever_agrees_changes_the_agreement_or_waits() -> None:
    story = given()
    assert says(story, MENTEE, "adjust", "agreement/1", choice="continue") == "Everything stays as it is."
    assert says(story, MENTEE, "agree", "agreement/1") == "Your yes is saved. We are waiting for your partner."
    assert (
        says(story, MENTOR, "amend", "agreement/1") == "Your changes are saved. Your partner is asked to look at them."
    )
    story.takes("agreement")
    assert says(story, MENTEE, "agree", "agreement/2") == "You have both agreed, so you can begin."


def test_whoever_would_rather_not_begin() -> None:
    goes_on = "You do not begin together. We ask another mentor."
    assert says(found(), MENTOR, "adjust", "agreement/1", choice="close") == goes_on
    assert says(found(), MENTEE, "adjust", "agreement/1", choice="rematch") == goes_on
    assert says(found(), MENTEE, "adjust", "agreement/1", choice="close") == ENDS_HERE
    assert says(given(), MENTOR, "adjust", "agreement/1", choice="rematch") == ENDS_HERE
    assert says(search(), HR, "close") == ENDS_HERE


def test_a_coordinator_who_gives_more_time_or_ends_the_search() -> None:
    assert says(search("no_mentor"), COORDINATOR, "decide", "no_mentor/2", choice="continue") == (
        "The search stays open."
    )
    assert says(search("no_mentor"), COORDINATOR, "decide", "no_mentor/2", choice="close") == ENDS_HERE


def test_a_coordinator_who_decides_on_a_silent_pair() -> None:
    assert says(asked("task"), COORDINATOR, "decide", "task/1", choice="rematch") == GOOD_END
    story = asked("task")
    words = says(story, COORDINATOR, "decide", "task/1", choice="continue")
    assert story.state.active
    again = story.state.active.next_check_in
    assert words == f"They have time: we ask them again on {again:%-d %B %Y}, and not before."


def test_answers_to_a_check_in_and_a_review() -> None:
    assert says(asked(), MENTEE, "check_in", "check_in/1", met="no") == "Your answer is saved."
    assert says(asked(), MENTEE, "adjust", "check_in/1", choice="continue").startswith(
        "Everything stays as it is: we ask"
    )
    assert says(asked(), MENTEE, "adjust", "check_in/1", choice="rematch") == GOOD_END
    weekly = says(asked(), MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=7)
    assert weekly == "From now on we ask you both every week."


def test_more_time_where_the_end_is_not_known_yet() -> None:
    story = asked()
    story.state = story.state.with_(ends=None)
    assert says(story, MENTEE, "adjust", "check_in/1", choice="extend") == "Everything stays as it is."


@pytest.mark.parametrize("kind", ["pause", "adjust"])
def test_a_break_is_confirmed_with_its_date(kind: str) -> None:
    story = asked()
    until = story.now + timedelta(days=10)
    words = says(story, MENTOR, kind, "check_in/1", choice="pause", until=until)
    day = f"{until:%-d %B %Y}"
    assert words == f"A break until {day}; on that day it goes on. Until then we send you only a confirmation."


def test_whoever_ends_their_break_is_welcomed_and_asking_for_it_again_by_the_same_button_changes_nothing() -> None:
    story = asked()
    until = story.now + timedelta(days=10)
    story.hears(MENTOR, "pause", "check_in/1", until=until)
    assert says(story, MENTOR, "resume") == "Everything goes on where it stopped."
    again = answer(story.said - 1, MENTOR, "pause", "check_in/1", until=until)
    assert hear(story.state, again, story.now) == story.state
    assert receipt(again, story.state, story.state, story.now) == "Everything stays as it is."


def test_a_break_that_is_over_and_thanks() -> None:
    story = asked()
    until = story.now + timedelta(days=10)
    assert says(story, HR, "pause", until=until) == f"A break until {until:%-d %B %Y}."
    assert says(story, HR, "resume") == "The break is over, and everything goes on where it stopped."
    assert says(story, HR, "close") == GOOD_END
    story.goes_on_until("closing")
    assert says(story, MENTEE, "thank", "closing/1", note=True) == "Your partner reads your thanks in the farewell."
    assert says(story, MENTOR, "thank", "closing/1") == "Your answer is saved."


def test_whoever_says_goodbye_last_reads_that_it_is_kept_though_the_farewell_is_out_by_then() -> None:
    """With no time for second thoughts, it went out at once, and they read that the end was taken back."""
    story = asked()
    story.hears(HR, "close")
    story.goes_on_until("closing")
    story.hears(MENTEE, "thank", "closing/1", note=True)
    before, said = story.state, answer(99, MENTOR, "thank", "closing/1", note=True)
    story.hears(MENTOR, "thank", "closing/1", note=True)
    story.takes("farewell")
    assert receipt(said, before, story.state, story.now) == "Your partner reads your thanks in the farewell."


def test_whoever_is_back_while_the_break_goes_on_is_told_so() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="pause", until=story.now + timedelta(days=10))
    until = story.now + timedelta(days=20)
    story.hears(MENTOR, "pause", until=until)
    words = f"The break still lasts until {until:%-d %B %Y}; on that day everything goes on."
    assert says(story, MENTEE, "resume", "paused/1") == words


def test_an_end_that_is_taken_back() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    assert says(story, MENTEE, "check_in", "check_in/1", met="yes") == "The end is taken back, and everything goes on."
    story.hears(HR, "close")
    assert says(story, HR, "resume") == "The end is taken back; everything goes on."
    story.hears(HR, "close")
    story.takes("closing")
    assert says(story, HR, "resume") == "The end is taken back; everything goes on, and both are told."
