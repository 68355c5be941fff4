"""Small print: what is easily overlooked in a search, on the ladder, in a goodbye, on a card."""

from datetime import UTC, datetime, timedelta

import pytest

from policy.beginning import first_state
from policy.card import card_of, waiting_for
from policy.delivery import decent_ranges
from policy.engagement import health_changes, side_of
from policy.sentences import whole
from policy.verdict import World, verdict
from schemas.messages import StepOutcome
from schemas.names import PAIR, Phase, Role, StepResult
from schemas.reader import Offset, Reader
from schemas.reason import Reason, ReasonCode
from schemas.rules import Courtesy
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way
from tests.policy.test_beginning import BEN, NOW, start

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def asked() -> Story:
    """Return a pair with its first check-in before it."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    return story


def never_arrived(story: Story, *who: Role) -> None:
    """Let the next step be dropped because the letter before it never left."""
    story.takes(result=StepResult.DROPPED, because=Reason(code=ReasonCode.NEVER_ARRIVED, who=who))


# Beginning


@pytest.mark.parametrize("missing", ["mentee", "rules"])
def test_nothing_begins_without_a_mentee_or_rules(missing: str) -> None:
    with pytest.raises(ValueError, match=r"^somebody or something that it needs is not there$"):
        first_state(start(**{missing: None}), NOW)


def test_a_beginning_counts_from_now_and_says_by_which_edition_it_is_decided() -> None:
    search, pair = first_state(start(), NOW), first_state(start(pair=True, asked=(BEN,)), NOW)
    assert search.seeking
    assert search.seeking.since == NOW
    assert pair.agreeing
    assert pair.agreeing.since == NOW
    assert "edition" in search.model_fields_set, "so that a later default changes nothing"


# Searching and agreeing


def test_a_mentor_who_accepts_once_their_address_works_again_is_a_mentor_like_any_other() -> None:
    story = Story(seeking())
    story.takes("request", written=(MENTEE,), unreachable=(MENTOR,))
    story.learns(MENTOR, "reachable")
    story.hears(MENTOR, "accept", "request/1")
    assert story.state.seeking
    assert (story.state.seeking.declined, story.state.seeking.because) == (None, None)


def test_the_second_mentor_may_change_the_agreement_and_it_is_still_theirs() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    story.hears(MENTOR, "adjust", "agreement/1", choice="close")
    story.takes("request")
    story.hears(MENTOR, "accept", "request/2")
    story.takes("agreement")
    story.hears(MENTOR, "amend", "agreement/2")
    assert story.state.agreeing
    assert (story.state.agreeing.first, story.state.agreeing.version) == (2, 3)


# The ladder


@pytest.mark.parametrize("who", PAIR)
def test_a_nudge_follows_only_letters_that_arrived_whoever_they_were_for(who: Role) -> None:
    story = asked()
    other = MENTOR if who is MENTEE else MENTEE
    story.hears(other, "check_in", "check_in/1", met="no")
    story.now = story.next.due
    assert story.next.key == "nudge/2"
    outcome = verdict(story.state, story.next, story.now, World(undelivered=frozenset({who})))
    assert outcome == StepOutcome.dropped(Reason(code=ReasonCode.NEVER_ARRIVED, who=(who,)))
    never_arrived(story, who)
    assert story.next.key == "check_in/2"
    assert story.state.active
    assert (side_of(story.state.active, who).question, side_of(story.state.active, who).unanswered) == (None, 0)


@pytest.mark.parametrize("who", PAIR)
def test_a_ladder_is_not_about_somebody_who_was_silent_only_because_of_lost_letters(who: Role) -> None:
    story = asked()
    story.goes_on_until("nudge")
    active = story.state.active
    assert active
    assert active.quiet == PAIR
    once = side_of(active, who).with_(unanswered=1)
    story.state = story.state.with_(active=active.with_(**{who.value: once}))
    never_arrived(story, who)
    assert story.state.active
    assert story.state.active.quiet == tuple(role for role in PAIR if role is not who)
    assert story.state.active.rung == 1


def test_after_a_last_notice_that_got_lost_the_coordinator_is_not_waited_for() -> None:
    story = asked()
    story.goes_on_until("last_notice")
    story.now = story.next.due
    never_arrived(story, MENTEE, MENTOR)
    assert story.state.active
    assert (story.state.active.tasked, story.state.active.unsent_notices) == (None, 1)
    assert COORDINATOR not in waiting_for(story.state)


@pytest.mark.parametrize("who", PAIR)
def test_whoever_is_in_reach_again_keeps_the_words_that_wait_for_their_partner(who: Role) -> None:
    story = asked()
    story.hears(who, "check_in", "check_in/1", met="no", note=True)
    story.learns(who, "unreachable")
    story.learns(who, "reachable")
    assert story.state.active
    notes = {role: side_of(story.state.active, role).note for role in PAIR}
    assert notes == {role: "check_in/1" if role is who else None for role in PAIR}


# The end


def test_more_time_at_an_older_question_is_not_added_again_after_a_newer_one() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="yes")
    story.takes("check_in")
    ends = story.state.ends
    story.hears(MENTOR, "adjust", "check_in/1", choice="extend")
    assert story.state.ends == ends


def test_time_added_is_counted_in_whole_days() -> None:
    story = asked()
    story.state = story.state.with_(ends=story.now + 3 * DAY)
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    assert story.state.active
    assert isinstance(story.state.active.extra_days, int)


@pytest.mark.parametrize("days", [None, 0, 367])
def test_a_rhythm_that_is_none_changes_nothing(days: int | None) -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=days)
    assert story.state.cadence_days == 21


@pytest.mark.parametrize("days", [1, 366])
def test_a_rhythm_is_between_a_day_and_a_year(days: int) -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=days)
    assert story.state.cadence_days == days


def test_whoever_ends_it_after_a_last_notice_may_think_again_until_the_letter_is_out() -> None:
    story = asked()
    notice = story.goes_on_until("last_notice")
    story.hears(MENTEE, "adjust", notice.key, choice="close")
    story.hears(MENTEE, "adjust", notice.key, choice="continue")
    assert story.shown.phase is Phase.ACTIVE


# The card


def test_nobody_is_waited_for_before_the_goodbye_is_said_nor_once_both_have_thanked() -> None:
    story = asked()
    story.hears(HR, "close")
    assert waiting_for(story.shown) == ()
    story.takes("closing")
    for role in PAIR:
        story.hears(role, "thank", "closing/1")
    card = card_of(story.state, story.now)
    assert (card.waiting_for, card.waiting_since) == ((), None)


def test_a_pair_whose_meeting_was_rated_low_is_at_risk_from_that_meeting_on() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", rating=1)
    assert health_changes(story.state) == (story.now,) * 3


# Letters


def test_an_answer_on_its_way_holds_a_step_up_unless_the_step_is_to_ignore_it() -> None:
    story = asked()
    story.now = story.next.due
    assert verdict(story.state, story.next, story.now, World(pending=True)) == StepOutcome.answer_pending()


def test_working_hours_begin_on_the_hour_whenever_a_letter_was_written() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    tokyo = Reader(offsets=(Offset(since=since, minutes=540),))
    begin = datetime(2026, 11, 23, 23, 37, 5, 250, tzinfo=UTC)  # half past eight on Tuesday in Tokyo
    first, second = decent_ranges(tokyo, Courtesy(), begin, begin + DAY)
    assert first == (begin, datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert second == (datetime(2026, 11, 24, 22, tzinfo=UTC), begin + DAY)
    honolulu = Reader(offsets=(Offset(since=since, minutes=-600),))
    begin = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # still Monday in Honolulu
    assert decent_ranges(honolulu, Courtesy(), begin, begin + DAY) == (
        (begin, datetime(2026, 11, 24, 3, tzinfo=UTC)),
        (datetime(2026, 11, 24, 19, tzinfo=UTC), begin + DAY),
    )


def test_a_day_of_change_to_summer_time_begins_at_its_own_midnight() -> None:
    change = datetime(2027, 3, 28, 1, tzinfo=UTC)
    berlin = Reader(
        offsets=(Offset(since=change - 90 * DAY, minutes=60), Offset(since=change, minutes=120)),
    )
    every_hour = Courtesy(working_days=(7,), from_hour=0, to_hour=24)
    begin = change - timedelta(hours=1)
    assert decent_ranges(berlin, every_hour, begin, change + 2 * DAY) == ((begin, change + timedelta(hours=21)),)


def test_a_sentence_that_ends_with_a_letter_gets_its_stop() -> None:
    assert [whole(text) for text in ("plan X", "plan X.", "really?", " so! ", "…")] == [
        "Plan X.",
        "Plan X.",
        "Really?",
        "So!",
        "…",
    ]
