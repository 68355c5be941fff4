"""Somebody would rather not begin, and the other one changes the agreement while that can be taken back."""

from collections.abc import Callable

import pytest

from gateway.pages.said import receipt, thanks
from policy.receipts import receipt as api_receipt
from schemas.names import AnswerKind, Choice, Role
from tests.gateway.page_at import MENTEE, MENTOR, At, seen, standing_at, start
from tests.gateway.page_walk import _kept
from tests.policy.pairs import answer, paired, seeking

THEIRS = "has since changed the agreement. We send you the new version"


def searched() -> At:
    """Return two who look at their agreement after a search."""
    return start(seeking()).goes_on().hears(MENTOR, AnswerKind.ACCEPT).goes_on()


def matched() -> At:
    """Return a pair given to each other, who look at their agreement."""
    return start(paired()).goes_on()


BOTH = pytest.mark.parametrize("looking", [searched, matched])
SIDES = pytest.mark.parametrize(("by", "other"), [(MENTOR, MENTEE), (MENTEE, MENTOR)])
KINDS = pytest.mark.parametrize(
    "said",
    [{"kind": AnswerKind.AGREE}, {"kind": AnswerKind.AMEND}, {"kind": AnswerKind.ADJUST, "choice": Choice.CONTINUE}],
    ids=["agrees", "changes it", "continues"],
)


@BOTH
@SIDES
def test_they_may_begin_after_all_and_are_told_of_the_new_version_before_they_agree_to_it(
    looking: Callable[[], At], by: Role, other: Role
) -> None:
    """It said that the other one has agreed already, so that they can begin; a yes to that counted for nothing."""
    at = looking().chooses(by, Choice.CLOSE).hears(other, AnswerKind.AMEND)
    page = seen(at, by, drafted_by=other)
    assert "agreed already" not in page.text
    assert page.choices[0] == "continue"
    assert "agree" not in page.choices
    assert "amend" not in page.choices
    assert THEIRS in page.text


@BOTH
@SIDES
def test_as_long_as_nobody_has_changed_it_a_yes_takes_it_back_and_counts(
    looking: Callable[[], At], by: Role, other: Role
) -> None:
    at = looking().chooses(by, Choice.CLOSE)
    page = seen(at, by, drafted_by=MENTEE)
    assert "agree" in page.choices
    assert THEIRS not in page.text
    state = at.hears(by, AnswerKind.AGREE).state
    assert state.agreeing
    assert state.agreeing.accepted == (by,)


@BOTH
@SIDES
@KINDS
def test_an_answer_on_a_page_that_was_open_is_not_said_to_count_for_the_new_version(
    looking: Callable[[], At], by: Role, other: Role, said: dict[str, object]
) -> None:
    """It said: your yes is saved, we are waiting for your partner."""
    before = looking().chooses(by, Choice.CLOSE).hears(other, AnswerKind.AMEND)
    told = answer(7, by, step=str(before.step.key), **said)  # type: ignore[arg-type]  # the kind is in `said`
    at = before.hears(by, **said)  # type: ignore[arg-type]
    partner = seen(at, by).it.partner_name
    words = receipt(standing_at(at, by), _kept(told, at.now, before.state), before.state).striptags()
    assert words == f"Your no is taken back. {partner} has changed the agreement, and we send you the new version."
    assert api_receipt(told, before.state, at.state, at.now).startswith("Your no is taken back. Your partner has")
    letter = at.goes_on()
    kept = _kept(told, at.now, before.state)
    assert receipt(standing_at(letter.to(str(at.step.key)), by), kept, before.state).striptags() == words
    assert thanks(standing_at(letter.to(str(at.step.key)), by), kept) == thanks(standing_at(at, by), kept)
    assert "agreed" not in thanks(standing_at(at, by), kept)
    assert letter.step.to == (by,)
    assert letter.step.key == "agreement/2"
    assert "agree" in seen(letter, by).choices


@BOTH
@SIDES
def test_whoever_changed_it_themselves_begins_after_all_with_their_own_version(
    looking: Callable[[], At], by: Role, other: Role
) -> None:
    at = looking().hears(by, AnswerKind.AMEND).chooses(by, Choice.CLOSE)
    page = seen(at, by, drafted_by=by)
    assert page.choices[0] == "continue"
    assert THEIRS not in page.text
    told = answer(7, by, AnswerKind.ADJUST, str(at.step.key), choice=Choice.CONTINUE)
    back = at.chooses(by, Choice.CONTINUE)
    words = receipt(standing_at(back, by), _kept(told, at.now, at.state), at.state).striptags()
    assert "new version" not in words
    assert back.goes_on().step.to == (other,)


@BOTH
@SIDES
def test_whose_own_version_the_other_one_has_had_is_not_told_that_the_other_one_changed_it(
    looking: Callable[[], At], by: Role, other: Role
) -> None:
    """The other one has agreed to it meanwhile, which does not begin it with whoever would rather not."""
    old = looking()
    first = str(old.step.key)
    at = old.hears(by, AnswerKind.AMEND).goes_on()
    at = at.to(first).chooses(by, Choice.CLOSE).to("agreement/2").hears(other, AnswerKind.AGREE).to(first)
    assert THEIRS not in seen(at, by, drafted_by=by).text
    told = answer(7, by, AnswerKind.ADJUST, first, choice=Choice.CONTINUE)
    back = at.chooses(by, Choice.CONTINUE)
    words = receipt(standing_at(back, by), _kept(told, at.now, at.state), at.state).striptags()
    assert "new version" not in words
