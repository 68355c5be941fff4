"""What a form asks for and does: the letter's own words, days for dates, and nothing that is there already."""

from datetime import timedelta
from uuid import UUID

import pytest
from bs4 import BeautifulSoup

from gateway.pages.questions import question_of
from gateway.pages.render import show
from letters.buttons import labels
from letters.voice import languages
from schemas.names import Outcome, Phase, Role
from schemas.request import Terms
from store.pool import Pool
from tests.gateway.page_lives import LIVES
from tests.gateway.page_walk import standings, turns
from tests.gateway.pair_fixture import PairIn, make_pair, make_services, working
from tests.gateway.reader import browser, opened, pressed

NOWHERE = "127.0.0.1:1"
TOO_LONG = "I would like to learn how to lead. " * 10


@pytest.mark.parametrize("language", languages())
def test_a_choice_is_called_as_the_letters_button_for_it(language: str) -> None:
    seen = set()
    for life in LIVES:
        for turn in turns(life):
            for standing in standings(turn, language, latest=2):
                letter = standing.letter
                if question_of(standing) is None or standing.answered or letter in seen:
                    continue
                soup = BeautifulSoup(show(standing, action="/a/x", nonce="x"), "html.parser")
                named = {str(each["value"]): each.find_parent("label") for each in soup.select("input[type=radio]")}
                for query, label in labels(letter, language).items():
                    option = named.get(query.partition("=")[2])
                    if soup.form and option:
                        seen.add(letter)
                        assert label in " ".join(option.get_text().split()), (letter, query)
    assert {"request", "agreement", "check_in", "nudge", "review", "rhythm", "last_notice", "task", "no_mentor"} <= seen


@pytest.mark.parametrize("language", languages())
def test_a_coordinator_has_the_same_choices_in_the_letter_and_on_the_page(language: str) -> None:
    before_they_begin = {""}  # only an address is asked for, and the page shows how things stand
    assert set(labels("task", language)) - before_they_begin == {"choice=continue", "choice=rematch", "choice=close"}
    assert set(labels("no_mentor", language)) == {"choice=name", "choice=continue", "choice=close"}


