"""Nobody finds out what one person said by looking at the numbers before and after somebody's answer, or end."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from gateway.security.key_management import add_key
from intake.services import Services
from intake.surveys import Survey, save
from schemas.names import Phase, Role
from store.pool import Pool
from tests.gateway.goodbye_fixture import at, farewell, over, sends
from tests.gateway.pair_fixture import Pair, connected, make_pair, make_services
from tests.gateway.reader import browser
from tests.gateway.test_console import NOWHERE
from tests.gateway.test_survey_numbers import MENTORSHIP, PERSON, ended, numbers, others

FIVE = {"answers": 5, "average": 5.0, "counts": [0, 0, 0, 0, 5]}
YES = {"yes": 5, "perhaps": 0, "no": 0}


class Programme:
    """A programme whose numbers are looked at."""

    def __init__(self, pair: Pair, services: Services, key: str) -> None:
        self.pair, self.services, self.key = pair, services, key

    async def told(self, side: str = "mentees") -> tuple[Any, Any]:
        """Return how the answers to the two questions are counted."""
        shown = (await numbers(self.services, self.key, self.pair.state.programme))[side]
        return shown["worth"], shown["again"]

    async def says(self, mentorship: UUID, person: UUID, role: Role = Role.MENTEE, **said: Any) -> None:
        """Let somebody press the button of their page."""
        await save(self.services, self.pair.organisation, mentorship, person, role, Survey(**said))


@pytest.fixture
async def programme(database_url: str, pool: Pool, organisation: UUID) -> Programme:
    """Return a programme with one pair that says goodbye."""
    pair = await make_pair(database_url, organisation, Phase.CLOSING)
    return Programme(pair, await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests"))


async def test_the_end_of_whoever_answered_early_tells_nothing(programme: Programme) -> None:
    """An answer from the days of the goodbye took, at the end, the place of one that had come later."""
    pair, services = programme.pair, programme.services
    async with browser(services) as client:
        await sends(client, f"{await farewell(pair, services, kind='closing')}/survey", worth="1", again="no")
    goodbye = pair.state
    await ended(pair, 5, 5, 5, 5, 5)
    await pair.keep(goodbye)
    await pair.value(f"UPDATE mentorships SET phase = 'closed' WHERE id <> '{pair.id}' RETURNING 1")
    before = await programme.told()
    await pair.value("UPDATE mentorships SET phase = 'closed' RETURNING 1")
    assert before == await programme.told() == (FIVE, YES)


async def test_with_the_ninth_answer_the_numbers_are_those_of_five_and_the_tenth_shows_five_more(
    programme: Programme,
) -> None:
    await ended(programme.pair, 5, 5, 5, 5, 5)
    assert await programme.told() == (FIVE, YES)
    for number, worth in enumerate((1, 1, 2, 2), 5):
        await others(programme.pair, worth, first=number)
        assert await programme.told() == (FIVE, YES)
    await others(programme.pair, 3, first=9)
    worth, again = await programme.told()
    assert (worth["counts"], again["yes"]) == ([2, 2, 1, 0, 5], 10)


async def test_the_same_answers_sent_once_more_change_nothing(programme: Programme) -> None:
    pair, services = programme.pair, programme.services
    await ended(pair, 5, 5, 5, 5)
    path = f"{await farewell(pair, services)}/survey"
    async with browser(services) as client:
        await sends(client, path, worth="5", again="yes")
        assert await programme.told() == (FIVE, YES)
        await others(pair, 1, first=4)
        kept = await pair.value("SELECT said_at FROM surveys WHERE words = ''")
        again = await at(client, path)
        await client.post(path, data=again.fields)
    assert await programme.told() == (FIVE, YES)
    assert await pair.value("SELECT said_at FROM surveys WHERE words = ''") == kept


async def test_words_and_a_tick_that_change_leave_what_is_counted(programme: Programme) -> None:
    [(mentorship, mentee), *_] = await ended(programme.pair, 5, 5, 5, 5, 5)
    await programme.told()
    await others(programme.pair, 1, first=5)
    await programme.says(mentorship, mentee, worth=5, again="yes", words="And more.", would_mentor=True)
    assert await programme.told() == (FIVE, YES)


async def test_an_answer_that_is_changed_is_not_counted_until_four_others_are_new_too(programme: Programme) -> None:
    """The change shows what was said before, as the page warns; neither what is said now, nor another one's answer."""
    [*_, (mentorship, mentee)] = await ended(programme.pair, 5, 5, 5, 5, 5, 5)
    assert (await programme.told())[0]["answers"] == 6
    await others(programme.pair, 1, 1, 1, first=6)
    await programme.says(mentorship, mentee, worth=2, again="yes")
    assert await programme.told() == (FIVE, {**YES, "yes": 6})
    await programme.says(mentorship, mentee, worth=5, again="yes")
    assert await programme.told() == (FIVE, {**YES, "yes": 6})
    await others(programme.pair, 4, first=9)
    worth, again = await programme.told()
    assert (worth["counts"], again["yes"]) == ([3, 0, 0, 1, 6], 6)


