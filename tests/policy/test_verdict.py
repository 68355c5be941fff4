"""At the moment of sending, a step is judged once more against the world as it is then."""

from datetime import timedelta
from typing import Any

import pytest

from policy.lifecycle import after
from policy.verdict import World, verdict
from schemas.messages import StepOutcome
from schemas.names import Outcome, Phase, Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.rules import Courtesy, Rules
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
ON_TIME = timedelta(0)


def judged(story: Story, late: timedelta = ON_TIME, insist: bool = False, **world: Any) -> StepOutcome | None:
    """Judge the next step at its due time, or some time after it was ordered."""
    step = story.next
    story.now = step.due
    return verdict(story.state, step, story.now + late, World.model_validate(world), insist)


def settled(story: Story, outcome: StepOutcome | None) -> Story:
    """Take in what became of the next step."""
    assert outcome
    story.state = after(story.state, story.next, outcome, story.now)
    return story


def active(rules: Rules | None = None) -> Story:
    return under_way(Story(paired(rules or Rules())))


def silent_until(kind: str) -> Story:
    """Return a pair whose mentor stays silent, before this step is taken."""
    story = active()
    while story.next.kind != kind:
        step = story.takes()
        if step.kind in (StepKind.CHECK_IN, StepKind.NUDGE):
            story.hears(MENTEE, "check_in", step.key, met="no")
    return story


def test_a_step_that_nothing_speaks_against_is_taken() -> None:
    for story in (Story(seeking()), Story(paired()), active()):
        assert judged(story) is None


def test_an_answer_on_its_way_comes_first_unless_it_was_waited_for_long_enough() -> None:
    assert judged(active(), pending=True) == StepOutcome.answer_pending()
    assert judged(active(), pending=True, insist=True) is None


def test_a_step_that_was_taken_already_is_taken_again_and_never_judged_otherwise() -> None:
    story = active()
    world: dict[str, Any] = {
        "pending": True,
        "place": False,
        "gone": {MENTEE, MENTOR},
        "letters": {MENTEE: (story.now,) * 9},
    }
    assert judged(story, late=timedelta(days=30), recorded=True, **world) is None


def test_a_step_that_is_late_waits_for_decent_hours() -> None:
    story = active()
    outcome = judged(story, late=timedelta(hours=14))
    assert outcome
    assert (outcome.result, outcome.because and outcome.because.code) == (
        StepResult.POSTPONED,
        ReasonCode.OUT_OF_HOURS,
    )
    assert outcome.until
    due = story.next.due
    settled(story, outcome)
    assert story.next.due == outcome.until > due


@pytest.mark.parametrize("days", [15, 19, 40])
def test_a_reminder_whose_limit_passed_while_nothing_worked_is_never_sent(days: int) -> None:
    """The reminder of day 4 once went out on day 14, and the next candidate was asked in the same second."""
    story = Story(seeking())
    story.takes("request")
    before = story.state
    outcome = judged(story, late=timedelta(days=days))
    assert outcome == StepOutcome.dropped(Reason(code=ReasonCode.OVERTAKEN))
    settled(story, outcome)
    assert story.state == before
    story.passes(days=days)
    assert story.next.key == "request/2"


def test_a_step_of_a_mentorship_that_is_over_is_dropped() -> None:
    story = active()
    step = story.next
    over = story.state.with_(phase=Phase.CLOSED)
    assert verdict(over, step, step.due, World()) == StepOutcome.dropped(Reason(code=ReasonCode.OVERTAKEN))


def test_a_mentor_without_a_place_is_not_asked() -> None:
    assert judged(Story(seeking()), place=False) == StepOutcome.dropped(Reason(code=ReasonCode.FULL_NEXT))


def test_a_search_waits_for_those_whom_others_ask_as_long_as_they_have_time_to_answer() -> None:
    always = Courtesy(working_days=(1, 2, 3, 4, 5, 6, 7), from_hour=0, to_hour=24, awake_from=0, awake_to=24)
    story = Story(seeking(Rules(courtesy=always)))
    due = story.next.due
    for days in range(story.state.rules.reply_days):
        now = due + timedelta(days=days)
        waits = StepOutcome.postponed(now + timedelta(days=1), Reason(code=ReasonCode.BEING_ASKED))
        assert verdict(story.state, story.next, now, World(nobody=True, others_asked=True)) == waits
    over = due + timedelta(days=story.state.rules.reply_days)
    left = StepOutcome.dropped(Reason(code=ReasonCode.NOBODY_LEFT))
    assert verdict(story.state, story.next, over, World(nobody=True, others_asked=True)) == left
    assert judged(story, nobody=True) == left


