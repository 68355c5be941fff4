"""What HR, a coordinator and the two see while the programme has a mentorship on hold: that it is, and nothing else."""

from datetime import timedelta
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from httpx import Response

from gateway.api.mentorships import close, resume
from gateway.pages.render import show
from policy.ending import is_parted
from policy.hearing import hear
from schemas.failures import Failure
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.state import Closing, Hold, State
from store.pool import Pool
from tests.gateway.page_walk import standings, turns
from tests.gateway.pair_fixture import make_pair
from tests.gateway.reader import Leaf, browser
from tests.gateway.test_console import NOWHERE, prepared, sign_in
from tests.policy.pairs import answer

TELLING = ("concern", "safeguarding", "confidence:")


def on_hold(state: State) -> State:
    """Return the state on hold since just now."""
    return state.with_(
        hold=Hold(since=state.started + timedelta(days=2), by=(UUID(int=1),)), revision=state.revision + 1
    )


@pytest.mark.parametrize("phase", [Phase.SEEKING, Phase.AGREEING, Phase.ACTIVE, Phase.CLOSING])
async def test_the_console_says_that_it_is_on_hold_and_offers_to_end_it(
    database_url: str, pool: Pool, organisation: UUID, phase: Phase
) -> None:
    _, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    held = await make_pair(database_url, organisation, phase, name="Another")
    await held.keep(on_hold(held.state))
    async with browser(services) as client:
        await sign_in(client, key)
        leaf, listed = [Leaf(await client.get(f"/console{path}")) for path in (f"/mentorships/{held.id}", "")]
    assert "On hold by the programme." in leaf.text
    assert "Nothing, until the programme lets it go on." in leaf.text
    assert "it has ended" not in leaf.text
    assert "it ends by itself" not in leaf.text
    assert "End the break" not in leaf.text
    assert "Change the return date" not in leaf.text
    assert listed.response.status_code == 200
    for word in TELLING:
        assert word not in leaf.text.lower()


@pytest.mark.parametrize(
    ("phase", "says"),
    [
        (Phase.SEEKING, "Everybody who had a letter about it is told. If nobody had one, it ends without any."),
        (Phase.AGREEING, "Everybody who had a letter about it is told. If nobody had one, it ends without any."),
        (
            Phase.ACTIVE,
            "Both get a farewell that names no reason, without thanks and without words from each other.",
        ),
    ],
)
async def test_the_console_says_that_an_end_while_on_hold_is_final_before_and_after_it_is_chosen(
    database_url: str, pool: Pool, organisation: UUID, phase: Phase, says: str
) -> None:
    """It promised time for thanks, and that the end can be taken back; one press ended it for good."""
    _, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    held = await make_pair(database_url, organisation, phase, name="Another")
    state, now = on_hold(held.state), held.now + timedelta(days=3)
    ended = hear(state, answer(1, Role.HR, "close"), now)
    assert isinstance(ended, State)
    assert is_parted(ended)
    assert hear(ended, answer(2, Role.HR, "resume"), now) is Failure.ON_HOLD
    async with browser(services) as client:
        await sign_in(client, key)
        shown = []
        for one in (state, ended):
            await held.keep(one)
            shown.append(Leaf(await client.get(f"/console/mentorships/{held.id}")))
    before, after = shown
    assert f"{says} Nobody can take that back." in before.text
    assert before.soup.select_one("form[action$=close] button").text == "End it"  # type: ignore[union-attr]
    for promise in ("time for thanks", "You can take it back", "you can take it back", "Begin the goodbye"):
        assert promise not in before.text
    assert "gone out. Nobody can take that back." in after.text
    assert "Take it back" not in after.text
    assert "The goodbye has begun" not in after.text
    for word in TELLING:
        assert word not in before.text.lower()


