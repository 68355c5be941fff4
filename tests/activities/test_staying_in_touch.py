"""Two who both wished to stay in touch are reminded of each other, months after their farewell, once."""

import asyncio
from uuid import UUID

import pytest

from activities.staying_in_touch import StayingInTouch
from gateway.api.timeline import timeline_of
from schemas.names import PAIR, Outcome, Phase, StepKind
from schemas.state import Closing
from stack.catcher.server import Catcher
from store import queries
from store.pool import within
from tests.activities.pair_fixture import ANA, BEN, StepRunner
from tests.activities.test_notes import at, said_after
from tests.activities.test_words_left import DAY
from tests.gateway.pair_fixture import connected

LETTER = "SELECT count(*) FROM outbox WHERE letter = 'in_touch'"
TODAY = "UPDATE in_touch SET due_at = now(), look_at = now()"
ANY_HOUR = (
    "UPDATE mentorships SET state = jsonb_set(state, '{rules,courtesy}', "
    '\'{"working_days": [1, 2, 3, 4, 5, 6, 7], "from_hour": 0, "to_hour": 24, "awake_from": 0, "awake_to": 24, '
    '"jitter_minutes": 0}\')'
)
AGAINST = {
    "one has left": "UPDATE people SET active = false WHERE given_name = 'Ben'",
    "an address does not work": "UPDATE people SET unreachable_since = now() WHERE given_name = 'Ben'",
    "one is on leave": "UPDATE people SET away_until = now() + interval '20 days' WHERE given_name = 'Ana'",
    "they are not to be paired": (
        "INSERT INTO exclusions (organisation_id, person_id, other_id, said_by) "
        "SELECT organisation_id, mentee_id, mentor_id, 'person' FROM mentorships"
    ),
    "a concern is open": (
        "INSERT INTO concerns (id, organisation_id, mentorship_id, person_id, role, words, holds) "
        "SELECT gen_random_uuid(), organisation_id, id, mentee_id, 'mentee', 'He shouted.', false FROM mentorships"
    ),
    "one has withdrawn the wish": (
        "UPDATE answers SET words = words || '{\"keep_in_touch\": \"no\"}' WHERE role = 'mentor'"
    ),
    "one had enough letters": (
        "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, "
        "made_at) SELECT gen_random_uuid(), organisation_id, id, mentee_id, 'mentee', 'check_in/' || n, 'check_in', "
        "'accepted', 'ana@example.com', now() FROM mentorships, generate_series(50, 54) AS n"
    ),
}


async def parted(runner: StepRunner, catcher: Catcher, *wishes: str) -> str:
    """Let the two say whether they would like to stay in touch, and goodbye; return the farewell to Ben."""
    for role, wish in zip(PAIR, wishes, strict=True):
        await runner.say(role, "closing/1", keep_in_touch=wish)
    await runner.do('UPDATE answers SET words = words || \'{"thanks": "You gave me courage."}\'')
    return await said_farewell(runner, catcher)


async def said_farewell(runner: StepRunner, catcher: Catcher) -> str:
    """Let it end, a while ago by now; return the farewell to Ben."""
    at(runner, DAY)
    now = runner.pair.now
    closing = Closing(since=now, outcome=Outcome.COMPLETED, was=Phase.ACTIVE, until=now, asked=now)
    state = runner.pair.state.with_(phase=Phase.CLOSING, closing=closing)
    said = await said_after(runner, runner.order(StepKind.FAREWELL, "farewell/1", state=state), catcher, BEN)
    await runner.do("UPDATE outbox SET made_at = made_at - interval '180 days'")
    await runner.do(ANY_HOUR)
    return said


def reminding(runner: StepRunner) -> StayingInTouch:
    """Return what reminds people."""
    return StayingInTouch(runner.pool, runner.outbox, runner.steps.links, "lantern.example")


async def test_half_a_year_later_each_of_the_two_gets_one_letter_about_the_other(
    runner: StepRunner, catcher: Catcher
) -> None:
    said = await parted(runner, catcher, "yes", "yes")
    assert "You would both like to stay in touch: about" in said
    assert await runner.do("SELECT due_at - now() BETWEEN interval '181 days' AND interval '184 days' FROM in_touch")
    assert await reminding(runner).sweep() == 0
    await runner.do(TODAY)
    done = await asyncio.gather(reminding(runner).sweep(), reminding(runner).sweep())
    assert sum(done) + await reminding(runner).sweep() == 1
    for address, partner in ((ANA, BEN), (BEN, ANA)):
        text = catcher.mailbox.to(address)[-1].reading.text
        assert partner in text
        assert "You gave me courage." in text
        assert "This is the only letter of this kind" in text
    assert await runner.do(LETTER) == 2
    assert await runner.do("SELECT look_at IS NULL FROM in_touch")


async def test_the_timeline_shows_it_like_any_other_letter(runner: StepRunner, catcher: Catcher) -> None:
    await parted(runner, catcher, "yes", "yes")
    await runner.do(TODAY)
    await reminding(runner).sweep()
    entry = (await timeline_of(runner.pool, runner.pair.organisation, runner.pair.id)).items[-1]
    assert entry.kind == "in_touch"
    assert entry.says == "Ana and Ben were reminded of each other, as both would like to stay in touch."
    assert {mail.letter for mail in entry.mails} == {"in_touch"}


