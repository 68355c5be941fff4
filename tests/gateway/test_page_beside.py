"""What somebody reported at a letter stays, when they ask for something else in the same letter."""

from datetime import timedelta

import pytest

from intake.services import Services
from schemas.names import Phase, Role
from store import queries
from store.pool import within
from tests.gateway.pair_fixture import Pair, PairIn, working
from tests.gateway.reader import Leaf, browser, opened, pressed

NOTE, NEXT = "Well done on Tuesday, Ben.", "I send you the contract"


async def test_a_meeting_and_its_words_stay_when_another_rhythm_is_asked_for(pair_in: PairIn) -> None:
    """The second press once took the meeting and the note back, and nobody was told."""
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE, "check_in/1")
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, met="yes", rating="5", note=NOTE, next_step=NEXT)
        page = await pressed(client, services, link, met="cadence", cadence_days="28")
        again = await opened(client, services, link)
        partner = await opened(client, services, await pair.link("check_in", Role.MENTOR, "check_in/1"))
    assert "From now on we ask you both every 4 weeks" in page.text
    assert "You said: another rhythm" in page.text
    for words in (NOTE, NEXT, "you met, and it was", "another rhythm"):
        assert words in again.text
    for leaf in (again, partner):
        assert "Meetings you told us about 1" in leaf.text
    (written,) = again.soup.select("textarea[name=note]")
    assert written.get_text().strip() == NOTE, "so that it is there when the answer is changed"


@pytest.mark.parametrize("choice", ["pause", "cadence", "close"])
async def test_words_that_come_with_a_wish_are_kept_once(pair_in: PairIn, choice: str) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE, "check_in/1")
    extra = {"cadence": {"cadence_days": "28"}, "pause": {"until": f"{pair.now + timedelta(days=9):%Y-%m-%d}"}}
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, met="yes", note=NOTE)
        await pressed(client, services, link, met=choice, note=NOTE, next_step=NEXT, **extra.get(choice, {}))
    kept = await pair.value("SELECT array_agg(words ->> 'note') FROM answers WHERE words ? 'note'")
    assert kept == [NOTE]
    assert await pair.value("SELECT words ->> 'next_step' FROM answers WHERE kind = 'adjust'") == NEXT


@pytest.mark.parametrize(("choice", "stays"), [("close", False), ("cadence", True)])
async def test_the_console_shows_what_was_said_in_confidence_with_a_wish_as_long_as_the_wish_stands(
    pair_in: PairIn, choice: str, stays: bool
) -> None:
    """A report takes an end back, and leaves another rhythm as it is."""
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE, "check_in/1")
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, met=choice, private="I am worn out", cadence_days="28")
        await pressed(client, services, link, met="yes")
    async with within(services.pool, pair.organisation) as connection:
        confided = [row["words"] async for row in queries.console.confided(connection, mentorship=pair.id)]
    assert confided == (["I am worn out"] if stays else [])


async def test_words_in_confidence_stay_with_a_wish_that_stands(pair_in: PairIn) -> None:
    """The next wish once took them out of the console, though nobody had taken them back."""
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE, "check_in/1")
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, met="cadence", cadence_days="28", private="I have exams")
        await pressed(client, services, link, met="yes")
        page = await opened(client, services, link)
        until = f"{pair.now + timedelta(days=9):%Y-%m-%d}"
        await pressed(client, services, link, met="pause", until=until, private=_written(page, "private"))
    async with within(services.pool, pair.organisation) as connection:
        confided = [row["words"] async for row in queries.console.confided(connection, mentorship=pair.id)]
    assert [each.get_text() for each in page.soup.select("blockquote")] == ["I have exams"]
    assert confided == ["I have exams"]


@pytest.mark.parametrize(("said_at", "changed_at"), [("request/1", "reminder"), ("reminder", "request/1")])
async def test_the_reason_for_a_no_is_no_longer_shown_once_it_is_a_yes_whichever_letter_that_came_from(
    pair_in: PairIn, said_at: str, changed_at: str
) -> None:
    """A request and its reminder ask the same; the console compared links, and kept what was taken back."""
    pair, services = await pair_in(Phase.SEEKING)
    links = {
        "request/1": await pair.link("request", Role.MENTOR, "request/1"),
        "reminder": await pair.link("request", Role.MENTOR, "request/1/reminder/1"),
    }

    async def confided() -> list[str]:
        async with within(services.pool, pair.organisation) as connection:
            return [row["words"] async for row in queries.console.confided(connection, mentorship=pair.id)]

    async with working(services, pair), browser(services) as client:
        await pressed(client, services, links[said_at], choice="decline", reason="I am ill")
        before = await confided()
        await pressed(client, services, links[changed_at], choice="accept")
    assert (before, await confided()) == (["I am ill"], [])


def _written(page: Leaf, name: str) -> str:
    """Return what a field of the form holds when its reader opens the page."""
    (field,) = page.soup.select(f"textarea[name={name}]")
    return field.get_text().strip()


async def test_going_on_as_before_takes_the_words_of_a_wish_back_as_well(pair_in: PairIn) -> None:
    """The fields were hidden by then and sent all the same: the partner read why it should have ended."""
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE, "check_in/1")
    hard = {"note": "It does not work with you", "private": "I am worn out"}
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, met="close", **hard)
        page = await pressed(client, services, link, met="continue", **hard)
    assert "The end is taken back" in page.text
    assert await pair.value("SELECT words FROM answers ORDER BY seq DESC LIMIT 1") in ({}, "{}")
    assert "It does not work" not in page.text


@pytest.mark.parametrize("first", ["request/1", "request/1/reminder/1"])
async def test_a_reason_in_confidence_goes_with_its_no_from_whichever_letter_of_the_request_it_is_taken_back(
    pair_in: PairIn, first: str
) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    second = {"request/1": "request/1/reminder/1"}.get(first, "request/1")
    no, yes = [await pair.link("request", Role.MENTOR, step) for step in (first, second)]
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, no, choice="decline", reason="Too much else")
        before = await _in_confidence(services, pair)
        await pressed(client, services, yes, choice="accept")
    assert before == ["Too much else"]
    assert await _in_confidence(services, pair) == []
    assert await pair.value("SELECT count(*) FROM answers WHERE refused IS NULL") == 2


async def _in_confidence(services: Services, pair: Pair) -> list[str]:
    """Return what the console shows; the list says whether there is anything."""
    async with within(services.pool, pair.organisation) as connection:
        words = [row["words"] async for row in queries.console.confided(connection, mentorship=pair.id)]
        none = dict.fromkeys(("phase", "health", "programme", "needs"))
        listed = queries.console.page(connection, id=pair.id, notes=True, terms=[], skip=0, size=5, **none)
        assert [row["noted"] is not None async for row in listed] == [bool(words)]
    return words
