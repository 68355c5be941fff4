"""A rhythm or more time that one of the two chose alone is told to the other one, once, with a letter sent anyway."""

import pytest

from letters.render import write
from schemas.letter import LetterName
from schemas.names import PAIR, Choice, Formality, Role, StepKind
from tests.letters.lives import Life, Sent
from tests.letters.samples import ANA, BEN, minimal, rich
from tests.policy.pairs import paired
from tests.policy.stories import under_way, up_to_review

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
FORMS = ("en", "de", "Sie", "es", "es-MX")
NAMES: tuple[LetterName, ...] = ("check_in", "review", "nudge", "rhythm", "thanks")
RHYTHM = {
    "en": "Ana has chosen to meet every week, so we now ask in that rhythm.",
    "de": "Ana hat einen neuen Rhythmus gewählt: jede Woche. So oft fragen wir jetzt auch nach.",
    "Sie": "Ana Díaz hat einen neuen Rhythmus gewählt: jede Woche. So oft fragen wir jetzt auch nach.",
    "es": "Ana ha elegido que os veáis cada semana; por eso ahora os preguntamos con esa frecuencia.",
    "es-MX": "Ana eligió que se vean cada semana; por eso ahora les preguntamos con esa frecuencia.",
}
ON_THE_LADDER = {
    "en": "Ana Díaz has chosen to meet every week, and it has been quiet for a while.",
    "de": "Ana Díaz möchte sich jede Woche mit dir treffen, und seit einer Weile ist es still.",
    "Sie": "Ana Díaz möchte sich jede Woche mit Ihnen treffen, und seit einer Weile ist es still.",
    "es": "Ana Díaz ha elegido que os veáis cada semana, y últimamente",
    "es-MX": "Ana Díaz eligió que se vean cada semana, y últimamente",
}
UNSUITED = {
    "en": "If it does not suit you, tell Ana when you next meet.",
    "de": "Wenn dir das nicht passt, sag es Ana bei eurem nächsten Treffen.",
    "Sie": "Wenn Ihnen das nicht passt, sagen Sie es Ana Díaz bei Ihrem nächsten Treffen.",
    "es": "Si no te va bien, díselo a Ana cuando os veáis.",
    "es-MX": "Si no te parece bien, díselo a Ana cuando se vean.",
}
CHANGEABLE = {  # where the page behind the letter lets them change it, as the nudge says of its page
    "en": "If it does not suit you, the same page lets you change it.",
    "de": "Wenn dir das nicht passt, kannst du es auf derselben Seite ändern.",
    "Sie": "Wenn Ihnen das nicht passt, können Sie es auf derselben Seite ändern.",
    "es": "Si no te va bien, puedes cambiarlo en la misma página.",
    "es-MX": "Si no te parece bien, puedes cambiarlo en la misma página.",
}
TIME = {
    "en": "Ana asked for more time with you: you both now have until Monday, 22 November 2027.",
    "de": "Ana hat um mehr Zeit mit dir gebeten: Ihr habt jetzt beide Zeit bis Montag, 22. November 2027.",
    "Sie": "Ana Díaz hat um mehr Zeit mit Ihnen gebeten: Sie haben jetzt beide Zeit bis Montag, 22. November 2027.",
    "es": "Ana ha pedido más tiempo contigo: ahora tenéis tiempo hasta el lunes 22 de noviembre de 2027.",
    "es-MX": "Ana pidió más tiempo contigo: ahora tienen tiempo hasta el lunes 22 de noviembre de 2027.",
}


def says(name: LetterName, form: str, **known: object) -> str:
    """Return the text of a letter to Ben in a language, "Sie" being formal German."""
    to = BEN.model_copy(update={"language": "de" if form == "Sie" else form})
    formality = Formality.FORMAL if form == "Sie" else Formality.INFORMAL
    letter = rich(name, MENTOR, cadence_days=7, to=to, formality=formality, **known)
    return " ".join(write(letter).text.split())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_every_language_says_who_chose_the_rhythm_and_who_asked_for_more_time(name: LetterName, form: str) -> None:
    rhythm = ON_THE_LADDER[form] if name == "rhythm" else RHYTHM[form]
    both = says(name, form, rhythm_by_partner=True, time_by_partner=True)
    assert rhythm in both
    assert TIME[form] in both
    assert (UNSUITED[form] in both) == (name == "thanks")  # the others let them change it
    assert (CHANGEABLE[form] in both) == (name == "check_in")
    neither = says(name, form)
    assert not any(words in neither for words in (rhythm, TIME[form], UNSUITED[form], CHANGEABLE[form]))