async def test_another_rhythm_is_another_one(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("rhythm", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        leaf = await opened(client, services, link, "?choice=cadence")
        none = await pressed(client, services, link, choice="cadence")
        same = await pressed(client, services, link, choice="cadence", cadence_days="21")
        chosen = await pressed(client, services, link, choice="cadence", cadence_days="42")
        twice = await pressed(client, services, link, choice="cadence", cadence_days="42")
    assert leaf.fields["cadence_days"] == ""
    assert "every 3 weeks" not in [each.get_text() for each in leaf.soup.select("option")]
    assert (none.response.status_code, same.response.status_code) == (422, 422)
    assert "Choose how often you would like to meet." in none.text
    assert "That is your rhythm now." in same.text
    assert "From now on we ask you both every 6 weeks." in chosen.text
    assert (chosen.response.status_code, twice.response.status_code) == (200, 200)
    assert len(await pair.answers()) == 1


async def test_a_booked_meeting_may_have_its_day_and_both_see_it(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    link, other = await pair.link("check_in", Role.MENTEE), await pair.link("check_in", Role.MENTOR)
    day = (pair.now + timedelta(days=9)).date()
    async with working(services, pair), browser(services) as client:
        past = await pressed(client, services, link, met="booked", booked_on="2020-01-01")
        told = await pressed(client, services, link, met="booked", booked_on=day.isoformat())
        partner = await opened(client, services, other)
        without = await pressed(client, services, link, met="booked", booked_on="")
    shown = f"{day:%-d %B %Y}"
    assert past.response.status_code == 422
    assert "Choose a day from" in past.text
    assert f"you have a date, {shown}" in told.text
    assert f"Next meeting {shown}, as Ana told us" in partner.text
    assert "you have a date" in without.text
    assert "Next meeting" not in without.text
    assert [one["said"] for one in await pair.answers()] == [
        {"met": "booked", "booked_on": day.isoformat()},
        {"met": "booked"},
    ]


async def test_a_poor_meeting_is_not_called_good_to_hear(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        poor = await pressed(client, services, link, met="yes", rating="1")
        great = await pressed(client, services, link, met="yes", rating="5")
    assert "Thank you for saying so openly." in poor.text
    assert "Good to hear" not in poor.text
    assert "Good to hear that you met." in great.text


async def test_every_term_can_be_changed_and_what_nobody_wrote_stays_in_each_readers_language(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    await pair.value("UPDATE people SET language = 'de' WHERE given_name = 'Ana' RETURNING id")
    services = await make_services(database_url, pool, temporal)
    link = await pair.link("agreement", Role.MENTEE)
    ends = (pair.now + timedelta(days=200)).date()
    async with working(services, pair), browser(services) as client:
        leaf = await opened(client, services, link)
        early = await pressed(client, services, link, choice="amend", ends="2020-01-01")
        leaf_after = await pressed(
            client, services, link, choice="amend", ends=ends.isoformat(), confidentiality="Nichts verlässt den Raum."
        )
        partner = await opened(client, services, await pair.link("agreement", Role.MENTOR, "agreement/2"))
    assert leaf.fields["channel"] == "Videoanruf"
    assert leaf.fields["ends"] == ""
    assert early.response.status_code == 422
    assert "Deine Änderungen sind gespeichert." in leaf_after.text
    terms = Terms.model_validate_json(await pair.value("SELECT terms FROM agreements WHERE version = 2"))
    assert (terms.channel, terms.confidentiality) == ("video call", "Nichts verlässt den Raum.")
    kept = (await pair.kept()).ends
    assert kept
    assert kept.date() == ends
    assert "Video call" in partner.text
    assert f"{ends:%-d %B %Y}" in partner.text


@pytest.mark.parametrize("goals", ["lead well\n" + TOO_LONG, TOO_LONG, "one\n" * 9])
async def test_goals_that_are_too_long_or_too_many_are_named_and_every_word_stays_in_the_form(
    pair_in: PairIn, goals: str
) -> None:
    pair, services = await pair_in(Phase.AGREEING)
    async with browser(services) as client:
        link = await pair.link("agreement", Role.MENTEE)
        page = await pressed(client, services, link, choice="amend", goals=goals, giving="My own words")
    assert page.response.status_code == 422
    assert "Give at most 8 lines of at most 300 characters each" in page.text
    assert (page.fields["goals"].strip(), page.fields["giving"].strip()) == (goals.strip(), "My own words")
    assert await pair.answers() == []


async def test_whoever_would_rather_not_stay_in_touch_says_no_and_nobody_is_told(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.CLOSING)
    mine, other = await pair.link("closing", Role.MENTEE), await pair.link("closing", Role.MENTOR)
    async with working(services, pair), browser(services) as client:
        leaf = await opened(client, services, mine)
        await pressed(client, services, mine, thanks="", keep_in_touch="no")
        await pressed(client, services, other, thanks="", keep_in_touch="yes")
        await pair.keep((await pair.kept()).with_(phase=Phase.CLOSED, outcome=Outcome.ENDED_EARLY))
        after = await opened(client, services, other)
    assert "Let it rest" not in leaf.text
    assert "No Ben is not told." in leaf.text
    assert "stay in touch" not in after.text


NAMES = ("محمد", "דוד 3 (x)", "👩🏽‍🚀 Zoë", "‮gnp.exe", "Ö" * 300, "a b " * 75)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", languages())
async def test_a_name_stands_apart_whatever_it_is_made_of(
    database_url: str, pool: Pool, organisation: UUID, name: str, language: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    await pair.value(f"UPDATE people SET given_name = '{name}' WHERE given_name = 'Ben' RETURNING id")
    await pair.value(f"UPDATE people SET language = '{language}' RETURNING id")
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client:
        leaf = await opened(client, services, await pair.link("rhythm", Role.MENTEE))
    assert leaf.response.status_code == 200
    assert leaf.soup.h1
    assert [each.get_text() for each in leaf.soup.h1.select("bdi")] == [name]
    for text in leaf.soup.find_all(string=lambda found: name in str(found)):
        assert text.find_parent("bdi") or text.find_parent("title") or text.find_parent("a"), text
    for each in leaf.soup.select("textarea, input[type=text], blockquote, dd"):
        assert each["dir"] == "auto"


async def test_a_reader_sees_again_whether_they_would_stay_in_touch(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.CLOSING)
    async with working(services, pair), browser(services) as client:
        no = await pressed(client, services, await pair.link("closing", Role.MENTEE), thanks="", keep_in_touch="no")
    assert "Staying in touch No" in no.text


async def test_whoever_would_rather_not_begin_is_not_told_that_they_ended_it(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.AGREEING)
    async with working(services, pair), browser(services) as client:
        leaf = await pressed(client, services, await pair.link("agreement", Role.MENTEE), choice="close")
    assert "You said: you would rather not begin" in leaf.text
