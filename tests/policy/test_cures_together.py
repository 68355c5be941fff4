"""Where two promises meet, neither lasts for ever, and nobody takes back what is not theirs."""

from datetime import timedelta

from policy.lifecycle import after
from policy.verdict import World, verdict
from schemas.names import Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.rules import Rules
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way
from tests.policy.test_verdict import silent_until

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def lives_on(story: Story, undelivered: set[Role], limit: int = 60) -> list[str]:
    """Take all steps, while no letter to some is ever sent; return their keys."""
    keys: list[str] = []
    while not story.is_in(Phase.CLOSED) and len(keys) < limit:
        step = story.next
        story.now = max(story.now, step.due)
        outcome = verdict(story.state, step, story.now, World(undelivered=frozenset(undelivered)))
        if outcome:
            story.state = after(story.state, step, outcome, story.now)
            continue
        to = tuple(role for role in step.to if role not in undelivered)
        story.takes(written=to, skipped=tuple(role for role in step.to if role in undelivered))
        keys.append(step.key)
    return keys


def test_an_agreement_that_never_reaches_somebody_ends_after_one_more_full_time() -> None:
    """It was once sent again every three weeks, for ever, and the coordinator was never asked."""
    story = Story(paired())
    keys = lives_on(story, {MENTOR})
    assert (story.state.phase, story.state.outcome) == (Phase.CLOSED, Outcome.LAPSED)
    assert "unreachable/1" in keys
    assert story.taken[-1].reason.code is ReasonCode.UNREACHABLE
    asked_first = Rules().agreement_reminders[0] * DAY  # in place of a reminder, they got the agreement
    assert (story.taken[-1].due - story.taken[0].due) <= asked_first + 2 * Rules().agreement_days * DAY + 6 * DAY
    assert len({*keys}) == len(keys)


def test_an_agreement_that_reaches_them_the_second_time_begins_by_silence() -> None:
    story = Story(paired())
    story.takes("agreement", written=(MENTEE,), skipped=(MENTOR,))
    lost = World(undelivered=frozenset({MENTOR}))
    while (outcome := verdict(story.state, story.next, story.next.due, lost)) is None:
        story.takes(written=(MENTEE,), skipped=(MENTOR,))
    story.now = story.next.due
    story.state = after(story.state, story.next, outcome, story.now)
    lives = lives_on(story, set(), limit=7)
    assert "agreed/1" in lives


def test_a_lapse_waits_once_for_an_active_one_whom_no_letter_reaches() -> None:
    """The silent one once got twenty last notices, each with another date."""
    story = silent_until("last_notice")
    keys = lives_on(story, {MENTEE})
    assert len([key for key in keys if key.startswith("last_notice")]) == 2
    assert story.state.outcome is Outcome.LAPSED


def test_what_both_asked_for_is_not_taken_back_by_one() -> None:
    story = under_way(Story(paired()))
    step = story.goes_on_until("check_in")
    story.hears(MENTEE, "adjust", step.key, choice="extend")
    longer = story.state.ends
    story.hears(MENTOR, "adjust", step.key, choice="extend")
    story.hears(MENTEE, "adjust", step.key, choice="continue")
    assert story.state.ends == longer


def test_a_corrected_address_of_a_coordinator_gets_the_open_task_again() -> None:
    story = silent_until("task")
    story.takes("task")
    story.learns(COORDINATOR, "unreachable")
    story.passes(days=1)
    story.learns(COORDINATOR, "reachable", reader=seeking().readers[COORDINATOR])
    story.learns(COORDINATOR, "readdressed")
    assert story.next.kind is StepKind.TASK


def test_a_coordinator_whose_own_address_failed_is_asked_for_the_other_one_once_theirs_works() -> None:
    story = Story(paired())
    story.takes("agreement", written=(MENTEE,), unreachable=(MENTOR,))
    first = story.takes("unreachable", written=(), unreachable=(MENTOR, COORDINATOR))
    assert story.next.kind is StepKind.AGREEMENT_REMINDER
    story.learns(COORDINATOR, "reachable", reader=seeking().readers[COORDINATOR])
    again = story.takes("unreachable", unreachable=(MENTOR,))
    assert again.key != first.key
    assert story.next.key not in (first.key, again.key)


def test_a_corrected_address_in_a_goodbye_gets_the_closing_letter() -> None:
    story = under_way(Story(paired()))
    story.hears(HR, "close")
    story.takes("closing")
    story.learns(MENTOR, "unreachable")
    story.passes(days=1)
    story.learns(MENTOR, "reachable")
    story.learns(MENTOR, "readdressed")
    assert story.takes("closing").to == (MENTOR,)


def test_after_a_break_that_ends_at_a_weekend_an_agreement_has_the_time_that_was_left() -> None:
    story = Story(paired())
    asked = story.takes("agreement")
    limit = asked.due + Rules().agreement_days * DAY
    while story.next.kind is StepKind.AGREEMENT_REMINDER:
        story.takes()
    story.now = limit - timedelta(hours=20)
    saturday = story.now + timedelta(days=(5 - story.now.weekday()) % 7 + 7)
    story.hears(HR, "pause", until=saturday)
    resumed = story.goes_on_until("resumed")
    assert resumed.due > saturday
    assert story.takes("agreed").due >= resumed.due + timedelta(hours=20)


def test_the_full_time_at_a_new_address_counts_from_the_letter() -> None:
    """After an outage, a request that had come again was passed on eight hours later."""
    for story, kind in ((Story(seeking()), "request"), (Story(paired()), "agreement")):
        story.takes(kind)
        story.learns(MENTOR, "readdressed")
        story.passes(days=20)
        again = story.takes()
        assert again.key.endswith("/reminder/1")
        asked = story.state.seeking or story.state.agreeing
        assert asked
        assert asked.asked == again.due


def test_leave_that_hr_ended_here_is_still_no_silence() -> None:
    story = silent_until("last_notice")
    leave = story.next.due + 90 * DAY
    story.learns(MENTOR, "away", until=leave)
    story.hears(HR, "resume")
    story.goes_on_until("last_notice")
    story.now = story.next.due
    assert story.next.kind is StepKind.FAREWELL
    outcome = verdict(story.state, story.next, story.now, World(away={MENTOR: leave}))
    assert outcome
    assert outcome.because
    assert outcome.because.code is ReasonCode.ON_LEAVE


def test_after_a_goodbye_that_was_taken_back_no_earlier_answer_is() -> None:
    story = under_way(Story(paired()))
    step = story.goes_on_until("check_in")
    story.hears(MENTEE, "adjust", step.key, choice="extend")
    longer = story.state.ends
    for kind in ("close", "resume"):
        story.hears(HR, kind)
    story.hears(MENTEE, "adjust", step.key, choice="continue")
    assert story.state.ends == longer
