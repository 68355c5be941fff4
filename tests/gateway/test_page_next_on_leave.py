"""Pages while the next letter waits for somebody's leave: a no or a yes is told, though no letter has told of it."""

from datetime import timedelta

import pytest

from policy.hearing import hear
from policy.lifecycle import after, next_step
from schemas.failures import Failure
from schemas.messages import StepOutcome
from schemas.names import AnswerKind, Choice, NewsKind, Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.state import State
from tests.gateway.page_at import COORDINATOR, MENTEE, MENTOR, At, seen, start
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import browser, pressed
from tests.policy.pairs import answer, seeking

WAIT = timedelta(days=12)


def waiting(at: At, who: Role) -> At:
    """Let the undo time pass, and the next step wait for somebody's leave."""
    at = at.later(timedelta(minutes=10))
    step = next_step(at.state, at.now)
    assert step
    until = step.due + WAIT
    waits = StepOutcome.postponed(until, Reason(code=ReasonCode.ON_LEAVE, who=(who,), until=until))
    return at._replace(state=after(at.state, step, waits, step.due), now=step.due + timedelta(days=2))


def asked() -> At:
    """Return a search that has asked the first of two mentors."""
    return start(seeking()).goes_on()


@pytest.mark.parametrize(("language", "no"), [("en", "cannot be"), ("de", "klappt es"), ("es", "no puede acompañar")])
def test_a_mentee_reads_that_the_mentor_who_said_no_is_not_waited_for(language: str, no: str) -> None:
    """For twelve days it was "We asked Ruben to be your mentor. Ruben can answer until …"."""
    page = seen(waiting(asked().hears(MENTOR, AnswerKind.DECLINE), MENTOR), MENTEE, language)
    assert no in page.text
    assert page.text.count("Ruben") == 1


def test_a_mentee_is_not_asked_to_agree_with_somebody_who_would_rather_not_begin() -> None:
    agreeing = asked().hears(MENTOR, AnswerKind.ACCEPT).goes_on()
    page = seen(waiting(agreeing.chooses(MENTOR, Choice.REMATCH), MENTOR), MENTEE)
    assert page.choices == []
    assert "If nobody objects" not in page.text


@pytest.mark.parametrize("role", [MENTEE, COORDINATOR])
def test_a_yes_is_told_where_the_agreement_waits_for_a_mentee_on_leave(role: Role) -> None:
    """Until the agreement came, the mentee read that the mentor could still answer."""
    page = seen(waiting(asked().hears(MENTOR, AnswerKind.ACCEPT), MENTEE), role)
    assert "Ruben said yes" in page.text
    assert "can answer until" not in page.text


def test_what_was_told_once_stays_told_whatever_else_becomes_known() -> None:
    """For a night or a weekend it was a secret again, with the old form."""
    no = waiting(asked().hears(MENTOR, AnswerKind.DECLINE), MENTOR)
    yes = waiting(asked().hears(MENTOR, AnswerKind.ACCEPT), MENTEE)
    for at, told in ((no, "cannot be"), (yes, "Ruben said yes")):
        assert told in seen(at.learns(COORDINATOR, NewsKind.AWAY, until=at.now + WAIT), MENTEE).text


def test_a_mentor_who_would_rather_not_begin_cannot_begin_once_the_mentee_has_read_of_it() -> None:
    """The mentee, who could not answer any more, was to begin all the same because they had not objected."""
    agreeing = asked().hears(MENTOR, AnswerKind.ACCEPT).goes_on()
    at = waiting(agreeing.chooses(MENTOR, Choice.REMATCH), MENTOR)
    again = answer(900, MENTOR, AnswerKind.ADJUST, "agreement/1", choice=Choice.CONTINUE)
    assert hear(at.state, again, at.now) is Failure.TOO_LATE


def test_a_mentor_who_said_no_may_still_say_yes_while_the_search_only_waits() -> None:
    at = waiting(asked().hears(MENTOR, AnswerKind.DECLINE), MENTOR)
    heard = hear(at.state, answer(900, MENTOR, AnswerKind.ACCEPT, "request/1"), at.now)
    assert isinstance(heard, State)
    assert heard.phase is Phase.AGREEING


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_only_leave_makes_somebody_away(role: Role) -> None:
    """Whose week was full read "You are away"."""
    at = asked().hears(MENTOR, AnswerKind.ACCEPT).goes_on().later(timedelta(minutes=10))
    step = next_step(at.state, at.now)
    assert step
    full = StepOutcome.postponed(step.due + timedelta(days=1), Reason(code=ReasonCode.ENOUGH_MAIL, who=(role,)))
    assert "You are away" not in seen(at._replace(state=after(at.state, step, full, step.due)), role).text


async def test_a_mentor_who_says_yes_reads_when_the_agreement_comes_if_the_mentee_is_on_leave(pair_in: PairIn) -> None:
    """ "Within the hour, we send you the agreement": it came weeks later."""
    pair, services = await pair_in(Phase.SEEKING)
    away = "UPDATE people SET away_until = now() + interval '20 days' WHERE given_name = 'Ana' RETURNING away_until"
    await pair.value(away)
    async with working(services, pair), browser(services) as client:
        leaf = await pressed(client, services, await pair.link("request", Role.MENTOR), choice="accept")
    assert "Ana is away until" in leaf.text
    assert "Within the hour" not in leaf.text
    assert ", we send you the agreement." in leaf.text
