"""A mentor who says no can name the day from which on they would like to be asked again."""

from datetime import date, timedelta
from typing import Any

import pytest

from schemas.names import Phase, Role
from tests.gateway.pair_fixture import Pair, PairIn, working
from tests.gateway.reader import browser, opened, pressed

KEPT = "SELECT day FROM not_before"
FIELD = "not_before"


def spelled(day: date) -> str:
    return f"{day:%-d %B %Y}"


async def ahead(pair: Pair, days: int) -> date:
    """Return a day so many days ahead, in the mentor's time zone."""
    today = await pair.value("SELECT (now() AT TIME ZONE time_zone)::date FROM people WHERE given_name = 'Ben'")
    return today + timedelta(days=days)  # type: ignore[no-any-return]


async def test_the_page_offers_a_day_beside_the_reason_says_who_sees_it_and_then_that_we_keep_to_it(
    pair_in: PairIn,
) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link, day = await pair.link("request", Role.MENTOR), await ahead(pair, 40)
    async with working(services, pair), browser(services) as client:
        asked = await opened(client, services, link, "?choice=decline")
        field = asked.soup.select_one(f"#{FIELD}")
        assert field
        assert (field["min"], field["max"]) == (str(await ahead(pair, 1)), str(day_in_a_year(await ahead(pair, 0))))
        assert "Ask me again from (optional)" in asked.text
        assert "Ana is not told of this." in asked.text
        leaf = await pressed(client, services, link, choice="decline", not_before=str(day), reason="Too much on")
        again = await opened(client, services, link)
    assert f"We will not ask you to be a mentor again before {spelled(day)}." in leaf.text
    assert "For now, you can change or remove the day below." in leaf.text
    assert "If your plans change later, write to Cleo." in leaf.text
    assert f"Ask me again from {spelled(day)}" in again.text
    assert again.fields[FIELD] == str(day)
    (answer,) = await pair.answers()
    assert (answer["said"], answer["words"]) == ({}, {"reason": "Too much on", FIELD: str(day)})
    assert await pair.value(KEPT) == day
    zone = "(SELECT time_zone FROM people WHERE given_name = 'Ben')"
    assert await pair.value(f"SELECT until = day::timestamp AT TIME ZONE {zone} FROM not_before") is True


def day_in_a_year(today: date) -> date:
    return today.replace(year=today.year + 1) if (today.month, today.day) != (2, 29) else date(today.year + 1, 2, 28)


@pytest.mark.parametrize("again", [{"choice": "accept"}, {"choice": "decline"}])
async def test_taking_back_the_no_or_the_day_takes_the_day_back(pair_in: PairIn, again: dict[str, Any]) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link, day = await pair.link("request", Role.MENTOR), await ahead(pair, 40)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="decline", not_before=str(day))
        assert await pair.value(KEPT) == day
        leaf = await pressed(client, services, link, **{FIELD: "", **again})
    assert await pair.value(KEPT) is None
    assert spelled(day) not in leaf.text


async def test_another_day_takes_the_place_of_the_first(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link, days = await pair.link("request", Role.MENTOR), [await ahead(pair, some) for some in (40, 20)]
    async with working(services, pair), browser(services) as client:
        for day in days:
            leaf = await pressed(client, services, link, choice="decline", not_before=str(day))
            assert f"again before {spelled(day)}." in leaf.text
    assert await pair.value(KEPT) == days[1]


@pytest.mark.parametrize("days", [0, -1, 367, None])
async def test_a_day_that_cannot_be_is_explained_and_nothing_typed_is_lost(pair_in: PairIn, days: int | None) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", Role.MENTOR)
    typed = "after Easter" if days is None else str(await ahead(pair, days))
    first, last = await ahead(pair, 1), day_in_a_year(await ahead(pair, 0))
    async with working(services, pair), browser(services) as client:
        leaf = await pressed(client, services, link, choice="decline", not_before=typed, reason="Too much on")
    assert leaf.response.status_code == 422
    assert f"Choose a day from {spelled(first)} to {spelled(last)}." in leaf.text
    assert leaf.fields == {**leaf.fields, FIELD: typed, "reason": "Too much on", "choice": "decline"}
    assert await pair.answers() == []
    assert await pair.value("SELECT count(*) FROM not_before_wishes") == 0


@pytest.mark.parametrize("days", [1, 365])
async def test_the_first_and_the_last_day_are_taken(pair_in: PairIn, days: int) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link, day = await pair.link("request", Role.MENTOR), await ahead(pair, days)
    async with working(services, pair), browser(services) as client:
        leaf = await pressed(client, services, link, choice="decline", not_before=str(day))
    assert leaf.response.status_code == 200
    assert await pair.value(KEPT) == day


async def test_a_day_beside_a_yes_is_of_no_meaning(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", Role.MENTOR)
    async with working(services, pair), browser(services) as client:
        leaf = await pressed(client, services, link, choice="accept", not_before="nonsense")
    assert leaf.response.status_code == 200
    assert await pair.value("SELECT count(*) FROM not_before_wishes") == 0


async def test_the_mentee_and_the_workflow_learn_of_no_day(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link, day = await pair.link("request", Role.MENTOR), await ahead(pair, 40)
    mentee = await pair.link("request", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="decline", not_before=str(day))
        page = await opened(client, services, mentee)
        client_ = await services.temporal()
        handle = client_.get_workflow_handle(f"mentorship/{pair.state.mentorship}")
        history = (await handle.fetch_history()).to_json()
    for hidden in (str(day), spelled(day), FIELD):
        assert hidden not in page.response.text
        assert hidden not in history.replace('"not_before":null', "").replace("not_before_", "")
