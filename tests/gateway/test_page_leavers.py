"""A page says what brought an end, and what came on top of it."""

from typing import Any

import pytest

from policy.news import hear_news
from schemas.names import AnswerKind, Choice, NewsKind, Outcome, Role, StepKind
from schemas.state import State
from tests.gateway.page_at import COORDINATOR, HR, MENTEE, MENTOR, At, began, seen
from tests.policy.pairs import news

HAS_LEFT = {
    "en": "Ruben has left XXXX.",
    "de": "Ruben ist nicht mehr bei XXXX.",
    "es": "Ruben ya no está en XXXX.",
}
THEREFORE = {"en": "so the mentorship comes", "de": "damit geht das Mentoring", "es": "así que la mentoría"}


def leaves(at: At) -> At:
    """Return what becomes of it once the mentor has left."""
    heard: Any = hear_news(at.state, news(900, MENTOR, NewsKind.LEFT), at.now)
    assert isinstance(heard, State), heard
    return at._replace(state=heard)


@pytest.mark.parametrize("language", HAS_LEFT)
def test_somebody_who_leaves_during_a_goodbye_is_not_said_to_have_brought_it(language: str) -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    ended = leaves(at.hears(HR, AnswerKind.CLOSE, step=None, outcome=Outcome.COMPLETED).goes_on())
    for role in (MENTEE, COORDINATOR):
        assert HAS_LEFT[language] in seen(ended, role, language).text
        assert THEREFORE[language] not in seen(ended, role, language).text
        assert THEREFORE[language] in seen(leaves(at), role, language).text


WORDS = {
    "en": (
        "what you wrote",
        "we pass on what they wrote to each other",
        "we pass on to Ruben what the other one wrote",
    ),
    "de": ("was du", "was sie einander geschrieben haben", "geben wir an Ruben weiter, was die andere Seite"),
    "es": ("lo que has escrito", "lo que le ha escrito la otra", "pasamos a Ruben lo que le ha escrito la otra"),
}


@pytest.mark.parametrize("language", WORDS)
def test_a_coordinator_does_not_read_that_their_own_words_are_passed_on(language: str) -> None:
    yours, both, one = WORDS[language]
    at = began().unanswered(StepKind.CHECK_IN).hears(MENTEE, AnswerKind.CHECK_IN, met="no", note=True)
    single = seen(at.hears(MENTOR, AnswerKind.CHECK_IN, met="no"), COORDINATOR, language).text
    mutual = seen(at.hears(MENTOR, AnswerKind.CHECK_IN, met="no", note=True), COORDINATOR, language).text
    assert one in single
    assert both in mutual
    assert yours not in single + mutual


UNREAD = {"en": "Ruben does not get it.", "de": "Ruben bekommt ihn nicht.", "es": "Ruben no lo recibe."}


@pytest.mark.parametrize("language", UNREAD)
@pytest.mark.parametrize("outcome", [Outcome.COMPLETED, Outcome.ENDED_EARLY])
def test_whoever_thanked_somebody_who_left_since_reads_that_nobody_gets_their_thanks(
    language: str, outcome: Outcome
) -> None:
    ended = began().unanswered(StepKind.CHECK_IN).hears(HR, AnswerKind.CLOSE, step=None, outcome=outcome).goes_on()
    assert UNREAD[language] not in seen(leaves(ended), MENTEE, language).text
    assert UNREAD[language] in seen(leaves(ended.hears(MENTEE, AnswerKind.THANK, note=True)), MENTEE, language).text


ANOTHER = {
    "en": "If you would like another mentor, write to Cleo.",
    "de": "Wenn du mit jemand anderem weitermachen möchtest, schreib an Cleo.",
    "es": "Si quieres seguir con otra persona, escribe a Cleo.",
}


@pytest.mark.parametrize("language", ANOTHER)
def test_a_mentee_whose_mentor_has_left_reads_whom_to_write_to_for_another_one(language: str) -> None:
    at = leaves(began().unanswered(StepKind.CHECK_IN))
    over = at.unanswered(StepKind.FAREWELL)
    for moment in (at, at.goes_on(), over):
        assert ANOTHER[language] in seen(moment, MENTEE, language).text
        assert ANOTHER[language] not in seen(moment, COORDINATOR, language).text
        assert ANOTHER[language] not in seen(moment, MENTEE, language, begun_anew=True).text


