"""While somebody is silent: gently first, a person next, closing last; nobody is blamed for what never arrived."""

from datetime import timedelta

import pytest

from policy.lifecycle import after, expected, next_step
from policy.verdict import World, verdict
from schemas.messages import StepOutcome
from schemas.names import PAIR, Health, Met, Outcome, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.rules import Rules
from tests.policy.pairs import paired
from tests.policy.stories import Story, a_good_pair, but, kinds, told, under_way

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)
ANA_ONLY = [{"role": MENTEE, "kind": "check_in", "met": Met.NO}]
SILENT_MENTOR = but(a_good_pair, check_in=ANA_ONLY, nudge=ANA_ONLY)
LADDER = ["nudge", "rhythm", "task", "last_notice", "farewell"]
LOST = frozenset({MENTOR})


def answering(story: Story, kind: str) -> Story:
    """Let the mentee answer all questions about meetings, up to a step of this kind, which is taken."""
    while not story.taken or story.taken[-1].kind != kind:
        if story.takes().kind in (StepKind.CHECK_IN, StepKind.NUDGE):
            story.hears(MENTEE, "check_in", story.taken[-1].key, met="no")
    return story


def quiet_until(kind: str, **rules: object) -> Story:
    """Return a pair whose mentor says nothing, up to a step of this kind."""
    return answering(under_way(Story(paired(Rules.model_validate(rules)))), kind)


def judged(story: Story, undelivered: frozenset[Role] = LOST) -> StepOutcome | None:
    """Let the world judge the next step when it is due, and take in what comes of it."""
    step = story.next
    story.now = step.due
    outcome = verdict(story.state, step, story.now, World(undelivered=undelivered))
    lost = tuple(role for role in PAIR if role in undelivered)
    taken = outcome or expected(story.state, step).with_(undelivered=lost)
    story.state = after(story.state, step, taken, story.now)
    story.taken.append(step)
    return outcome


def test_a_silent_mentor_meets_the_whole_ladder_in_order_and_nobody_else_is_blamed() -> None:
    steps, state, _ = told(paired(), SILENT_MENTOR)
    ladder = [step for step in steps if step.kind in LADDER]
    assert kinds(ladder) == LADDER
    assert all(step.reason.who == (MENTOR,) for step in ladder[:4])
    assert ladder[3].due - ladder[2].due >= 14 * DAY
    assert ladder[4].due - ladder[3].due >= 7 * DAY
    assert state.outcome is Outcome.LAPSED


def test_silence_is_counted_to_the_day_on_which_the_letter_goes_out() -> None:
    story = quiet_until("nudge")
    life = story.state.active.mentor.life if story.state.active else story.now
    assert story.next.reason.days == (story.next.due - life).days
    story.now = story.next.due + 21 * DAY
    late = story.next
    assert late.reason.days == (late.due - life).days


def test_a_pair_that_never_says_anything_is_asked_on_the_days_that_the_manual_names() -> None:
    steps, state, _ = told(paired(), but(a_good_pair, check_in=[]))
    agreed = steps[1].due
    days = {step.kind: (step.due - agreed).days for step in steps[2:]}
    for kind, day in {"check_in": 21, "nudge": 42, "rhythm": 52, "task": 63, "last_notice": 77, "farewell": 84}.items():
        assert day <= days[StepKind(kind)] <= day + 3, kind
    assert state.outcome is Outcome.LAPSED


def test_a_meeting_that_one_of_them_tells_of_is_a_sign_of_life_of_both() -> None:
    met = [{"role": MENTEE, "kind": "check_in", "met": Met.YES}]
    goes_on = [{"role": MENTEE, "kind": "adjust", "choice": "continue"}]
    steps, state, _ = told(paired(), but(a_good_pair, check_in=met, nudge=met, review=goes_on))
    assert state.outcome is Outcome.COMPLETED
    assert "last_notice" not in kinds(steps)


@pytest.mark.parametrize("rung", LADDER[:4])
def test_any_sign_of_life_ends_the_ladder(rung: str) -> None:
    story = quiet_until(rung)
    story.hears(MENTOR, "adjust", story.taken[-1].key, choice="continue")
    assert story.state.phase is Phase.ACTIVE
    assert story.next.kind is StepKind.CHECK_IN
    assert story.next.due - story.now >= 9 * DAY


def test_the_other_ones_answer_does_not_end_a_ladder_that_is_not_about_them() -> None:
    story = quiet_until("rhythm")
    story.hears(MENTEE, "adjust", "rhythm/1", choice="continue")
    assert story.next.kind is StepKind.TASK


def test_the_coordinators_patience_starts_the_rhythm_anew() -> None:
    story = quiet_until("task")
    story.hears(Role.COORDINATOR, "decide", "task/1", choice="continue")
    assert story.next.kind is StepKind.NUDGE
    assert story.next.due - story.now >= 20 * DAY


def test_without_a_coordinator_nobody_waits_for_one() -> None:
    state = paired()
    readers = {role: reader for role, reader in state.readers.items() if role is not Role.COORDINATOR}
    story = answering(under_way(Story(state.with_(readers=readers))), "rhythm")
    rhythm = story.taken[-1].due
    assert story.next.kind is StepKind.LAST_NOTICE
    assert story.next.due - rhythm < 14 * DAY


def test_a_task_that_reached_no_coordinator_holds_nothing_up() -> None:
    story = quiet_until("rhythm")
    task = story.takes("task", written=(), skipped=(Role.COORDINATOR,))
    assert story.next.kind is StepKind.LAST_NOTICE
    assert story.next.due - task.due < 4 * DAY


