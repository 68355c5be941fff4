"""A search to the letter: which key, to whom, when, and what is left of an earlier turn."""

from datetime import timedelta

import pytest

from policy.lifecycle import after, expected
from policy.reminders import reminder_due
from policy.verdict import World, verdict
from schemas.failures import Failure
from schemas.messages import StepOutcome
from schemas.names import Phase, Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.rules import Rules
from tests.policy.pairs import START, paired, person, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def asked() -> Story:
    story = Story(seeking())
    story.takes("request")
    return story


def accepted() -> Story:
    story = asked()
    story.hears(MENTOR, "accept", "request/1")
    return story


def test_a_yes_after_a_no_leaves_no_trace_of_the_no() -> None:
    story = asked()
    before = story.state.seeking
    story.hears(MENTOR, "decline", "request/1")
    story.hears(MENTOR, "accept", "request/1")
    assert (story.shown.phase, story.state.seeking) == (Phase.AGREEING, before)


def test_the_agreement_goes_out_once_the_yes_can_no_longer_be_taken_back() -> None:
    story = accepted()
    assert story.state.agreeing
    assert story.state.agreeing.since == story.now + 10 * MINUTE
    story.takes("agreement")
    assert story.now >= story.state.agreeing.since


def test_a_yes_that_is_taken_back_is_a_no() -> None:
    story = accepted()
    story.hears(MENTOR, "decline", "request/1")
    assert (story.next.key, story.next.reason.code) == ("request/2", ReasonCode.DECLINED_NEXT)
    assert story.state.agreeing is None


def test_whoever_thinks_again_may_change_the_agreement_at_once() -> None:
    story = accepted()
    story.takes("agreement")
    story.hears(MENTOR, "adjust", "agreement/1", choice="close")
    story.hears(MENTOR, "amend", "agreement/1", cadence_days=7)
    assert story.state.agreeing
    assert (story.state.agreeing.since, story.state.agreeing.version) == (story.now, 2)


def test_a_mentor_whom_the_mentee_gives_up_hears_of_it_after_a_time_to_think_again() -> None:
    story = accepted()
    story.takes("agreement")
    said = story.now
    story.hears(MENTEE, "adjust", "agreement/1", choice="rematch")
    told = story.takes("withdrawn")
    assert (told.key, told.to, told.reason.code) == ("withdrawn/1", (MENTOR,), ReasonCode.PAIR_ENDED)
    assert told.due >= said + 10 * MINUTE
    assert story.takes().key == "request/2"
    assert story.state.agreeing is None


def test_a_search_in_vain_ends_with_a_letter_of_its_own_number() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    told = story.goes_on_until("no_mentor")
    assert told.key == "no_mentor/1"
    ended = story.takes("withdrawn")
    assert (ended.key, ended.to) == ("withdrawn/1", (MENTEE,))
    assert ended.due >= told.due + 30 * DAY


def test_a_later_version_belongs_to_the_mentor_who_was_shown_the_first() -> None:
    story = accepted()
    story.takes("agreement")
    story.hears(MENTEE, "amend", "agreement/1")
    story.takes("agreement")
    story.hears(MENTOR, "amend", "agreement/2")
    assert story.state.agreeing
    assert (story.state.agreeing.first, story.state.agreeing.version, story.state.agreements) == (1, 3, 3)
    story.takes("agreement")
    story.hears(MENTOR, "adjust", "agreement/3", choice="close")
    story.takes("request")
    story.hears(MENTOR, "accept", "request/2")
    assert story.next.key == "agreement/4"


def test_a_given_pair_whose_place_is_taken_looks_for_another_mentor() -> None:
    story = Story(paired())
    story.takes(result=StepResult.DROPPED, because=Reason(code=ReasonCode.PLACE_TAKEN))
    assert story.shown.phase is Phase.SEEKING
    told = story.takes("place_taken")
    assert told.to == (MENTEE, MENTOR)
    assert story.takes("no_mentor").to == (COORDINATOR, MENTEE)


def test_a_reminder_that_is_dropped_passes_nobody_over() -> None:
    story = asked()
    before = story.state
    story.takes(result=StepResult.DROPPED, because=Reason(code=ReasonCode.FULL_NEXT))
    assert story.state.seeking == before.seeking


# Reminders


