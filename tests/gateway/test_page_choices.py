"""A page offers what it would accept now, says what it would do, and says who chose what holds."""

from datetime import timedelta

import pytest

from gateway.pages.form_fields import Form
from gateway.pages.questions import question_of
from gateway.pages.replies import reply
from policy.ends import goodbye_length
from policy.hearing import hear
from policy.lifecycle import next_step
from policy.receipts import changed
from schemas.messages import Answer
from schemas.names import AnswerKind, Choice, Role, StepKind
from schemas.rules import Rules
from schemas.state import State
from tests.gateway.page_at import COORDINATOR, HR, MENTEE, MENTOR, At, Seen, began, seen, standing_at, start
from tests.gateway.page_walk import _kept
from tests.policy.pairs import answer, paired, seeking

BOTH = (MENTEE, MENTOR)
SIX = ["continue", "extend", "cadence", "pause", "rematch", "close"]


def pressed(at: At, role: Role, **fields: str) -> Answer:
    """Return the answer that a press of the page's button gives."""
    standing = standing_at(at, role)
    form = Form(fields, standing.say)
    new = reply(question_of(standing) or "", form, standing)
    assert not form.problems
    return Answer(id=at.state.mentorship, role=role, step=at.step.key, kind=new.kind, **new.said)


def test_the_page_of_an_old_review_offers_in_a_goodbye_by_time_only_what_counts() -> None:
    review = began(paired(Rules(duration_days=120))).unanswered(StepKind.REVIEW, answering=BOTH)
    assert seen(review, MENTEE).choices == SIX
    goodbye = review.unanswered(StepKind.CLOSING, answering=BOTH).to(review.step.key)
    page = seen(goodbye, MENTEE)
    assert page.choices == ["extend"]
    assert "Please answer by" not in page.soup.select_one("form").get_text()  # type: ignore[union-attr]
    assert "in our letter with the question" in page.text
    assert "the goodbye has begun" in page.text
    assert "Then the goodbye is taken back, and you both have time until" in page.text


@pytest.mark.parametrize("kind", [StepKind.REVIEW, StepKind.NUDGE, StepKind.RHYTHM, StepKind.LAST_NOTICE])
def test_every_choice_that_is_offered_is_accepted(kind: StepKind) -> None:
    answering = BOTH if kind is StepKind.REVIEW else ()
    at = began(paired(Rules(duration_days=300))).unanswered(kind, answering=answering)
    day = (at.now + timedelta(days=20)).date().isoformat()
    offered = seen(at, MENTEE).choices
    assert {"cadence", "pause", "rematch", "close"} <= set(offered)
    for choice in [one for one in offered if not one.isdigit()]:
        said = pressed(at, MENTEE, choice=choice, cadence_days="42", until=day)
        assert isinstance(hear(at.state, said, at.now), State), choice


def test_a_check_in_offers_a_rhythm_a_break_another_match_and_an_end_folded() -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    page = seen(at, MENTEE)
    folded = page.soup.select_one("form details")
    assert folded
    assert not folded.has_attr("open")
    assert [str(each["value"]) for each in folded.select("input[type=radio]")] == SIX[2:]
    assert "Something else?" in folded.get_text()
    assert "What you would like the people" not in page.text


@pytest.mark.parametrize("choice", ["cadence", "pause", "rematch", "close"])
@pytest.mark.parametrize("kind", [StepKind.CHECK_IN, StepKind.AGREED])
def test_what_a_check_in_offers_besides_takes_effect(kind: StepKind, choice: str) -> None:
    at = began() if kind is StepKind.AGREED else began().unanswered(kind)
    day = (at.now + timedelta(days=20)).date().isoformat()
    said = pressed(at, MENTEE, met=choice, cadence_days="42", until=day, private="in confidence")
    assert (said.kind, said.choice) == (AnswerKind.ADJUST, choice)
    heard = hear(at.state, said, at.now)
    assert isinstance(heard, State)
    assert (heard.pause, heard.ending, heard.cadence_days) != (None, None, at.state.cadence_days)


def test_a_nudge_has_room_for_the_people_who_run_the_programme_beside_an_end() -> None:
    assert seen(began().unanswered(StepKind.NUDGE), MENTEE).soup.select_one("textarea#private")


def test_a_rhythm_that_one_of_them_chose_is_not_shown_as_agreed_to_the_other() -> None:
    at = began().unanswered(StepKind.REVIEW, answering=BOTH).chooses(MENTOR, Choice.CADENCE, cadence_days=42)
    other, self_ = seen(at, MENTEE).text, seen(at, MENTOR).text
    assert "Every 6 weeks, chosen by Ruben" in other
    assert "Ruben chose to meet every 6 weeks." in other
    assert "You meet every 6 weeks." not in other
    assert "Every 6 weeks, chosen by you" in self_


