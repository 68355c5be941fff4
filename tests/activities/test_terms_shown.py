"""A letter shows the terms of the two whom it is about, and names as a change only what its author changed."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from policy import pausing
from policy.hearing import hear
from schemas.names import AnswerKind, Phase, Role
from schemas.request import Goal, Terms
from schemas.state import Seeking, State
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import ANA, BEN, StepRunner, open_runner
from tests.policy.pairs import answer

FIRST = Terms(goals=(Goal.of("lead well"),))
OF_ANOTHER = Terms(goals=(Goal.of("get over my divorce"),), cadence_days=14, channel="over coffee at Dora's")


@pytest.fixture
async def agreeing(database_url: str, pool: Pool, organisation: UUID, catcher: Catcher) -> AsyncIterator[StepRunner]:
    """Yield a pair that looks at its agreement."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.AGREEING) as runner:
        yield runner


async def drafted(runner: StepRunner, version: int, terms: Terms, by: Role) -> None:
    """Write a version of the terms, as the page does."""
    written = terms.model_dump_json().replace("'", "''")
    await runner.do(
        f"INSERT INTO agreements VALUES ('{runner.pair.id}', '{runner.pair.organisation}', {version}, '{written}',"
        f" '{by}', now())"
    )


async def test_the_next_mentor_reads_the_first_draft_even_before_the_page_of_their_yes_has_saved_it(
    agreeing: StepRunner, catcher: Catcher
) -> None:
    """Without time to take a yes back, the letter is written while Postgres still has the state of the request."""
    await drafted(agreeing, 2, OF_ANOTHER, Role.MENTOR)
    state, now = agreeing.pair.state, agreeing.pair.now
    turn = Seeking(since=now, asked=now)
    rules = state.rules.with_(undo_minutes=0)
    asked = state.with_(phase=Phase.SEEKING, agreeing=None, requests=2, agreements=2, seeking=turn, rules=rules)
    await agreeing.pair.keep(asked.with_(revision=5))
    yes = hear(agreeing.pair.state, answer(1, Role.MENTOR, "accept", "request/2"), now)
    assert isinstance(yes, State)
    await agreeing.steps.take_step(agreeing.due(yes))
    for address in (ANA, BEN):
        [letter] = catcher.mailbox.to(address)
        assert letter.reading.subject.endswith("and you: does this agreement suit you?")
        assert "lead well" in letter.reading.text
        assert "divorce" not in letter.reading.text
        assert "Dora" not in letter.reading.text


@pytest.mark.parametrize("moved_by", ["a break", "the earliest end"])
async def test_an_end_that_was_moved_is_no_change_by_whoever_changed_something_else(
    agreeing: StepRunner, catcher: Catcher, moved_by: str
) -> None:
    """The other one read "Until: 15 June → 15 July" as a wish of the author, and agreed, or not, on that account."""
    ends = agreeing.pair.now + timedelta(days=200 if moved_by == "a break" else 1)
    state = await given(agreeing, ends)
    if moved_by == "a break":
        away = pausing.on_leave(state, Role.MENTOR, agreeing.pair.now + timedelta(days=30), agreeing.pair.now)
        agreeing.pair.now += timedelta(days=31)
        state = pausing.ended(away, agreeing.pair.now)
        assert state.ends == ends + timedelta(days=30)
    text = await changed(agreeing, catcher, state, FIRST.model_copy(update={"focus": "public speaking"}))
    assert text == "What it is about: – → public speaking"


async def test_another_end_is_named_with_the_one_that_it_replaces_wherever_a_break_has_moved_that(
    agreeing: StepRunner, catcher: Catcher
) -> None:
    state = await given(agreeing, agreeing.pair.now + timedelta(days=200))
    away = pausing.on_leave(state, Role.MENTOR, agreeing.pair.now + timedelta(days=30), agreeing.pair.now)
    agreeing.pair.now += timedelta(days=31)
    moved = pausing.ended(away, agreeing.pair.now)
    other = agreeing.pair.now + timedelta(days=100)
    text = await changed(agreeing, catcher, moved, FIRST.model_copy(update={"ends": other}), until=other)
    assert moved.ends
    days = (rf"\w+, {end:%-d %B}( {end.year})?" for end in (moved.ends, other))
    assert re.fullmatch(f"Until: {' → '.join(days)}", text), text