def test_a_coordinator_who_left_is_not_asked() -> None:
    story = quiet_until("rhythm")
    story.learns(Role.COORDINATOR, "left")
    assert story.next.kind is StepKind.LAST_NOTICE


# What never arrived


def test_an_address_that_works_again_begins_the_ladder_anew() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(MENTEE, "check_in", "check_in/1", met="no")
    story.takes("nudge", written=(MENTEE,), unreachable=(MENTOR,))
    story.hears(MENTEE, "check_in", "nudge/2", met="no")
    while len(story.taken) < 7:
        step = story.takes(written=(MENTEE,), unreachable=(MENTOR,))
        assert step.kind in (StepKind.CHECK_IN, StepKind.UNREACHABLE), "nobody is silent"
        if step.kind is StepKind.CHECK_IN:
            story.hears(MENTEE, "check_in", step.key, met="no")
    step = story.takes("check_in", written=PAIR, unreachable=())
    story.hears(MENTEE, "check_in", step.key, met="no")
    assert story.state.unreachable == ()
    assert story.state.active
    assert story.state.active.mentor.letters == 1
    assert story.next.kind is StepKind.REVIEW, "not the rung after the nudge that never arrived"
    assert story.next.due - step.due >= 20 * DAY


def test_a_check_in_that_expired_unsent_brings_no_nudge() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(MENTEE, "check_in", "check_in/1", met="no")
    outcome = judged(story)
    assert story.taken[-1].kind is StepKind.NUDGE
    assert outcome
    assert outcome.because == Reason(code=ReasonCode.NEVER_ARRIVED, who=(MENTOR,))
    assert story.next.kind is StepKind.CHECK_IN
    assert judged(story, frozenset()) is None
    assert story.state.active
    assert story.state.active.mentor.letters == 1


def test_an_expired_nudge_is_not_counted_as_unanswered() -> None:
    story = quiet_until("nudge")
    assert judged(story) is None, "one letter that did arrive had no answer"
    assert story.taken[-1].kind is StepKind.RHYTHM
    assert story.state.active
    assert (story.state.active.mentor.unanswered, story.state.active.mentor.letters) == (1, 2)


def test_a_last_notice_that_never_arrived_ends_nothing_and_is_sent_again() -> None:
    story = quiet_until("last_notice")
    assert story.next.kind is StepKind.FAREWELL
    outcome = judged(story)
    assert outcome
    assert outcome.because
    assert outcome.because.code is ReasonCode.NEVER_ARRIVED
    assert story.state.phase is Phase.ACTIVE
    notice = story.next
    assert (notice.key, notice.reason.code) == ("last_notice/2", ReasonCode.NEVER_ARRIVED)
    assert notice.due - story.now < 4 * DAY
    assert judged(story, frozenset()) is None
    assert judged(story, frozenset()) is None
    assert story.state.outcome is Outcome.LAPSED


def test_after_two_last_notices_that_got_lost_the_coordinator_is_asked() -> None:
    story = quiet_until("last_notice")
    judged(story)
    judged(story, frozenset())
    judged(story)
    assert kinds(story.taken)[-3:] == ["farewell", "last_notice", "farewell"]
    assert (story.next.kind, story.next.to) == (StepKind.TASK, (Role.COORDINATOR,))
    task = story.takes()
    assert story.next.kind is StepKind.LAST_NOTICE
    assert story.next.due - task.due >= 14 * DAY


def test_relays_that_lose_every_last_notice_do_not_keep_a_pair_for_ever() -> None:
    story = quiet_until("last_notice")
    for _ in range(200):
        if next_step(story.state, story.now) is None:
            break
        judged(story, LOST if story.next.kind is StepKind.FAREWELL else frozenset())
    assert story.state.phase is Phase.CLOSED
    assert story.state.outcome is Outcome.COMPLETED, "the agreed time was over"
    keys = [step.key for step in story.taken if step.kind is not StepKind.FAREWELL]
    assert len(keys) == len(set(keys))


def test_a_last_notice_that_could_be_sent_to_nobody_comes_again_later() -> None:
    story = quiet_until("task")
    story.takes("last_notice", written=(MENTEE,), skipped=(MENTOR,))
    assert story.state.phase is Phase.ACTIVE
    assert story.next.kind is StepKind.LAST_NOTICE
    assert story.next.due - story.now >= 6 * DAY


def test_a_pair_does_not_lapse_while_mail_cannot_reach_whom_it_waits_for() -> None:
    story = quiet_until("last_notice")
    story.learns(MENTOR, "unreachable")
    outcome = judged(story, frozenset())
    assert outcome
    assert story.state.phase is Phase.ACTIVE
    following = [story.takes(), story.takes(), story.takes()]
    assert set(kinds(following)) == {"reopened", "check_in", "unreachable"}


# Beside the goodbye


def test_no_last_notice_comes_when_the_goodbye_is_near_anyway() -> None:
    steps, state, _ = told(paired(Rules(duration_days=95)), SILENT_MENTOR)
    assert "last_notice" not in kinds(steps)
    assert kinds(steps)[-2:] == ["closing", "farewell"]
    assert state.outcome is Outcome.COMPLETED


def test_health_tells_of_the_ladder_without_blame_before_its_time() -> None:
    story = quiet_until("nudge")
    assert story.state.health is Health.QUIET
