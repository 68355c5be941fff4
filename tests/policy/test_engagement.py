"""How a pair fares is judged at the moment of reading, against its own rhythm, and without blame before its time."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from policy.card import card_of
from policy.engagement import WORSE, Judgement, health_changes, judge, last_question
from policy.reasons import all_of
from schemas.names import PAIR, Health, Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.rules import Rules
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)


def pair(**rules: object) -> Story:
    """Return a pair that has just agreed."""
    return under_way(Story(paired(Rules.model_validate(rules))))


def reasons(story: Story) -> dict[tuple[ReasonCode, tuple[Role, ...]], Reason]:
    """Return why a pair fares as it does at this moment."""
    return {(reason.code, reason.who): reason for reason in judge(story.state, story.now).reasons}


def codes(story: Story, role: Role) -> set[ReasonCode]:
    """Return what is said of one of them at this moment."""
    return {code for code, who in reasons(story) if who == (role,)}


def test_a_search_has_not_begun_yet() -> None:
    assert judge(seeking(), seeking().started) == Judgement(Health.NEW, (Reason(code=ReasonCode.NOT_BEGUN),))


def test_a_pair_in_its_first_days_is_not_judged() -> None:
    story = pair()
    story.passes(days=13)
    assert judge(story.state, story.now).health is Health.NEW
    assert judge(story.state, story.now).reasons == (Reason(code=ReasonCode.JUST_BEGUN, cadence_days=21),)
    assert not codes(story, MENTEE), "nobody was asked anything yet"


def test_health_gets_worse_by_time_alone_with_nothing_taken_in_between() -> None:
    story = pair()
    story.takes("check_in")
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", rating=5)
    met = story.now
    for days, health in ((0, "on_track"), (31, "on_track"), (32, "late"), (41, "late"), (42, "quiet"), (63, "at_risk")):
        assert judge(story.state, met + days * DAY).health == health, days
        assert card_of(story.state, met + days * DAY).health == health, days
    assert story.state.health is Health.ON_TRACK, "as of the last change"


def test_a_short_rhythm_does_not_cut_the_first_days_short_but_a_meeting_ends_them() -> None:
    story = pair(cadence_days=3, grace_days=14)
    assert judge(story.state, story.now + 13 * DAY).health is Health.NEW
    assert judge(story.state, story.now + 14 * DAY).health is Health.AT_RISK
    story.takes("check_in")
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    assert judge(story.state, story.now).health is Health.ON_TRACK


def test_lists_are_told_the_very_moment_at_which_health_gets_worse() -> None:
    story = pair()
    story.takes("check_in")
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    story.hears(MENTOR, "check_in", "check_in/1", met="yes")
    met, moment = story.now, timedelta(microseconds=1)
    assert health_changes(story.state) == (met + 31.5 * DAY, met + 42 * DAY, met + 63 * DAY)
    for health, at in zip(WORSE, health_changes(story.state), strict=True):
        assert at
        assert judge(story.state, at).health is health
        assert judge(story.state, at - moment).health is not health
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", rating=1)
    assert health_changes(story.state) == (met, met, met)


def test_a_meeting_today_is_one_of_days_ago_later_on() -> None:
    story = pair()
    story.takes("check_in")
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    assert (ReasonCode.MET_TODAY, ()) in reasons(story)
    story.passes(days=20)
    assert reasons(story)[(ReasonCode.MET_AGO, ())].days == 20
    assert "a meeting was last reported 20 days ago; they agreed to meet every 3 weeks" in all_of(
        judge(story.state, story.now).reasons
    )


def test_nobody_is_blamed_the_moment_a_letter_leaves() -> None:
    story = pair()
    story.takes("check_in")
    assert codes(story, MENTOR) == {ReasonCode.ASKED}
    asked = reasons(story)[(ReasonCode.ASKED, (MENTOR,))]
    assert asked.until
    assert asked.days == 0
    story.now = asked.until - DAY
    assert reasons(story)[(ReasonCode.ASKED, (MENTOR,))].days == 20
    story.now = asked.until
    assert reasons(story)[(ReasonCode.NOT_ANSWERED, (MENTOR,))].count == 1


def test_a_second_letter_says_how_many_went_before_it() -> None:
    story = pair()
    story.takes("check_in")
    story.takes("nudge")
    assert reasons(story)[(ReasonCode.ASKED_AGAIN, (MENTOR,))].count == 1
    story.takes("rhythm")
    story.takes("task")
    assert reasons(story)[(ReasonCode.NOT_ANSWERED, (MENTOR,))].count == 3, "check-in, nudge and rhythm"


def test_letters_that_were_not_delivered_are_not_counted() -> None:
    story = pair()
    story.takes("check_in", written=(MENTEE,), skipped=(MENTOR,))
    assert codes(story, MENTOR) == set()
    story.takes("nudge", undelivered=(MENTEE,))
    assert codes(story, MENTEE) == {ReasonCode.ASKED}


def test_whoever_answered_is_said_to_have_answered_and_nobody_else() -> None:
    story = pair()
    story.takes("check_in")
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    assert codes(story, MENTEE) == {ReasonCode.ANSWERED}
    assert codes(story, MENTOR) == {ReasonCode.ASKED}


def test_somebody_whom_mail_cannot_reach_is_not_silent() -> None:
    story = pair()
    story.takes("check_in")
    story.learns(MENTOR, "unreachable")
    story.passes(days=50)
    assert codes(story, MENTOR) == {ReasonCode.UNREACHABLE}


def test_two_unanswered_letters_and_two_rhythms_without_a_meeting_are_a_risk_once_their_time_is_over() -> None:
    story = pair()
    story.takes("check_in")
    story.takes("nudge")
    assert judge(story.state, story.now).health is Health.LATE, "nobody has said that they did not meet"
    story.takes("rhythm")
    assert judge(story.state, story.now).health is Health.AT_RISK


def test_a_pair_is_quiet_once_one_of_them_says_that_they_did_not_meet() -> None:
    story = pair()
    story.takes("check_in")
    story.takes("nudge")
    story.hears(MENTEE, "check_in", "nudge/2", met="no")
    assert judge(story.state, story.now).health is Health.QUIET


def test_a_pair_to_which_a_coordinator_gives_time_is_judged_from_then_on() -> None:
    story = pair()
    story.goes_on_until("task")
    assert judge(story.state, story.now).health is Health.AT_RISK
    story.hears(Role.COORDINATOR, "decide", story.taken[-1].key, choice="continue")
    assert judge(story.state, story.now).health is Health.NEW
    story.goes_on_until("nudge")
    assert judge(story.state, story.now).health is Health.NEW
    assert judge(story.state, story.now + 42 * DAY).health is Health.AT_RISK


def test_a_meeting_gives_two_rhythms_of_time_to_whoever_never_answers() -> None:
    story = pair()
    story.takes("check_in")
    story.takes("nudge")
    story.hears(MENTEE, "check_in", "nudge/2", met="yes")
    assert health_changes(story.state).at_risk_at == story.now + 42 * DAY
    assert judge(story.state, story.now + 31 * DAY).health is Health.ON_TRACK


def test_a_low_rating_is_a_risk_until_the_next_meeting_is_rated() -> None:
    story = pair()
    story.takes("check_in")
    story.hears(MENTOR, "check_in", "check_in/1", met="yes", rating=2)
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", rating=5)
    assert judge(story.state, story.now).health is Health.AT_RISK
    assert (ReasonCode.RATED_LOW, ()) in reasons(story)
    story.hears(MENTOR, "check_in", "check_in/1", met="yes", rating=3)
    assert judge(story.state, story.now).health is Health.ON_TRACK
    story.hears(MENTOR, "check_in", "check_in/1", met="yes", rating=1)
    story.takes("check_in")
    story.hears(MENTEE, "check_in", "check_in/2", met="yes", rating=4)
    assert judge(story.state, story.now).health is Health.ON_TRACK, "the low one was of another meeting"


def test_during_a_break_nothing_gets_worse() -> None:
    story = pair()
    story.takes("check_in")
    story.hears(Role.HR, "pause", until=story.now + 200 * DAY)
    assert judge(story.state, story.now + 100 * DAY).health is judge(story.state, story.now).health
    assert health_changes(story.state) == (None, None, None)


def test_once_the_goodbye_has_begun_the_judgement_stays() -> None:
    story = pair()
    story.takes("check_in")
    story.hears(Role.HR, "close")
    health = card_of(story.state, story.now).health
    assert card_of(story.state, story.now + 100 * DAY).health is health
    assert health_changes(story.shown) == (None, None, None)


def test_the_letter_whose_fate_matters_is_the_latest_that_waits_for_an_answer() -> None:
    story = pair()
    assert last_question(story.state) is None
    story.takes("check_in")
    story.takes("nudge")
    assert last_question(story.state) == "nudge/2"
    story.takes("rhythm")
    assert last_question(story.state) == "rhythm/1"
    for role in PAIR:
        story.hears(role, "adjust", "rhythm/1", choice="continue")
    assert last_question(story.state) is None


@given(
    cadence=st.integers(1, 60),
    grace=st.integers(1, 60),
    missed=st.integers(1, 4),
    steps=st.integers(0, 5),
    met=st.booleans(),
    rating=st.sampled_from([None, 1, 4]),
    later=st.integers(0, 300),
)
def test_what_lists_are_told_of_health_is_what_a_reader_would_see(
    cadence: int, grace: int, missed: int, steps: int, met: bool, rating: int | None, later: int
) -> None:
    story = pair(cadence_days=cadence, grace_days=grace, missed_check_ins=missed)
    for _ in range(steps):
        step = story.takes()
        if met and step.kind == "check_in":
            story.hears(MENTEE, "check_in", step.key, met="yes", rating=rating)
    if story.shown.phase is not Phase.ACTIVE:
        return
    now = story.now + later * DAY
    changes = health_changes(story.state)
    told = [health for health, at in zip(WORSE, changes, strict=True) if at and now >= at]
    seen = judge(story.state, now).health
    assert seen == (told[-1] if told else seen)
    assert bool(told) == (seen in WORSE)
