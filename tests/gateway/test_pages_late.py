"""A press that comes too late: the reader is told so and what to do, and nothing that they wrote is lost."""

from contextlib import AsyncExitStack
from uuid import UUID, uuid4

import pytest

from intake.answers import NewAnswer, record
from intake.sweeping import sweep
from schemas.names import AnswerKind, Outcome, Phase, Role
from schemas.state import Candidate, State
from store.pool import Pool
from tests.gateway.pair_fixture import Pair, in_phase, make_pair, make_services, working
from tests.gateway.reader import Leaf, browser, opened
from tests.gateway.test_pages_later import say_it

NOWHERE = "127.0.0.1:1"
TYPED = "A note that took an hour"
READER = {"request": Role.MENTOR, "task": Role.COORDINATOR}
FILLED = {
    "request": {"choice": "decline", "reason": TYPED},
    "agreement": {"choice": "amend", "goals": TYPED},
    "check_in": {"met": "yes", "note": TYPED},
    "nudge": {"choice": "no", "note": TYPED},
    "review": {"choice": "continue", "progress": TYPED},
    "rhythm": {"choice": "continue", "private": TYPED},
    "closing": {"thanks": TYPED, "keep_in_touch": "yes"},
    "task": {"choice": "continue", "private": TYPED},
}
UNFINISHED = {"request": "choice", "check_in": "met", "nudge": "choice", "review": "choice", "task": "choice"}
OPEN = {"request": Phase.SEEKING, "agreement": Phase.AGREEING, "closing": Phase.CLOSING}
LATE = [
    *(("request", phase) for phase in (Phase.AGREEING, Phase.ACTIVE, Phase.CLOSING, Phase.CLOSED)),
    *(("agreement", phase) for phase in (Phase.ACTIVE, Phase.CLOSING, Phase.CLOSED)),
    *((each, phase) for each in ("check_in", "review", "rhythm", "nudge") for phase in (Phase.CLOSING, Phase.CLOSED)),
    *(("closing", phase) for phase in (Phase.ACTIVE, Phase.CLOSED)),
    *(("task", phase) for phase in (Phase.CLOSING, Phase.CLOSED)),
]


def later(pair: Pair, phase: Phase) -> State:
    """Return how the pair stands once it has gone on to a phase."""
    state = in_phase(phase, pair.state, pair.now)
    return state.with_(outcome=Outcome.ENDED_EARLY) if phase is Phase.CLOSED else state


async def late_press(
    url: str, pool: Pool, organisation: UUID, temporal: str, case: tuple[str, Phase]
) -> tuple[Pair, Leaf]:
    """Open a page, let things go on, then press its button; return what became of it."""
    question, phase = case
    pair = await make_pair(url, organisation, OPEN.get(question, Phase.ACTIVE))
    services = await make_services(url, pool, NOWHERE if phase is Phase.CLOSED else temporal)
    link = await pair.link(question, READER.get(question, Role.MENTEE))
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(browser(services))
        before = await opened(client, services, link)
        assert "nonce" in before.fields
        await pair.keep(later(pair, phase))
        if phase is not Phase.CLOSED:
            await stack.enter_async_context(working(services, pair))
        fields = {**before.fields, **FILLED[question]}
        return pair, Leaf(await client.post(f"/a/{services.links.token(link)}", data=fields))


@pytest.mark.parametrize("case", LATE, ids=lambda case: f"{case[0]} in {case[1]}")
async def test_a_press_on_a_page_that_was_open_too_long_says_that_it_came_too_late_and_keeps_every_word(
    database_url: str, pool: Pool, organisation: UUID, temporal: str, case: tuple[str, Phase]
) -> None:
    pair, leaf = await late_press(database_url, pool, organisation, temporal, case)
    (answer,) = await pair.answers()
    assert leaf.response.status_code == 200
    assert leaf.soup.h1
    assert leaf.soup.h1.get_text() == "Nothing has changed"
    assert "nothing has changed." in leaf.text or "has ended, so nothing can be answered any more" in leaf.text
    assert TYPED in leaf.text
    assert "What you wrote is saved" in leaf.text
    assert "If it still matters, write to" in leaf.text or case[0] == "task"
    reachable = case[1] in (Phase.ACTIVE, Phase.CLOSING) and case[0] != "task"
    assert ("mailto:" + ("ana" if case[0] == "request" else "ben") in leaf.response.text) == reachable
    assert answer["refused"]
    assert TYPED in str(answer["words"])
    assert await pair.value("SELECT count(*) FROM agreements WHERE drafted_by <> 'nobody'") == 1


@pytest.mark.parametrize("question", UNFINISHED)
async def test_a_late_press_that_chooses_nothing_shows_what_was_written_so_that_it_can_be_copied(
    database_url: str, pool: Pool, organisation: UUID, question: str
) -> None:
    pair = await make_pair(database_url, organisation, OPEN.get(question, Phase.ACTIVE))
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link(question, READER.get(question, Role.MENTEE))
    async with browser(services) as client:
        before = await opened(client, services, link)
        await pair.keep(later(pair, Phase.CLOSED))
        fields = {**before.fields, **FILLED[question], UNFINISHED[question]: ""}
        unfinished = Leaf(await client.post(f"/a/{services.links.token(link)}", data=fields))
        foreign = Leaf(await client.post(f"/a/{services.links.token(link)}", data={**fields, "nonce": "x"}))
    for leaf in (unfinished, foreign):
        assert TYPED in leaf.text
        assert "Nothing has been saved" in leaf.text
        assert "nothing can be answered any more" in leaf.text
        assert "nonce" not in leaf.fields
    assert await pair.answers() == []