@pytest.mark.parametrize("form", FORMS)
def test_more_time_does_not_stand_between_the_answers_and_what_is_said_of_them(form: str) -> None:
    answers = {"en": "Each of these is", "de": "Jede dieser Antworten", "Sie": "Jede dieser Antworten"}
    text = says("rhythm", form, time_by_partner=True)
    assert text.index(answers.get(form, "Cualquiera es una buena")) < text.index(TIME[form])


@pytest.mark.parametrize("form", FORMS)
def test_a_rhythm_that_is_new_has_not_become_too_much(form: str) -> None:
    old = {"en": "has become too much", "de": "zu viel geworden ist", "Sie": "zu viel geworden ist"}.get(form)
    if old:
        assert old in says("nudge", form)
        assert old not in says("nudge", form, rhythm_by_partner=True)


def test_the_letter_that_knows_little_says_it_as_well() -> None:
    letter = minimal("review", MENTEE).model_copy(update={"rhythm_by_partner": True, "time_by_partner": True})
    text = write(letter).text
    assert "Ben has chosen to meet every 3 weeks" in text
    assert "more time with you" not in text  # without an end there is none to name


def reviewed() -> Life:
    """Return a pair at its first review."""
    life = Life(paired())
    under_way(life)
    up_to_review(life)
    return life


def wishes(life: Life, role: Role, choice: Choice, **words: object) -> None:
    life.hears(role, "adjust", life.taken[-1].key, choice=choice, **words)


def test_the_letter_that_asks_about_a_rhythm_says_each_time_whose_it_is() -> None:
    life = reviewed()
    wishes(life, MENTEE, Choice.CADENCE, cadence_days=7)
    life.goes_on_until("rhythm")
    asked = {sent.letter.role: sent.says for sent in life.letters if sent.step.kind is StepKind.RHYTHM}
    assert "has chosen to meet every week" in asked[MENTOR]
    assert "has chosen" not in asked[MENTEE]


def told_of(life: Life, words: str) -> list[Sent]:
    """Return which of the next four letters to each of the two hold these words, but for those that ask about them."""
    before = len(life.letters)
    for _ in range(4):
        life.takes()
    return [sent for sent in life.letters[before:] if words in sent.says and sent.step.kind is not StepKind.RHYTHM]


@pytest.mark.parametrize("chooser", PAIR)
def test_a_rhythm_is_told_to_the_other_one_once(chooser: Role) -> None:
    life = reviewed()
    wishes(life, chooser, Choice.CADENCE, cadence_days=7)
    told = told_of(life, "has chosen to meet every week")
    assert [sent.letter.to.id for sent in told] == [(BEN if chooser is MENTEE else ANA).id]
    assert told[0].step is life.taken[-4]


@pytest.mark.parametrize("asker", PAIR)
def test_more_time_is_told_to_the_other_one_once_with_the_day_that_holds(asker: Role) -> None:
    life = reviewed()
    wishes(life, asker, Choice.EXTEND)
    told = told_of(life, "asked for more time with you")
    assert [sent.letter.to.id for sent in told] == [(BEN if asker is MENTEE else ANA).id]
    assert told[0].letter.ends == life.state.ends


def test_what_was_taken_back_is_told_in_no_letter() -> None:
    life = reviewed()
    wishes(life, MENTEE, Choice.CADENCE, cadence_days=7)
    wishes(life, MENTEE, Choice.EXTEND)
    wishes(life, MENTEE, Choice.CONTINUE)
    assert told_of(life, "has chosen to meet") == []
    assert not any("asked for more time" in sent.says for sent in life.letters)


@pytest.mark.parametrize(("choice", "words"), [(Choice.CADENCE, {"cadence_days": 7}), (Choice.EXTEND, {})])
def test_what_both_chose_is_told_in_no_letter(choice: Choice, words: dict[str, int]) -> None:
    life = reviewed()
    for role in PAIR:
        wishes(life, role, choice, **words)
    assert told_of(life, "has chosen to meet") == []
    assert not any("asked for more time" in sent.says for sent in life.letters)


def test_whoever_was_silent_reads_it_before_they_are_nudged_in_that_rhythm() -> None:
    """Their nudge was the first letter that named the rhythm, as if they had wanted it."""
    life = reviewed()
    wishes(life, MENTOR, Choice.CONTINUE)
    wishes(life, MENTEE, Choice.CADENCE, cadence_days=7)
    life.goes_on_until(StepKind.NUDGE)
    letters = [sent for sent in life.letters if sent.letter.to.id == BEN.id and sent.letter.now > life.taken[0].due]
    named = [sent for sent in letters if "every week" in sent.says]
    assert "Ana has chosen to meet every week" in named[0].says
    assert sum("has chosen to meet" in sent.says for sent in letters) == 1