async def given(runner: StepRunner, ends: datetime) -> State:
    """Let HR's terms name an end, and return the state of a pair that looks at them."""
    terms = FIRST.model_copy(update={"ends": ends})
    await runner.do(f"UPDATE agreements SET terms = '{terms.model_dump_json()}'")
    state = runner.pair.state.with_(candidates=(), agreements=1, ends=ends)
    await runner.pair.keep(state)
    return state


async def changed(runner: StepRunner, catcher: Catcher, state: State, terms: Terms, **said: datetime) -> str:
    """Let the mentee change the agreement, as the page does; return what the letter tells the mentor."""
    await drafted(runner, 2, terms.model_copy(update={"ends": terms.ends or state.ends}), Role.MENTEE)
    heard = hear(state, answer(1, Role.MENTEE, AnswerKind.AMEND, "agreement/1", **said), runner.pair.now)
    assert isinstance(heard, State)
    await runner.steps.take_step(runner.due(heard))
    [letter] = catcher.mailbox.to(BEN)
    return " ".join(letter.reading.text.partition("What Ana changed")[2].partition("The agreement")[0].split())


async def test_terms_that_came_with_the_mentors_yes_go_to_the_mentee_alone_with_the_mentors_words(
    agreeing: StepRunner, catcher: Catcher
) -> None:
    """An earlier yes to other terms, which this one replaced, is not in the letter."""
    pair = agreeing.pair
    await drafted(agreeing, 2, OF_ANOTHER, Role.MENTOR)
    await drafted(agreeing, 3, FIRST.model_copy(update={"minutes": 30}), Role.MENTOR)
    for draft, words in ((2, "Over coffee, please."), (3, "Half an hour suits me best.")):
        await agreeing.do(
            "INSERT INTO answers (id, organisation_id, mentorship_id, role, step, kind, said, words, said_at, told_at) "
            f"SELECT gen_random_uuid(), '{pair.organisation}', '{pair.id}', 'mentor', 'request/1', 'accept', "
            f'\'{{"draft": {draft}}}\', \'{{"for_mentee": "{words}"}}\', now(), now()'
        )
    turn = Seeking(since=pair.now, asked=pair.now)
    asked = pair.state.with_(phase=Phase.SEEKING, agreeing=None, agreements=0, seeking=turn)
    yes = hear(asked, answer(1, Role.MENTOR, "accept", "request/1", draft=3, cadence_days=21), pair.now)
    assert isinstance(yes, State)
    await agreeing.steps.take_step(agreeing.due(yes))
    [letter] = catcher.mailbox.to(ANA)
    assert letter.reading.subject == "Ben Example says yes, with some changes"
    assert "How long: 45 minutes → 30 minutes" in letter.reading.text
    assert "> Half an hour suits me best." in letter.reading.text
    assert "coffee" not in letter.reading.text
    assert catcher.mailbox.to(BEN) == []


async def test_an_end_that_has_come_too_close_is_not_what_the_mentor_changed(
    agreeing: StepRunner, catcher: Catcher
) -> None:
    """The mentor said one day; the letter, three days late, called another one what they had changed."""
    pair = agreeing.pair
    turn = Seeking(since=pair.now, asked=pair.now)
    asked = pair.state.with_(phase=Phase.SEEKING, agreeing=None, agreements=0, seeking=turn, ends=None)
    named = pair.now + timedelta(days=pair.state.rules.closing_days)
    await drafted(agreeing, 2, FIRST.model_copy(update={"ends": named}), Role.MENTOR)
    yes = hear(asked, answer(1, Role.MENTOR, "accept", "request/1", draft=2, until=named), pair.now)
    assert isinstance(yes, State)
    pair.now += timedelta(days=3)
    order = agreeing.due(yes)  # in the readers' hours, whatever the time is now
    await agreeing.steps.take_step(order)
    [letter] = catcher.mailbox.to(ANA)
    changed, agreement = " ".join(letter.reading.text.split()).partition("The agreement")[::2]
    assert f"→ {named:%A, %-d %B}" in changed
    moved = order.now + timedelta(days=pair.state.rules.closing_days)
    assert f"Until: {moved:%A, %-d %B}" in agreement
    assert f"Ben named an earlier end ({named:%A, %-d %B}). It is now later" in agreement
