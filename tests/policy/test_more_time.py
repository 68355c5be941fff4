"""More time together, and an end that is nobody's mistake: exact dates, and who may say what."""

from datetime import timedelta

import pytest

from policy import reviews
from policy.ends import goodbye_length, last_question_by
from schemas.failures import Failure
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.rules import Rules
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, a_good_pair, under_way

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def asked(**rules: object) -> Story:
    """Return a pair with its first check-in before it."""
    story = under_way(Story(paired(Rules.model_validate(rules))))
    story.takes("check_in")
    return story


def good_until(kind: str, **rules: object) -> Story:
    """Return a pair that meets all the time, up to its first step of this kind."""
    story = under_way(Story(paired(Rules.model_validate(rules))))
    while story.takes().kind != kind:
        for words in a_good_pair(story.taken[-1], story.state):
            story.hears(step=story.taken[-1].key, **words)  # type: ignore[arg-type]
    return story


# More time


def test_more_time_is_added_to_the_end() -> None:
    story = asked()
    before = story.state.ends
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    assert before
    assert story.state.ends == before + 91 * DAY
    assert story.state.active
    assert (story.state.active.extra_days, story.state.active.extended) == (91, 1)


def test_each_prompt_may_bring_more_time_once_and_all_of_it_counts() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="yes")
    second = story.goes_on_until("check_in")
    story.hears(MENTOR, "adjust", second.key, choice="extend")
    assert story.state.active
    assert story.state.active.extra_days == 182
    ends = story.state.ends
    for role, key in ((MENTEE, second.key), (MENTOR, second.key), (MENTEE, "check_in/1")):
        story.hears(role, "adjust", key, choice="extend")
    assert story.state.ends == ends


def test_the_answer_to_a_question_about_the_rhythm_brings_more_time_once() -> None:
    story = asked()
    rhythm = story.goes_on_until("rhythm")
    before = story.state.ends
    assert before
    for role in PAIR:
        story.hears(role, "adjust", rhythm.key, choice="extend")
    assert story.state.ends == before + 91 * DAY
    story.hears(MENTEE, "adjust", choice="extend")
    assert story.state.ends == before + 91 * DAY


def test_more_time_asked_for_at_the_very_end_leaves_time_for_a_goodbye() -> None:
    story = good_until("closing")
    assert story.shown.closing
    story.now = story.shown.closing.until - DAY
    ends, length = story.state.ends, goodbye_length(story.state)
    assert ends
    assert story.now + length > ends
    story.hears(MENTEE, "adjust", "closing/1", choice="extend")
    assert story.shown.phase is Phase.ACTIVE
    assert story.state.ends == story.now + length + 91 * DAY
    assert story.state.active
    assert story.state.active.extra_days == (story.state.ends - ends).days


def test_a_sign_of_life_after_a_last_notice_adds_no_time() -> None:
    story = asked()
    ends = story.state.ends
    notice = story.goes_on_until("last_notice")
    story.hears(MENTEE, "adjust", notice.key, choice="continue")
    assert story.state.ends == ends


@pytest.mark.parametrize(("days", "due"), [(7, 7), (1, 1), (30, 30)])
def test_another_rhythm_counts_from_the_latest_prompt(days: int, due: int) -> None:
    story = asked()
    prompted = story.now
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=days)
    assert story.state.active
    assert story.state.active.next_check_in == prompted + due * DAY


def test_a_shorter_rhythm_asks_again_tomorrow_and_not_at_once() -> None:
    story = asked()
    story.passes(days=10)
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=7)
    assert story.state.active
    assert story.state.active.next_check_in == story.now + DAY


# The end


@pytest.mark.parametrize("who", [HR, COORDINATOR])
def test_an_end_before_it_began_is_told_after_the_minutes_in_which_a_better_search_can_begin(who: Role) -> None:
    """A mentee once read that she may ask again, a moment before HR began a better search for her."""
    story = Story(seeking())
    story.takes("request")
    at_work = story.now
    story.hears(who, "close")
    assert story.next.due == at_work + timedelta(minutes=10)


@pytest.mark.parametrize(("begun", "outcome"), [(False, Outcome.WITHDRAWN), (True, Outcome.ENDED_EARLY)])
def test_an_end_without_a_name_gets_one(begun: bool, outcome: Outcome) -> None:
    story = asked() if begun else Story(paired())
    story.hears(HR, "close")
    assert story.shown.closing
    assert story.shown.closing.outcome is outcome
    search = Story(seeking())
    search.hears(HR, "close")
    assert search.shown.closing
    assert search.shown.closing.outcome is Outcome.WITHDRAWN


