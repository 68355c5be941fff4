"""The sample on a real stack: what it shows at first, the tour of the manual, and a search that finds its mentors."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from temporalio.client import Client

from gateway.api.examples import PROGRAMME
from stack.quiet_days import quiet_days
from stack.sample import SAMPLE
from stack.sample_answers import press
from tests.patience import PATIENCE
from tests.stack.test_examples import client_of
from tests.stack.test_up import Up, eventually, running, six_free_ports
from tests.stack.tour import GOOD, SAD, SEND, Tour

REQUEST = {"objective": "learn to lead a small team", "hours_a_month": 2}
ADDRESSES = {person["external_id"]: person["email"] for person in SAMPLE["people"]}


async def decline(up: Up, mentor: str) -> None:
    """Say no as a mentor who was asked."""
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as browser:
        await press(browser, up.told["inbox"], ADDRESSES[mentor], "decline", choice="decline")


def steps(client: httpx.Client, id: str) -> list[Any]:
    """Return the steps of a mentorship so far."""
    entries = client.get(f"/v1/mentorships/{id}/timeline").raise_for_status().json()["items"]
    return [one for one in entries if one["type"] == "step"]


def asked(client: httpx.Client, id: str) -> list[str]:
    """Return who was asked so far, in order."""
    shown = client.get(f"/v1/mentorships/{id}").raise_for_status().json()
    listed = {one["rank"]: one["external_id"] for one in shown["candidates"]}
    return [listed[int(one["step"].partition("/")[2])] for one in steps(client, id) if one["kind"] == "request"]


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Yield a stack that has just been started."""
    with running(tmp_path_factory.mktemp("sample") / "state", six_free_ports()) as up:
        yield up


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    """Yield what keeps the cookies of one visit."""
    with httpx.Client(timeout=2 * PATIENCE, trust_env=False, follow_redirects=True) as browser:
        yield browser


def test_three_pairs_live_in_different_phases_and_languages(up: Up, browser: httpx.Client) -> None:
    languages = {person["external_id"]: person.get("language", "en") for person in SAMPLE["people"]}
    with client_of(up) as client:
        items = client.get("/v1/mentorships").raise_for_status().json()["items"]
        pairs = {one["phase"]: one for one in items}
        spoken = {phase: languages[one["people"]["mentee"]["external_id"]] for phase, one in pairs.items()}
        assert spoken == {"seeking": "en", "agreeing": "es", "active": "de"}
        lived = [one["kind"] for one in steps(client, pairs["active"]["id"])]
    assert lived == ["agreement", "agreed", "check_in", "thanks", "check_in", "thanks", "review"]
    assert pairs["active"]["waiting_for"] == ["mentor"]
    hannah = Tour(browser, up, "")
    hannah.open_letter("Hannah Vogel", "Passt es noch für dich?")
    hannah.follow("Weiter")
    assert "Einen Plan mit Puffern vorlegen (Jonas: erreicht)" in hannah.page.get_text()


def test_it_is_known_on_how_many_days_nothing_happens(up: Up) -> None:
    async def known() -> int:
        client = await Client.connect(up.told["temporal"])
        return await quiet_days(client, up.told["api"], up.told["api_key"])

    eventually(lambda: asyncio.run(known()) == 2)  # on the third, Lucía and Diego are reminded


def test_a_good_year_goes_as_the_tour_says(up: Up, browser: httpx.Client) -> None:
    tour = Tour(browser, up, GOOD)
    tour.answer("Ben Okafor", "Ana Gómez would like you as a mentor", "Yes, I would like to")
    tour.reads("You said yes. Before you begin, you and Ana each get a short agreement.")
    suits = "Ana Gómez and you: does this agreement suit you?"
    tour.answer("Ben Okafor", suits, "I would change something", "every 12 weeks")
    tour.answer("Ana Gómez", "Ben Okafor has changed the agreement", "I agree")
    tour.reads("You have both agreed, so you can begin.")
    tour.open_letter("Ana Gómez", "Ben Okafor and you can begin")  # or it would be the next letter
    tour.let_pass()
    words = {"Your_next_step": "Hand over the sales report", "A_few_words_for_Ben": "Thank you for that story."}
    tour.answer("Ana Gómez", "Ben Okafor and you: have you met since you began?", "Yes, we met", "Great", **words)
    tour.answer("Ben Okafor", "have you met since you began?", "Yes, we met")
    tour.open_letter("Ben Okafor", "Ana Gómez left you a note")
    assert all(said in tour.words for said in words.values())
    _second_half(tour)
    _goodbye(tour)
    tour.is_whole()


def _second_half(tour: Tour) -> None:
    asks = "Ben Okafor and you: is it still what you need?"
    tour.let_pass()
    tour.open_letter("Ana Gómez", asks)
    tour.follow(tour.named_here("Go on as we are"))
    tour.select(tour.named_here("Run the weekly meeting twice"), tour.named_here("reached"))
    tour.press(SEND)
    tour.reads("Everything stays as it is: we ask you both every 12 weeks")
    tour.answer("Ben Okafor", "is it still what you need?", "Go on as we are")
    tour.let_pass()
    for name in ("Ana Gómez", "Ben Okafor"):
        tour.answer(name, "have you met again", "Yes, we met")
    tour.let_pass()
    for name in ("Ana Gómez", "Ben Okafor"):
        tour.open_letter(name, "is it still what you need?")
        tour.reads("as you last told us")
        tour.answer(name, "is it still what you need?", "Go on as we are")


