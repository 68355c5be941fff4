"""Whoever is waited for after a break, or after an end that was taken back, reads so, and until when."""

from datetime import timedelta

import pytest

from letters.voice import voice_of
from schemas.letter import LetterName
from schemas.names import PAIR, Choice, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from tests.letters.ending_lives import end_taken_back, met
from tests.letters.lives import Life, Sent
from tests.letters.samples import rich
from tests.letters.test_only_if_so import FORMS, says
from tests.policy.pairs import paired
from tests.policy.stories import under_way, up_to_review

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
BACK = Reason(code=ReasonCode.END_TAKEN_BACK)

OPEN = ("is still open", "ist noch offen", "ist noch offen", "Sigue pendiente", "Sigue pendiente")
LINKS = (
    *("links in our letter with that question", *["Links in unserer Nachricht mit dieser Frage"] * 2),
    *["enlaces de nuestro mensaje con esa pregunta"] * 2,
)
NOTHING = (
    *("nothing you need to answer", "musst nichts beantworten", "müssen nichts beantworten"),
    *["No tienes que responder nada"] * 2,
)
ENOUGH = ("“Not yet” is enough", *["ein „Noch nicht“ genügt"] * 2, *["basta un «aún no»"] * 2)
ONCE_SET = ("If you already have one", *["Steht schon einer fest"] * 2, "Si ya tenéis una", "Si ya tienen una")


def by(sent: Sent) -> str:
    """Return the last day to answer, in the words of a letter."""
    letter = sent.letter
    zones = [voice_of("en", one.time_zone).zone for one in (letter.mentee, letter.mentor) if one]
    assert letter.answer_by
    return voice_of("en", letter.to.time_zone).by(letter.answer_by, letter.now, zones)


def test_who_goes_on_after_all_reads_that_the_question_still_stands_and_until_when() -> None:
    letters = [sent for sent in end_taken_back().letters if sent.letter.name == "reopened"]
    assert [sent.letter.role for sent in letters] == [*PAIR]
    for sent in letters:
        assert f"please answer by {by(sent)}" in sent.says
        assert "links in our letter with that question still work" in sent.says
        assert f"by {by(sent)}" in sent.written.preview
        assert "nothing" not in sent.says + sent.written.preview


def test_who_is_waited_for_after_a_break_reads_until_when_and_nobody_else_does() -> None:
    life = met()
    life.hears(MENTEE, "adjust", life.taken[-1].key, choice=Choice.PAUSE, until=life.now.replace(month=12, day=20))
    life.goes_on_until("resumed")
    free, waited_for = (sent for sent in life.letters if sent.letter.name == "resumed")
    assert (free.letter.role, waited_for.letter.role) == (MENTEE, MENTOR)
    assert f"Please answer by {by(waited_for)}" in waited_for.says
    assert f"by {by(waited_for)}" in waited_for.written.preview
    assert "If you already have one" in free.says
    assert "Please answer" not in free.says + free.written.preview


@pytest.mark.parametrize(
    ("form", "still_open", "links", "nothing"), tuple(zip(FORMS, OPEN, LINKS, NOTHING, strict=True))
)
def test_so_it_is_in_every_language(form: str, still_open: str, links: str, nothing: str) -> None:
    asked = rich("reopened", MENTEE, reason=BACK, phase=Phase.ACTIVE)
    free = asked.model_copy(update={"waited_for": (MENTOR,)})
    for words in (still_open, links):
        assert words in says(asked, form)
        assert words not in says(free, form)
    assert nothing in says(free, form)
    assert nothing not in says(asked, form)


@pytest.mark.parametrize(
    ("form", "still_open", "enough", "once_set"), tuple(zip(FORMS, OPEN, ENOUGH, ONCE_SET, strict=True))
)
def test_so_it_is_after_a_break(form: str, still_open: str, enough: str, once_set: str) -> None:
    asked = rich("resumed", MENTEE, phase=Phase.ACTIVE)
    free = asked.model_copy(update={"waited_for": (MENTOR,)})
    for words in (still_open, enough):
        assert words in says(asked, form)
        assert words not in says(free, form)
    assert once_set in says(free, form)
    assert once_set not in says(asked, form)


