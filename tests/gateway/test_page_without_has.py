"""A browser without CSS `:has` shows all fields at once: what is kept only with some choices says so there."""

import pytest

from schemas.names import StepKind
from tests.gateway.page_at import MENTEE, MENTOR, began, seen, start
from tests.policy.pairs import paired


@pytest.mark.parametrize(
    ("language", "wish", "no"),
    [
        ("en", "We keep it only if you ask for a change", "We keep it only if you would rather not begin."),
        ("de", "Wir speichern es nur, wenn du um eine Änderung", "wenn du lieber nicht anfangen möchtest."),
        ("es", "Solo lo guardamos si pides un cambio", "Solo lo guardamos si prefieres no empezar."),
    ],
)
def test_a_note_for_the_programme_says_with_which_answers_it_is_kept(language: str, wish: str, no: str) -> None:
    for kind in (StepKind.CHECK_IN, StepKind.NUDGE):
        (hint,) = seen(began().unanswered(kind), MENTOR, language).soup.select("#private-hint .unfolded")
        assert wish in hint.get_text()
    (hint,) = seen(start(paired()).goes_on(), MENTEE, language).soup.select("#private-hint .unfolded")
    assert no in hint.get_text()


def test_a_form_that_keeps_it_with_every_answer_says_nothing_of_the_kind() -> None:
    soup = seen(began().unanswered(StepKind.RHYTHM), MENTOR).soup
    assert soup.select("#private-hint")
    assert not soup.select("#private-hint .unfolded")
