"""Replay notices every changed decision, and a new edition of the policy leaves what began before it intact."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from temporalio.worker import UnsandboxedWorkflowRunner

from policy import closing, due_times, editions, ladder, lifecycle, news, pair_answers, reopening
from policy.courtesy import decent
from schemas.messages import Step, StepOutcome
from schemas.names import Outcome, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import Active, State
from schemas.step_key import StepKey
from tests.histories.keeping import FOLDER
from tests.histories.replaying import HISTORIES, difference

Change = Callable[[State, Step], Step]
DAY = timedelta(days=1)
RUNNER = UnsandboxedWorkflowRunner()


def other_kind(kind: StepKind, other: StepKind) -> Change:
    """Return a policy that takes one kind of step for another."""

    def change(state: State, step: Step) -> Step:
        return step.with_(key=StepKey.of(other, step.key.number)) if step.kind is kind else step

    return change


def later(by: timedelta, *kinds: StepKind) -> Change:
    """Return a policy that takes some kinds of step at another time."""
    return lambda state, step: step.with_(due=step.due + by) if step.kind in kinds else step


def swapped(one: StepKind, other: StepKind) -> Change:
    """Return a policy with two kinds of step in the place of each other."""

    def change(state: State, step: Step) -> Step:
        kinds = {one: other, other: one}
        return step.with_(key=StepKey.of(kinds[step.kind], step.key.number)) if step.kind in kinds else step

    return change


def skipped_reminder(state: State, step: Step) -> Step:
    """Count reminders from two on."""
    return step.with_(key=step.key.reminder(step.key.nth + 1)) if step.kind is StepKind.REQUEST_REMINDER else step


def next_one_at_once(state: State, step: Step) -> Step:
    """Ask the next candidate a day before the time to answer is over."""
    early = step.kind is StepKind.REQUEST and step.reason.code is ReasonCode.SILENT_NEXT
    return step.with_(due=step.due - DAY) if early else step


def next_numbers(state: State, step: Step) -> Step:
    """Number check-ins otherwise."""
    return step.with_(key=StepKey.of(step.kind, step.key.number + 1)) if step.kind is StepKind.CHECK_IN else step


def to_the_mentee(state: State, step: Step) -> Step:
    """Ask the mentee alone."""
    return step.with_(to=(Role.MENTEE,)) if step.kind is StepKind.CHECK_IN else step


def for_another_reason(state: State, step: Step) -> Step:
    """Give another reason for the goodbye."""
    other = Reason(code=ReasonCode.DECIDED_TO_END)
    return step.with_(reason=other) if step.kind is StepKind.CLOSING else step


@dataclass(frozen=True)
class Mutation:
    """A policy that decides otherwise, and a kept history in which it shows."""

    name: str
    change: Change
    shows_in: str


MUTATIONS = [
    Mutation("rhythm and task swapped", swapped(StepKind.RHYTHM, StepKind.TASK), "waned"),
    Mutation("last notice in place of the task", other_kind(StepKind.TASK, StepKind.LAST_NOTICE), "waned"),
    Mutation("every review a check-in", other_kind(StepKind.REVIEW, StepKind.CHECK_IN), "completed"),
    Mutation("every check-in a review", other_kind(StepKind.CHECK_IN, StepKind.REVIEW), "completed"),
    Mutation("check-ins numbered otherwise", next_numbers, "completed"),
    Mutation("reminders counted from two", skipped_reminder, "nobody_answers"),
    Mutation("reminders a day earlier", later(-DAY, StepKind.REQUEST_REMINDER), "nobody_answers"),
    Mutation("reminders a day later", later(DAY, StepKind.REQUEST_REMINDER), "nobody_answers"),
    Mutation("agreement reminders a day earlier", later(-DAY, StepKind.AGREEMENT_REMINDER), "agreed_by_silence"),
    Mutation("the next candidate a day earlier", next_one_at_once, "nobody_answers"),
    Mutation("check-ins a day later", later(DAY, StepKind.CHECK_IN), "completed"),
    Mutation("nudges two days earlier", later(-2 * DAY, StepKind.NUDGE), "waned"),
    Mutation("the goodbye a week later", later(7 * DAY, StepKind.CLOSING), "completed"),
    Mutation("the farewell a week later", later(7 * DAY, StepKind.FAREWELL), "waned"),
    Mutation("welcomed back a day early", later(-DAY, StepKind.RESUMED), "paused_by_hr"),
    Mutation("thanks an hour later", later(timedelta(hours=1), StepKind.THANKS), "completed"),
    Mutation("check-ins to the mentee only", to_the_mentee, "completed"),
    Mutation("another reason to say goodbye", for_another_reason, "completed"),
]


def decide_otherwise(patch: pytest.MonkeyPatch, change: Change, edition: int = 0) -> None:
    """Change what is next, before courtesy; for states of at least this edition."""
    before = lifecycle._upcoming

    def changed(state: State, now: datetime, *more: Any) -> Step:
        step = before(state, now, *more)
        return change(state, step) if state.edition >= edition else step

    patch.setattr(lifecycle, "_upcoming", changed)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[mutation.name for mutation in MUTATIONS])
async def test_a_changed_decision_is_noticed(mutation: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = [file for file in HISTORIES if file.stem == mutation.shows_in]
    assert await difference(file, RUNNER) == ""
    decide_otherwise(monkeypatch, mutation.change)
    assert await difference(file, RUNNER)


async def test_rungs_in_another_order_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The case that once passed unseen: a question sent twice, and the coordinator's task never."""
    nudge, rhythm, task, last_notice = ladder.RUNGS
    monkeypatch.setattr(ladder, "RUNGS", (nudge, task, rhythm, last_notice))
    (file,) = [file for file in HISTORIES if file.stem == "waned"]
    assert await difference(file, RUNNER)


