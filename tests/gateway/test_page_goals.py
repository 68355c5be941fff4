"""The page of a goodbye asks how each goal went, keeps it for the farewell, and shows it again."""

from datetime import timedelta
from uuid import UUID

from schemas.names import Outcome, Phase, Role
from schemas.request import Goal
from schemas.state import Closing, Hold
from tests.gateway.pair_fixture import Pair, PairIn, working
from tests.gateway.reader import browser, opened, pressed

GOAL = Goal.of("lead well")


async def closing(pair: Pair) -> None:
    """Let a pair say goodbye."""
    since = pair.now - timedelta(hours=1)
    until = pair.now + timedelta(days=14)
    goodbye = Closing(since=since, outcome=Outcome.COMPLETED, was=Phase.ACTIVE, until=until, asked=since)
    await pair.keep(pair.state.with_(phase=Phase.CLOSING, closing=goodbye, closings=1))


async def test_somebody_says_how_their_goal_went_with_one_press_and_may_change_it(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await closing(pair)
    link = await pair.link("closing", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        first = await opened(client, services, link)
        leaf = await pressed(client, services, link, choice="thank", **{GOAL.field: "partly"})
        again = await opened(client, services, link)
        changed = await pressed(client, services, link, choice="thank", **{GOAL.field: "reached"})
    assert "How did you get on with what you set out to do?" in first.text
    assert "lead well: partly reached" in leaf.text
    [chosen] = again.soup.select(f"select[name={GOAL.field}] option[selected]")
    assert chosen["value"] == "partly"
    assert "lead well: reached" in changed.text
    assert (await pair.answers())[-1]["words"] == {GOAL.field: "reached"}


async def test_what_is_no_outcome_is_not_kept(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await closing(pair)
    link = await pair.link("closing", Role.MENTOR)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="thank", thanks="Thank you", **{GOAL.field: "<b>"})
    assert (await pair.answers())[-1]["words"] == {"thanks": "Thank you"}


async def test_the_other_one_sees_it_beside_the_goal_and_the_coordinator_does_not(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    review, theirs = [await pair.link("review", role) for role in (Role.MENTEE, Role.MENTOR)]
    task = await pair.link("task", Role.COORDINATOR)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, review, choice="continue", **{GOAL.field: "not_yet"})
        seen = [(await opened(client, services, link)).text for link in (review, theirs, task)]
    assert ["lead well (Ana: not reached yet)" in text for text in seen] == [True, True, False]
    assert "not reached yet)" not in seen[2]


async def test_a_later_page_begins_with_what_its_reader_said_before(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    first, later = [await pair.link("review", Role.MENTEE, f"review/{number}") for number in (1, 2)]
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, first, choice="continue", **{GOAL.field: "partly"})
        leaf = await opened(client, services, later)
    assert leaf.fields[GOAL.field] == "partly"


async def test_what_was_said_of_a_goal_can_be_taken_back_at_a_later_page(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    first, later = [await pair.link("review", Role.MENTEE, f"review/{number}") for number in (1, 2)]
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, first, choice="continue", **{GOAL.field: "partly"})
        leaf = await pressed(client, services, later, choice="continue", **{GOAL.field: ""})
    assert "lead well (" not in leaf.text
    assert leaf.fields[GOAL.field] == ""


async def test_an_older_page_shows_what_its_reader_said_last(pair_in: PairIn) -> None:
    """A press that only changed the rhythm brought back what they had said there."""
    pair, services = await pair_in(Phase.ACTIVE)
    first, later = [await pair.link("review", Role.MENTEE, f"review/{number}") for number in (1, 2)]
    async with working(services, pair), browser(services) as client:
        for link, outcome in ((first, "partly"), (later, "reached")):
            await pressed(client, services, link, choice="continue", **{GOAL.field: outcome})
        leaf = await opened(client, services, first)
    assert leaf.fields[GOAL.field] == "reached"


async def test_more_time_forgets_nothing_that_was_said_of_the_goals(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await closing(pair)
    link = await pair.link("closing", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="thank", **{GOAL.field: "reached"})
        await pressed(client, services, link, choice="extend")
    assert (await pair.answers())[-1]["words"] == {GOAL.field: "reached"}


async def test_on_hold_nothing_of_the_one_is_shown_to_the_other(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    mine, theirs = [await pair.link("review", role) for role in (Role.MENTEE, Role.MENTOR)]
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, mine, choice="continue", **{GOAL.field: "dropped"})
        await pair.keep((await pair.kept()).with_(hold=Hold(since=pair.now, by=(UUID(int=1),))))
        texts = [(await opened(client, services, link)).text for link in (mine, theirs)]
    assert ["no longer a goal)" in text for text in texts] == [True, False]
    assert all("beside the goals, on these pages" not in text for text in texts)


async def test_after_an_end_from_a_hold_each_page_shows_only_what_its_reader_said(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    mine, theirs = [await pair.link("review", role) for role in (Role.MENTEE, Role.MENTOR)]
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, mine, choice="continue", **{GOAL.field: "dropped"})
        goodbye = Closing(since=pair.now, outcome=Outcome.ENDED_EARLY, was=Phase.ACTIVE, until=pair.now, parted=True)
        await pair.keep((await pair.kept()).with_(phase=Phase.CLOSING, closing=goodbye))
        texts = [(await opened(client, services, link)).text for link in (mine, theirs)]
    assert ["no longer a goal)" in text for text in texts] == [True, False]