def test_a_place_that_somebody_else_took_turns_the_agreement_into_a_kind_letter() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    outcome = judged(story, place=False)
    assert outcome == StepOutcome.dropped(Reason(code=ReasonCode.PLACE_TAKEN))
    assert settled(story, outcome).next.kind is StepKind.PLACE_TAKEN


def test_that_nobody_is_left_is_not_said_on_the_day_on_which_a_place_turned_out_to_be_taken() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    settled(story, judged(story, place=False))
    told = story.takes("place_taken")
    assert story.takes("no_mentor").due.date() > told.due.date()


def test_a_place_matters_only_before_the_first_version_of_the_agreement() -> None:
    story = Story(paired())
    story.takes("agreement")
    story.hears(MENTEE, "amend", "agreement/1")
    assert story.next.key == "agreement/2"
    assert judged(story, place=False) is None
    assert judged(active(), place=False) is None


@pytest.mark.parametrize(
    ("world", "code"),
    [
        ({"gone": {MENTOR}}, ReasonCode.LEFT_NEXT),
        ({"unreachable": {MENTOR}}, ReasonCode.UNREACHED_NEXT),
        ({"coordinates": True}, ReasonCode.COORDINATOR_NEXT),
        ({"apart": True}, ReasonCode.PASSED_NEXT),
    ],
)
def test_a_candidate_who_has_left_cannot_be_reached_or_runs_the_programme_is_not_asked(
    world: dict[str, Any], code: ReasonCode
) -> None:
    story = Story(seeking())
    outcome = judged(story, **world)
    assert outcome == StepOutcome.dropped(Reason(code=code))
    assert settled(story, outcome).next.key == "request/2"


@pytest.mark.parametrize("who", [MENTEE, MENTOR])
def test_whoever_has_left_is_found_out_at_the_latest_when_they_would_be_written_to(who: Role) -> None:
    story = active()
    outcome = judged(story, gone={who})
    assert outcome == StepOutcome.dropped(Reason(code=ReasonCode.HAS_LEFT, who=(who,)))
    settled(story, outcome)
    assert story.shown.phase is Phase.CLOSING
    assert judged(story, gone={who}) is None
    story.goes_on_until("farewell")
    assert story.state.outcome is Outcome.LEFT


def test_nobody_is_asked_for_a_mentee_who_has_left() -> None:
    story = settled(Story(seeking()), StepOutcome.dropped(Reason(code=ReasonCode.HAS_LEFT, who=(MENTEE,))))
    assert judged(Story(seeking()), gone={MENTEE}) == StepOutcome.dropped(
        Reason(code=ReasonCode.HAS_LEFT, who=(MENTEE,))
    )
    assert story.takes("withdrawn").to == ()


def test_a_task_for_a_coordinator_who_has_left_is_left_out() -> None:
    story = silent_until("task")
    outcome = judged(story, gone={COORDINATOR})
    assert outcome == StepOutcome.dropped(Reason(code=ReasonCode.HAS_LEFT, who=(COORDINATOR,)))
    assert settled(story, outcome).next.kind is StepKind.LAST_NOTICE


def test_a_mentor_who_was_passed_over_and_has_left_stops_nothing() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    story.hears(MENTOR, "decline", "request/1")
    assert judged(story, gone={MENTOR}) is None


def test_a_last_notice_that_never_left_ends_no_pair() -> None:
    """A last notice that expired undelivered once closed the pair as lapsed."""
    story = silent_until("farewell")
    outcome = judged(story, undelivered={MENTOR})
    assert outcome == StepOutcome.dropped(Reason(code=ReasonCode.NEVER_ARRIVED, who=(MENTOR,)))
    settled(story, outcome)
    assert story.shown.phase is Phase.ACTIVE
    assert story.next.kind is not StepKind.FAREWELL
    assert judged(silent_until("farewell"), undelivered={MENTEE}), "their answer would have kept it, too"


def test_no_rung_is_climbed_because_of_a_prompt_that_never_left() -> None:
    story = active()
    step = story.takes("check_in")
    story.hears(MENTEE, "check_in", step.key, met="no")
    while story.next.kind is not StepKind.NUDGE:
        story.takes()
    outcome = judged(story, undelivered={MENTOR})
    assert outcome == StepOutcome.dropped(Reason(code=ReasonCode.NEVER_ARRIVED, who=(MENTOR,)))
    settled(story, outcome)
    assert story.next.kind in (StepKind.CHECK_IN, StepKind.REVIEW)
