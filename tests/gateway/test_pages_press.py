"""Pressing the button of a page: once by meaning, changeable, and only from the page itself."""

import asyncio
from uuid import UUID

from schemas.names import Phase, Role
from store.pool import Pool
from tests.gateway.pair_fixture import PairIn, make_pair, make_services, working
from tests.gateway.reader import Leaf, browser, opened, pressed


async def test_a_mentor_says_yes_and_is_told_what_comes_next(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", Role.MENTOR)
    async with working(services, pair), browser(services) as client:
        leaf = await pressed(client, services, link, choice="accept")
        again = await opened(client, services, link)
    assert leaf.response.status_code == 200
    assert "Thank you for saying yes to Ana." in leaf.text
    assert "You said yes." in leaf.text
    assert "we send you the agreement" in leaf.text
    assert "Changed your mind?" in leaf.text
    assert "yes, you would like to" in again.text
    (answer,) = await pair.answers()
    assert (answer["kind"], answer["refused"], answer["told_at"] is not None) == ("accept", None, True)
    assert await pair.value("SELECT phase FROM mentorships") == "agreeing"


async def test_the_same_press_twice_gives_the_same_answer(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", Role.MENTOR)
    async with working(services, pair), browser(services) as client:
        first = await pressed(client, services, link, choice="decline", reason="On leave soon")
        second = await pressed(client, services, link, choice="decline", reason="On leave soon")
    assert first.soup.h1 == second.soup.h1
    assert "A clear no helps, too." in first.text
    (answer,) = await pair.answers()
    assert answer["words"] == {"reason": "On leave soon"}
    assert answer["said"] == {}


async def test_twenty_parallel_presses_are_one_answer(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", Role.MENTOR)
    path = f"/a/{services.links.token(link)}"
    async with working(services, pair), browser(services) as client:
        leaf = await opened(client, services, link)
        fields = {**leaf.fields, "choice": "accept"}
        leaves = [Leaf(one) for one in await asyncio.gather(*(client.post(path, data=fields) for _ in range(20)))]
    assert {leaf.response.status_code for leaf in leaves} == {200}
    assert {leaf.soup.h1.text for leaf in leaves if leaf.soup.h1} == {"Thank you for saying yes to Ana."}
    assert len(await pair.answers()) == 1


async def test_a_change_of_mind_takes_the_place_of_the_answer_before(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", Role.MENTOR)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="accept")
        leaf = await pressed(client, services, link, choice="decline")
    assert "A clear no helps, too." in leaf.text
    assert [(one["seq"], one["kind"]) for one in await pair.answers()] == [(1, "accept"), (2, "decline")]
    assert await pair.value("SELECT phase FROM mentorships") == "seeking"


async def test_a_yes_cannot_be_taken_back_once_the_agreement_is_out(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    seeking = "jsonb_build_object('since', state #> '{agreeing,since}', 'asked', state #> '{agreeing,asked}')"
    await pair.value(f"UPDATE mentorships SET state = jsonb_set(state, '{{seeking}}', {seeking}) RETURNING phase")
    services = await make_services(database_url, pool, temporal)
    async with browser(services) as client:
        leaf = await opened(client, services, await pair.link("request", Role.MENTOR), "?choice=decline")
    assert "nonce" not in leaf.fields
    assert "You and Ana are looking at your agreement." in leaf.text


async def test_a_check_in_keeps_words_in_postgres_and_tells_the_workflow_only_that_there_are_some(
    pair_in: PairIn, temporal: str
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        before = await opened(client, services, link, "?met=booked")
        leaf = await pressed(
            client, services, link, met="yes", rating="5", note="Danke, Ben", next_step="Read the book"
        )
        history = await (await services.temporal()).get_workflow_handle(f"mentorship/{pair.id}").fetch_history()
    assert before.fields["met"] == "booked"
    assert "Good to hear that you met." in leaf.text
    assert "you met, and it was great" in leaf.text
    (answer,) = await pair.answers()
    assert answer["said"] == {"met": "yes", "rating": 5, "note": True}
    assert answer["words"] == {"note": "Danke, Ben", "next_step": "Read the book"}
    assert "Danke" not in history.to_json()


async def test_new_terms_become_the_next_version_and_go_to_the_partner(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.AGREEING)
    link = await pair.link("agreement", Role.MENTEE)
    partner = await pair.link("agreement", Role.MENTOR)
    async with working(services, pair), browser(services) as client:
        leaf = await pressed(client, services, link, choice="amend", cadence_days="14", goals="lead well\nrest well")
        late = await pressed(client, services, partner, choice="agree")
    assert "Your changes are saved. Ben is asked to look at them." in leaf.text
    assert "Changed your mind?" not in leaf.text
    assert "Would you rather not begin after all?" in leaf.text
    assert "The agreement was changed after this letter" in late.text
    assert len(await pair.answers()) == 1
    terms = await pair.value("SELECT terms FROM agreements WHERE version = 2 AND drafted_by = 'mentee'")
    assert '"rest well"' in terms
    assert (await pair.kept()).cadence_days == 14


async def test_a_break_needs_a_return_date_and_what_was_typed_is_not_lost(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("rhythm", Role.MENTOR)
    async with working(services, pair), browser(services) as client:
        leaf = await pressed(client, services, link, choice="pause", until="1999-01-01", private="A new child")
        none_yet = await pair.answers()
        day = leaf.soup.select_one("#until")
        assert day is not None
        paused = await pressed(client, services, link, choice="pause", until=str(day["max"]), private="A new child")
        partner = await opened(client, services, await pair.link("paused", Role.MENTEE))
        resumed = await pressed(client, services, await pair.link("paused", Role.MENTOR))
    assert leaf.response.status_code == 422
    assert "Choose a day from" in leaf.text
    assert leaf.fields["private"] == "A new child"
    assert none_yet == []
    assert "A break until" in paused.text
    assert "Ben asked for this break." in partner.text
    assert "nonce" not in partner.fields  # only whoever is away says that they are back
    assert "Everything goes on where it stopped." in resumed.text


async def test_a_press_without_the_page_behind_it_does_nothing_and_loses_nothing(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", Role.MENTOR)
    path, said = f"/a/{services.links.token(link)}", {"choice": "decline", "reason": "On leave"}
    before = await pair.everything()
    async with browser(services) as client:
        bare = Leaf(await client.post(path, data=said))
        nonce = bare.fields["nonce"]
        other = await opened(client, services, await pair.link("request_reminder", Role.MENTOR))
        swapped = Leaf(await client.post(path, data={**said, "nonce": other.fields["nonce"]}))
        across = [
            Leaf(await client.post(path, data={**said, "nonce": nonce}, headers={"Sec-Fetch-Site": site}))
            for site in ("cross-site", "same-site")
        ]
    for leaf in (bare, swapped, *across):
        assert leaf.response.status_code == 403
        assert "Please press the button once more" in leaf.text
        assert leaf.fields["choice"] == "decline"
        assert leaf.fields["reason"] == "On leave"
    assert (await pair.everything())[0] == before[0]


async def test_over_https_the_cookie_is_bound_to_this_host_alone(database_url: str, pool: Pool) -> None:
    services = await make_services(database_url, pool, "127.0.0.1:1", "https://rapport.test")
    async with browser(services) as client:
        cookie = (await client.get("/console/sign-in")).headers["set-cookie"]
    assert cookie.startswith("__Host-")
    for part in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"):
        assert part in cookie
