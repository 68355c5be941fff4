"""Letters say a thing only where it is so: of a yes before the agreement, of a short time, of who was told what."""

from datetime import timedelta

import pytest

from letters.render import write
from schemas.letter import Letter
from schemas.messages import Step
from schemas.names import PAIR, Formality, Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.step_key import StepKey
from tests.letters.samples import NOW, minimal, rich

FORMS = ("en", "de", "Sie", "es", "es-MX")
MENTEE, MENTOR, COORDINATOR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR


def says(letter: Letter, form: str) -> str:
    """Return the text of a letter in a language, "Sie" being formal German."""
    to = letter.to.model_copy(update={"language": "de" if form == "Sie" else form})
    formality = Formality.FORMAL if form == "Sie" else Formality.INFORMAL
    return " ".join(write(letter.model_copy(update={"to": to, "formality": formality})).text.split())


OWN = ("Your next step", "Dein nächster Schritt", "Ihr nächster Schritt", *["Tu próximo paso"] * 2)
YOURS = ("And yours", "Und deiner", "Und Ihr eigener", *["Y el tuyo"] * 2)


@pytest.mark.parametrize(("form", "own", "yours"), tuple(zip(FORMS, OWN, YOURS, strict=True)))
def test_an_own_next_step_is_the_other_one_s_and_yours_only_beside_one(form: str, own: str, yours: str) -> None:
    alone = minimal("thanks").model_copy(update={"own_next_step": "Send slides", "partner_note": "Thanks!"})
    assert f"{own} > Send slides" in says(alone, form)
    assert f"{yours} > Send slides" in says(alone.model_copy(update={"partner_next_step": "Book a room"}), form)


TOLD = ("has been told that we asked you", "weiß, dass wir dich", "weiß, dass wir Sie", *["sabe que te hemos"] * 2)


@pytest.mark.parametrize(("form", "told"), tuple(zip(FORMS, TOLD, strict=True)))
def test_a_new_coordinator_is_not_told_that_the_mentee_knows_of_them(form: str, told: str) -> None:
    letter = rich("no_mentor", COORDINATOR, answer_by=NOW + timedelta(days=30))
    assert told in says(letter.model_copy(update={"partner_written": True}), form)
    assert told not in says(letter, form)


YES = (
    ("Ben Okoro has said yes to your request.", "we send you both a short agreement", "on hold"),
    ("Ben Okoro hat deine Anfrage angenommen.", "schicken wir euch beiden eine kurze Vereinbarung", "ruht"),
    ("Ben Okoro hat Ihre Anfrage angenommen.", "schicken wir Ihnen beiden eine kurze Vereinbarung", "ruht"),
    ("Ben Okoro ha aceptado tu solicitud.", "os enviamos para revisar", "El acuerdo entre"),
    ("Ben Okoro ha aceptado tu solicitud.", "les enviamos para revisar", "El acuerdo entre"),
)


@pytest.mark.parametrize(("form", "sentences"), tuple(zip(FORMS, YES, strict=True)))
def test_a_break_before_the_agreement_says_who_said_yes_and_when_the_agreement_comes(
    form: str, sentences: tuple[str, str, str]
) -> None:
    letter = rich("paused", MENTEE, phase=Phase.AGREEING, said_yes=True)
    yes, agreement, on_hold = sentences
    text = says(letter, form)
    assert yes in text
    assert agreement in text
    assert on_hold not in text
    assert on_hold in says(letter.model_copy(update={"said_yes": False}), form)
    assert yes not in says(rich("paused", MENTOR, phase=Phase.AGREEING, said_yes=True), form)


SHORT = (
    ("You have until", "From now on we ask"),
    ("Ihr habt Zeit bis", "Von jetzt an fragen"),
    ("Sie haben Zeit bis", "Von jetzt an fragen"),
    ("Tenéis tiempo hasta el", "Desde ahora"),
    ("Tienen tiempo hasta el", "Desde ahora"),
)


def ending(kind: str) -> Step:
    """Return a letter to both that comes next."""
    because = Reason(code=ReasonCode.TIME_NEARLY_OVER)
    return Step(key=StepKey(f"{kind}/1"), due=NOW + timedelta(days=14), to=PAIR, reason=because)


@pytest.mark.parametrize(("form", "sentences"), tuple(zip(FORMS, SHORT, strict=True)))
def test_whoever_is_never_asked_how_it_is_going_is_promised_no_such_question(
    form: str, sentences: tuple[str, str]
) -> None:
    short, rhythm = sentences
    letter = rich("agreed", MENTEE, ends=NOW + timedelta(days=19))
    brief = says(letter.model_copy(update={"following": ending("closing")}), form)
    usual = says(letter.model_copy(update={"following": ending("check_in")}), form)
    assert (short in brief, rhythm in brief) == (True, False)
    assert (short in usual, rhythm in usual) == (False, True)


def test_a_mentor_who_was_never_asked_is_not_said_to_have_been() -> None:
    for form in FORMS:
        letter = rich("no_mentor", COORDINATOR, reason=Reason(code=ReasonCode.AWAY_NEXT))
        assert not any(
            words in says(letter, form) for words in ("who was asked", "wer gefragt wurde", "preguntamos está")
        )


@pytest.mark.parametrize(
    ("form", "changes", "both"),
    tuple(
        zip(
            FORMS,
            ("with some changes", *["mit ein paar Änderungen"] * 2, *["con algunos cambios"] * 2),
            (
                "we send you both",
                "schicken wir euch beiden",
                "schicken wir Ihnen beiden",
                "os enviamos",
                "les enviamos",
            ),
            strict=True,
        )
    ),
)
def test_a_break_before_an_agreement_for_the_mentee_alone_promises_it_to_nobody_else(
    form: str, changes: str, both: str
) -> None:
    for role in (MENTEE, MENTOR):
        letter = rich("paused", role, phase=Phase.AGREEING, said_yes=True)
        assert both in says(letter, form)
        said = says(letter.model_copy(update={"proposed": True}), form)
        assert changes in said
        assert both not in said