def test_nobody_is_named_who_has_left_where_nobody_has() -> None:
    story = asked()
    story.hears(HR, "close", outcome="left")
    assert (story.next.reason.code, story.next.reason.who) == (ReasonCode.DECIDED_TO_END, ())


def test_an_end_that_was_completed_says_nothing_of_whoever_leaves_meanwhile() -> None:
    story = asked()
    story.hears(HR, "close", outcome="completed")
    story.learns(MENTOR, "left")
    assert story.next.reason.code is ReasonCode.DECIDED_TO_END


def test_hr_which_was_asked_nothing_undoes_no_lapse_with_an_answer_of_the_pair() -> None:
    story = asked()
    notice = story.goes_on_until("last_notice")
    for kind in ("adjust", "check_in", "agree"):
        assert story.tries(HR, kind, notice.key, choice="continue") is Failure.TOO_LATE
    assert story.tries(COORDINATOR, "adjust", notice.key, choice="continue") is Failure.TOO_LATE
    story.hears(COORDINATOR, "decide", "task/1", choice="continue")
    assert story.shown.phase is Phase.ACTIVE


def test_hr_takes_an_end_back_and_the_next_question_comes_when_it_would_have_come() -> None:
    story = asked()
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="yes")
    story.passes(days=10)
    before = story.state.active
    story.hears(HR, "close")
    story.hears(HR, "resume")
    assert story.state.active == before


# Looking back


def test_a_date_for_looking_back_in_the_middle_between_two_prompts_belongs_to_the_earlier() -> None:
    story = asked()
    active = story.state.active
    assert active
    (first, *_) = reviews._dates(story.state, active)
    half = timedelta(days=21) / 2
    assert reviews.is_due(story.state, first - half)
    assert not reviews.is_due(story.state, first - half - timedelta(seconds=1))
    settled = story.state.with_(active=active.with_(reviewed=first))
    assert not reviews.is_due(settled, first)


def test_a_pair_looks_back_at_shares_of_its_time_and_once_before_the_end() -> None:
    story = asked()
    active = story.state.active
    assert active
    assert story.state.ends
    dates = reviews._dates(story.state, active)
    assert dates[0] - active.agreed == 365 * DAY / 3
    assert dates[2] == story.state.ends - 28 * DAY


def test_the_first_dates_for_looking_back_do_not_move_when_time_is_added_and_the_last_does() -> None:
    story = asked()
    active = story.state.active
    assert active
    before = reviews._dates(story.state, active)
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    assert story.state.active
    after = reviews._dates(story.state, story.state.active)
    assert after[:2] == before[:2]
    assert after[2] == before[2] + 91 * DAY


def test_a_short_time_together_has_its_last_look_back_after_a_quarter() -> None:
    story = asked(duration_days=32, cadence_days=7)
    active = story.state.active
    assert active
    assert reviews._dates(story.state, active)[-1] == active.agreed + 8 * DAY


def test_the_last_look_back_comes_half_a_rhythm_after_the_prompt_before_it_at_the_soonest() -> None:
    story = asked()
    active, last = story.state.active, last_question_by(story.state)
    assert active
    assert last
    half = timedelta(days=21) / 2
    late = active.with_(next_check_in=last + 20 * DAY, prompted=last - DAY)
    assert reviews.prompt_due(story.state.with_(active=late)) == last - DAY + half
    early = late.with_(prompted=last - 60 * DAY)
    before_end = reviews._dates(story.state, active)[-1]
    assert reviews.prompt_due(story.state.with_(active=early)) == before_end
    settled = early.with_(reviewed=before_end)
    assert reviews.prompt_due(story.state.with_(active=settled)) == last + 20 * DAY
    on_time = early.with_(next_check_in=last - timedelta(seconds=1))
    assert reviews.prompt_due(story.state.with_(active=on_time)) == last - timedelta(seconds=1)
    never_asked = early.with_(cycle=0)
    assert reviews.prompt_due(story.state.with_(active=never_asked)) == last + 20 * DAY
    assert reviews.prompt_due(story.state.with_(active=early, ends=None)) == last + 20 * DAY


def test_a_pair_that_is_never_asked_has_only_its_goodbye() -> None:
    story = good_until("closing", cadence_days=60, duration_days=30)
    assert [step.kind for step in story.taken] == [StepKind.AGREEMENT, StepKind.AGREED, StepKind.CLOSING]