@pytest.mark.parametrize("wishes", [("yes", "no"), ("no", "yes"), ("no", "no")])
async def test_nobody_is_reminded_unless_both_wish_it(
    runner: StepRunner, catcher: Catcher, wishes: tuple[str, str]
) -> None:
    assert "stay in touch: about" not in await parted(runner, catcher, *wishes)
    assert await runner.do("SELECT count(*) FROM in_touch") == 0


@pytest.mark.parametrize("why", AGAINST)
async def test_nobody_is_reminded_if_meanwhile(runner: StepRunner, catcher: Catcher, why: str) -> None:
    await parted(runner, catcher, "yes", "yes")
    await runner.do(AGAINST[why])
    await runner.do(TODAY)
    assert await reminding(runner).sweep() == 0
    assert await runner.do(LETTER) == 0


@pytest.mark.parametrize("phase", ["active", "closed"])
async def test_two_who_have_begun_again_together_are_not_reminded_of_the_first_time(
    runner: StepRunner, catcher: Catcher, phase: str
) -> None:
    """Once that is over, too, what they said in its goodbye counts."""
    await parted(runner, catcher, "yes", "yes")
    async with connected(runner.pair.url) as connection:
        columns = await connection.fetchval(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
            "WHERE table_name = 'mentorships' AND column_name NOT IN ('id', 'phase') AND is_generated = 'NEVER'"
        )
        await connection.execute(
            f"INSERT INTO mentorships (id, phase, {columns}) SELECT $1, $2, {columns} FROM mentorships",
            *(UUID(int=2**128 - 1), phase),
        )
    await runner.do(TODAY)
    assert await reminding(runner).sweep() == 0
    assert await runner.do("SELECT look_at IS NULL FROM in_touch")


async def test_a_pair_that_cannot_be_read_holds_up_nobody_and_is_looked_at_again(
    runner: StepRunner, catcher: Catcher, caplog: pytest.LogCaptureFixture
) -> None:
    await parted(runner, catcher, "yes", "yes")
    await runner.do("UPDATE mentorships SET state = jsonb_set(state, '{outcome}', '\"a_later_word\"')")
    await runner.do(TODAY)
    assert await reminding(runner).sweep() == 0
    assert await runner.do("SELECT look_at - now() BETWEEN interval '23 hours' AND interval '24 hours' FROM in_touch")
    assert f"{runner.pair.id} is looked at later: ValidationError" in caplog.text
    await runner.do("UPDATE mentorships SET state = jsonb_set(state, '{outcome}', '\"completed\"')")
    await runner.do(TODAY)
    assert await reminding(runner).sweep() == 1


async def test_whoever_was_on_leave_gets_it_once_they_are_back(runner: StepRunner, catcher: Catcher) -> None:
    await parted(runner, catcher, "yes", "yes")
    await runner.do(AGAINST["one is on leave"])
    await runner.do(TODAY)
    assert await reminding(runner).sweep() == 0
    assert await runner.do("SELECT look_at > now() + interval '19 days' FROM in_touch")
    await runner.do("UPDATE people SET away_until = NULL")
    await runner.do("UPDATE in_touch SET due_at = now() - interval '20 days', look_at = now()")
    assert await reminding(runner).sweep() == 1


async def test_a_programme_may_remind_nobody(runner: StepRunner, catcher: Catcher) -> None:
    rules = runner.pair.state.rules.with_(stay_in_touch_days=0)
    object.__setattr__(runner.pair, "state", runner.pair.state.with_(rules=rules))
    assert "stay in touch: about" not in await parted(runner, catcher, "yes", "yes")
    assert await runner.do("SELECT count(*) FROM in_touch") == 0


@pytest.mark.parametrize(
    ("first", "again", "is_wished", "is_apart"),
    [
        (("yes", "yes"), ("", "yes"), False, False),
        (("yes", "yes"), (None, "yes"), True, False),
        (("no", "yes"), ("yes", "yes"), True, False),
        (("no", "yes"), ("", "yes"), False, False),
        (("no", "yes"), (None, "yes"), False, True),
        (("yes", "yes"), ("yes", "no"), False, True),
    ],
)
async def test_farewell_page_and_reminder_all_go_by_what_each_said_in_their_last_goodbye(
    runner: StepRunner,
    catcher: Catcher,
    first: tuple[str, str],
    again: tuple[str | None, str],
    is_wished: bool,
    is_apart: bool,
) -> None:
    """An end was taken back, and months later one of the two said goodbye again and left the question open (empty), or
    said nothing more (None). The farewell promised them a reminder of which its page knew nothing."""
    for role, wish in zip(PAIR, first, strict=True):
        await runner.say(role, "closing/1", keep_in_touch=wish)
    at(runner, 90 * DAY)
    for role, wish_again in zip(PAIR, again, strict=True):
        if wish_again is not None:
            words = {"keep_in_touch": wish_again} if wish_again else {"thanks": "Thank you."}
            await runner.say(role, "closing/2", f"'{runner.pair.now}'", **words)
    said = await said_farewell(runner, catcher)
    assert ("You would both like to stay in touch" in said) == is_wished
    assert ("Staying in touch" not in said) == is_apart
    assert await runner.do("SELECT count(*) FROM in_touch") == int(is_wished)
    async with within(runner.pool, runner.pair.organisation) as connection:
        assert await queries.answers.in_touch(connection, mentorship=runner.pair.id) == is_wished
    await runner.do(
        "INSERT INTO in_touch (mentorship_id, organisation_id, due_at) "
        "SELECT id, organisation_id, now() FROM mentorships ON CONFLICT DO NOTHING"
    )
    await runner.do(TODAY)
    assert await reminding(runner).sweep() == int(is_wished)
