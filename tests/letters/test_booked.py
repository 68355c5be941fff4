"""The letter after a booked meeting asks about it, and why it comes names whose word its day was."""

from datetime import UTC, date, datetime, timedelta

import pytest

from letters.render import write
from schemas.names import Formality, Role, StepKind
from schemas.rules import Rules
from tests.letters.lives import Life
from tests.letters.samples import rich
from tests.policy.pairs import paired
from tests.policy.stories import under_way


def test_the_letter_asks_about_the_meeting_and_not_since_when() -> None:
    life = Life(paired(Rules()))
    under_way(life)
    step = life.takes("check_in")
    day = (life.now + timedelta(days=12)).date()
    life.hears(Role.MENTEE, "check_in", step.key, met="yes", booked_on=day)
    life.hears(Role.MENTOR, "check_in", step.key, met="no")
    life.takes("check_in")
    usual, asked = ([sent for sent in life.letters if sent.step.key == key] for key in ("check_in/1", "check_in/2"))
    assert len(usual) == len(asked) == 2
    for sent in asked:
        assert sent.letter.booked_on == day
        assert "A meeting was booked for" in sent.says
        assert f"{day.day} {day:%B}" in sent.says
        assert "again since" not in sent.says
        assert "did you meet?" in sent.written.subject
    for sent in usual:
        assert sent.letter.booked_on is None
        assert "was booked" not in sent.says


@pytest.mark.parametrize(("kind", "is_asked"), [("check_in", True), ("nudge", False)])
def test_beside_a_nudge_whoever_has_answered_is_asked_about_the_meeting(kind: str, is_asked: bool) -> None:
    life = Life(paired(Rules()))
    under_way(life)
    step = life.takes("check_in")
    day = (life.now + timedelta(days=40)).date()
    life.hears(Role.MENTEE, "check_in", step.key, met="booked", booked_on=day)
    assert life.takes().kind is StepKind.NUDGE
    (sent,) = [one for one in life.letters if one.step.kind is StepKind.NUDGE and one.letter.name == kind]
    assert ("A meeting was booked for" in sent.says) is is_asked


@pytest.mark.parametrize(
    ("language", "formality", "says"),
    [
        ("en", "informal", "A meeting was booked for Wednesday, 6 January. Did you and"),
        ("de", "informal", "für Mittwoch, 6. Januar, war ein Treffen verabredet. Habt ihr euch getroffen,"),
        ("de", "formal", "für Mittwoch, 6. Januar, war ein Treffen verabredet. Haben Sie sich mit"),
        ("es", "informal", "Había un encuentro previsto para el miércoles 6 de enero. ¿Os habéis visto tú y"),
        ("es-419", "informal", "Había un encuentro previsto para el miércoles 6 de enero. ¿Se vieron"),
    ],
)
def test_every_language_asks_about_the_day(language: str, formality: str, says: str) -> None:
    letter = rich("check_in", Role.MENTEE)
    reader = letter.to.model_copy(update={"language": language})
    now = datetime(2027, 1, 7, 9, tzinfo=UTC)
    known = {"to": reader, "formality": Formality(formality), "booked_on": date(2027, 1, 6), "now": now}
    assert says in " ".join(write(letter.model_copy(update=known)).text.split())


def test_a_letter_that_comes_before_a_day_far_ahead_says_that_the_day_is_known() -> None:
    life = Life(paired(Rules()))
    under_way(life)
    step = life.takes("check_in")
    day = (life.now + timedelta(days=60)).date()
    life.hears(Role.MENTEE, "check_in", step.key, met="booked", booked_on=day)
    life.hears(Role.MENTOR, "check_in", step.key, met="no")
    second = life.takes("check_in")
    life.hears(Role.MENTOR, "adjust", second.key, choice="call_off")
    life.hears(Role.MENTEE, "check_in", second.key, met="no")
    third = life.takes("check_in")
    for key, is_known in ((step.key, False), (second.key, True), (third.key, False)):
        for sent in [one for one in life.letters if one.step.key == key and one.letter.name == "check_in"]:
            assert (f"Your next meeting is noted for {day:%A}, {day.day} {day:%B}; " in sent.says) is is_known


KNOWN = {
    ("en", "informal"): "Your next meeting is noted for Wednesday, 6 January; there is no need to tell us again.",
    ("de", "informal"): "Für Mittwoch, 6. Januar, ist euer nächstes Treffen schon notiert; du musst es uns nicht noch",
    ("de", "formal"): "Für Mittwoch, 6. Januar, ist Ihr nächstes Treffen schon notiert; Sie müssen es uns nicht noch",
    ("es", "informal"): "Vuestro próximo encuentro ya está anotado para el miércoles 6 de enero; no hace falta que lo",
    ("es-419", "informal"): "Su próximo encuentro ya está anotado para el miércoles 6 de enero; no hace falta que lo",
}


@pytest.mark.parametrize(("language", "formality"), KNOWN)
def test_every_language_says_that_a_later_day_is_known(language: str, formality: str) -> None:
    letter = rich("check_in", Role.MENTEE)
    reader = letter.to.model_copy(update={"language": language})
    now = datetime(2027, 1, 2, 9, tzinfo=UTC)
    known = {"to": reader, "formality": Formality(formality), "meets_on": date(2027, 1, 6), "now": now}
    assert KNOWN[language, formality] in " ".join(write(letter.model_copy(update=known)).text.split())


ANEW = {
    "en": ("No, but we have a new date", "Yes, a new date or no", "Not yet, but it is booked"),
    "de": ("Nein, aber wir haben einen neuen Termin", "Ein Ja, ein „neuer Termin“ oder ein Nein", "Noch nicht, aber"),
    "es": ("No, pero ya hay otra fecha", "Nos basta un sí, un «ya hay otra fecha» o un no", "Aún no, pero"),
}


@pytest.mark.parametrize("formality", Formality)
@pytest.mark.parametrize("language", ["en", "de", "es", "es-419"])
def test_whoever_is_asked_about_a_booked_meeting_can_say_that_it_has_a_new_day(
    language: str, formality: Formality
) -> None:
    label, line, usual = ANEW[language.partition("-")[0]]
    letter = rich("check_in", Role.MENTEE)
    known = {"to": letter.to.model_copy(update={"language": language}), "formality": formality}
    for day in (None, date(2027, 1, 6)):
        written = write(letter.model_copy(update={**known, "booked_on": day}))
        for text in (" ".join(written.text.split()), written.html):
            assert (label in text, usual in text) == (day is not None, day is None)
        assert (line in " ".join(written.text.split())) is (day is not None)