def _goodbye(tour: Tour) -> None:
    tour.let_pass()
    goodbye, thank = "Ben Okafor and you: time for a good goodbye", "Write a thank-you"
    tour.answer("Ana Gómez", goodbye, thank, "Yes, gladly", Your_thanks_to_Ben="You listened.")
    tour.answer("Ben Okafor", "time for a good goodbye", thank, "Yes, gladly", Your_thanks_to_Ana="You taught me.")
    tour.let_pass()
    assert "One day passed" in tour.words
    tour.open_letter("Ana Gómez", "Ben Okafor and you: thank you, and farewell")
    assert "You taught me." in tour.words
    tour.follow(tour.named_here("See the whole story"))
    assert "write to Ben" in tour.words
    tour.follow(tour.named_here("Look at your certificate"))
    tour.reads("2 meetings reported")
    assert "Run the weekly meeting twice" not in tour.words
    tour.follow(tour.named_here("Add them"))
    assert "Run the weekly meeting twice" in tour.words
    tour.follow(tour.named_here("Back to the page of your mentorship"))
    tour.follow(tour.named_here("Say how it was"))
    for answer in ("Very much", "Yes, I would be a mentor too"):
        tour.choose(tour.named_here(answer))
    tour.press(tour.named_here("Send my answers"))
    tour.reads("Thank you for saying how it was")


def test_a_sad_year_goes_as_the_tour_says(up: Up, browser: httpx.Client) -> None:
    tour = Tour(browser, up, SAD)
    tour.start_over()
    tour.answer("Ben Okafor", "would like you as a mentor", "Yes, I would like to")
    for name in ("Ana Gómez", "Ben Okafor"):
        tour.answer(name, "does this agreement suit you?", "I agree")
    _concern(tour)
    _silence(tour)
    tour.is_whole()


def _concern(tour: Tour) -> None:
    tour.open_letter("Ana Gómez", "Ben Okafor and you can begin")
    tour.follow(tour.named_here("Raise a concern in confidence"))
    tour.write(tour.named_here("What worries you, in your own words"), "Ben speaks of me to others.")
    tour.choose(tour.named_here("Yes, put everything on hold"))
    tour.press(tour.named_here("Send it in confidence"))
    tour.reads("Your concern is saved and on its way")
    tour.open(tour.inbox)
    tour.press(tour.named_here("one week"))
    tour.open_letter("Ben Okafor", "you can begin")  # still the newest
    tour.follow(tour.named_here("We have met"))
    tour.reads("Everything is on hold for now.")
    tour.console()
    tour.reads("On hold by the programme.")
    tour.open_letter("Samira Osei", "In confidence: somebody has raised a concern")
    assert "Ben speaks of me to others." in tour.words
    tour.follow(tour.named_here("Say what you do about it"))
    tour.press(tour.named_here("Lift the hold"))
    tour.reads("Thank you. The hold is lifted")


def _silence(tour: Tour) -> None:
    for _ in range(2):
        tour.let_pass()
    tour.open_letter("Ana Gómez", "Ben Okafor and you: how is it going?")
    tour.reads("That can mean that all is well, or that life got in the way; either is fine.")
    tour.let_pass()
    tour.open_letter("Ana Gómez", "Ben Okafor and you: is every 3 weeks still right?")
    tour.let_pass()
    tour.open_letter("Chloe Tan", "Ana Gómez and Ben Okafor: could you check in with them?")
    tour.follow(tour.named_here("Give them time"))
    tour.open_letter("Ana Gómez", "would you like to continue?")
    tour.open_letter("Ben Okafor", "would you like to continue?")
    tour.follow(tour.named_here("We go on"))
    left = tour.address, tour.page
    tour.let_pass("Ben Okafor")
    tour.open_letter("Ben Okafor", "farewell")
    tour.reads("because nobody answered our last question. That happens, and nobody needs to be at fault.")
    tour.address, tour.page = left
    tour.press(tour.named_here(SEND))
    tour.reads("Nothing has changed", "This mentorship has ended, so nothing can be answered any more.")
    tour.reads("If you would both like to go on, write to Chloe.")


def test_each_next_mentor_is_found_when_the_one_before_says_no(up: Up) -> None:
    with client_of(up) as client:
        body = {"programme": str(PROGRAMME), "mentee": "ines", "propose": 2, "request": REQUEST}
        began = client.post("/v1/mentorships", json=body).raise_for_status().json()
        planned = [one["external_id"] for one in began["candidates"]]
        assert len(planned) == 2
        eventually(lambda: asked(client, began["id"]) == planned[:1], PATIENCE)
        client.patch(f"/v1/people/{planned[1]}", json={"capacity": 0}).raise_for_status()
        asyncio.run(decline(up, planned[0]))
        eventually(lambda: len(asked(client, began["id"])) == 2, PATIENCE)
        second = asked(client, began["id"])[1]
        assert second not in planned  # whoever was planned has no place any more
        asyncio.run(decline(up, second))
        eventually(lambda: steps(client, began["id"])[-1]["kind"] == "no_mentor", PATIENCE)
