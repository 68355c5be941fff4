"""Whole lives, decided in no time: what is asked, when, and what answers change."""

from datetime import timedelta

from policy.hearing import hear
from policy.lifecycle import after, expected, next_step
from schemas.failures import Failure
from schemas.names import Choice, Outcome, Phase, Role, StepKind
from schemas.state import State
from tests.policy.pairs import START, answer, paired, seeking
from tests.policy.stories import a_good_pair, but, kinds, told

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR


def test_a_good_pair_meets_all_year_and_parts_with_thanks() -> None:
    steps, state, _ = told(seeking(), a_good_pair)
    assert kinds(steps)[:3] == ["request", "agreement", "agreed"]
    assert kinds(steps).count("review") == 3
    assert kinds(steps).count("check_in") == 13
    assert kinds(steps)[-2:] == ["closing", "farewell"]
    assert state.outcome is Outcome.COMPLETED
    assert not {"nudge", "rhythm", "task"} & set(kinds(steps))


def test_a_mentor_who_stays_silent_is_reminded_twice_and_then_the_next_one_is_asked() -> None:
    say = but(a_good_pair, request=())
    steps, state, _ = told(seeking(), say)
    first = ["request", "request_reminder", "request_reminder"]
    assert kinds(steps) == [*first, *first, "no_mentor", "withdrawn"]
    assert steps[3].due - steps[0].due >= timedelta(days=14)
    assert state.outcome is Outcome.LAPSED


def test_a_mentor_who_declines_is_passed_over_and_may_change_their_mind_for_ten_minutes() -> None:
    state = _asked()
    declined = _heard(state, MENTOR, "decline", "request/1")
    step = next_step(declined, START + timedelta(hours=6))
    assert step
    assert (step.kind, step.key) == (StepKind.REQUEST, "request/2")
    after_all = hear(declined, answer(9, MENTOR, "accept", "request/1"), START + timedelta(hours=5, minutes=5))
    assert isinstance(after_all, State)
    assert after_all.phase is Phase.AGREEING


def test_an_acceptance_can_be_taken_back_until_the_agreement_is_out() -> None:
    accepted = _heard(_asked(), MENTOR, "accept", "request/1")
    back = hear(accepted, answer(9, MENTOR, "decline", "request/1/reminder/1"), START + timedelta(hours=5))
    assert isinstance(back, State)
    assert (back.phase, back.agreeing) == (Phase.SEEKING, None)
    step = next_step(accepted, START + timedelta(hours=6))
    assert step
    out = after(accepted, step, expected(accepted, step), step.due)
    assert hear(out, answer(9, MENTOR, "decline", "request/1"), step.due) is Failure.TOO_LATE


def test_whoever_was_passed_over_is_told_so_when_they_accept() -> None:
    say = but(a_good_pair, request=())
    state = seeking()
    steps, _, _ = told(state, say, limit=4)
    assert steps[-1].key == "request/2"
    state = _played(state, steps)
    assert hear(state, answer(1, MENTOR, "accept", "request/1"), steps[-1].due) is Failure.TOO_LATE


def test_an_agreement_nobody_answers_takes_effect_by_itself() -> None:
    say = but(a_good_pair, agreement=())
    steps, state, _ = told(paired(), say)
    assert kinds(steps)[:5] == ["agreement", *["agreement_reminder"] * 3, "agreed"]
    assert state.active is not None
    assert state.active.by_default


def test_a_changed_agreement_goes_to_the_other_side_only_and_sets_the_rhythm() -> None:
    amend = but(a_good_pair, agreement=[{"role": MENTEE, "kind": "amend", "cadence_days": 14}])
    _, state, now = told(paired(), amend, limit=1)
    following = next_step(state, now)
    assert following
    assert (following.key, following.to, state.cadence_days) == ("agreement/2", (MENTOR,), 14)


def test_a_pause_moves_every_due_time_and_comes_back_by_itself() -> None:
    state = _active()
    before = next_step(state, START)
    assert before
    now = before.due - timedelta(days=2)
    paused = hear(state, answer(902, MENTEE, "pause", "", until=now + timedelta(days=30)), now)
    assert isinstance(paused, State)
    steps, _, _ = told(paused, lambda step, state: (), limit=3)
    assert kinds(steps) == ["paused", "resumed", "check_in"]
    assert steps[2].due - before.due >= timedelta(days=27)
    assert hear(state, answer(904, MENTOR, "pause", "", until=now + timedelta(days=400)), now) is Failure.BAD_DATE


def test_after_an_outage_only_the_latest_reminder_is_left() -> None:
    state = _asked()
    step = next_step(state, START + timedelta(days=11))
    assert step
    assert step.key == "request/1/reminder/2"


def _asked() -> State:
    state = seeking()
    step = next_step(state, START)
    assert step
    return after(state, step, expected(state, step), START)


def _heard(state: State, role: Role, kind: str, step: str) -> State:
    heard = hear(state, answer(1, role, kind, step, choice=Choice.CONTINUE), START + timedelta(hours=5))
    assert isinstance(heard, State)
    return heard


def _active() -> State:
    _, state, _ = told(paired(), a_good_pair, limit=2)
    assert state.phase is Phase.ACTIVE
    return state


def _played(state: State, steps: list, say: object = a_good_pair) -> State:  # type: ignore[type-arg]
    _, played, _ = told(state, say if say is not a_good_pair else lambda step, state: (), limit=len(steps))  # type: ignore[arg-type]
    return played
