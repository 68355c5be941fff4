"""Postgres has lost what workflows know, as after a failover or from a backup: it catches up, and says what is true."""

from datetime import timedelta
from uuid import UUID

import pytest

from gateway.api.timeline import timeline_of
from intake.answers import NewAnswer
from intake.reconciling import Reconciler
from intake.telling import say
from schemas.failures import Failure
from schemas.names import AnswerKind, Outcome, Phase, Role
from schemas.reason import ReasonCode
from store.pool import Pool
from tests.gateway.pair_fixture import PairIn, at_work, started, working
from tests.gateway.reader import browser, opened, pressed


async def test_what_was_refused_as_settled_shows_how_things_stand(pair_in: PairIn, organisation: UUID) -> None:
    """The page once said "Nothing has changed", and then what had been true before."""
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", Role.MENTOR)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="accept")
        await pair.value(
            "UPDATE mentorships SET phase = 'seeking', revision = 0, state = started, as_of = now() - interval '1 day'"
        )
        await pair.value("DELETE FROM answers")
        met = NewAnswer(mentorship=pair.id, role=Role.MENTEE, kind=AnswerKind.CHECK_IN)
        assert (await say(services, organisation, met)).refused == Failure.NOT_ASKED
        assert await pair.value("SELECT phase FROM mentorships") == "agreeing"
        again = await opened(client, services, link)
        assert "agreement" in again.text


async def test_also_a_break_that_postgres_has_forgotten(pair_in: PairIn, organisation: UUID) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    until = {"until": (pair.now + timedelta(days=30)).isoformat()}
    pause = NewAnswer(mentorship=pair.id, role=Role.HR, kind=AnswerKind.PAUSE, said=until)
    accept = NewAnswer(mentorship=pair.id, role=Role.MENTOR, kind=AnswerKind.ACCEPT)
    async with working(services, pair):
        assert (await say(services, organisation, pause)).state == "told"
        await pair.value("UPDATE mentorships SET phase = 'active', revision = 0, state = started")
        assert (await say(services, organisation, accept)).state == "refused"
        assert await pair.value("SELECT phase FROM mentorships") == "paused"


async def test_a_mentorship_that_had_ended_is_closed_and_nobody_is_said_to_have_stopped_it(
    pair_in: PairIn, pool: Pool, organisation: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    pair.state = pair.state.with_(phase=Phase.CLOSED, outcome=Outcome.COMPLETED)
    async with at_work(services, pair):
        await (await started(services, pair)).result()
        await Reconciler(services, settled=timedelta(0)).go_through()
    assert await pair.value("SELECT phase || ' ' || (state ->> 'outcome') FROM mentorships") == "closed completed"
    [entry] = (await timeline_of(pool, organisation, pair.id)).items
    assert (entry.says, entry.code) == ("The mentorship was closed.", ReasonCode.END_LOST)
    assert entry.why == "Its workflow had ended, and Postgres had lost that."
    assert "is closed: its workflow had ended, and Postgres had lost that" in caplog.text
    assert "stopped" not in caplog.text
