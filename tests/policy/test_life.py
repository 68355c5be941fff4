"""Whole lives, decided in no time: what is asked, when, and what answers change."""

from datetime import timedelta

from policy.lifecycle import after, expected, hear, next_step
from policy.card import answer_by, card_of, waiting_for
from schemas.failures import Failure
from schemas.names import Choice, Health, Met, Outcome, Phase, Role, StepKind
from schemas.state import State
from tests.policy.pairs import START, answer, paired, seeking
from tests.policy.stories import a_good_pair, but, kinds, told

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
ANA_GOES_ON = [{"role": MENTEE, "kind": "adjust", "choice": "continue"}]
ANA_ONLY = [{"role": MENTEE, "kind": "check_in", "met": Met.NO}]


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


def test_a_review_changes_the_rhythm_of_the_running_pair() -> None:
    slower = but(a_good_pair, review=[{"role": MENTEE, "kind": "adjust", "choice": "cadence", "cadence_days": 42}])
    steps, state, _ = told(seeking(), slower)
    review = kinds(steps).index("review")
    prompts = [step for step in steps[review:] if step.kind in (StepKind.CHECK_IN, StepKind.REVIEW)]
    gap = prompts[1].due - prompts[0].due
    assert timedelta(days=42) <= gap <= timedelta(days=46)
    assert state.cadence_days == 42


def test_a_silent_mentor_meets_the_whole_ladder_in_order_and_nobody_else_is_blamed() -> None:
    silent = but(a_good_pair, check_in=ANA_ONLY, nudge=ANA_ONLY)
    steps, state, _ = told(paired(), silent)
    ladder = [step for step in steps if step.kind in ("nudge", "rhythm", "task", "last_notice", "farewell")]
    assert kinds(ladder) == ["nudge", "rhythm", "task", "last_notice", "farewell"]
    assert "{mentor}" in ladder[0].reason
    assert "{mentee}" not in ladder[0].reason
    assert ladder[3].due - ladder[2].due >= timedelta(days=14)
    assert ladder[4].due - ladder[3].due >= timedelta(days=7)
    assert state.outcome is Outcome.LAPSED


def test_any_sign_of_life_climbs_down_even_after_the_last_notice() -> None:
    silent = but(a_good_pair, check_in=ANA_ONLY, nudge=ANA_ONLY)
    steps, _, _ = told(paired(), silent)
    until_notice = steps[: kinds(steps).index("last_notice") + 1]
    state = _played(paired(), until_notice, silent)
    assert state.phase is Phase.CLOSING
    back = hear(state, answer(99, MENTOR, "adjust", "last_notice/1", choice="continue"), until_notice[-1].due)
    assert isinstance(back, State)
    assert back.phase is Phase.ACTIVE
    following = next_step(back, until_notice[-1].due)
    assert following
    assert following.kind is not StepKind.FAREWELL
    assert following.due - until_notice[-1].due > timedelta(days=14)


def test_mail_that_bounced_is_not_silence_and_the_coordinator_hears_of_it() -> None:
    state = _active()
    step = next_step(state, START)
    assert step
    facts = expected(state, step).with_(written=(MENTEE,), unreachable=(MENTOR,))
    state = after(state, step, facts, step.due)
    following = next_step(state, step.due)
    assert following
    assert (following.kind, following.to) == (StepKind.TASK, (Role.COORDINATOR,))
    assert "cannot reach {mentor}" in card_of(state, step.due).health_reason
    assert waiting_for(state) == (MENTEE,)


def test_the_reason_for_concern_names_the_agreed_rhythm_and_each_side() -> None:
    silent = but(a_good_pair, check_in=ANA_ONLY, nudge=ANA_ONLY)
    steps, state, now = told(paired(), silent, limit=5)
    assert kinds(steps)[-1] == "rhythm" or kinds(steps)[-1] == "nudge"
    card = card_of(state, now)
    assert card.health in (Health.LATE, Health.QUIET, Health.AT_RISK)
    assert "every 3 weeks" in card.health_reason
    assert "{mentee} answered" in card.health_reason
    assert "{mentor} has not answered" in card.health_reason


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


def test_hr_ends_a_search_and_a_pair_each_in_its_own_way() -> None:
    ended = hear(seeking(), answer(901, Role.HR, "close", "", outcome="withdrawn"), START)
    assert isinstance(ended, State)
    steps, state, _ = told(ended, a_good_pair)
    assert (kinds(steps), state.outcome) == (["withdrawn"], Outcome.WITHDRAWN)
    leaving = hear(_active(), answer(901, Role.HR, "close", "", outcome="left"), START + timedelta(days=3))
    assert isinstance(leaving, State)
    steps, state, _ = told(leaving, a_good_pair)
    assert (kinds(steps), state.outcome) == (["closing", "farewell"], Outcome.LEFT)


def test_words_are_passed_on_once_both_have_answered() -> None:
    notes = [{"role": role, "kind": "check_in", "met": "yes", "note": True} for role in (MENTEE, MENTOR)]
    steps, _, _ = told(paired(), but(a_good_pair, check_in=notes), limit=4)
    assert kinds(steps)[2:] == ["check_in", "thanks"]
    assert steps[3].key == "check_in/1/thanks"
    assert steps[3].to == (MENTEE, MENTOR)


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


def test_a_meeting_that_one_of_them_tells_of_is_a_sign_of_life_of_both() -> None:
    """Ana says "we met" whenever she is asked, Ben never says a word: nobody brings it to an end."""
    met = [{"role": MENTEE, "kind": "check_in", "met": Met.YES}]
    steps, state, _ = told(paired(), but(a_good_pair, check_in=met, nudge=met, review=ANA_GOES_ON))
    assert state.outcome is Outcome.COMPLETED
    assert "last_notice" not in kinds(steps)


def test_a_nudge_asks_for_an_answer_before_the_next_rung_is_climbed() -> None:
    silent = but(a_good_pair, check_in=ANA_ONLY, nudge=ANA_ONLY)
    steps, state, now = told(paired(), silent, limit=4)
    assert kinds(steps)[-1] == "nudge"
    following = next_step(state, now)
    by = answer_by(state)
    assert following
    assert by
    assert by <= following.due