@pytest.mark.parametrize(
    ("sent", "now", "found"),
    [
        (0, 0, (1, 4)),
        (0, 4, (1, 4)),
        (0, 10, (2, 10)),
        (0, 11, (2, 10)),
        (1, 5, (2, 10)),
        (2, 11, None),
        (0, 13.5, (2, 10)),
        (0, 13.6, None),
    ],
)
def test_which_reminder_is_left(sent: int, now: float, found: tuple[int, int] | None) -> None:
    due = reminder_due(START, (4, 10), sent, START + now * DAY, START + 14 * DAY)
    assert due == (found and (found[0], START + found[1] * DAY))


def test_reminders_due_at_one_moment_are_one() -> None:
    assert reminder_due(START, (4, 4), 0, START + 4 * DAY, START + 14 * DAY) == (2, START + 4 * DAY)


# What speaks against a step


def active(**rules: object) -> Story:
    story = under_way(Story(paired(Rules.model_validate(rules))))
    story.now = story.next.due
    return story


def judged(story: Story, **world: object) -> StepOutcome | None:
    return verdict(story.state, story.next, story.now, World.model_validate(world))


def test_a_step_that_comes_out_of_hours_says_whose() -> None:
    story = active()
    outcome = verdict(story.state, story.next, story.now + timedelta(hours=14), World())
    assert outcome
    assert outcome.because == Reason(code=ReasonCode.OUT_OF_HOURS, who=(MENTEE, MENTOR))


@pytest.mark.parametrize("budget", [0, 1])
def test_a_programme_that_allows_no_letters_allows_one_a_week(budget: int) -> None:
    story = active(letters_a_week=budget)
    assert judged(story) is None
    assert judged(story, letters={MENTEE: (story.now - 7 * DAY,)}) is None
    outcome = judged(story, letters={MENTEE: (story.now - DAY,)})
    assert outcome
    assert outcome.until == story.now + 6 * DAY


def test_whoever_is_back_now_is_written_to_now() -> None:
    story = active()
    assert judged(story, away={MENTEE: story.now}) is None
    assert judged(story, away={MENTEE: story.now + MINUTE})


def test_a_request_is_not_stopped_by_an_earlier_mentor_who_has_left() -> None:
    story = asked()
    story.hears(MENTOR, "decline", "request/1")
    story.now = story.next.due
    outcome = judged(story, gone={MENTOR})
    assert outcome
    assert outcome.because == Reason(code=ReasonCode.LEFT_NEXT)
    outcome = judged(story, gone={MENTEE})
    assert outcome
    assert outcome.because == Reason(code=ReasonCode.HAS_LEFT, who=(MENTEE,))


# What comes of a step


@pytest.mark.parametrize("missing", ["until", "because"])
def test_whatever_is_put_off_has_a_date_and_a_reason(missing: str) -> None:
    story = asked()
    whole = StepOutcome.postponed(story.now + DAY, Reason(code=ReasonCode.ENOUGH_MAIL))
    with pytest.raises(ValueError, match=r"^a postponed step needs a date and a reason$"):
        after(story.state, story.next, whole.with_(**{missing: None}), story.now)


def test_a_step_dropped_without_a_reason_changes_nothing() -> None:
    story = asked()
    bare = StepOutcome(result=StepResult.DROPPED)
    assert after(story.state, story.next, bare, story.now) is story.state


def test_when_a_step_finds_that_the_mentor_has_left_a_break_of_theirs_is_over() -> None:
    story = asked()
    story.hears(MENTOR, "pause", until=story.now + 10 * DAY)
    story.now = story.next.due
    outcome = judged(story, gone={MENTOR})
    assert outcome
    story.state = after(story.state, story.next, outcome, story.now)
    assert (story.state.pause, story.next.key) == (None, "request/2")


def test_an_answer_on_a_break_is_taken_at_the_moment_at_which_it_began() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    began = story.now
    story.hears(HR, "pause", until=began + 20 * DAY)
    story.passes(days=5)
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    assert story.state.active
    assert (story.state.active.met, story.state.active.mentee.life) == (began, began)
    story.learns(MENTOR, "away", until=story.now + 20 * DAY)
    story.hears(MENTOR, "adjust", "check_in/1", choice="pause", until=story.now + 30 * DAY)
    assert story.state.active
    assert story.state.active.mentor.life == began


def test_expected_outcomes_never_write_to_whom_mail_cannot_reach() -> None:
    story = under_way(Story(paired()))
    story.learns(MENTOR, "unreachable")
    step = story.next.with_(to=(MENTEE, MENTOR))
    assert expected(story.state, step).written == (MENTEE,)
    assert person("mentor") == story.state.mentor
    assert story.tries(MENTEE, "accept", "request/1") in set(Failure)
    assert step.kind in set(StepKind)
