"""The page of a goodbye: thanks, and more time together where the agreed time has brought the end."""

from datetime import timedelta

from intake.services import Services
from policy.more_time import longer_until
from schemas.names import Outcome, Phase, Role
from schemas.state import Closing
from schemas.step_key import StepKey
from tests.gateway.pair_fixture import Pair, PairIn, working
from tests.gateway.reader import Leaf, browser, opened, pressed


async def nearly_over(pair_in: PairIn) -> tuple[Pair, Services]:
    """Return a pair that was told that its time is nearly over, and its gateway."""
    pair, services = await pair_in(Phase.ACTIVE)
    told, until = pair.now - timedelta(hours=1), pair.now + timedelta(days=13)
    closing = Closing(since=told, asked=told, until=until, outcome=Outcome.COMPLETED, was=Phase.ACTIVE)
    active = pair.state.active and pair.state.active.with_(agreed=pair.now - timedelta(days=352))
    state = pair.state.with_(phase=Phase.CLOSING, active=active, closing=closing, closings=1, ends=until)
    await pair.keep(state)
    return pair, services


async def test_whoever_would_like_more_time_asks_for_it_at_the_goodbye_and_both_go_on(pair_in: PairIn) -> None:
    pair, services = await nearly_over(pair_in)
    mine, other = await pair.link("closing", Role.MENTEE), await pair.link("closing", Role.MENTOR)
    ends = longer_until(pair.state, Role.MENTEE, StepKey("closing/1"), pair.now)
    async with working(services, pair), browser(services) as client:
        leaf = await opened(client, services, mine, "?choice=extend")
        told = await pressed(client, services, mine, choice="extend")
        twice = Leaf(await client.post(f"/a/{services.links.token(mine)}", data={**leaf.fields, "choice": "extend"}))
        partner = await opened(client, services, other)
    assert ends
    assert leaf.fields["choice"] == "extend"
    assert f"you both have time until {ends:%A, %-d %B %Y}. We tell Ben that you asked." in leaf.text
    assert f"You have more time together: until {ends:%A, %-d %B %Y}." in told.text
    assert "we tell you that you two go on after all" in told.text
    assert "You said: more time together" in twice.text
    (answer,) = await pair.answers()
    assert (answer["kind"], answer["said"], answer["words"]) == ("adjust", {"choice": "extend"}, {})
    assert (await pair.kept()).ends is not None
    assert "You and Ana go on after all" in partner.text
    assert partner.soup.find("form") is None


async def test_a_goodbye_asks_for_thanks_first_and_keeps_them_for_whoever_then_asks_for_more_time(
    pair_in: PairIn,
) -> None:
    pair, services = await nearly_over(pair_in)
    link = await pair.link("closing", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        leaf = await opened(client, services, link)
        thanked = await pressed(client, services, link, thanks="You gave me courage.", keep_in_touch="yes")
        more = await pressed(client, services, link, choice="extend")
    assert leaf.fields["choice"] == "thank"
    assert "Ben reads this in the farewell or, if you go on, with one of our next letters." in leaf.text
    assert "Thank you for saying goodbye." in thanked.text
    assert "Your thanks to Ben You gave me courage." in more.text
    first, second = await pair.answers()
    assert (first["kind"], second["kind"]) == ("thank", "adjust")
    assert second["words"] == {"thanks": "You gave me courage."}


async def test_no_more_time_is_offered_once_the_mentee_has_begun_another_mentorship(
    pair_in: PairIn,
) -> None:
    pair, services = await nearly_over(pair_in)
    link = await pair.link("closing", Role.MENTOR)
    await pair.value(
        "INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, request, phase, health, "
        "revision, state, started, as_of) "
        "SELECT 'ffffffff-ffff-4fff-bfff-ffffffffffff', organisation_id, programme_id, rules_version, mentee_id, "
        "request, 'seeking', health, 0, state, started, as_of FROM mentorships RETURNING id"
    )
    async with browser(services) as client:
        leaf = await opened(client, services, link, "?choice=extend")
    assert leaf.soup.find("form")
    assert leaf.soup.select_one('input[name="choice"]') is None


async def test_an_end_that_somebody_decided_offers_no_more_time_and_takes_no_wish_for_it(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.CLOSING)
    link = await pair.link("closing", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        leaf = await opened(client, services, link, "?choice=extend")
        refused = await pressed(client, services, link, choice="extend")
    assert leaf.soup.select_one('input[name="choice"]') is None
    assert "Ben reads this in the farewell." in leaf.text
    assert "Nothing has changed" in refused.text
    assert (await pair.kept()).phase is Phase.CLOSING
