"""Runs follow one another: begun anew by length, by hand, for a new release."""

from datetime import timedelta
from uuid import uuid4

import pytest

from policy import editions
from schemas.messages import News, StepOutcome
from schemas.names import PAIR, AnswerKind, NewsKind
from tests.policy.pairs import START, paired, seeking
from tests.workflows.harness import Run, TaskFailedError, receipt_of
from tests.workflows.lives import HR, MENTEE, due, saying_goodbye, says, searching, under_way
from workflows import mentorship


def next_edition(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let this release know one edition more than it does."""
    newer = editions.PRESENT + 1
    monkeypatch.setattr(editions, "PRESENT", newer)
    monkeypatch.setattr(mentorship, "PRESENT", newer)
    return newer


def test_a_run_that_has_used_up_its_budget_begins_anew_before_its_next_long_wait() -> None:
    run = under_way()
    run.history = 1000
    run.wake()
    assert not run.renewed
    run.finish()
    assert run.renewed
    assert run.renewed.active
    assert run.renewed.active.prompt == "check_in/1"


def test_the_new_run_goes_on_where_the_old_one_stopped() -> None:
    """Same state, same next step at the same time, and what was heard is not heard twice."""
    run = under_way()
    answer = says(MENTEE, AnswerKind.CHECK_IN, "agreed/1", met="yes")
    heard = receipt_of(run.send(answer)).state
    before = due(run)
    run.history = 1000
    run.send(says(MENTEE, AnswerKind.CHECK_IN, "agreed/1", met="yes"))
    assert run.renewed
    again = Run(run.renewed, run.now)
    assert due(again) == before
    assert receipt_of(again.send(answer)).state.revision == run.renewed.revision == heard.revision + 1


@pytest.mark.parametrize("kind", ["seeking", "paused", "ladder", "closing"])
def test_a_run_can_begin_anew_in_every_phase(kind: str) -> None:
    run = {"seeking": searching, "paused": on_break, "ladder": nudged, "closing": saying_goodbye}[kind]()
    following = due(run)
    run.history = 1000
    same_zone = News(id=uuid4(), about=MENTEE, kind=NewsKind.MOVED, reader=run.state.readers[MENTEE])
    run.send(same_zone, "news")
    assert run.renewed
    assert due(Run(run.renewed, run.now)) == following


def on_break() -> Run:
    """Return a run of a pair on a break of which both know."""
    run = under_way()
    run.send(says(HR, AnswerKind.PAUSE, until=run.now + timedelta(days=30)), "pause")
    run.pass_until(run.now + timedelta(days=4))
    run.finish()
    return run


def nudged() -> Run:
    """Return a run of a pair that has been silent."""
    run = under_way()
    while "nudge" not in run.activities[-1]:
        run.wake()
        if run.steps:
            run.finish()
    return run


def test_a_run_begins_anew_in_the_middle_of_a_wait_when_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    run = under_way()
    newer = next_edition(monkeypatch)
    assert run.send(None, "renew") is True
    run.wake()
    assert run.renewed
    assert run.renewed.edition == newer


def test_a_run_of_the_present_edition_says_that_a_new_one_brings_nothing() -> None:
    run = under_way()
    assert run.send(None, "renew") is False
    assert not run.renewed


def test_a_run_that_is_asked_to_renew_during_a_step_finishes_it_first(monkeypatch: pytest.MonkeyPatch) -> None:
    run = under_way()
    run.wake()
    next_edition(monkeypatch)
    assert run.send(None, "renew") is True
    assert not run.renewed
    run.finish()
    run.wake()
    assert run.renewed
    assert run.renewed.active
    assert run.renewed.active.prompt == "check_in/1"


def test_a_run_that_is_asked_to_renew_while_a_step_fails_leaves_it_to_the_next_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = under_way()
    run.wake()
    key = run.order.step.key
    next_edition(monkeypatch)
    run.send(None, "renew")
    run.stop()
    run.wake()
    assert run.renewed
    assert Run(run.renewed, run.now).order.step.key == key


def test_an_edition_is_kept_until_a_run_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    run = under_way()
    next_edition(monkeypatch)
    run.wake()
    assert run.finish().state.edition == 1


def test_a_run_moves_to_a_new_release_after_a_step_and_never_before_one() -> None:
    run = Run(paired(), START, new_release=True)
    run.pass_until(START + timedelta(days=1))
    assert not run.renewed
    run.finish()
    assert run.renewed
    assert not Run(run.renewed, run.now, new_release=True).renewed


@pytest.mark.parametrize("edition", [0, 99])
def test_a_release_that_does_not_know_an_edition_says_so_and_decides_nothing(edition: int) -> None:
    with pytest.raises(TaskFailedError, match=f"does not know policy edition {edition}; deploy .* `rapport renew"):
        Run(seeking().with_(edition=edition), START)


def test_operators_are_told_in_the_index_only_what_they_search_for() -> None:
    """A year's check-ins and answers write nothing; phases and a coordinator who is waited for do."""
    run = under_way()
    before = run.upserts
    for _ in range(3):
        run.wake()
        prompt = run.finish().step.key
        for role in PAIR:
            run.send(says(role, AnswerKind.CHECK_IN, prompt, met="yes"))
    assert run.upserts == before
    run.send(says(HR, AnswerKind.PAUSE, until=run.now + timedelta(days=30)), "pause")
    assert run.upserts == before + 1


def test_a_question_to_the_coordinator_can_be_searched_for() -> None:
    state = seeking(zones=("Europe/Berlin",))
    run = searching(state)
    before = run.upserts
    while not run.activities[-1].startswith("no_mentor"):
        run.wake()
        if run.steps:
            run.finish()
    assert run.upserts == before + 1


def test_an_activity_bears_the_key_of_its_step() -> None:
    run = Run(paired(), START)
    run.pass_until(START + timedelta(days=1))
    assert run.activities == ["agreement/1"]
    run.finish(StepOutcome.answer_pending())
    run.wake()
    assert run.activities == ["agreement/1"] * 2