def test_a_page_says_how_long_the_farewell_takes_though_another_closing_letter_comes_first() -> None:
    at = began().unanswered(StepKind.CHECK_IN).hears(HR, AnswerKind.CLOSE, step=None).goes_on()
    closing = at.state.closing
    assert closing
    late = at._replace(state=at.state.with_(closing=closing.with_(told=(MENTEE,))))
    following = next_step(late.state, late.now)
    assert following
    assert following.kind is StepKind.CLOSING
    page = seen(late, MENTEE)
    assert f"We send the farewell on {page.it.say.day(following.due)}" not in page.text
    assert "We send the farewell on" in page.text


@pytest.mark.parametrize("days", [3, 10, 20, 100])
def test_the_coordinator_reads_before_the_press_what_the_receipt_says_after_it(days: int) -> None:
    at = began().unanswered(StepKind.TASK)
    ends = at.now + goodbye_length(at.state) + timedelta(days=days)
    at = at._replace(state=at.state.with_(ends=ends))
    said = answer(1, COORDINATOR, AnswerKind.DECIDE, str(at.step.key), choice="continue")
    heard = hear(at.state, said, at.now)
    assert isinstance(heard, State)
    change, page = changed(said, at.state, heard, at.now), seen(at, COORDINATOR)
    assert change.until
    goodbye = change.code == "time_until_goodbye"
    hint = (
        "We ask nothing before their goodbye begins on" if goodbye else "They stay together, and we ask them again on"
    )
    assert goodbye == (days < 21)
    assert f"{hint} {page.it.say.here(change.until)}" in page.text


@pytest.mark.parametrize("choice", [Choice.REMATCH, Choice.CLOSE])
@pytest.mark.parametrize("days", [10, 100])
def test_a_coordinator_who_has_just_ended_it_reads_the_day_that_thinking_again_would_bring(
    choice: Choice, days: int
) -> None:
    """While their decision could be taken back, the hint once named today."""
    at = began().unanswered(StepKind.TASK)
    at = at._replace(state=at.state.with_(ends=at.now + goodbye_length(at.state) + timedelta(days=days)))
    asks, never = "They stay together, and we ask them again on", "We ask nothing before their goodbye begins on"
    at = at.hears(COORDINATOR, AnswerKind.DECIDE, choice=choice).later(timedelta(minutes=2))
    page, back = seen(at, COORDINATOR), at.hears(COORDINATOR, AnswerKind.DECIDE, choice=Choice.CONTINUE)
    following = next_step(back.state, back.now)
    assert following
    assert following.due > at.now + timedelta(days=2)
    assert f"{never if days < 21 else asks} {page.it.say.here(following.due)}" in page.text


def test_who_takes_back_an_end_for_two_others_is_not_told_that_they_hear_of_it_themselves() -> None:
    at = began().unanswered(StepKind.LAST_NOTICE)
    said = answer(1, COORDINATOR, AnswerKind.DECIDE, "task/1", choice=Choice.CONTINUE)
    heard = hear(at.state, said, at.now)
    assert isinstance(heard, State)
    change = changed(said, at.state, heard, at.now)
    assert change.code == "they_go_on"
    assert change.until
    assert change.until > at.now + timedelta(days=7)


def test_whoever_would_rather_ask_another_mentor_can_say_why_in_confidence_as_can_whoever_ends_it() -> None:
    asked = start(seeking()).goes_on().hears(MENTOR, AnswerKind.ACCEPT).goes_on()
    page = seen(asked, MENTEE)
    assert {"rematch", "close"} <= {*page.choices}
    field = page.soup.select_one(".only.on-adjust textarea")
    assert field
    assert field["name"] == "private"
    style = page.soup.style.get_text() if page.soup.style else ""
    assert "form:has(:is([value=cadence], [value=pause], [value=rematch], [value=close]):checked) .on-adjust" in style


def test_an_older_tab_without_a_note_does_not_take_the_note_of_a_newer_one_away() -> None:
    at = began().unanswered(StepKind.TASK)
    said = answer(7, COORDINATOR, AnswerKind.DECIDE, str(at.step.key), choice=Choice.CONTINUE)
    kept = _kept(said, at.now, at.state).model_copy(update={"words": {"private": "We spoke on Monday."}})
    before, after = seen(at, COORDINATOR), seen(at.hears(COORDINATOR, said.kind, choice=said.choice), COORDINATOR)
    noted = after.it.model_copy(update={"answered": kept})

    def note(page: Seen, private: str = "") -> str:
        shown = page.soup.find("input", {"name": "shown"})
        assert shown
        form = Form({"choice": "continue", "private": private, "shown": str(shown["value"])})
        return str(reply("task", form, noted).words["private"])

    assert note(before) == "We spoke on Monday."
    assert note(before, "We meet again.") == "We meet again."
    assert note(Seen(noted)) == ""
    assert note(Seen(noted, given={"shown": "", "private": ""}, again=True)) == "We spoke on Monday."
