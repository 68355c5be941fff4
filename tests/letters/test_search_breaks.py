"""What a mentee reads about a break of their search, and after it, is what then happens."""

from datetime import timedelta

import pytest

from schemas.letter import Letter
from schemas.names import Choice, Role
from tests.letters.lives import Life
from tests.letters.samples import rich
from tests.letters.test_only_if_so import FORMS, says
from tests.policy.pairs import seeking

MENTEE, MENTOR, COORDINATOR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR
UNLESS = (
    "unless Ben says no before then",
    "Ben sagt vorher ab",
    "Ben Okoro sagt vorher ab",
    *["Ben diga antes que no"] * 2,
)


def told_of_a_break(life: Life) -> dict[Role, Letter]:
    """Return what each of the two is told of a break."""
    life.goes_on_until("paused")
    return {sent.letter.role: sent.letter for sent in life.letters if sent.letter.name == "paused"}


@pytest.mark.parametrize(("form", "unless"), tuple(zip(FORMS, UNLESS, strict=True)))
def test_a_mentor_who_is_away_may_say_no_earlier_and_the_mentee_reads_so(form: str, unless: str) -> None:
    life = Life(seeking())
    life.takes("request")
    life.learns(MENTOR, "away", until=life.now + timedelta(days=10))
    told = told_of_a_break(life)
    assert unless in says(told[MENTEE], form)
    assert unless not in says(told[MENTEE].model_copy(update={"partner_written": False}), form)
    life.hears(MENTOR, "decline", "request/1")
    assert life.next.kind == "request", "which ends the break"


@pytest.mark.parametrize(("form", "unless"), tuple(zip(FORMS, UNLESS, strict=True)))
def test_in_a_break_that_is_not_the_mentors_no_answer_is_promised_earlier(form: str, unless: str) -> None:
    """Ben answered at once, and Ana heard of it when the break was over."""
    life = Life(seeking())
    life.takes("request")
    life.hears(Role.HR, "pause", until=life.now + timedelta(days=10))
    assert unless not in says(told_of_a_break(life)[MENTEE], form)
    life.hears(MENTOR, "decline", "request/1")
    assert life.next.kind == "resumed"


LINKS = (
    "the links in our letter with the request still work",
    *["Die Links in unserer Nachricht mit der Anfrage funktionieren weiterhin"] * 2,
    *["los enlaces de nuestro mensaje con la solicitud siguen funcionando"] * 2,
)


@pytest.mark.parametrize(("form", "links"), tuple(zip(FORMS, LINKS, strict=True)))
def test_a_mentor_who_can_answer_in_a_break_reads_where(form: str, links: str) -> None:
    """The link of this letter leads to a page without the question."""
    life = Life(seeking())
    life.takes("request")
    life.hears(Role.HR, "pause", until=life.now + timedelta(days=10))
    assert links in says(told_of_a_break(life)[MENTOR], form)


def after_more_time() -> Letter:
    """Nobody is left to ask, the coordinator gives it more time, and a break is over."""
    life = Life(seeking())
    step = life.goes_on_until("no_mentor")
    life.hears(COORDINATOR, "decide", step.key, choice=Choice.CONTINUE)
    life.hears(Role.HR, "pause", until=life.now + (life.next.due - life.now) / 2)
    life.goes_on_until("resumed")
    return next(sent.letter for sent in life.letters[::-1] if sent.letter.role is MENTEE)


OPEN = (
    "your request for a mentor stays open until",
    "deine Anfrage bleibt offen bis",
    "Ihre Anfrage bleibt offen bis",
    *["tu solicitud sigue abierta hasta el"] * 2,
)
GOES_ON = ("the search for your mentor goes on", *["Mentoring-Suche geht weiter"] * 2, *["mentoría continúa"] * 2)


@pytest.mark.parametrize(("form", "stays", "goes_on"), tuple(zip(FORMS, OPEN, GOES_ON, strict=True)))
def test_after_a_break_a_search_that_asks_nobody_else_is_not_said_to_go_on(form: str, stays: str, goes_on: str) -> None:
    text = says(after_more_time(), form)
    assert stays in text
    assert goes_on not in text


MORE_TIME = (
    "and we ask only those who are named for it",
    *["und wir fragen nur Personen, die uns genannt werden"] * 2,
    *["y solo preguntamos a quienes nos indiquen"] * 2,
)


@pytest.mark.parametrize(("form", "nobody"), tuple(zip(FORMS, MORE_TIME, strict=True)))
def test_a_coordinator_reads_whom_more_time_asks(form: str, nobody: str) -> None:
    assert nobody in says(rich("no_mentor", COORDINATOR), form)
