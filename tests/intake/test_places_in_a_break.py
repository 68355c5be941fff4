"""A mentor who has said no gets their place back, also where a break holds up the next request."""

from datetime import timedelta
from uuid import UUID

import pytest

from policy.hearing import hear
from policy.news import hear_news
from schemas.messages import Answer, News
from schemas.names import AnswerKind, NewsKind, Role
from schemas.state import State
from schemas.step_key import StepKey
from store.pool import Pool
from tests.gateway.pair_fixture import Pair, make_pair


@pytest.fixture
async def pair(database_url: str, pool: Pool, organisation: UUID) -> Pair:
    """Return a search whose mentor is being asked."""
    return await make_pair(database_url, organisation)


async def says(pair: Pair, number: int, kind: AnswerKind) -> None:
    """Have somebody say it, and keep the state as the gateway does; the mentor says no, HR sends them on a break."""
    role = Role.MENTOR if kind is AnswerKind.DECLINE else Role.HR
    until = pair.now + timedelta(days=30) if kind is AnswerKind.PAUSE else None
    said = Answer(id=UUID(int=number), role=role, kind=kind, step=StepKey("request/1"), until=until)
    heard = hear(pair.state, said, pair.now)
    assert isinstance(heard, State), heard
    await pair.keep(heard)


async def held(pair: Pair) -> int:
    """Return how many places are held or taken."""
    return int(await pair.value("SELECT count(*) FROM seats WHERE released_at IS NULL"))


async def test_a_no_keeps_the_place_only_as_long_as_it_can_be_undone_before_the_next_request(pair: Pair) -> None:
    await says(pair, 1, AnswerKind.DECLINE)
    assert await held(pair) == 1


@pytest.mark.parametrize(
    "said", [(AnswerKind.DECLINE, AnswerKind.PAUSE), (AnswerKind.PAUSE, AnswerKind.DECLINE)], ids=["before", "in it"]
)
async def test_a_no_before_a_break_or_in_it_releases_the_place(pair: Pair, said: tuple[AnswerKind, ...]) -> None:
    for number, kind in enumerate(said, start=1):
        await says(pair, number, kind)
    assert await held(pair) == 0


async def test_a_break_keeps_the_place_of_a_mentor_who_has_not_answered(pair: Pair) -> None:
    await says(pair, 1, AnswerKind.PAUSE)
    assert await held(pair) == 1


async def test_a_mentor_who_may_not_have_left_after_all_keeps_the_place_until_a_letter_tells_of_it(pair: Pair) -> None:
    """Whoever was back went on without a place, and it was given to somebody else as well."""
    await says(pair, 1, AnswerKind.PAUSE)
    left = News(id=UUID(int=2), about=Role.MENTOR, kind=NewsKind.LEFT, person=pair.state.mentor)
    gone = hear_news(pair.state, left, pair.now)
    assert isinstance(gone, State)
    await pair.keep(gone)
    assert await held(pair) == 1
