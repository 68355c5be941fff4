"""Somebody whom no agreement reached: once there is an address, all is as with anybody else."""

from datetime import timedelta

import pytest

from activities.letter_names import letter_name
from policy.agreeing import unshown
from policy.reasons import what_of
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story
from tests.policy.test_verdict import judged, settled

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)


def missed(story: Story) -> Story:
    """Carry it on until silence would count, and find that no letter with the agreement was sent to the mentor."""
    while story.next.kind is not StepKind.AGREED:
        story.takes()
    return settled(story, judged(story, undelivered={MENTOR}))


@pytest.mark.parametrize("kind", ["readdressed", "reachable"])
def test_once_their_address_is_corrected_silence_counts_again_and_nobody_is_told_that_mail_cannot_reach_them(
    kind: str,
) -> None:
    story = missed(Story(paired()))
    story.takes("agreement_reminder")
    story.takes("unreachable")
    story.passes(days=1)
    story.learns(MENTOR, kind)
    assert unshown(story.state) == ()
    again = story.takes("agreement_reminder")
    assert again.to == (MENTOR,)
    assert story.goes_on_until("agreed").due - again.due >= (story.state.rules.agreement_days - 1) * DAY


def test_the_coordinator_is_not_asked_for_an_address_that_was_corrected_meanwhile() -> None:
    story = missed(Story(paired()))
    story.learns(MENTOR, "readdressed")
    while story.is_in(Phase.AGREEING):
        assert story.takes().kind is not StepKind.UNREACHABLE


def test_if_it_reaches_them_again_at_no_time_they_are_asked_once_more() -> None:
    story = missed(Story(paired()))
    story.learns(MENTOR, "readdressed")
    again = missed(story)
    assert unshown(again.state) == (MENTOR,)


def test_in_a_search_the_next_candidate_is_asked_instead() -> None:
    """Such a search once ended on day 42, with candidates whom nobody had asked."""
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    step = missed(story).takes("request")
    assert (step.key, step.reason.code) == ("request/2", ReasonCode.UNREACHED_NEXT)


def test_where_nobody_else_is_left_they_have_one_more_full_time() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    assert missed(story).takes("agreement_reminder").to == (MENTOR,)


def given() -> Story:
    """Return a given pair to whom the agreement was written."""
    story = Story(paired())
    story.takes("agreement")
    return story


def first_letters(story: Story, lost: tuple[Role, ...]) -> list[str]:
    """Take steps until the agreement is sent again; return the kinds of those letters that went to whoever never got
    it, and check that they have the full time for it."""
    told: list[str] = []
    while not told or story.taken[-1].kind is not StepKind.AGREEMENT_REMINDER:
        if outcome := judged(story, undelivered=lost):
            settled(story, outcome)
            continue
        told += [letter_name(story.next, story.state, role) for role in story.next.to if role in lost]
        told += [] if story.next.to else [""]
        story.takes()
    again = story.taken[-1]
    assert again.to == lost
    assert story.goes_on_until("agreed").due - again.due >= (story.state.rules.agreement_days - 1) * DAY
    return [one for one in told if one]


LOST = pytest.mark.parametrize("lost", [(MENTEE,), (MENTOR,), PAIR])


@LOST
def test_whoever_got_no_agreement_gets_it_in_place_of_the_reminder(lost: tuple[Role, ...]) -> None:
    """The relay was away for three days: they were reminded of what no letter had told them, not even with whom."""
    assert first_letters(given(), lost) == ["agreement"] * len(lost)


@LOST
def test_whoever_got_no_agreement_reads_of_no_break_but_gets_the_agreement_after_it(lost: tuple[Role, ...]) -> None:
    """They read that "the links in our letter with the agreement still work", and of nobody but a name."""
    story = given()
    story.hears(Role.HR, "pause", until=story.now + 20 * DAY)
    assert first_letters(story, lost) == ["agreement"] * len(lost)


@LOST
def test_nor_do_they_read_that_it_is_over_if_the_agreement_was_lost_meanwhile(lost: tuple[Role, ...]) -> None:
    story = given()
    story.hears(Role.HR, "pause", until=story.now + 20 * DAY)
    story.takes("paused")
    assert first_letters(story, lost) == ["agreement"] * len(lost)


def test_whoever_was_not_shown_what_the_other_one_changed_is_shown_it_in_place_of_the_reminder() -> None:
    """They began by their silence on terms of which no letter had said that they were others."""
    story = given()
    story.hears(MENTOR, "amend", "agreement/1", cadence_days=7)
    story.takes("agreement")
    assert first_letters(story, (MENTEE,)) == ["agreement"]
    assert {one.key.number for one in story.taken if one.kind is StepKind.AGREEMENT_REMINDER} == {2}


