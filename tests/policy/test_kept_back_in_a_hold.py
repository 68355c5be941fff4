"""What a hold kept back is told once it is lifted, to whom it did not reach."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, Choice, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.holds import held, in_a_break, lifted
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR = PAIR


@pytest.mark.parametrize("missed", [(MENTOR,), (MENTEE, MENTOR), ()])
def test_whoever_did_not_get_the_letter_that_they_begin_gets_it_after_the_hold(missed: tuple[Role, ...]) -> None:
    """Nobody told them how to begin, nor the address of the other one, for three weeks."""
    story = under_way(Story(paired()))
    hold = held(story)
    story.passes(days=9)
    lifted(story, hold, kept_back=dict.fromkeys(missed, ("agreed/1",)))
    told: list[Role] = []
    while story.next.kind is StepKind.AGREED:
        told += story.takes().to
    assert sorted(told) == sorted(missed)
    assert story.next.kind is StepKind.CHECK_IN


def test_a_hold_that_a_gateway_of_the_release_before_lifts_is_heard_as_it_was_said() -> None:
    """While releases are mixed, and in histories from before; nobody told the mentor that they begin."""
    story = under_way(Story(paired()))
    hold = held(story)
    story.hears(Role.HR, "lift", hold=hold, choice=Choice.CONTINUE, missed=(MENTOR,))
    assert story.takes("agreed").to == (MENTOR,)
    story.hears(Role.HR, "close")
    story.takes("closing")
    hold = held(story)
    story.hears(Role.HR, "lift", hold=hold, choice=Choice.CONTINUE, missed=(MENTEE,))
    assert story.takes("closing").to == (MENTEE,)


def test_a_mentor_whose_request_a_hold_kept_back_is_asked_after_it_with_the_full_time() -> None:
    """It came in the hold, of which its page says that nothing does."""
    story = Story(seeking())
    story.takes("request")
    hold = held(story)
    story.passes(days=9)
    lifted(story, hold, kept_back={MENTOR: ("request/1",)})
    asked = story.takes("request_reminder")
    assert (asked.to, asked.due) == ((MENTOR,), story.now)
    assert story.state.seeking
    assert story.state.seeking.asked == story.now


@pytest.mark.parametrize("missed", [(MENTOR,), (MENTEE, MENTOR)])
def test_whoever_did_not_get_the_agreement_gets_it_after_the_hold_with_the_full_time(missed: tuple[Role, ...]) -> None:
    story = Story(paired())
    story.takes("agreement")
    hold = held(story)
    story.passes(days=9)
    lifted(story, hold, kept_back=dict.fromkeys(missed, ("agreement/1",)))
    asked = story.takes("agreement_reminder")
    assert asked.to == missed
    assert asked.reason.code is not ReasonCode.AGREEMENT_UNANSWERED, "it is no reminder"


@pytest.mark.parametrize("kind", ["request", "agreement"])
def test_whoever_was_kept_from_being_asked_hears_nothing_of_a_break_before(kind: str) -> None:
    """Their first letter said that "the links in our letter still work"."""
    story = Story(seeking() if kind == "request" else paired())
    story.takes(kind)
    hold = held(story)
    lifted(story, hold, kept_back={MENTOR: (f"{kind}/1",)})
    story.hears(Role.HR, "pause", until=story.now + timedelta(days=10))
    told = [story.takes("paused").to, story.takes("resumed").to]
    assert told == [(MENTEE,), (MENTEE,)]
    assert story.takes(f"{kind}_reminder").to == (MENTOR,)
    story.hears(Role.HR, "pause", until=story.now + timedelta(days=10))
    assert set(story.takes("paused").to) == {*PAIR}


def test_whoever_has_agreed_meanwhile_or_was_passed_over_is_not_asked_after_a_hold() -> None:
    story = Story(paired())
    story.takes("agreement")
    hold = held(story)
    story.hears(MENTEE, "agree", "agreement/1")
    lifted(story, hold, kept_back={MENTEE: ("agreement/1",)})
    assert story.state.agreeing
    assert story.state.agreeing.again == ()
    search = Story(seeking())
    search.takes("request")
    hold = held(search)
    search.hears(MENTOR, "decline", "request/1")
    lifted(search, hold, kept_back={MENTOR: ("request/1",)})
    assert search.state.seeking
    assert not search.state.seeking.again


def test_while_another_hold_lasts_nobody_is_told() -> None:
    story = under_way(Story(paired()))
    first, second = held(story), held(story)
    lifted(story, first, kept_back={MENTOR: ("agreed/1",)})
    assert story.state.hold
    lifted(story, second, kept_back={MENTOR: ("agreed/1",)})
    assert (story.next.kind, story.next.to) == (StepKind.AGREED, (MENTOR,))


def test_whoever_did_not_get_the_closing_letter_gets_it_after_the_hold() -> None:
    story = under_way(Story(paired()))
    story.hears(Role.HR, "close")
    story.takes("closing")
    hold = held(story)
    story.passes(days=2)
    lifted(story, hold, kept_back={MENTEE: ("closing/1",)})
    assert (story.next.kind, story.next.to) == (StepKind.CLOSING, (MENTEE,))


@pytest.mark.parametrize("missed", [(MENTOR,), (MENTEE, MENTOR)])
def test_whoever_read_neither_that_they_begin_nor_of_the_break_is_told_of_both_in_their_time(
    missed: tuple[Role, ...],
) -> None:
    """After the break they read "you go on: welcome back", and never the address of the other one."""
    story = in_a_break(under_way(Story(paired())))
    hold = held(story)
    story.passes(days=3)
    lifted(story, hold, kept_back=dict.fromkeys(missed, ("agreed/1", "paused/1")))
    late = story.takes("paused")
    assert (late.to, late.reason.code, late.key) == (missed, ReasonCode.BREAK_ASKED, "paused/2")
    told: list[Role] = []
    while story.next.kind is not StepKind.CHECK_IN:
        step = story.takes()
        assert step.kind in (StepKind.RESUMED, StepKind.AGREED)
        assert (step.kind is StepKind.AGREED) == set(step.to).issubset(missed)
        told += step.to
    assert sorted(told) == sorted(PAIR)
    assert len({one.key for one in story.taken}) == len(story.taken)


def test_whoever_met_in_the_break_is_only_welcomed_back() -> None:
    story = in_a_break(under_way(Story(paired())))
    hold = held(story)
    lifted(story, hold, kept_back={MENTOR: ("agreed/1", "paused/1")})
    story.takes("paused")
    story.hears(MENTEE, "check_in", "agreed/1", met="yes")
    assert story.takes("resumed").to == PAIR
    assert story.next.kind is StepKind.CHECK_IN


def test_whoever_did_not_read_of_a_break_that_goes_on_is_told_of_it_and_of_nothing_else() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    in_a_break(story)
    hold = held(story)
    lifted(story, hold, kept_back={MENTEE: ("paused/1",)})
    assert story.takes("paused").to == (MENTEE,)
    assert story.takes("resumed").to == PAIR


def test_of_a_break_that_is_over_when_the_hold_is_lifted_only_the_end_is_told() -> None:
    story = in_a_break(under_way(Story(paired())), days=4)
    hold = held(story)
    story.passes(days=9)
    lifted(story, hold, kept_back={MENTEE: ("paused/1",), MENTOR: ("paused/1",)})
    assert story.takes("resumed").to == PAIR
    assert story.next.kind is StepKind.CHECK_IN


def test_a_mentor_who_got_the_request_after_a_hold_and_has_a_new_address_is_not_asked_for_the_first_time() -> None:
    story = Story(seeking())
    kept = story.takes("request").key
    hold = held(story)
    story.passes(days=1)
    lifted(story, hold, kept_back={MENTOR: (kept,)})
    assert story.takes("request_reminder").reason.code is ReasonCode.ASKS
    story.passes(days=1)
    story.learns(MENTOR, "readdressed")
    assert story.next.reason.code is ReasonCode.REQUEST_UNANSWERED


@pytest.mark.parametrize(
    ("kind", "missed"), [("request", (MENTOR,)), ("agreement", (MENTOR,)), ("agreement", (MENTEE, MENTOR))]
)
def test_whoever_was_kept_from_being_asked_and_from_the_letter_about_a_break_hears_of_it_by_the_request(
    kind: str, missed: tuple[Role, ...]
) -> None:
    """Lifted in the break, their first letter said that the links in an earlier one still work."""
    story = Story(seeking() if kind == "request" else paired())
    story.takes(kind)
    in_a_break(story)
    hold = held(story)
    story.passes(days=3)
    lifted(story, hold, kept_back=dict.fromkeys(missed, (f"{kind}/1", "paused/1")))
    assert story.takes("resumed").to == tuple(role for role in PAIR if role not in missed)
    assert story.takes(f"{kind}_reminder").to == missed
