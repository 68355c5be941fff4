"""Page and farewell count the meetings of which two people tell from those answers that hold."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import pytest

from gateway.pages.reading import read_standing
from schemas.names import Phase, Role
from store.pool import Pool
from tests.gateway.pair_fixture import Pair, PairIn
from tests.gateway.test_booked_day_counted import meetings_in_farewell

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
BEGAN = datetime(2026, 12, 1, 9, tzinfo=UTC)


class Told(NamedTuple):
    """What one of the two says of a meeting, on the day after the beginning with this number."""

    role: Role
    step: str
    day: int
    met: str = "yes"


FIRST, SECOND, BACK = "agreed/1", "check_in/1", "resumed/1"
BEFORE = [(FIRST, 0), (SECOND, 21)]
STORIES = {
    "each at the same question": (BEFORE, [Told(MENTEE, SECOND, 22), Told(MENTOR, SECOND, 23)], 1),
    "one at the first letter, then both at the question": (
        BEFORE,
        [Told(MENTEE, FIRST, 3), Told(MENTEE, SECOND, 22), Told(MENTOR, SECOND, 23)],
        2,
    ),
    "a no to the question": (BEFORE, [Told(MENTEE, FIRST, 22), Told(MENTOR, SECOND, 23, "no")], 1),
    "a yes to the first letter that was taken back, and given again": (
        BEFORE,
        [Told(MENTOR, FIRST, 2), Told(MENTOR, FIRST, 3, "no"), Told(MENTEE, SECOND, 22), Told(MENTOR, FIRST, 23)],
        1,
    ),
    "late at the first letter, of another one after that, and then a rating to the first": (
        [*BEFORE, ("check_in/2", 42)],
        [Told(MENTEE, FIRST, 23), Told(MENTOR, "check_in/2", 43), Told(MENTEE, FIRST, 44)],
        2,
    ),
    "before a break, and at the welcome back": (
        [*BEFORE, (BACK, 40)],
        [Told(MENTEE, FIRST, 22), Told(MENTEE, BACK, 44), Told(MENTOR, SECOND, 46)],
        2,
    ),
}


@pytest.mark.parametrize(("asked", "said", "meetings"), STORIES.values(), ids=STORIES.keys())
async def test_one_meeting_is_counted_once_whichever_letters_they_answer(
    asked: list[tuple[str, int]], said: list[Told], meetings: int, pair_in: PairIn, pool: Pool
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    for step, day in asked:
        await pair.value(
            "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason) "
            f"SELECT id, organisation_id, '{step}', split_part('{step}', '/', 1), '{at(day)}', '{{}}' FROM mentorships"
        )
    links: dict[tuple[Role, str], UUID] = {}
    for number, told in enumerate(said):
        key = told.role, told.step
        links[key] = links.get(key) or await pair.link("", told.role, told.step)
        await says(pair, links[key], number, told)
    standing = await read_standing(services, next(iter(links.values())))
    assert standing
    assert (standing.so_far.meetings, await meetings_in_farewell(pair, pool)) == (meetings, meetings)


async def says(pair: Pair, link: UUID, number: int, told: Told) -> None:
    """Save an answer as of its day."""
    await pair.value(
        "INSERT INTO answers (id, organisation_id, mentorship_id, link_id, seq, person_id, role, step, kind, said,"
        " words, said_at, told_at) SELECT gen_random_uuid(), organisation_id, mentorship_id, id,"
        f" {number}, person_id, role, step, 'check_in', '{{\"met\": \"{told.met}\"}}', '{{}}', '{at(told.day)}', now()"
        f" FROM links WHERE id = '{link}'"
    )


def at(day: int) -> str:
    """Return the moment of a day, counted from the beginning."""
    return (BEGAN + timedelta(days=day)).isoformat()