def test_whoever_knows_the_other_one_reads_of_a_break_although_what_was_changed_was_never_sent() -> None:
    """They heard nothing of it for weeks, with an agreement that waited for them."""
    story = given()
    story.hears(MENTOR, "amend", "agreement/1", cadence_days=7)
    story.takes("agreement")
    story.hears(Role.HR, "pause", until=story.now + 20 * DAY)
    assert judged(story, undelivered={MENTEE}, heard=PAIR) is None
    assert story.takes("paused").to == PAIR
    assert first_letters(story, (MENTEE,)) == ["agreement"]


def test_whose_address_is_mended_in_a_break_reads_nothing_of_it_before_the_agreement() -> None:
    """Their first letter was about a break of an agreement of which they had never heard."""
    story = Story(paired())
    story.takes("agreement", written=(MENTEE,), unreachable=(MENTOR,))
    story.hears(Role.HR, "pause", until=story.now + 20 * DAY)
    story.goes_on_until("paused")
    story.learns(MENTOR, "reachable")
    story.learns(MENTOR, "readdressed")
    assert first_letters(story, (MENTOR,)) == ["agreement"]


def test_whose_agreement_came_back_reads_of_a_break_only_after_it_also_at_the_right_address() -> None:
    """The relay had taken it for a mistyped address, so it did not count as never sent."""
    story = given()
    story.learns(MENTOR, "unreachable")
    story.learns(MENTEE, "away", until=story.now + 20 * DAY)
    story.takes("paused")
    story.learns(MENTOR, "reachable")
    story.learns(MENTOR, "readdressed")
    while story.next.kind is not StepKind.AGREEMENT_REMINDER:
        assert MENTOR not in story.takes().to
    assert letter_name(story.next, story.state, MENTOR) == "agreement"


def test_whoever_had_their_first_letter_late_reads_of_a_break_at_another_address_too() -> None:
    story = given()
    settled(story, judged(story, undelivered={MENTOR}))
    story.takes("agreement_reminder")
    story.hears(Role.HR, "pause", until=story.now + 20 * DAY)
    story.takes("paused")
    story.learns(MENTOR, "readdressed")
    story.hears(Role.HR, "pause", until=story.now + 40 * DAY)
    assert judged(story, undelivered={MENTOR}, heard=PAIR) is None
    assert story.takes("paused").to == PAIR
    assert story.takes("resumed").to == PAIR


def test_while_mail_does_not_reach_them_the_other_one_is_reminded_as_usual() -> None:
    story = Story(paired())
    story.takes("agreement", written=(MENTEE,), unreachable=(MENTOR,))
    story.takes("unreachable")
    assert judged(story, undelivered={MENTOR}) is None
    assert story.takes("agreement_reminder").reason.code is ReasonCode.AGREEMENT_UNANSWERED


def test_whoever_has_agreed_on_the_page_is_not_asked_again() -> None:
    story = given()
    story.hears(MENTOR, "agree", "agreement/1")
    assert judged(story, undelivered={MENTOR}) is None
    assert story.next.to == (MENTEE,)


def test_that_agreement_is_not_put_off_once_more_if_it_was_not_sent_either() -> None:
    """Somebody whose letters the relay refuses would be asked for ever, and the other one reminded of nothing."""
    story = settled(given(), judged(given(), undelivered={MENTOR}))
    story.takes("agreement_reminder")
    assert judged(story, undelivered={MENTOR}) is None
    assert missed(story).state.agreeing.missed == (MENTOR,)  # type: ignore[union-attr]


def test_what_comes_next_for_a_pair_neither_of_whom_has_heard_of_it_is_that_it_goes_on() -> None:
    story = given()
    story.hears(Role.HR, "pause", until=story.now + 20 * DAY)
    settled(story, judged(story, undelivered=PAIR))
    story.takes("paused")
    assert (story.next.kind, story.next.to, what_of(story.next, ())) == (StepKind.RESUMED, (), "go on")


def test_two_who_are_found_out_one_after_the_other_are_not_asked_in_turn_for_ever() -> None:
    """A pair was still asked after most of a year, its coordinator was not, and the mentor's place was held."""
    story, lost = given(), {MENTOR}
    while story.is_in(Phase.AGREEING):
        assert len(story.taken) < 20
        if outcome := judged(story, undelivered=lost):
            settled(story, outcome)
            continue
        story.takes()
        lost = set(PAIR)