HERE = (
    *(
        "If your next meeting is already booked, tell us here",
        "Steht euer nächstes Treffen schon fest, sag es uns hier",
    ),
    "Steht Ihr nächstes Treffen schon fest, sagen Sie es uns hier",
    "Si vuestro próximo encuentro ya tiene fecha",
    "Si su próximo encuentro ya tiene fecha",
)


@pytest.mark.parametrize("kind", ["review", "rhythm", "last_notice"])
@pytest.mark.parametrize(
    ("form", "still_open", "links", "enough", "here"), tuple(zip(FORMS, OPEN, LINKS, ENOUGH, HERE, strict=True))
)
def test_after_a_break_not_yet_is_enough_for_no_question_that_asks_more(
    kind: str, form: str, still_open: str, links: str, enough: str, here: str
) -> None:
    letter = rich("resumed", MENTEE, phase=Phase.ACTIVE, open_question=StepKind(kind))
    for words in (still_open, links, here):
        assert words in says(letter, form)
    assert enough not in says(letter, form)


def test_who_looks_back_after_a_break_is_sent_to_the_letter_that_asks_it() -> None:
    """The mentor alone looked back; then they take a break, and the mentee is still asked what she needs."""
    life = Life(paired())
    under_way(life)
    up_to_review(life)
    life.hears(MENTOR, "adjust", life.taken[-1].key, choice=Choice.PAUSE, until=life.now + timedelta(days=10))
    life.goes_on_until("resumed")
    asked = next(sent for sent in life.letters if sent.letter.name == "resumed" and sent.letter.role is MENTEE)
    assert f"please answer it by {by(asked)}. The links in our letter with that question still work." in asked.says
    assert f"Please answer our open question by {by(asked)}." in asked.written.preview
    assert "“Not yet” is enough" not in asked.says


IN_PERSON: dict[LetterName, tuple[str, ...]] = {
    "resumed": (
        "Find a time with Ben in person or by phone",
        "Vereinbare mit Ben persönlich oder am Telefon einen Termin",
        "Vereinbaren Sie mit Ben Okoro persönlich oder am Telefon einen Termin",
        *["Acuerda una fecha con Ben en persona o por teléfono"] * 2,
    ),
    "reopened": (
        "If no date is set, find one with Ben in person",
        "Steht noch kein Termin fest, vereinbare einen mit Ben, persönlich",
        "Steht noch kein Termin fest, vereinbaren Sie einen mit Ben Okoro, persönlich",
        *["Si aún no hay fecha, acuérdala con Ben en persona"] * 2,
    ),
}


@pytest.mark.parametrize("name", IN_PERSON)
def test_whoever_can_only_speak_to_the_other_one_reads_what_for(name: LetterName) -> None:
    """“If you already have one” had no time to refer to."""
    lost = rich(name, MENTEE, phase=Phase.ACTIVE, reason=BACK, waited_for=(), partner_unreached=True)
    for form, words in zip(FORMS, IN_PERSON[name], strict=True):
        assert words in says(lost, form)


@pytest.mark.parametrize(
    ("form", "open_still", "nothing"),
    [
        ("en", "An earlier question of ours is still open. If you can,", "There is nothing"),
        ("de", "Eine frühere Frage von uns ist noch offen. Wenn du kannst,", "Du musst nichts"),
        ("Sie", "Eine frühere Frage von uns ist noch offen. Wenn Sie können,", "Sie müssen nichts"),
        ("es", "Sigue pendiente una pregunta que te hicimos. Si puedes,", "No tienes que responder nada"),
    ],
)
def test_a_question_whose_day_is_over_is_not_said_to_be_none(form: str, open_still: str, nothing: str) -> None:
    """Whoever read that there is nothing to answer was reminded of it days later."""
    text = says(rich("reopened", Role.MENTOR, reason=BACK, waited_for=(Role.MENTOR,), answer_by=None), form)
    assert open_still in text
    assert nothing not in text
