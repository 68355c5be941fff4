"""After a no, a candidate who cannot be asked is passed over, and a later one is waited for: the mentee reads of nobody
who was never asked, and still of everybody who was."""

from datetime import timedelta

import pytest

from gateway.pages.so_far import Asked, SoFar
from policy.lifecycle import after, next_step
from schemas.messages import StepOutcome
from schemas.names import AnswerKind, Formality, Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.state import Seeking
from tests.gateway.page_at import COORDINATOR, MENTEE, MENTOR, At, seen, start
from tests.gateway.pair_fixture import PairIn
from tests.gateway.reader import browser, opened
from tests.gateway.test_page_naming import ASKED
from tests.gateway.test_page_naming import MENTOR as A_PERSON
from tests.policy.pairs import START, seeking

ZONES = ("Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles")
FOUND_NOBODY = {
    "en": "We have found no mentor for you so far.",
    "de": "Bisher hat sich niemand für dich gefunden.",
    "es": "Hasta ahora no hemos encontrado a nadie para ti.",
}
A_MENTOR = {
    "en": "the mentor cannot be",
    "de": "Bei die begleitende Person",
    "es": "la persona mentora no puede",
}
ASKED_ONE = SoFar(asked=(Asked(given_name="Ruben", name="Ruben Stone", at=START),))
REQUESTED = """INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason)
  SELECT id, organisation_id, 'request/1', 'request', now() - interval '2 days', '{"code": "asks"}' FROM mentorships"""


def passed_over(at: At) -> At:
    """Let the turn of the next candidate be over before they were asked, as they are away for long."""
    at = at.later(timedelta(minutes=10))
    step = next_step(at.state, at.now)
    assert step
    away = StepOutcome.dropped(Reason(code=ReasonCode.AWAY_NEXT))
    return at._replace(state=after(at.state, step, away, step.due), now=max(at.now, step.due))


def declined(zones: tuple[str, ...] = ZONES) -> At:
    """Return a search whose first mentor has said no."""
    return start(seeking(zones=zones)).goes_on().hears(MENTOR, AnswerKind.DECLINE)


@pytest.mark.parametrize("language", FOUND_NOBODY)
def test_a_mentee_reads_of_no_mentor_where_the_one_whose_turn_it_was_was_never_asked(language: str) -> None:
    """It was "the mentor cannot be your mentor this time.", in German with the wrong case."""
    page = seen(passed_over(declined()), MENTEE, language)
    assert FOUND_NOBODY[language] in page.text
    assert A_MENTOR[language] not in page.text


def test_where_nobody_was_asked_so_far_no_other_mentor_is_asked_next() -> None:
    over = passed_over(start(seeking(zones=ZONES)))
    assert "we ask a mentor for you" in seen(over, MENTEE).text
    assert "we ask another mentor" in seen(passed_over(declined()), MENTEE, so_far=ASKED_ONE).text


def test_it_is_said_formally_in_a_formal_programme() -> None:
    page = seen(passed_over(declined()), MENTEE, "de", formality=Formality.FORMAL)
    assert "Bisher hat sich niemand für Sie gefunden." in page.text


@pytest.mark.parametrize("language", FOUND_NOBODY)
def test_a_coordinator_does_not_read_of_a_mentor_without_a_name_either(language: str) -> None:
    page = seen(passed_over(declined()), COORDINATOR, language)
    assert A_MENTOR[language] not in page.text


@pytest.mark.parametrize("language", FOUND_NOBODY)
def test_a_mentor_who_said_no_reads_the_same_as_before(language: str) -> None:
    before, later = (seen(at, MENTOR, language).text for at in (declined(), passed_over(declined())))
    settled = {"en": "goes on without you", "de": "geht ohne dich weiter", "es": "sigue sin ti"}[language]
    assert settled in later
    assert settled in before


@pytest.mark.parametrize("nobody_left", [False, True])
async def test_a_mentee_still_reads_who_was_asked_after_somebody_was_passed_over(
    pair_in: PairIn, nobody_left: bool
) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    await pair.value(ASKED)
    await pair.value(REQUESTED)
    await pair.value(A_PERSON.format(name="fay"))
    await pair.value(ASKED.replace("1, people.id", "2, people.id").replace("'Ben'", "'Fay'"))
    over = Seeking(since=pair.now, declined=pair.now, because=ReasonCode.AWAY_NEXT)
    over = over.with_(nobody_left=pair.now) if nobody_left else over
    await pair.keep(pair.state.with_(mentor=None, requests=2, seeking=over, revision=pair.state.revision + 1))
    async with browser(services) as client:
        page = await opened(client, services, await pair.link("request", Role.MENTEE, "request/1"))
    assert "Ben, on " in page.text
    assert "Fay" not in page.text
