"""Who reads a concern, when they are written to again, and when no longer."""

from datetime import timedelta
from uuid import UUID

import pytest

from policy.concerns import AGAIN, LOOK, Concern, Contact, Due, due, readers, recipients
from schemas.names import MailState
from tests.policy.pairs import START, person

SAM, DANA, ANA = (person(name) for name in ("sam", "dana", "ana"))
FIRST, DEPUTY = Contact(person=SAM), Contact(person=DANA)
DAYS, HOLD_DAYS = 3, 28


def sent(state: MailState = MailState.ACCEPTED, to: UUID = SAM, **more: object) -> Concern:
    """Return a concern whose first letter was written at START."""
    return Concern.model_validate({"letters": 1, "written": START, "outs": {to: state}, **more})


def at(concern: Concern, to: tuple[UUID, ...] = (SAM,), **later: float) -> Due:
    """Return what is due some time after START."""
    return due(concern, to, DAYS, HOLD_DAYS, START + timedelta(**later))


def test_the_contact_alone_reads_it_first_and_the_deputy_too_if_nobody_takes_it_up() -> None:
    assert readers([FIRST, DEPUTY], [ANA]) == (SAM,)
    assert readers([FIRST, DEPUTY], [ANA], letters=1) == (SAM, DANA)


@pytest.mark.parametrize("hindered", [{"there": False}, {"away": True}])
def test_the_deputy_stands_in_for_whoever_is_not_there(hindered: dict[str, bool]) -> None:
    assert readers([FIRST.model_copy(update=hindered), DEPUTY], []) == (DANA,)


def test_whoever_is_away_reads_it_if_there_is_nobody_else() -> None:
    assert readers([FIRST.model_copy(update={"away": True})], []) == (SAM,)


@pytest.mark.parametrize("letters", [0, 1])
def test_nobody_reads_a_concern_about_themselves(letters: int) -> None:
    assert readers([FIRST, DEPUTY], [SAM], letters) == (DANA,)
    assert readers([FIRST], [SAM], letters) == ()


def test_the_first_letter_is_due_at_once() -> None:
    assert at(Concern()).write


def test_it_is_brought_to_mind_after_some_days_and_not_before() -> None:
    assert at(sent(), days=2, hours=23) == Due(False, START + timedelta(days=3))
    assert at(sent(), days=3).write
    assert at(sent(), hours=1) == Due(False, START + timedelta(hours=1) + LOOK)


def test_whoever_has_taken_it_up_is_asked_again_as_long_as_it_is_on_hold() -> None:
    taken = sent(taken_up=START + timedelta(days=1), taken_up_by=SAM)
    assert not at(taken, days=28).write
    assert at(taken, days=29).write
    assert not at(taken.model_copy(update={"holds": False}), days=400).write
    assert at(taken.model_copy(update={"holds": False, "closed": True}), days=400) == Due(False, None)


def test_what_somebody_took_up_who_is_not_there_any_more_rests_with_nobody() -> None:
    taken = sent(taken_up=START + timedelta(hours=1), taken_up_by=SAM, outs={SAM: "accepted", DANA: "accepted"})
    assert not at(taken, (SAM, DANA), days=20).write
    assert at(taken, (DANA,), days=3).write
    assert at(taken.model_copy(update={"holds": False}), (DANA,), days=3).write
    assert not at(taken.model_copy(update={"holds": False, "closed": True}), (DANA,), days=3).write


def test_what_somebody_has_taken_up_comes_to_nobody_else() -> None:
    taken = sent(taken_up=START + timedelta(hours=1), taken_up_by=SAM)
    assert recipients(taken, (SAM, DANA)) == (SAM,)
    assert recipients(taken, (DANA,)) == (DANA,)
    assert recipients(sent(), (SAM, DANA)) == (SAM, DANA)


def test_whoever_looks_after_it_at_another_address_gets_another_letter_at_once() -> None:
    """Links of letters to an earlier address lead nowhere."""
    taken = sent(taken_up=START + timedelta(hours=1), taken_up_by=SAM, outs={DANA: "accepted"})
    assert at(taken, (SAM, DANA), hours=2).write
    assert at(sent(outs={}), (SAM,), hours=2).write


def test_what_is_decided_brings_no_more_letters() -> None:
    assert at(sent(decided=True), days=400) == Due(False, None)


@pytest.mark.parametrize("state", [MailState.REJECTED, MailState.EXPIRED])
def test_a_letter_that_never_left_is_written_again_the_next_day(state: MailState) -> None:
    assert not at(sent(state), hours=23).write
    assert due(sent(state), (SAM,), DAYS, HOLD_DAYS, START + AGAIN).write


def test_whoever_is_named_by_now_gets_it_at_once() -> None:
    assert at(sent(), (DANA,), hours=1).write


def test_while_nobody_can_read_it_somebody_looks_again_each_hour() -> None:
    assert at(Concern(), (), days=1) == Due(False, START + timedelta(days=1) + LOOK)
