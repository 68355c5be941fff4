"""What the two see of a mentor's yes to other terms, on their pages."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.pages.form_fields import Form
from gateway.pages.replies import reply
from gateway.pages.said import receipt
from gateway.pages.speech import catalogue
from letters.buttons import labels
from letters.wording import LETTERS, wording
from policy.ends import shown_end
from schemas.names import AnswerKind, NewsKind, Role, StepKind
from schemas.request import Goal, Terms
from tests.gateway.page_at import MENTEE, MENTOR, At, seen, standing_at, start
from tests.gateway.page_walk import _kept
from tests.policy.pairs import answer, seeking

FORMS = ("en", "de", "de-formal", "es", "es-419")


def asked() -> At:
    """Return a search whose first mentor has the request."""
    return start(seeking()).goes_on()


def proposed() -> At:
    """Return the same once the mentor has said yes to another rhythm."""
    return asked().hears(MENTOR, AnswerKind.ACCEPT, draft=2, cadence_days=42)


@pytest.mark.parametrize("form", FORMS)
def test_the_letter_and_its_page_call_it_the_same(form: str) -> None:
    text = wording(LETTERS.joinpath("request"), form, ".txt")
    assert f'"{catalogue(form)["request.propose"]}"|linked(link ~ "?choice=propose")' in text
    assert "choice=propose" not in labels("request", form)  # two buttons, and a link under them


def test_the_page_offers_it_between_yes_and_no_with_the_terms_of_the_first_draft() -> None:
    page = seen(asked(), MENTOR)
    assert page.choices == ["accept", "propose", "decline"]
    names = {str(each["name"]) for each in page.soup.select(".on-propose [name]")}
    assert names - {"ends_shown"} == {
        "focus",
        "cadence_days",
        "channel",
        "minutes",
        "boundaries",
        "giving",
        "ends",
        "for_mentee",
    }


def test_the_mentees_page_shows_what_the_mentor_would_change_and_in_their_words() -> None:
    at = proposed().goes_on()
    page = seen(at, MENTEE, drafted_by=MENTOR, **_terms(at))
    assert "Ruben would like to be your mentor, with these changes:" in page.text
    facts = page.soup.select_one("dl.facts")
    assert facts
    assert " ".join(facts.get_text(" ").split()) == "Rhythm Every 3 weeks → Every 6 weeks"
    assert "In the words of Ruben Mornings suit me best." in page.text
    assert page.choices == ["agree", "amend", "rematch", "close"]
    assert "Ruben has agreed already, so you can begin." in page.text


def test_once_the_mentee_has_changed_it_again_it_is_an_agreement_like_any_other() -> None:
    at = proposed().goes_on().hears(MENTEE, AnswerKind.AMEND, cadence_days=28).goes_on()
    page = seen(at, MENTOR, drafted_by=MENTEE, **_terms(at))
    assert "would like to be your mentor" not in page.text
    assert "Zoë changed the draft. This is version 2." in page.text


def test_what_a_mentor_wrote_with_their_yes_is_for_the_mentee_alone() -> None:
    at = proposed().goes_on()
    assert "Mornings" not in seen(at, Role.COORDINATOR, drafted_by=MENTOR, **_terms(at)).text


def test_another_yes_is_held_against_the_first_draft_and_not_against_the_one_before() -> None:
    at = proposed()
    standing = standing_at(at, MENTOR, drafted_by=MENTOR, **_terms(at))
    fields = {"choice": "propose", "cadence_days": "21", "minutes": "45", "focus": "XXXX"}
    fields |= {"channel": "video call", "boundaries": standing.drafted.boundaries, "giving": "XXXX", "ends": ""}  # type: ignore[union-attr]
    form = Form(fields, standing.say)
    reply("request", form, standing)
    assert form.problems
    form = Form({**fields, "minutes": "60"}, standing.say)
    new = reply("request", form, standing)
    assert not form.problems
    assert (new.kind, new.said["cadence_days"], new.terms and new.terms.minutes) == (AnswerKind.ACCEPT, 21, 60)


def test_the_receipt_of_the_page_says_what_the_policy_says() -> None:
    at, before = proposed(), asked()
    kept = _kept(answer(1, MENTOR, AnswerKind.ACCEPT, "request/1", draft=2, cadence_days=42), at.now, before.state)
    standing = standing_at(at, MENTOR, answered=kept)
    says = receipt(standing, kept, before.state).striptags()
    assert says == "You said yes, with your changes. Zoë is asked to look at them."


def _terms(at: At) -> dict[str, Any]:
    first = Terms(goals=(Goal.of("XXXX"),), focus="XXXX", giving="XXXX")
    held = first.model_copy(update={"cadence_days": at.state.cadence_days, "ends": shown_end(at.state, at.now)})
    return {"drafted": first, "terms": held, "for_mentee": "Mornings suit me best."}


def test_in_a_break_the_mentee_still_sees_what_the_mentor_would_change() -> None:
    at = proposed().goes_on()
    away = at.hears(MENTOR, AnswerKind.PAUSE, until=at.now + timedelta(days=20))
    assert "with these changes:" in seen(away, MENTEE, drafted_by=MENTOR, **_terms(away)).text


def test_once_the_mentee_has_the_changes_the_mentor_can_say_no_and_nothing_else() -> None:
    first = asked()
    kept = _kept(answer(1, MENTOR, AnswerKind.ACCEPT, "request/1", draft=2, cadence_days=42), first.now, first.state)
    at = proposed().goes_on().to("request/1")
    page = seen(at, MENTOR, answered=kept, drafted_by=MENTOR, **_terms(at))
    assert page.choices == ["decline"]
    assert "Would you rather not begin after all?" in page.text
    says = "I would rather not begin We ask another mentor. Zoë is not told why. You cannot take this back."
    assert says in page.text
    over = at.hears(MENTOR, AnswerKind.DECLINE)
    assert not seen(over, MENTOR, drafted_by=MENTOR, **_terms(over)).choices
    hers = seen(over.to("agreement/2"), MENTEE, drafted_by=MENTOR, **_terms(over))
    assert not hers.choices
    assert "Ruben has agreed" not in hers.text
    assert "we ask another mentor" in hers.text


SILENCE = {
    "en": "If nobody objects by Sunday, 13 December 2026, you begin with the agreement as it stands.",
    "de": "Kommt kein Einwand bis Sonntag, 13. Dezember 2026, beginnt ihr mit der Vereinbarung so, wie sie ist.",
    "es": "Si para el domingo 13 de diciembre de 2026 nadie se opone, empezáis con el acuerdo tal como está.",
}


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_mentor_reads_that_silence_begins_it_and_when(language: str) -> None:
    """They read only until when the mentee could answer, and three weeks later that nobody had objected."""
    at = proposed().goes_on().to("request/1")
    assert SILENCE[language] in seen(at, MENTOR, language).text


def test_and_before_the_mentee_has_it_how_long_that_takes() -> None:
    text = seen(proposed(), MENTOR).text
    assert "If nobody objects to it within 21 days of that, you begin with the agreement as it stands." in text


def test_it_is_said_once_and_only_while_silence_begins_something() -> None:
    at = proposed().goes_on()
    last = at.unanswered(StepKind.AGREEMENT_REMINDER).unanswered(StepKind.AGREEMENT_REMINDER)
    last = last.unanswered(StepKind.AGREEMENT_REMINDER).to("request/1")
    assert "If nobody objects" not in seen(last, MENTOR).text
    assert "if Zoë has not answered by then" in seen(last, MENTOR).text
    lost = at.learns(MENTEE, NewsKind.UNREACHABLE).to("request/1")
    assert "If nobody objects" not in seen(lost, MENTOR).text
    plain = asked().hears(MENTOR, AnswerKind.ACCEPT)
    assert "nobody objects" not in seen(plain, MENTOR).text
