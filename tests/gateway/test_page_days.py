"""A letter to one reader is announced for the day on which it comes to them."""

from datetime import timedelta

from gateway.pages.said import worded_change
from policy.changes import Change, Changed
from schemas.names import AnswerKind, StepKind
from tests.gateway.page_at import MENTEE, MENTOR, At, Seen, began, standing_at, start
from tests.policy.pairs import seeking

NEW_YORK, TOKYO = {"time_zone": "America/New_York"}, {"time_zone": "Asia/Tokyo"}


def seen_far_apart(at: At) -> Seen:
    """Return the page of a mentor in Tokyo with a mentee in New York."""
    standing = standing_at(at, MENTOR)
    assert standing.mentor
    mentee, mentor = standing.mentee.model_copy(update=NEW_YORK), standing.mentor.model_copy(update=TOKYO)
    return Seen(standing.model_copy(update={"reader": mentor, "mentee": mentee, "mentor": mentor}))


def test_a_reminder_to_a_mentor_in_tokyo_comes_on_the_day_that_their_page_names() -> None:
    page = seen_far_apart(start(seeking(zones=("Asia/Tokyo",))).goes_on())
    step = page.it.card.next
    assert step
    assert (step.kind, step.to) == (StepKind.REQUEST_REMINDER, (MENTOR,))
    assert page.it.say.here(step.due) != page.it.say.day(step.due)
    assert f"On {page.it.say.here(step.due)}" in page.text


def test_what_comes_to_both_has_the_same_day_for_both() -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    page = seen_far_apart(
        at.hears(MENTEE, AnswerKind.CHECK_IN, met="yes").hears(MENTOR, AnswerKind.CHECK_IN, met="yes")
    )
    step = page.it.card.next
    assert step
    assert set(step.to) == {MENTEE, MENTOR}
    assert page.it.say.day(step.due) in page.text


def test_a_receipt_names_the_day_that_the_page_names() -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    page = seen_far_apart(at)
    until = page.it.clock.replace(hour=3) + timedelta(days=20)  # noon in Tokyo, the day before in New York
    assert page.it.say.here(until) != page.it.say.day(until)
    said = str(worded_change(page.it, Changed(Change.PAUSED, until)))
    assert page.it.say.day(until) in said
    assert page.it.say.here(until) not in said
