"""Whom nobody looks for any more reads how long the request stays open, and is promised nobody."""

from datetime import timedelta

import pytest

from letters.render import write
from schemas.messages import Step
from schemas.names import Formality, Role
from schemas.reason import Reason, ReasonCode
from schemas.step_key import StepKey
from tests.letters.samples import NOW, rich


@pytest.mark.parametrize(
    ("language", "formality", "says"),
    [
        (
            "en",
            Formality.INFORMAL,
            "Your request stays open until Thursday, 7 January 2027; then it ends and we tell you.",
        ),
        ("de", Formality.INFORMAL, "Deine Anfrage bleibt offen bis Donnerstag, 7. Januar 2027; danach endet sie"),
        ("de", Formality.FORMAL, "Ihre Anfrage bleibt offen bis Donnerstag, 7. Januar 2027; danach endet"),
        ("es", Formality.INFORMAL, "Tu solicitud sigue abierta hasta el jueves 7 de enero de 2027; después termina"),
    ],
)
def test_without_a_coordinator_the_letter_names_the_day(language: str, formality: Formality, says: str) -> None:
    ends = Step(
        key=StepKey("withdrawn/1"),
        due=NOW + timedelta(days=47),
        to=(Role.MENTEE,),
        reason=Reason(code=ReasonCode.NO_MENTOR_FOUND),
    )
    letter = rich("nobody_yet", Role.MENTEE, coordinator=None, answer_by=None, following=ends, formality=formality)
    to = letter.to.model_copy(update={"language": language})
    assert says in " ".join(write(letter.model_copy(update={"to": to})).text.split())


def test_once_the_coordinator_has_decided_a_late_letter_does_not_say_that_they_are_asked() -> None:
    ends = Step(
        key=StepKey("withdrawn/1"),
        due=NOW + timedelta(days=47),
        to=(Role.MENTEE,),
        reason=Reason(code=ReasonCode.NO_MENTOR_FOUND),
    )
    late = write(rich("nobody_yet", Role.MENTEE, waited_for=(), following=ends)).text
    assert "Your request stays open until Thursday, 7 January 2027; then it ends and we tell you." in " ".join(
        late.split()
    )
    assert "If you would like to talk it over, write to Eva" in late
    assert "asked" not in late
