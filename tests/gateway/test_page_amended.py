"""Whoever has changed the agreement can still say that they would rather not begin."""

from collections.abc import Callable

import pytest

from gateway.pages.form_fields import Form
from gateway.pages.replies import reply
from gateway.pages.said import receipt, thanks
from schemas.names import AnswerKind, Choice, Phase, Role, StepKind
from tests.gateway.page_at import HR, MENTEE, MENTOR, At, seen, standing_at, start
from tests.gateway.page_walk import _kept
from tests.policy.pairs import answer, paired, seeking


def amended(role: Role) -> At:
    """Return a given pair in which one of the two has changed the agreement, which is on its way to the other."""
    at = start(paired()).goes_on()
    assert at.step.kind is StepKind.AGREEMENT
    return at.hears(role, AnswerKind.AMEND, cadence_days=42)


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_whoever_changed_it_may_still_bow_out_and_cannot_change_the_version_that_was_replaced(role: Role) -> None:
    """The page was closed to them until the other one had answered."""
    page = seen(amended(role), role, drafted_by=role)
    assert [each["value"] for each in page.soup.select("input[name=choice]")] == ["close"]
    assert "can no longer be changed" not in page.text


def test_once_they_have_bowed_out_they_can_think_again() -> None:
    at = amended(MENTEE).chooses(MENTEE, Choice.CLOSE)
    assert seen(at, MENTEE).soup.select("form")


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_whoever_changed_it_can_still_read_it_and_is_not_asked_whether_it_suits_them(role: Role) -> None:
    """Of the answers to that question, one was left, and the draft was nowhere on their page."""
    first = start(paired()).goes_on()
    said = answer(1, role, AnswerKind.AMEND, "agreement/1", cadence_days=42)
    at, kept = amended(role), _kept(said, first.now, first.state)
    page = seen(at, role, answered=kept, drafted_by=role)
    assert "Does this suit you?" not in page.text
    assert "Changed your mind?" not in page.text
    assert page.soup.select_one("fieldset#choice")["aria-label"] == "Would you rather not begin after all?"  # type: ignore[index]
    assert page.text.count("The draft") == 1
    assert "What it is about" in page.soup.select("main > details.calm")[-1].get_text()


def test_whoever_has_agreed_can_still_read_the_agreement() -> None:
    first = start(paired()).goes_on()
    kept = _kept(answer(1, MENTEE, AnswerKind.AGREE, "agreement/1"), first.now, first.state)
    page = seen(first.hears(MENTEE, AnswerKind.AGREE), MENTEE, answered=kept)
    assert page.text.count("The draft") == 1
    assert "Does this suit you?" in page.text


def test_a_page_says_what_can_be_taken_back_before_the_agreement_is_changed() -> None:
    page = seen(start(paired()).goes_on(), MENTEE)
    assert "you cannot take it back" not in page.text
    assert "until Ruben answers, you can still say that you would rather not begin" in page.text
    assert page.text.count("The draft") == 1


def bowed_out(at: At, role: Role, choice: Choice) -> At:
    """Return what becomes of it once the changed version is with the other one, and its author would not begin."""
    first = str(at.step.key)
    at = at.hears(role, AnswerKind.AMEND, cadence_days=42).goes_on()
    assert at.step.to == ((MENTOR if role is MENTEE else MENTEE),)
    return at.to(first).chooses(role, choice)


def found() -> At:
    """Return a search with more than one candidate, whose first mentor has said yes."""
    return start(seeking()).goes_on().hears(MENTOR, AnswerKind.ACCEPT).goes_on()


@pytest.mark.parametrize("choice", [Choice.CLOSE, Choice.REMATCH])
@pytest.mark.parametrize("role", [MENTEE, MENTOR])
@pytest.mark.parametrize("begins", [found, lambda: start(paired()).goes_on()])
def test_whoever_changed_it_and_would_not_begin_can_take_that_back(
    begins: Callable[[], At], role: Role, choice: Choice
) -> None:
    """Everybody else could, and the page of the receipt had no form for them."""
    at = bowed_out(begins(), role, choice)
    standing = standing_at(at, role, drafted_by=role)
    assert "continue" in seen(at, role, drafted_by=role).choices
    assert "agree" not in seen(at, role, drafted_by=role).choices
    form = Form({"choice": "continue"}, standing.say)
    new = reply("agreement", form, standing)
    assert not form.problems
    back = at.hears(role, new.kind, **new.said)
    assert back.state.phase is Phase.AGREEING
    assert back.state.agreeing
    assert role in back.state.agreeing.accepted


def test_who_takes_it_back_reads_that_it_goes_on() -> None:
    at = bowed_out(found(), MENTEE, Choice.REMATCH)
    said = answer(1, MENTEE, AnswerKind.ADJUST, "agreement/1", choice="continue")
    back = at.hears(MENTEE, AnswerKind.ADJUST, choice=Choice.CONTINUE)
    kept = _kept(said, at.now, at.state)
    after = standing_at(back, MENTEE, answered=kept, drafted_by=MENTEE)
    assert "taken back" in receipt(after, kept, at.state)
    assert thanks(after, kept) == "Thank you for telling us."
    page = seen(back, MENTEE, answered=kept, drafted_by=MENTEE)
    assert "you would begin after all" in page.text
    assert "has changed the agreement" not in page.text
    assert page.choices == ["rematch", "close"]


def test_an_end_by_hr_cannot_be_taken_back_by_whoever_changed_the_agreement() -> None:
    at = amended(MENTEE).hears(HR, AnswerKind.CLOSE, step=None)
    assert not seen(at, MENTEE, drafted_by=MENTEE).soup.select("form")


def test_the_first_days_of_a_pair_do_not_open_their_agreement_again() -> None:
    at = start(paired()).goes_on().hears(MENTEE, AnswerKind.AMEND, cadence_days=42).goes_on()
    at = at.hears(MENTOR, AnswerKind.AGREE).goes_on()
    ended = at.chooses(MENTEE, Choice.CLOSE).to("agreement/1")
    assert not seen(ended, MENTEE, drafted_by=MENTEE).soup.select("form")
