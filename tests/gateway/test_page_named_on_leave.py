"""A coordinator names a mentor who is on leave: every page and the API say from then on when they are asked."""

from datetime import datetime, timedelta

from gateway.api.views import one
from schemas.names import Role
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import browser, opened, pressed
from tests.gateway.test_page_naming import nobody_left, ticks

AWAY = "UPDATE people SET away_until = now() + interval '5 days' WHERE given_name = 'Dora'"
LATER = """INSERT INTO not_before_wishes (answer_id, organisation_id, person_id, day, until)
           SELECT answers.id, answers.organisation_id, people.id, current_date + 20, now() + interval '20 days'
             FROM answers, people WHERE given_name = 'Dora' LIMIT 1 RETURNING 1"""
WRITTEN = timedelta(days=10)  # the first day after those on which this programme sends letters


def day_of(moment: datetime) -> str:
    """Return a day as pages name it."""
    return f"{moment:%A}, {moment.day} {moment:%B %Y}"


async def test_whoever_is_on_leave_is_named_with_the_day_beside_them_and_in_the_receipt(pair_in: PairIn) -> None:
    pair, services, link, more = await nobody_left(pair_in)
    await pair.value(AWAY)
    back = await pair.value("SELECT away_until FROM people WHERE given_name = 'Dora'")
    day, asked = day_of(back), day_of(pair.now + WRITTEN)
    async with working(services, pair), browser(services) as client:
        leaf = await opened(client, services, link)
        first = await pressed(client, services, link, choice="name", who="Dora Stone", **ticks(more["eve"]))
        alone = await pressed(client, services, link, **{f"mentor-{more['eve']}": ""})
        then = await pressed(client, services, link, who="Eve Stone")
    says = "We do not ask before, and whoever comes after them waits, too."
    assert leaf.text.count(f"But: away until {day}. {says}") == 1
    assert f"Dora Stone is away until {day}. We do not ask before." in first.text
    assert f"Next, on {asked}" not in first.text
    assert f"Dora Stone is away until {day}. We do not ask before." in alone.text
    assert f"Next, on {asked}, we ask another mentor" in alone.text
    assert f"Dora Stone is away until {day}. {says}" in then.text
    assert f"Next, on {asked}, we ask another mentor" in then.text


async def test_mentee_and_api_name_the_day_on_which_whoever_is_on_leave_is_asked_from_the_first_moment(
    pair_in: PairIn,
) -> None:
    """While the coordinator could still change it, both said that she is asked within the hour."""
    pair, services, link, _ = await nobody_left(pair_in)
    await pair.value(AWAY)
    mentee = await pair.link("no_mentor", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="name", who="Dora Stone")
        page = await opened(client, services, mentee)
    asked = pair.now + WRITTEN
    assert f"Next, on {day_of(asked)}, we ask another mentor" in page.text
    assert "away" not in page.text, "it is not for the mentee to know"
    view = await one(services.pool, pair.organisation, pair.state.mentorship)
    assert view.next
    assert view.next.delayed
    assert (view.next.what, view.next.when.date()) == ("Ask Dora.", asked.date())
    back = await pair.value("SELECT away_until FROM people WHERE given_name = 'Dora'")
    assert view.next.delayed.says.startswith(f"Dora is away until {back.day} {back:%B %Y}")


async def test_nobody_waits_for_whoever_is_on_leave_and_wishes_to_be_asked_later_still(pair_in: PairIn) -> None:
    """They are passed over as soon as it is their turn."""
    pair, services, link, _ = await nobody_left(pair_in)
    await pair.value(AWAY)
    mentee = await pair.link("no_mentor", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="name", who="Dora Stone")
        assert await pair.value(LATER) == 1
        assert await pair.value("SELECT count(*) FROM not_before") == 1
        page = await opened(client, services, mentee)
    view = await one(services.pool, pair.organisation, pair.state.mentorship)
    assert f"Next, on {day_of(pair.now + WRITTEN)}" not in page.text
    assert view.next
    assert view.next.when.date() != (pair.now + WRITTEN).date()