OR_ANOTHER = {
    "en": "If you would both like to go on, or you would like another mentor, write to Cleo.",
    "de": "Wenn ihr beide weitermachen möchtet oder du mit jemand anderem, schreib an Cleo.",
    "es": "Si queréis seguir, o si prefieres seguir con otra persona, escribe a Cleo.",
}


@pytest.mark.parametrize("language", ANOTHER)
@pytest.mark.parametrize(("role", "choice"), [(MENTEE, Choice.CLOSE), (MENTOR, Choice.CLOSE), (MENTOR, Choice.REMATCH)])
def test_so_does_every_mentee_whose_mentorship_ends_early_whoever_wished_for_it(
    language: str, role: Role, choice: Choice
) -> None:
    at = began().unanswered(StepKind.CHECK_IN).chooses(role, choice)
    told, over = at.goes_on(), at.unanswered(StepKind.FAREWELL)
    for moment, sentence in ((told, ANOTHER[language]), (over, OR_ANOTHER[language])):
        assert sentence in seen(moment, MENTEE, language).text
        for other in (seen(moment, MENTOR, language), seen(moment, MENTEE, language, begun_anew=True)):
            assert ANOTHER[language] not in other.text
            assert OR_ANOTHER[language] not in other.text


SEARCH = {
    "en": "The people who run XXXX are looking for another mentor for you. If you do not hear from them, write to",
    "de": "Die Verantwortlichen im Programm XXXX suchen für dich jemand anderen. Falls du nichts von ihnen hörst,",
    "es": "Las personas responsables de XXXX buscan a otra persona para ti. Si no tienes noticias, escribe a Cleo.",
}
DECIDE = {
    "en": "The people who run XXXX decide about another search. If you do not hear from them, write to Cleo.",
    "de": "Über eine neue Suche entscheiden die Verantwortlichen im Programm XXXX. Falls du nichts von ihnen",
    "es": "Las personas responsables de XXXX deciden sobre una nueva búsqueda. Si no tienes noticias,",
}


@pytest.mark.parametrize("language", SEARCH)
@pytest.mark.parametrize("by", [COORDINATOR, HR, MENTEE])
def test_whoever_reads_in_the_closing_letter_who_looks_for_another_mentor_reads_so_on_its_page(
    language: str, by: Role
) -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    if by is MENTEE:
        at = at.chooses(by, Choice.REMATCH)
    elif by is HR:
        at = at.hears(HR, AnswerKind.CLOSE, step=None, outcome=Outcome.REMATCHED)
    else:
        at = at.unanswered(StepKind.TASK).hears(by, AnswerKind.DECIDE, choice=Choice.REMATCH)
    sentence = (DECIDE if by is MENTEE else SEARCH)[language]
    for moment in (at.goes_on(), at.unanswered(StepKind.FAREWELL)):
        text = seen(moment, MENTEE, language).text
        assert text.count(sentence) == 1, text
        assert ANOTHER[language] not in text
        assert OR_ANOTHER[language] not in text
        for other in (seen(moment, MENTOR, language), seen(moment, MENTEE, language, begun_anew=True)):
            assert sentence not in other.text
    alone = seen(at.goes_on(), MENTEE, language, coordinator=None).text
    assert sentence.split(".")[0] in alone
    assert "Cleo" not in alone


@pytest.mark.parametrize("language", UNREAD)
def test_who_never_heard_of_an_end_reads_nothing_of_a_letter_that_it_is_off(language: str) -> None:
    """It gave away that the other one had wished for it."""
    at = began().unanswered(StepKind.CHECK_IN)
    back = at.chooses(MENTEE, Choice.REMATCH).hears(HR, AnswerKind.RESUME, step=None)
    assert OFF[language] in seen(back, MENTEE, language).text
    assert OFF[language] not in seen(back, MENTOR, language).text


OFF = {"en": "on after all", "de": "weitergeht", "es": "la mentoría continúa"}
