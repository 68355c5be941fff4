"""Whoever a letter missed does not pay for it: no consent, no end over their head, no reminder used up."""

from datetime import timedelta

from policy.lifecycle import after
from policy.verdict import World, verdict
from schemas.messages import StepOutcome
from schemas.names import Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.rules import Rules
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story
from tests.policy.test_verdict import silent_until

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def lapsing() -> Story:
    """Return a pair with a silent mentor, whose last notice missed the mentee, at its farewell."""
    story = silent_until("last_notice")
    story.takes("last_notice", written=(MENTOR,), skipped=(MENTEE,))
    story.now = story.next.due
    assert story.next.kind is StepKind.FAREWELL
    return story


def judged(story: Story, **world: object) -> StepOutcome | None:
    return verdict(story.state, story.next, story.now, World.model_validate(world))


def test_a_last_notice_that_missed_the_active_one_ends_nothing_over_their_head() -> None:
    story = lapsing()
    dropped = judged(story, undelivered={MENTEE})
    assert dropped
    assert dropped.because == Reason(code=ReasonCode.NEVER_ARRIVED, who=(MENTEE,))
    story.state = after(story.state, story.next, dropped, story.now)
    again = story.goes_on_until("last_notice", 3)
    assert MENTEE in again.to


def test_a_lapse_goes_on_without_an_active_one_whom_mail_cannot_reach_at_all() -> None:
    story = lapsing()
    story.learns(MENTEE, "unreachable")
    assert judged(story, undelivered={MENTEE}, unreachable={MENTEE}) is None


def test_whoever_got_a_last_notice_hears_that_it_goes_on_when_the_silent_one_is_unreachable() -> None:
    story = silent_until("last_notice")
    story.takes("last_notice")
    story.learns(MENTOR, "unreachable")
    story.now = story.next.due
    dropped = judged(story, unreachable={MENTOR})
    assert dropped
    assert dropped.result is StepResult.DROPPED
    story.state = after(story.state, story.next, dropped, story.now)
    kinds = [story.takes(written=(MENTEE,)).kind for _ in range(2)]
    assert StepKind.REOPENED in kinds
    assert story.taken[kinds.index(StepKind.REOPENED) - 2].reason.code is ReasonCode.END_OVERTAKEN


def test_nobody_begins_by_silence_whose_letters_with_the_agreement_were_all_refused() -> None:
    """Their mail server once took them for spam, and a year of letters nobody could read followed."""
    story = Story(paired())
    while story.next.kind is not StepKind.AGREED:
        story.takes(written=(MENTEE,), skipped=(MENTOR,))
    story.now = story.next.due
    dropped = judged(story, undelivered={MENTOR})
    assert dropped
    assert dropped.because == Reason(code=ReasonCode.NEVER_ARRIVED, who=(MENTOR,))
    story.state = after(story.state, story.next, dropped, story.now)
    assert (story.next.kind, story.next.to) == (StepKind.AGREEMENT_REMINDER, (MENTOR,))


def test_an_agreement_that_arrives_late_leaves_all_its_reminders() -> None:
    story = Story(paired())
    story.takes("agreement", written=(MENTEE,), unreachable=(MENTOR,))
    story.passes(days=1)
    story.learns(MENTOR, "reachable")
    again = story.takes("agreement_reminder")
    assert again.to == (MENTOR,)
    keys = [again.key]
    while story.next.kind is StepKind.AGREEMENT_REMINDER:
        keys.append(story.takes().key)
    assert len(keys) == 1 + len(Rules().agreement_reminders)
    assert len({*keys}) == len(keys)


def test_the_coordinator_is_not_asked_again_because_a_candidate_is_passed_over() -> None:
    story = Story(seeking())
    story.takes("request", written=(MENTOR,), unreachable=(MENTEE,))
    story.takes("unreachable", written=(COORDINATOR,), unreachable=(MENTEE,))
    story.hears(MENTOR, "accept", "request/1")
    story.learns(MENTOR, "unreachable", person=story.state.mentor)
    assert story.next.kind is StepKind.REQUEST


def test_the_next_mentor_is_shown_the_rhythm_and_the_end_of_the_first_draft() -> None:
    """They once agreed to every three weeks, and were asked every four, as the mentor before them had wished."""
    story = Story(seeking())
    story.takes("request")
    drafted = story.state.cadence_days
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    until = story.now + 300 * DAY
    story.hears(MENTOR, "amend", "agreement/1", cadence_days=drafted + 14, until=until)
    story.hears(MENTOR, "adjust", story.taken[-1].key, choice="rematch")
    story.goes_on_until("request")
    assert (story.state.cadence_days, story.state.ends) == (drafted, None)


def test_a_change_of_mind_keeps_what_was_changed() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    story.hears(MENTOR, "amend", "agreement/1", cadence_days=44)
    story.hears(MENTEE, "adjust", "agreement/2", choice="rematch")
    story.hears(MENTEE, "adjust", "agreement/2", choice="continue")
    assert story.state.cadence_days == 44