async def test_what_is_taken_back_leaves_the_numbers_and_nothing_takes_its_place(programme: Programme) -> None:
    [(mentorship, mentee), *_, (another, somebody)] = await ended(programme.pair, 5, 5, 5, 5, 5, 5)
    assert (await programme.told())[0]["answers"] == 6
    await others(programme.pair, 1, first=6)
    await programme.says(mentorship, mentee)
    assert await programme.told() == (FIVE, YES)
    await programme.says(another, somebody)
    assert await programme.told() == (None, None)


async def test_what_somebody_says_about_a_later_mentorship_leaves_the_earlier_answer(programme: Programme) -> None:
    """Otherwise the end of the later one showed what was said about the earlier one."""
    pair = programme.pair
    [(_, mentee), *_] = await ended(pair, 5, 5, 5, 5, 5)
    assert await programme.told() == (FIVE, YES)
    later = uuid4()
    async with connected(pair.url) as connection:
        await connection.execute(MENTORSHIP, later, mentee)
    await programme.says(later, mentee, worth=1, again="no")
    assert await programme.told() == (FIVE, YES)
    await others(pair, 4, 4, 4, 4, first=5)
    worth, again = await programme.told()
    assert (worth["counts"], again) == ([1, 0, 0, 4, 5], {"yes": 9, "perhaps": 0, "no": 1})


async def test_one_mentor_alone_is_left_over_by_nobody_who_takes_theirs_back(programme: Programme) -> None:
    """Many answers of one person are no crowd, also after the crowd has gone."""
    pair = programme.pair
    await over(pair)
    mentors = [pair.people[Role.MENTOR], *(uuid4() for _ in range(4))]
    said: list[tuple[UUID, UUID]] = []
    async with connected(pair.url) as connection:
        for number, mentor in enumerate(mentors[1:]):
            await connection.execute(PERSON, mentor, pair.organisation, f"Mentor{number}")
    for turn in range(5):
        for number, mentor in enumerate(mentors):
            [(mentorship, _)] = await others(pair, None, first=10 * turn + number)
            await programme.says(mentorship, mentor, Role.MENTOR, worth=1 if mentor == mentors[0] else 5)
            said.append((mentorship, mentor))
    assert (await programme.told("mentors"))[0]["answers"] == 25
    for mentorship, mentor in said:
        if mentor != mentors[0]:
            await programme.says(mentorship, mentor, Role.MENTOR)
    assert await programme.told("mentors") == (None, None)


async def test_many_who_look_at_once_count_nobody_alone(programme: Programme) -> None:
    pair = programme.pair
    await ended(pair, 5, 5, 5, 5)
    for number in range(4, 8):
        looks = [programme.told() for _ in range(4)]
        await asyncio.gather(others(pair, 5, first=number), *looks)
    counted = await pair.value("SELECT count(*) FROM surveys WHERE worth_counted")
    assert counted == 5