async def test_more_time_that_is_a_week_longer_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def longer(state: State, active: Active, now: datetime) -> State:
        more = reopening.extended(state, active, now)
        return more.with_(ends=more.ends and more.ends + timedelta(days=7))

    monkeypatch.setattr(pair_answers, "extended", longer)
    assert await difference(FOLDER / "extended_to_the_end.json", RUNNER)


async def test_another_rhythm_that_is_not_kept_to_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_answers, "_with_cadence", lambda state, *given: state)
    assert await difference(FOLDER / "another_rhythm.json", RUNNER)


async def test_a_bounce_of_which_nobody_hears_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "unreachable", lambda state, *given: state)
    assert await difference(FOLDER / "lost_in_the_loop.json", RUNNER)


@pytest.mark.parametrize("name", ["completed", "lost_in_the_loop"])
async def test_another_name_of_the_end_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def after(state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
        return closed(state, step, outcome, now).with_(outcome=Outcome.WITHDRAWN)

    closed = closing.after
    monkeypatch.setattr(closing, "after", after)
    assert "another end" in await difference(FOLDER / f"{name}.json", RUNNER)


async def test_other_hours_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_times, "decent", lambda *given: decent(*given) + timedelta(minutes=5))
    assert [file.stem for file in HISTORIES if not await difference(file, RUNNER)] == []


async def test_a_new_edition_leaves_every_history_intact(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of the mutations at once, but only for runs that begin under the next edition."""
    newer = editions.PRESENT + 1
    monkeypatch.setattr(editions, "PRESENT", newer)
    for mutation in MUTATIONS:
        decide_otherwise(monkeypatch, mutation.change, edition=newer)
    assert {file.stem: found for file in HISTORIES if (found := await difference(file, RUNNER))} == {}


def test_a_mutation_decides_otherwise_for_the_next_edition() -> None:
    """Otherwise the test above would pass by changing nothing."""
    from tests.policy.pairs import START, seeking

    state = seeking()
    with pytest.MonkeyPatch.context() as patch:
        decide_otherwise(patch, later(DAY, StepKind.REQUEST), edition=2)
        old, new = (lifecycle.next_step(state.with_(edition=edition), START) for edition in (1, 2))
    assert old
    assert new
    assert new.due > old.due
    assert Role.MENTOR in new.to