async def test_a_goodbye_that_is_taken_back_while_on_hold_does_not_go_on_at_once(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    _, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    held = await make_pair(database_url, organisation, Phase.ACTIVE, name="Another")
    until = held.now + timedelta(days=14)
    goodbye = Closing(since=held.now, outcome=Outcome.ENDED_EARLY, was=Phase.ACTIVE, until=until, asked=held.now)
    state = on_hold(held.state.with_(phase=Phase.CLOSING, closing=goodbye))
    await held.keep(state)
    back = hear(state, answer(1, Role.HR, "resume"), held.now + timedelta(days=3))
    assert isinstance(back, State)
    assert back.hold
    async with browser(services) as client:
        await sign_in(client, key)
        leaf = Leaf(await client.get(f"/console/mentorships/{held.id}"))
    assert "The goodbye waits while it is on hold." in leaf.text
    assert "take it back: all goes on as before once it is no longer on hold." in leaf.text


async def test_a_last_notice_that_waits_in_a_hold_is_no_goodbye(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    _, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    held = await make_pair(database_url, organisation, Phase.CLOSING, name="Another")
    assert held.state.closing
    lapsing = held.state.closing.with_(lapsed=True, outcome=Outcome.LAPSED)
    await held.keep(on_hold(held.state.with_(closing=lapsing)))
    async with browser(services) as client:
        await sign_in(client, key)
        leaf = Leaf(await client.get(f"/console/mentorships/{held.id}"))
    assert "Both were asked whether they would like to continue. That waits while it is on hold." in leaf.text
    assert "The goodbye waits" not in leaf.text


def test_the_api_says_that_an_end_while_on_hold_is_final() -> None:
    assert "If a mentorship is on hold, a farewell alone, without thanks" in " ".join((close.__doc__ or "").split())
    assert "or it was ended while on hold, the answer is 409 `refused`" in " ".join((resume.__doc__ or "").split())


@pytest.mark.parametrize("role", [Role.MENTEE, Role.MENTOR, Role.COORDINATOR])
def test_no_page_names_a_day_for_what_does_not_come(role: Role) -> None:
    seen = 0
    for life in ("on hold", "on hold in a search", "on hold in a goodbye", "silent after agreeing"):
        for turn in turns(life):
            held = turn if turn.state.hold else turn._replace(state=on_hold(turn.state))
            for standing in standings(held, "en"):
                if standing.role is role and standing.phase is not Phase.CLOSED and standing.concerned:
                    seen += 1
                    text = " ".join(
                        BeautifulSoup(show(standing, action="/a/x", nonce="x"), "html.parser").get_text(" ").split()
                    )
                    assert "Next, on" not in text
                    assert "we send you a farewell" not in text
                    assert "we ask them again on" not in text
                    assert "takes effect when you press the button" not in text
                    assert "on hold for now" in text or "nothing more for you to do" in text
    assert seen > 5


def test_a_choice_takes_effect_at_once_only_while_nothing_is_on_hold() -> None:
    reviews = [one for turn in turns("good, given") for one in standings(turn, "en") if one.kind is StepKind.REVIEW]
    going_on = [one for one in reviews if one.phase is Phase.ACTIVE]
    held = [one.model_copy(update={"state": on_hold(one.state), "known": on_hold(one.known)}) for one in going_on]
    for each, says in ((going_on, True), (held, False)):
        texts = [show(one, action="/a/x", nonce="x") for one in each]
        assert any("takes effect when you press the button" in text for text in texts) is says


def test_after_an_end_from_a_hold_nobody_is_invited_to_go_on() -> None:
    for life, invited in (("on hold, then ended", False), ("HR ends the pair", True)):
        over = [one for turn in turns(life) for one in standings(turn, "en") if one.phase is Phase.CLOSED]
        texts = [Leaf(Response(200, text=show(one, action="/a/x", nonce="x"))).text for one in over if one.role in PAIR]
        assert texts
        assert {"you would both like to go on" in text or "would like to go on" in text for text in texts} == {invited}


def test_once_the_mentee_has_begun_another_mentorship_nobody_is_invited_to_go_on_with_this_one() -> None:
    over = [one for turn in turns("HR ends the pair") for one in standings(turn, "en") if one.phase is Phase.CLOSED]
    texts = [
        show(one.model_copy(update={"begun_anew": True}), action="/a/x", nonce="x") for one in over if one.role in PAIR
    ]
    assert texts
    assert not any("would both like to go on" in text for text in texts)
