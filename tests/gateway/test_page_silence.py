"""Where only one of the two is silent, the other is not spoken to as if both were."""

import re

import pytest

from policy.lifecycle import next_step
from schemas.names import AnswerKind, Choice, Met, NewsKind, Role, StepKind
from schemas.rules import Rules
from tests.gateway.page_at import COORDINATOR, MENTEE, MENTOR, At, began, seen, start
from tests.policy.pairs import paired


def test_whoever_has_left_letters_unanswered_is_not_told_that_they_answered_each_time() -> None:
    at = began().unanswered(StepKind.TASK).chooses(MENTEE, Choice.CONTINUE).unanswered(StepKind.LAST_NOTICE)
    text = seen(at, MENTEE).text
    assert "each time" not in text
    assert "We have heard nothing from Ruben" in text


def test_whoever_has_answered_every_letter_is_not_told_that_little_was_heard_of_them() -> None:
    at = began().unanswered(StepKind.LAST_NOTICE, answering=[MENTEE])
    faithful, silent = seen(at, MENTEE).text, seen(at, MENTOR).text
    assert "Thank you for answering. We have heard nothing from Ruben for a while." in faithful
    assert "little from you" not in faithful
    assert "If nobody answers by" in faithful
    assert "neither of you answers" not in faithful
    assert "We have heard little from you and Zoë." in silent


@pytest.mark.parametrize("language", ["de", "es", "es-419"])
def test_nor_in_another_language(language: str) -> None:
    at = began().unanswered(StepKind.LAST_NOTICE, answering=[MENTEE])
    words = {"de": "Danke, dass du geantwortet hast", "es": "Gracias por responder", "es-419": "Gracias por responder"}
    assert words[language] in seen(at, MENTEE, language).text
    assert words[language] not in seen(at, MENTOR, language).text


def test_what_follows_the_silence_of_one_names_that_one() -> None:
    at = began().unanswered(StepKind.RHYTHM, answering=[MENTEE])
    at = at.chooses(MENTEE, Choice.CONTINUE)
    assert "we ask Cleo to look after you both, if Ruben has not answered by then." in seen(at, MENTEE).text
    assert "if Ruben has not answered by then" in seen(at, COORDINATOR).text
    assert "if we have heard nothing by then" in seen(at, MENTOR).text


def test_who_has_just_answered_is_asked_on_that_day_in_any_case() -> None:
    at = began().unanswered(StepKind.CHECK_IN).hears(MENTEE, AnswerKind.CHECK_IN, met=Met.BOOKED)
    page = seen(at, MENTEE)
    assert page.it.card.next
    assert page.it.card.next.kind is StepKind.NUDGE
    assert re.search(r"Next, on [^.]*, we ask (you both )?how it is going\.", page.text)
    assert "if we have heard nothing" not in page.text
    assert "we ask again how it is going, if we have heard nothing by then" in seen(at, MENTOR).text


def test_the_page_of_a_last_notice_asks_what_its_letter_asks() -> None:
    at = began().unanswered(StepKind.LAST_NOTICE)
    assert seen(at, MENTEE).heading == "Would you and Ruben like to go on?"
    assert seen(began().unanswered(StepKind.RHYTHM), MENTEE).heading.startswith("Is this still the right rhythm")


def test_after_more_time_from_the_coordinator_nobody_is_said_to_have_asked_for_it_nor_told_to_answer() -> None:
    at = began().unanswered(StepKind.LAST_NOTICE)
    kept = at.hears(COORDINATOR, AnswerKind.DECIDE, choice=Choice.CONTINUE)
    for role in (MENTEE, MENTOR):
        page = seen(kept, role)
        assert "Your mentorship goes on." in page.text
        assert "because one of you" not in page.text
        assert "Please answer by" not in page.text
        assert "can answer until" not in page.text
        told = seen(kept.goes_on(), role)
        assert told.it.card.next
        assert told.it.card.next.kind is StepKind.NUDGE
        assert re.search(r"Next, on [^.]*, we ask (you both )?how it is going\.", told.text), (
            "nothing is open until then"
        )
        assert "if we have heard nothing" not in told.text


def test_a_task_that_has_settled_itself_says_so_and_folds_its_choices() -> None:
    at = began().unanswered(StepKind.TASK)
    assert "need a personal message" in seen(at, COORDINATOR).heading
    settled = seen(at.hears(MENTEE, AnswerKind.CHECK_IN, met=Met.YES, step="check_in/1"), COORDINATOR)
    assert settled.heading == "Zoë and Ruben: no decision is needed now"
    assert "Why we ask" not in settled.text
    assert settled.soup.select_one("details form")
    assert Role.COORDINATOR not in settled.it.card.waiting_for


def test_a_task_that_the_coordinator_is_about_to_get_again_has_not_settled_itself() -> None:
    at = began().unanswered(StepKind.TASK)
    handed_over = at.learns(COORDINATOR, NewsKind.MOVED, replaced=True, reader=at.state.readers[COORDINATOR])
    page = seen(handed_over, COORDINATOR)
    assert page.it.card.next
    assert page.it.card.next.kind is StepKind.TASK
    assert "no decision is needed now" not in page.heading
    assert "Nothing needs to be decided" not in page.text


def test_the_page_of_an_old_task_stays_settled_when_another_ladder_comes_near_the_next_one() -> None:
    at = began().unanswered(StepKind.TASK)
    old = at.step.key
    answered = at.hears(MENTEE, AnswerKind.CHECK_IN, met=Met.YES, step="check_in/1")
    later = answered.hears(MENTOR, AnswerKind.CHECK_IN, met=Met.YES, step="check_in/1").unanswered(StepKind.RHYTHM)
    page = seen(later.to(old), COORDINATOR)
    assert page.it.card.next
    assert page.it.card.next.kind is StepKind.TASK
    assert page.heading == "Zoë and Ruben: no decision is needed now"


def test_whoever_has_agreed_reads_that_it_is_the_other_ones_silence_which_begins_it() -> None:
    at = start(paired()).goes_on()
    while (following := next_step(at.state, at.now)) and following.kind is not StepKind.AGREED:
        at = at.goes_on()
    agreed = at.hears(MENTOR, AnswerKind.AGREE)
    assert "if Zoë has not answered by then" in seen(agreed, MENTOR).text
    assert "if we have heard nothing by then" in seen(agreed, MENTEE).text


def says_all_is_well(at: At, role: Role) -> At:
    """Return how it stands once somebody has answered a question about a meeting or a review."""
    is_review = at.step.kind is StepKind.REVIEW
    return at.chooses(role, Choice.CONTINUE) if is_review else at.hears(role, AnswerKind.CHECK_IN, met=Met.YES)


def what_follows(at: At) -> StepKind:
    """Return the kind of the next step."""
    step = next_step(at.state, at.now)
    assert step
    return step.kind


@pytest.mark.parametrize(("language", "says"), [("en", "we ask again"), ("de", "wieder"), ("es", "volvemos a")])
def test_where_the_answer_of_the_other_one_decides_what_is_asked_no_kind_is_promised(language: str, says: str) -> None:
    """Whoever answered a review first read "we ask how it is going" where the last review came, to both."""
    first = both = began(paired(Rules(duration_days=100, cadence_days=14)))
    while (both.step.kind, what_follows(both)) != (StepKind.REVIEW, StepKind.REVIEW):
        asked = both.goes_on()
        first = says_all_is_well(asked, MENTEE)
        both = says_all_is_well(first, MENTOR)
    assert what_follows(first) is StepKind.NUDGE
    assert says in seen(first, MENTEE, language).text
