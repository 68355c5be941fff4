"""One of the two is silent, and then no letter reaches them: whoever is still reached gets the ladder of their own."""

from datetime import timedelta

import pytest

from policy.lifecycle import after
from policy.verdict import World, verdict
from schemas.messages import Step
from schemas.names import PAIR, Outcome, Phase
from tests.policy.pairs import paired
from tests.policy.stories import Story, kinds, under_way

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)
LADDER = ["rhythm", "task", "last_notice", "farewell"]


def answers(story: Story, step: Step) -> None:
    """Let the mentor answer a question."""
    if step.kind in ("check_in", "nudge"):
        story.passes(hours=1)
        story.hears(MENTOR, "check_in", step.key, met="no")


def before(kind: str) -> Story:
    """Return a pair whose mentee is silent and whose mentor answers, before a step of this kind is taken."""
    story = under_way(Story(paired()))
    while story.next.kind != kind:
        answers(story, story.takes())
    return story


def takes_them_all(story: Story) -> list[str]:
    """Return what happens if nobody says anything any more."""
    taken = len(story.taken)
    while not story.is_in(Phase.CLOSED):
        story.takes()
    return kinds(story.taken[taken:])


def drop_farewell(story: Story) -> None:
    """Let the farewell come due, which is not sent because nobody whom it is about can be reached."""
    story.now = story.next.due
    outcome = verdict(story.state, story.next, story.now, World(unreachable=frozenset({MENTEE})))
    assert outcome
    story.state = after(story.state, story.next, outcome, story.now)


@pytest.mark.parametrize("rung", ["nudge", "rhythm"])
@pytest.mark.parametrize("bounces", [True, False])
def test_the_other_one_who_falls_silent_as_well_gets_the_whole_ladder(rung: str, bounces: bool) -> None:
    """They once got fourteen more questions over ten months, and the coordinator no task."""
    story = before(rung)
    story.takes(rung, **({"written": (MENTOR,), "unreachable": (MENTEE,)} if bounces else {}))
    if not bounces:
        story.learns(MENTEE, "unreachable")
    asked = takes_them_all(story)
    assert [kind for kind in asked if kind in LADDER] == LADDER
    assert asked.count("check_in") + asked.count("review") <= 2
    assert story.state.outcome is Outcome.LAPSED


def test_the_other_one_gets_it_as_well_when_the_task_or_the_last_notice_was_about_somebody_unreachable() -> None:
    for rung in ("task", "last_notice"):
        story = before(rung)
        story.takes(rung)
        story.learns(MENTEE, "unreachable")
        if rung == "last_notice":
            drop_farewell(story)
        asked = takes_them_all(story)
        assert [kind for kind in asked if kind in LADDER] == LADDER, rung
        assert "nudge" in asked, rung


def test_a_nudge_that_nobody_is_silent_about_any_more_leads_to_no_question_about_the_rhythm() -> None:
    story = before("nudge")
    nudge = story.takes("nudge", written=(MENTOR,), unreachable=(MENTEE,))
    answers(story, nudge)
    assert story.state.active
    assert (story.state.active.rung, story.state.active.quiet) == (0, ())
    story.takes("unreachable")
    assert story.takes().kind in ("check_in", "review")


def test_a_ladder_about_both_goes_on_about_the_one_who_is_reached() -> None:
    story = under_way(Story(paired()))
    story.goes_on_until("nudge")
    story.learns(MENTEE, "unreachable")
    story.takes("unreachable")
    step = story.takes("rhythm")
    assert step.reason.who == (MENTOR,)


# A lapse


def test_a_lapse_is_taken_back_once_mail_reaches_the_one_whom_its_last_notice_never_reached() -> None:
    story = before("last_notice")
    story.takes("last_notice", written=(MENTEE,), unreachable=(MENTOR,))
    assert story.is_in(Phase.CLOSING)
    story.learns(MENTOR, "reachable")
    assert story.takes("reopened").to == (MENTEE,)


def test_a_lapse_about_the_mentee_is_not_taken_back_because_the_mentors_address_works_again() -> None:
    story = before("last_notice")
    story.takes("last_notice")
    story.passes(days=1)
    story.learns(MENTOR, "unreachable")
    farewell = story.next
    story.passes(days=1)
    story.learns(MENTOR, "reachable")
    assert (story.state.phase, story.next.key, story.next.due) == (Phase.CLOSING, farewell.key, farewell.due)
    story.takes("farewell")
    assert story.state.outcome is Outcome.LAPSED
