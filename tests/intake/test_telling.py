"""Record, then tell: nothing said is lost while the engine is away, and nothing is told twice."""

import socket
from uuid import UUID

from intake.answers import NewAnswer
from intake.condition import Cause
from intake.sweeping import sweep
from intake.telling import say
from schemas.failures import Failure
from schemas.names import AnswerKind, Choice, Met, Outcome, Phase, Role
from schemas.request import Terms
from schemas.step_key import StepKey
from store.pool import Pool
from tests.gateway.pair_fixture import at_work, make_pair, make_services, started, working
from tests.gateway.reader import browser, opened, pressed


def nowhere() -> str:
    """Return an address where nobody answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


async def test_while_the_engine_is_away_an_answer_is_noted_and_told_later_by_the_sweeper(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation)
    away = await make_services(database_url, pool, nowhere())
    back = await make_services(database_url, pool, temporal)
    link = await pair.link("request", Role.MENTOR)
    async with browser(away) as client:
        leaf = await pressed(client, away, link, choice="accept")
        assert leaf.response.status_code == 200
        assert "Saved. Thank you, Ben." in leaf.text
        assert [one["told_at"] for one in await pair.answers()] == [None]
        assert await sweep(away, at_least=0) == 0
    async with working(back, pair), browser(back) as client:
        assert await sweep(back, at_least=3600) == 0
        await pair.value("UPDATE attempts SET next_try_at = now()")
        assert await sweep(back, at_least=0) == 1
        assert await sweep(back, at_least=0) == 0
        after = await opened(client, back, link)
    assert "yes, you would like to" in after.text
    assert (
        await pair.value("SELECT receipt FROM answers")
        == "You said yes. Before you begin, you and your partner each get a short agreement."
    )
    assert await pair.value("SELECT phase FROM mentorships") == "agreeing"


async def test_answers_are_told_in_the_order_in_which_they_were_said(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation)
    away = await make_services(database_url, pool, nowhere())
    back = await make_services(database_url, pool, temporal)
    link = await pair.link("request", Role.MENTOR)
    async with browser(away) as client:
        await pressed(client, away, link, choice="accept")
    async with working(back, pair), browser(back) as client:
        leaf = await pressed(client, back, link, choice="decline")
    assert "A clear no helps, too." in leaf.text
    assert all(one["told_at"] for one in await pair.answers())
    assert await pair.value("SELECT phase FROM mentorships") == "seeking"


async def test_a_mentorship_that_is_over_takes_no_more_answers(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    met = NewAnswer(mentorship=pair.id, role=Role.MENTEE, kind=AnswerKind.CHECK_IN, said={"met": Met.YES})
    async with working(services, pair):
        pass
    await pair.value("UPDATE mentorships SET phase = 'closed'")
    told = await say(services, organisation, met)
    assert (told.state, told.refused) == ("refused", Failure.CLOSED)


async def test_while_the_worker_is_away_an_answer_is_noted_within_seconds(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    met = NewAnswer(mentorship=pair.id, role=Role.MENTEE, kind=AnswerKind.CHECK_IN, said={"met": Met.YES})
    handle = await started(services, pair)
    assert (await say(services, organisation, met)).state == "noted"
    async with at_work(services, pair):
        assert await sweep(services, at_least=0) == 1
    await handle.terminate()


async def test_a_mentorship_that_has_not_been_started_yet_is_told_once_it_is(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    await pair.value("UPDATE mentorships SET told_at = NULL")
    services = await make_services(database_url, pool, temporal)
    close = NewAnswer(mentorship=pair.id, role=Role.HR, kind=AnswerKind.CLOSE, said={"outcome": Outcome.LEFT})
    assert (await say(services, organisation, close)).cause is Cause.UNSTARTED
    await pair.value("UPDATE mentorships SET told_at = now()")
    async with working(services, pair):
        assert await sweep(services, at_least=0) == 1
    assert await pair.value("SELECT phase FROM mentorships") == "closing"


async def test_a_refusal_explains_itself_and_never_shows_a_code(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    resume = NewAnswer(mentorship=pair.id, role=Role.HR, kind=AnswerKind.RESUME)
    async with working(services, pair):
        told = await say(services, organisation, resume)
    assert told.refused == Failure.NOT_PAUSED
    assert told.says == "There is no break at the moment: everything goes on already."
    assert [one["refused"] for one in await pair.answers()] == ["NotPaused"]


async def test_refused_terms_leave_the_terms_before_them_in_force(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    services = await make_services(database_url, pool, temporal)
    link = await pair.link("agreement", Role.MENTOR)
    amend = NewAnswer(
        mentorship=pair.id,
        role=Role.MENTOR,
        kind=AnswerKind.AMEND,
        step=StepKey("agreement/1"),
        link=link,
        terms=Terms.model_validate({"goals": ["something else"]}),
    )
    await pair.value("UPDATE mentorships SET phase = 'closed'")
    assert (await say(services, organisation, amend)).refused == Failure.CLOSED
    async with browser(services) as client:
        again = await opened(client, services, link)
    assert "lead well" in again.text
    assert "something else" not in again.text


async def test_an_answer_of_a_time_that_has_not_come_yet_here_is_swept_as_well(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    """Where time was made to pass faster, as on the local stack, a mentorship is ahead of this machine's clock."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    await pair.value(
        "INSERT INTO timeline SELECT id, organisation_id, 'check_in/1', 'check_in', now() + interval '90 days', "
        '\'{"code": "rhythm_due"}\' FROM mentorships'
    )
    away = await make_services(database_url, pool, nowhere())
    back = await make_services(database_url, pool, temporal)
    stay = NewAnswer(mentorship=pair.id, role=Role.MENTOR, kind=AnswerKind.ADJUST, said={"choice": Choice.CONTINUE})
    assert (await say(away, organisation, stay)).state == "noted"
    async with working(back, pair):
        assert await sweep(back) == 1