async def test_a_late_word_to_the_partner_reaches_nobody_but_whoever_wrote_it(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair, leaf = await late_press(database_url, pool, organisation, temporal, ("check_in", Phase.CLOSING))
    services = await make_services(database_url, pool, temporal)
    async with browser(services) as client:
        partner = await opened(client, services, await pair.link("check_in", Role.MENTOR))
    assert "Ben does not get it" in leaf.text
    assert TYPED not in partner.text


async def test_a_mentor_who_was_passed_over_keeps_their_words_and_learns_of_nobody_else(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link("agreement", Role.MENTOR)
    async with browser(services) as client:
        before = await opened(client, services, link)
        other = pair.state.with_(mentor=pair.people[Role.COORDINATOR])
        await pair.keep(other.with_(candidates=(Candidate(person=uuid4(), reader=pair.state.readers[Role.MENTOR]),)))
        fields = {**before.fields, "choice": "close", "private": TYPED}
        leaf = Leaf(await client.post(f"/a/{services.links.token(link)}", data=fields))
    (answer,) = await pair.answers()
    assert (answer["refused"], answer["told_at"] is not None) == ("TooLate", True)
    assert TYPED in leaf.text
    assert "is settled" in leaf.text
    assert "Next, on" not in leaf.text


@pytest.mark.parametrize("taken_back", [False, True], ids=["as it seems", "the end was taken back meanwhile"])
async def test_a_late_press_while_temporal_is_away_promises_nothing_and_is_decided_once_it_is_back(
    database_url: str, pool: Pool, organisation: UUID, temporal: str, taken_back: bool
) -> None:
    """The page once said that nothing had changed, although the answer was still to be heard, and counted."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    away = await make_services(database_url, pool, NOWHERE)
    services = await make_services(database_url, pool, temporal)
    link = await pair.link("check_in", Role.MENTEE)
    async with browser(away) as client:
        fields = {**(await opened(client, away, link)).fields, **FILLED["check_in"]}
        await pair.keep(later(pair, Phase.CLOSING))
        if taken_back:
            await record(pool, organisation, NewAnswer(mentorship=pair.id, role=Role.HR, kind=AnswerKind.RESUME))
        pressed = Leaf(await client.post(f"/a/{away.links.token(link)}", data=fields))
    untold = (await pair.answers())[-1]
    async with working(services, pair), browser(services) as client:
        assert await sweep(services, at_least=0) == 1
        settled = await opened(client, services, link)
    told = (await pair.answers())[-1]
    assert (untold["told_at"], untold["refused"]) == (None, None)
    assert "nothing has changed" not in pressed.text.lower()
    assert "Your answer is saved, and there is no need to send it again." in pressed.text
    assert "As things stand, it comes too late to change anything. We will check that again shortly." in pressed.text
    assert TYPED in pressed.text
    assert told["told_at"]
    assert told["refused"] == (None if taken_back else "TooLate")
    assert ("so nothing has changed." in settled.text) == (not taken_back)


async def test_once_the_end_is_taken_back_the_same_answer_counts(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    active = pair.state
    services = await make_services(database_url, pool, temporal)
    link = await pair.link("check_in", Role.MENTEE)
    path = f"/a/{services.links.token(link)}"
    async with browser(services) as client:
        fields = {**(await opened(client, services, link)).fields, **FILLED["check_in"]}
        await pair.keep(later(pair, Phase.CLOSED))
        late = Leaf(await client.post(path, data=fields))
        twice = Leaf(await client.post(path, data=fields))
        rows = len(await pair.answers())
        await pair.keep(active)
        async with working(services, pair):
            again = await opened(client, services, link)
            taken = Leaf(await client.post(path, data=fields))
    assert late.text == twice.text
    assert rows == 1
    assert again.fields["note"] == TYPED
    assert "Changed your mind?" not in again.text
    assert "Good to hear that you met." in taken.text
    assert [one["refused"] for one in await pair.answers()] == ["Closed", None]


async def test_an_answer_that_comes_too_late_takes_none_that_counted_from_the_list(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    """One more press on a page left open once emptied "Your answers", beside "Meetings you told us about 1"."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    await say_it(pair, pool, kind=AnswerKind.CHECK_IN, role=Role.MENTEE, said={"met": "yes"})
    [before] = await pair.answers()
    async with browser(services) as client:
        left_open = await opened(client, services, before["link_id"])
        await pair.keep(later(pair, Phase.CLOSED))
        url = f"/a/{services.links.token(before['link_id'])}"
        await client.post(url, data={**left_open.fields, "met": "yes", "rating": "5"})
        page = await opened(client, services, before["link_id"])
    assert [row["refused"] for row in await pair.answers()] == [None, "Closed"]
    assert "Meetings you told us about 1" in page.text
    _, _, listed = page.text.partition("Your answers")
    assert "you met" in listed
    assert "great" not in listed
