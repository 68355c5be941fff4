"""A mentor answers a request with a yes to other terms: what the two see of it, and what becomes of it."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from gateway.api.timeline import timeline_of
from schemas.names import Phase, Role
from schemas.request import Terms
from schemas.state import Agreeing, State
from store.pool import Pool
from tests.gateway.conftest import NOWHERE
from tests.gateway.pair_fixture import Pair, PairIn, connected, make_pair, make_services, working
from tests.gateway.reader import Leaf, browser, opened, pressed

MENTOR = Role.MENTOR
CHANGES = {"choice": "propose", "cadence_days": "42", "minutes": "30", "for_mentee": "Mornings suit me best."}
DRAFTED = "SELECT terms FROM agreements WHERE version = {} AND drafted_by = 'mentor'"


async def drafted(pair: Pair, version: int) -> Terms:
    """Return a version that the mentor drafted."""
    return Terms.model_validate_json(await pair.value(DRAFTED.format(version)))


async def versions(pair: Pair) -> list[tuple[int, str]]:
    """Return who drafted each version."""
    async with connected(pair.url) as connection:
        rows = await connection.fetch("SELECT version, drafted_by FROM agreements ORDER BY version")
    return [(row["version"], row["drafted_by"]) for row in rows]


async def test_the_mentor_says_yes_with_changes_and_the_mentee_is_asked(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", MENTOR)
    async with working(services, pair), browser(services) as client:
        leaf = await pressed(client, services, link, **CHANGES)
        again = await opened(client, services, link)
    assert "Thank you for saying yes to Ana." in leaf.text
    assert "You said yes, with your changes. Ana is asked to look at them." in leaf.text
    assert "we send Ana the agreement" in leaf.text
    assert "yes, with some changes" in again.text
    assert "Mornings suit me best." in again.text
    assert again.fields["choice"] == "propose"
    assert (again.fields["cadence_days"], again.fields["minutes"]) == ("42", "30")
    [said] = await pair.answers()
    assert (said["kind"], said["said"]) == ("accept", {"cadence_days": 42, "draft": 2})
    terms, state = await drafted(pair, 2), await pair.kept()
    assert (terms.cadence_days, terms.minutes, terms.goals[0].text) == (42, 30, "lead well")
    assert (state.phase, state.cadence_days, state.agreements) == (Phase.AGREEING, 42, 2)


async def test_within_the_undo_time_the_latest_answer_counts(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", MENTOR)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, **CHANGES)
        plain = await pressed(client, services, link, choice="accept")
        assert (await pair.kept()).cadence_days == 21
        other = await pressed(client, services, link, choice="propose", minutes="60")
        assert (await pair.kept()).cadence_days == 21
        no = await pressed(client, services, link, choice="decline")
        back = await pressed(client, services, link, **CHANGES)
    assert "You said yes. Before you begin, you and Ana each get a short agreement." in plain.text
    assert "You said yes, with your changes." in other.text
    assert "You said no." in no.text
    assert "You said yes, with your changes." in back.text
    state = await pair.kept()
    assert state.agreeing
    assert (state.cadence_days, state.agreeing.accepted) == (42, (MENTOR,))
    terms = await drafted(pair, state.agreeing.version)
    assert (terms.cadence_days, terms.minutes) == (42, 30)


async def test_the_same_press_twice_is_one_answer_and_one_version(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", MENTOR)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, **CHANGES)
        await pressed(client, services, link)
    assert len(await pair.answers()) == 1
    assert await versions(pair) == [(1, "mentee"), (2, "mentor")]


async def test_presses_at_the_same_moment_from_the_request_and_from_its_reminder_get_a_version_each(
    pair_in: PairIn,
) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    links = [await pair.link("request", MENTOR), await pair.link("request_reminder", MENTOR)]
    async with working(services, pair), browser(services) as client:
        forms = [(await opened(client, services, link)).fields for link in links]
        paths = [f"/a/{services.links.token(link)}" for link in links]
        data = [{**form, **CHANGES, "minutes": length} for form, length in zip(forms, ("30", "60"), strict=True)]
        leaves = await asyncio.gather(*(client.post(path, data=one) for path, one in zip(paths, data, strict=True)))
    assert {leaf.status_code for leaf in leaves} == {200}
    assert [one["refused"] for one in await pair.answers()] == [None, None]
    state = await pair.kept()
    assert state.agreeing
    assert state.agreeing.version in (2, 3)
    assert await versions(pair) == [(1, "mentee"), (2, "mentor"), (3, "mentor")]


@pytest.mark.parametrize("line", ["", "Mornings suit me best."])
async def test_a_yes_with_changes_that_changes_nothing_is_asked_about(pair_in: PairIn, line: str) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    async with browser(services) as client:
        link = await pair.link("request", MENTOR)
        leaf = await pressed(client, services, link, choice="propose", for_mentee=line)
    assert leaf.response.status_code == 422
    assert "You have not changed anything yet. Change something below, or choose “Yes, I would like to”." in leaf.text
    assert ("What you wrote for Ana is sent only together with a change." in leaf.text) == bool(line)
    assert leaf.fields["for_mentee"].strip() == line
    assert await pair.answers() == []


async def test_an_end_out_of_range_is_named_and_every_word_stays_in_the_form(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    async with browser(services) as client:
        link = await pair.link("request", MENTOR)
        leaf = await pressed(client, services, link, **CHANGES, ends="2020-01-01")
    assert leaf.response.status_code == 422
    assert "Choose a day from" in leaf.text
    assert leaf.fields["for_mentee"].strip() == "Mornings suit me best."


async def test_an_end_that_only_the_workflow_can_refuse_leaves_the_yes_before_as_it_was(
    pair_in: PairIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", MENTOR)
    monkeypatch.setattr("gateway.pages.form_fields.Form.day", lambda *_: pair.now.date())
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, **CHANGES)
        tomorrow = (pair.now + timedelta(days=1)).date().isoformat()
        leaf = await pressed(client, services, link, choice="propose", minutes="90", ends=tomorrow)
    assert "Choose another one." in leaf.text
    assert await versions(pair) == [(1, "mentee"), (2, "mentor"), (3, "nobody")]
    state = await pair.kept()
    assert state.agreeing
    assert (state.agreeing.version, (await drafted(pair, 2)).minutes) == (2, 30)


async def test_words_that_come_after_the_agreement_was_sent_are_kept_and_shown_as_typed(pair_in: PairIn) -> None:
    """The form was open meanwhile; nobody is shown these terms instead of those that were sent."""
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", MENTOR)
    async with working(services, pair), browser(services) as client:
        form = (await opened(client, services, link)).fields
        await pair.keep(sent(await pair.kept()))
        leaf = Leaf(
            await client.post(f"/a/{services.links.token(link)}", data={**form, **CHANGES, "channel": "on a walk"})
        )
    assert "This was settled before your answer came, so nothing has changed." in leaf.text
    assert "What you wrote is saved. Ana does not get it." in leaf.text
    assert "Mornings suit me best." in leaf.text
    assert "on a walk" in leaf.text
    assert await versions(pair) == [(1, "mentee")]


def sent(state: State) -> State:
    """Return the state once the agreement of a plain yes was sent."""
    agreeing = Agreeing(since=state.started, asked=state.started)
    return state.with_(phase=Phase.AGREEING, agreeing=agreeing, agreements=1, revision=90)


async def test_a_request_that_was_withdrawn_keeps_the_words(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", MENTOR)
    async with browser(services) as client:
        form = (await opened(client, services, link)).fields
        await pair.value(
            "UPDATE mentorships SET phase = 'closed', state = state || '{\"phase\": \"closed\"}' RETURNING id"
        )
        leaf = Leaf(await client.post(f"/a/{services.links.token(link)}", data={**form, **CHANGES}))
    assert "This mentorship has ended, so nothing can be answered any more." in leaf.text
    assert "Mornings suit me best." in leaf.text
    [said] = await pair.answers()
    assert said["words"]["for_mentee"] == "Mornings suit me best."


async def test_while_temporal_is_away_it_is_saved(database_url: str, pool: Pool, organisation: UUID) -> None:
    pair = await make_pair(database_url, organisation, Phase.SEEKING)
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client:
        leaf = await pressed(client, services, await pair.link("request", MENTOR), **CHANGES)
    assert "Your answer is saved. We will act on it shortly" in leaf.text


async def test_the_timeline_says_what_the_mentor_would_change_without_their_words(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.SEEKING)
    services = await make_services(database_url, pool, temporal)
    link = await pair.link("request", MENTOR)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, **CHANGES)
        await pressed(client, services, link, choice="propose", channel="on a walk", minutes="60")
    first, second = (await timeline_of(pool, organisation, pair.id)).items
    assert first.says == "Ben Example accepted the request with changes: every 6 weeks, 30 minutes each time."
    assert (
        second.says
        == "Ben Example accepted the request with changes: how they meet, every 6 weeks, 60 minutes each time."
    )
