"""Whoever is asked again at another address gets no letter twice: the reminders go on from there."""

import pytest

from policy.reminders import nth_of
from schemas.names import Role, StepKind
from tests.policy.pairs import seeking
from tests.policy.stories import Story


@pytest.mark.parametrize("first", [0, 1])
def test_each_letter_after_another_address_has_its_own_words(first: int) -> None:
    story = Story(seeking())
    story.takes("request")
    for _ in range(first):
        story.takes("request_reminder")
    story.learns(Role.MENTOR, "readdressed")
    numbers = []
    while story.next.kind is StepKind.REQUEST_REMINDER:
        numbers.append(nth_of(story.state, story.next))
        story.takes()
    assert numbers == [1, 2, 3]


def test_without_another_address_they_are_counted_as_they_come() -> None:
    story = Story(seeking())
    story.takes("request")
    numbers = []
    while story.next.kind is StepKind.REQUEST_REMINDER:
        numbers.append(nth_of(story.state, story.next))
        story.takes()
    assert numbers == [1, 2]
