"""What the two say of their goals comes with the next review and the farewell, and is theirs alone."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.request import Goal
from schemas.state import Closing, State
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import StepRunner

GOAL = Goal.of("lead well")
EARLIER = """WITH earlier AS (
    INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone)
    SELECT gen_random_uuid(), organisation_id, 'earl', 'Earl', 'Y', 'earl@example.com', time_zone FROM people LIMIT 1
    RETURNING id)
  UPDATE answers SET person_id = earlier.id FROM earlier WHERE role = 'mentor' RETURNING 1"""


def closing(runner: StepRunner, **more: object) -> State:
    """Return the state of a pair whose closing letter is out."""
    since = runner.pair.now - timedelta(days=14)
    goodbye = Closing(since=since, outcome=Outcome.COMPLETED, was=Phase.ACTIVE, until=runner.pair.now, asked=since)
    return runner.pair.state.with_(phase=Phase.CLOSING, closing=goodbye.with_(**more), closings=1)


async def thanks(runner: StepRunner, role: Role, outcome: str, said_at: str = "now()") -> None:
    """Let somebody say how the goal went."""
    await runner.say(role, "closing/1", said_at, **{GOAL.field: outcome})
    await runner.do("UPDATE answers SET kind = 'thank' RETURNING 1")


def says_to_each(catcher: Catcher, words: str) -> bool:
    """Whether both got a letter, and each of the two says it."""
    texts = [" ".join(mail.reading.text.split()) for mail in catcher.mailbox.mails]
    return len(texts) == 2 and all(words in text for text in texts)


async def farewell(runner: StepRunner, **more: object) -> None:
    """Send the farewell."""
    await runner.steps.take_step(runner.order(StepKind.FAREWELL, "farewell/1", state=closing(runner, **more)))


async def test_a_farewell_says_how_the_goal_went_as_each_of_the_two_last_said_it(
    runner: StepRunner, catcher: Catcher
) -> None:
    await thanks(runner, Role.MENTEE, "not_yet", "now() - interval '2 hours'")
    await thanks(runner, Role.MENTEE, "reached")
    await thanks(runner, Role.MENTOR, "partly")
    await farewell(runner)
    assert says_to_each(catcher, "> lead well Ana: reached · Ben: partly reached ")


async def test_the_next_review_says_it_and_what_an_earlier_mentor_said_counts_for_nothing(
    runner: StepRunner, catcher: Catcher
) -> None:
    await thanks(runner, Role.MENTEE, "partly")
    await thanks(runner, Role.MENTOR, "dropped")
    await runner.do(EARLIER)
    await runner.steps.take_step(runner.order(StepKind.REVIEW, "review/1"))
    assert says_to_each(catcher, "> lead well Ana: partly reached Three questions")


async def test_nothing_of_the_one_is_passed_on_to_the_other_after_an_end_from_a_hold(
    runner: StepRunner, catcher: Catcher
) -> None:
    for role in PAIR:
        await thanks(runner, role, "reached")
    await farewell(runner, parted=True)
    assert len(catcher.mailbox.mails) == 2
    assert all("reached" not in mail.reading.text for mail in catcher.mailbox.mails)


@pytest.mark.parametrize("outcome", ["reached", "of a later release"])
async def test_an_outcome_that_a_later_release_wrote_is_left_out(
    runner: StepRunner, catcher: Catcher, outcome: str
) -> None:
    await thanks(runner, Role.MENTEE, outcome)
    await farewell(runner)
    assert all(("Ana: reached" in mail.reading.text) == (outcome == "reached") for mail in catcher.mailbox.mails)


async def test_what_came_too_late_does_not_count(runner: StepRunner, catcher: Catcher) -> None:
    await thanks(runner, Role.MENTEE, "reached")
    await runner.do("UPDATE answers SET refused = 'TooLate' RETURNING 1")
    await farewell(runner)
    assert all("reached" not in mail.reading.text for mail in catcher.mailbox.mails)
