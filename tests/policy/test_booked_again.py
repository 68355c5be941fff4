"""Pairs that name one day after the other: whoever never answers is nudged, and a pair that never meets is late."""

from policy.engagement import judge
from schemas.names import Health, StepKind
from tests.policy.booked import DAY, MENTEE, MENTOR, RHYTHM, asked, books, in_days


def test_whoever_never_answers_is_nudged_by_the_rhythm_whatever_days_the_other_one_names() -> None:
    story = asked()
    began = story.now
    while story.taken[-1].kind is not StepKind.NUDGE:
        step = story.taken[-1]
        assert story.now <= began + 3 * RHYTHM * DAY, "no nudge for three rhythms"
        story.passes(hours=2)
        books(story, MENTOR, in_days(story, 14), step=step.key)
        story.takes()
    assert story.taken[-1].reason.who == (MENTEE,)


def test_a_pair_that_books_again_and_again_and_never_meets_is_late() -> None:
    story = asked()
    healths = []
    for _ in range(6):
        if story.taken[-1].kind is StepKind.CHECK_IN:
            books(story, MENTEE, in_days(story, 16))
            story.hears(MENTOR, "check_in", story.taken[-1].key, met="no")
            healths.append(judge(story.state, story.now).health)
        story.takes()
    assert healths[0] in (Health.NEW, Health.ON_TRACK)
    assert healths[-1] not in (Health.NEW, Health.ON_TRACK)
