"""The same words at the same link once more: a repeat of a press is one answer, said again later it is news."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from intake.answers import NewAnswer
from intake.services import Services
from intake.telling import say
from policy.open_questions import asked
from schemas.failures import Failure
from schemas.names import AnswerKind, Phase, Role
from schemas.state import Question, Seeking
from schemas.step_key import StepKey
from store.pool import Pool, open_pool
from tests.gateway.pair_fixture import Pair, PairIn, make_pair, make_services, working
from tests.gateway.reader import Leaf, browser, opened, pressed


async def long_ago(pair: Pair, **time: float) -> None:
    """Let what was said so far have been said so long ago."""
    seconds = timedelta(**time).total_seconds()
    await pair.value(f"UPDATE answers SET said_at = said_at - make_interval(secs => {seconds}) RETURNING id")


async def in_turn(services: Services, pair: Pair, *presses: tuple[UUID, dict[str, str]]) -> list[Leaf]:
    """Press one after another, and return the pages."""
    async with working(services, pair), browser(services) as client:
        return [await pressed(client, services, link, **fields) for link, fields in presses]


async def phase_of(pair: Pair) -> str:
    """Return where it stands."""
    return str(await pair.value("SELECT phase FROM mentorships"))


async def test_who_says_at_an_old_letter_that_they_met_again_is_not_counted_as_silent(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    old = await pair.link("check_in", Role.MENTEE, "check_in/1")
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, old, met="yes")
    await long_ago(pair, days=21)
    waiting = await asked_again(pair)
    async with working(services, waiting), browser(services) as client:
        leaf = await pressed(client, services, old, met="yes")
    active = (await pair.kept()).active
    assert active
    assert active.mentee.question is None
    assert active.met
    assert active.met > pair.now
    assert "Good to hear that you met." in leaf.text
    assert len(await pair.answers()) == 2


async def test_twenty_presses_at_once_through_two_gateways_are_one_answer(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    other_pool = await open_pool(database_url, 4)
    one, other = [await make_services(database_url, each, temporal) for each in (pool, other_pool)]
    link = await pair.link("check_in", Role.MENTEE)
    async with working(one, pair), browser(one) as client, browser(other) as other_client:
        pages = [(each, await opened(each, one, link)) for each in (client, other_client)] * 10
        path = f"/a/{one.links.token(link)}"
        presses = (each.post(path, data={**leaf.fields, "met": "yes", "note": "Danke"}) for each, leaf in pages)
        leaves = [Leaf(response) for response in await asyncio.gather(*presses)]
    await other_pool.close()
    assert ["Good to hear that you met." in leaf.text for leaf in leaves] == [True] * 20
    assert len(await pair.answers()) == 1


async def asked_again(pair: Pair) -> Pair:
    """Return the pair three days after the mentee was asked the next time."""
    active, key, before = pair.state.active, StepKey("check_in/2"), pair.now - timedelta(days=3)
    assert active
    side = asked(active.mentee, Question(key=key, asked=before, until=pair.now + timedelta(days=10)))
    now = active.with_(cycle=2, prompt=key, prompted=before, mentee=side)
    await pair.keep(pair.state.with_(revision=9, active=now))
    await pair.link("check_in", Role.MENTEE, "check_in/2")
    return pair


async def test_the_mentees_last_word_is_to_end_it_also_after_they_had_taken_that_back_at_another_letter(
    pair_in: PairIn,
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    review, older = await pair.link("review", Role.MENTEE, "review/2"), await pair.link("check_in", Role.MENTEE)
    end = (review, {"choice": "close"})
    leaves = await in_turn(services, pair, end, (older, {"met": "yes"}), end)
    assert await phase_of(pair) == "closing"
    assert "goodbye" in leaves[-1].text


async def test_an_end_that_hr_took_back_can_be_wished_for_again(pair_in: PairIn, organisation: UUID) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    review = await pair.link("review", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, review, choice="close")
        await say(services, organisation, NewAnswer(mentorship=pair.id, role=Role.HR, kind=AnswerKind.RESUME))
        assert await phase_of(pair) == "active"
        await pressed(client, services, review, choice="close")
    assert await phase_of(pair) == "closing"


async def test_a_mentor_who_says_no_yes_and_no_has_said_no(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    request, reminder = await pair.link("request", Role.MENTOR), await pair.link("request_reminder", Role.MENTOR)
    no, yes = (request, {"choice": "decline"}), (reminder, {"choice": "accept"})
    leaves = await in_turn(services, pair, no, yes, no)
    assert "Thank you for saying yes" in leaves[1].text
    assert "A clear no helps, too." in leaves[2].text
    assert "Thank you for saying yes" not in leaves[2].text
    state = await pair.kept()
    assert state.phase is Phase.SEEKING
    assert state.seeking
    assert state.seeking.declined


async def test_a_break_that_was_ended_can_be_asked_for_again_until_the_same_day(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    review, paused = await pair.link("review", Role.MENTEE), await pair.link("paused", Role.MENTEE)
    day = (pair.now + timedelta(days=30)).date().isoformat()
    ask = (review, {"choice": "pause", "until": day})
    leaves = await in_turn(services, pair, ask, (paused, {}), ask)
    pause = (await pair.kept()).pause
    assert pause
    assert pause.until.date().isoformat() == day
    assert "A break until" in leaves[-1].text


async def test_a_coordinator_can_give_a_search_one_more_month_and_then_another(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation)
    told = pair.now - timedelta(days=25)
    nobody = Seeking(since=told, asked=told, declined=told, told=True, nobody_left=told)
    await pair.keep(pair.state.with_(revision=5, seeking=nobody))
    services = await make_services(database_url, pool, temporal)
    link = await pair.link("no_mentor", Role.COORDINATOR)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="continue")
        first = await counted_from(pair)
        await pressed(client, services, link, choice="continue")
        repeated = await counted_from(pair)
        await long_ago(pair, days=20)
        await pressed(client, services, link, choice="continue")
    assert first == repeated
    assert await counted_from(pair) > first


async def counted_from(pair: Pair) -> datetime:
    """Return when the search was last known to have nobody left to ask."""
    seeking = (await pair.kept()).seeking
    assert seeking
    assert seeking.nobody_left
    return seeking.nobody_left


async def test_a_repeat_of_i_agree_after_the_other_has_agreed_is_the_same_answer(pair_in: PairIn) -> None:
    """A page that is loaded again must not say that it is too late."""
    pair, services = await pair_in(Phase.AGREEING)
    theirs = await pair.link("agreement", Role.MENTOR)
    again = await loaded_again(services, pair, theirs, choice="agree")
    assert "You have both agreed" in again.text
    assert len(await pair.answers()) == 2


async def test_i_agree_again_after_the_agreement_was_changed_is_not_thanked_for(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.AGREEING)
    theirs = await pair.link("agreement", Role.MENTOR)
    again = await loaded_again(services, pair, theirs, choice="amend", cadence_days="14")
    assert "Thank you" not in again.text
    assert [one["refused"] for one in await pair.answers()] == [None, None, Failure.TOO_LATE]


async def loaded_again(services: Services, pair: Pair, theirs: UUID, **fields: str) -> Leaf:
    """Return the page of a mentee who has agreed and has it loaded again once the mentor has answered."""
    mine = await pair.link("agreement", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        sent = {**(await opened(client, services, mine)).fields, "choice": "agree"}
        path = f"/a/{services.links.token(mine)}"
        await client.post(path, data=sent)
        await pressed(client, services, theirs, **fields)
        return Leaf(await client.post(path, data=sent))
