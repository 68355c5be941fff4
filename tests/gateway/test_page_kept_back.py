"""What pages, card and timeline say once a hold is lifted that kept a first letter back: nobody is reminded by it."""

from datetime import timedelta

from activities.letter_names import letter_name
from gateway.api.step_sentences import Mailed, done
from gateway.pages.outlook import outlook
from policy.card import card_of, live_card
from policy.lifecycle import begins_later, next_step
from policy.reasons import what_of
from schemas.names import PAIR, AnswerKind, Choice, Role, StepKind
from schemas.step_key import StepKey
from tests.gateway.page_at import HR, MENTEE, MENTOR, At, began, standing_at, start
from tests.policy.pairs import answer, paired, seeking


def lifted(at: At, *kept: str, whom: tuple[Role, ...] = (MENTOR,)) -> At:
    """Return what becomes of it after a hold that kept these letters from these people."""
    held = at.hears(HR, AnswerKind.HOLD, step=None)
    hold = answer(len(at.state.heard) + 100, HR, AnswerKind.HOLD).id
    later = held._replace(now=held.now + timedelta(days=1))
    steps = {role: tuple(StepKey(step) for step in kept) for role in whom}
    return later.hears(HR, AnswerKind.LIFT, step=None, hold=hold, choice=Choice.CONTINUE, kept_back=steps)


def read(at: At, role: Role) -> str:
    """Return what a page says about how it stands and what comes next."""
    return " ".join(one.striptags() for one in outlook(standing_at(at, role), opened=False, asks=False))


def test_of_a_request_that_a_hold_kept_back_nobody_reads_that_it_was_made_or_is_a_reminder() -> None:
    """It is the first letter that the mentor gets."""
    at = lifted(start(seeking()).goes_on(), "request/1")
    words = read(at, MENTEE)
    assert "We are about to ask a mentor for you." in words
    assert "we ask Ruben" in words
    assert not {"asked", "remind", "answer"} & {*words.replace(".", " ").split()}
    step = next_step(at.state, at.now)
    assert step
    assert (letter_name(step, at.state, MENTOR), what_of(step)) == ("request", "ask {mentor}")
    card = live_card(card_of(at.state, at.now))
    assert "Next: ask the mentor" in card
    assert "Waiting for: nobody" in card
    sent = [Mailed(MENTOR, "Ruben", "request", "accepted")]
    assert done(step.key, step.reason, sent, {"mentee": "Zoë"}) == "Ruben was asked to be Zoë's mentor."
    lost = [sent[0]._replace(state="rejected")]
    unsaid = done(step.key, step.reason, lost, {"mentee": "Zoë", "mentor": "Ruben"})
    assert unsaid == "Ruben could not be asked to be Zoë's mentor."


def test_of_an_agreement_that_a_hold_kept_back_nobody_reads_that_it_is_a_reminder() -> None:
    at = lifted(start(paired()).goes_on(), "agreement/1", whom=PAIR)
    assert "brought you and Ruben together" in read(at, MENTEE)
    assert "we send you the agreement" in read(at, MENTEE)
    assert "Next: send the agreement" in live_card(card_of(at.state, at.now))
    one = lifted(start(paired()).goes_on(), "agreement/1")
    assert "we send Ruben the agreement" in read(one, MENTEE)
    assert "Ruben can answer" not in read(one, MENTEE)
    assert "we send you the agreement" in read(one, MENTOR)


def test_whoever_did_not_read_that_they_begin_reads_in_a_break_that_this_comes_next() -> None:
    """Their page told of the other one's letter alone, and that "we welcome them back"."""
    at = lifted(began(), "agreed/1").hears(HR, AnswerKind.PAUSE, step=None, until=began().now + timedelta(days=20))
    at = at.goes_on()
    assert at.step.kind is StepKind.PAUSED
    assert "we send you the agreement, and how to begin" in read(at, MENTOR)
    assert "we welcome you back" in read(at, MENTEE)
    assert "Next: welcome the mentee back" in live_card(card_of(at.state, at.now))
    first = begins_later(at.state, MENTOR, at.now)
    assert first
    assert (first.kind, first.to) == (StepKind.AGREED, (MENTOR,)), "the letter of the break says that it comes first"
    assert begins_later(at.state, MENTEE, at.now) is None
