"""A search that finds its mentors asks whoever fits best at that moment, once, and the same one if it is repeated."""

from datetime import timedelta
from uuid import UUID

import pytest

from activities import deciding
from policy.hearing import hear
from policy.lifecycle import after
from policy.verdict import verdict
from schemas.messages import Order, StepOutcome
from schemas.names import Phase, Role, StepKind, StepResult
from schemas.reason import ReasonCode
from schemas.rules import Matching, Rules
from schemas.state import NOBODY, Candidate, Seeking, State
from schemas.traits import Traits
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import StepRunner, open_runner
from tests.policy.pairs import answer

ANYTIME = Rules().courtesy.with_(working_days=(1, 2, 3, 4, 5, 6, 7), from_hour=0, to_hour=24, awake_from=0, awake_to=24)
MENTOR = """INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone, mentor)
  SELECT gen_random_uuid(), organisation_id, '{name}', initcap('{name}'), 'X', '{name}@example.com', time_zone, true
  FROM people WHERE given_name = 'Ben'"""
TRAITS = """INSERT INTO traits (person_id, organisation_id, traits)
  SELECT id, organisation_id, '{traits}' FROM people WHERE given_name = '{name}'"""
EXPERIENCES = """INSERT INTO experiences (person_id, organisation_id, experiences)
  SELECT id, organisation_id, '{{{known}}}' FROM people WHERE given_name = '{name}'"""
SKILLS = """INSERT INTO vocabularies (organisation_id, vocabulary)
  SELECT id, '{"skills": [{"name": "sql"}, {"name": "law"}]}' FROM organisations"""
LISTED = "SELECT array_agg(given_name ORDER BY rank) FROM candidates JOIN people ON people.id = person_id"
SEATED = "SELECT array_agg(given_name) FROM seats JOIN people ON people.id = mentor_id WHERE released_at IS NULL"


async def four_people(runner: StepRunner) -> State:
    """Ana seeks sql and law; Eve offers both, Ben sql and Dora law. Return the search, in which nobody is known yet."""
    await runner.do("DELETE FROM seats")
    await runner.do("UPDATE mentorships SET mentor_id = NULL")
    await runner.do(SKILLS)
    for name in ("eve", "dora"):
        await runner.do(MENTOR.format(name=name))
    known = {"Ana": ("sql,law", ""), "Eve": ("", "sql,law"), "Ben": ("", "sql"), "Dora": ("", "law")}
    for name, (sought, offered) in known.items():
        await runner.do(TRAITS.format(name=name, traits=traits(sought, offered)))
    state = runner.pair.state
    nobody = Candidate(person=NOBODY, reader=state.readers[Role.MENTEE])
    rules = Rules(courtesy=ANYTIME, undo_minutes=0)
    seeking = Seeking(since=runner.pair.now)
    return state.with_(candidates=(nobody,) * 3, proposes=True, mentor=None, seeking=seeking, rules=rules)


async def confided(runner: StepRunner, skills: int = Matching().skills, may_be_said: str = "true") -> None:
    """Let Ana seek an experience that Eve offers, in a programme that gives points for it."""
    rules = f'{{"experience": 50, "skills": {skills}}}'
    await runner.do(f"UPDATE programme_rules SET rules = jsonb_set(rules, '{{matching}}', '{rules}')")
    offered = f'"offered": [{{"what": "Illness", "may_be_said": {may_be_said}}}]'
    for name, known in (("Ana", '"sought": ["illness"]'), ("Eve", offered)):
        await runner.do(EXPERIENCES.format(name=name, known=known) + " LIMIT 1")


def traits(sought: str, offered: str) -> str:
    """Return traits as they are kept."""
    return Traits(skills_sought=_names(sought), skills_offered=_names(offered)).model_dump_json()


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


async def asked(runner: StepRunner, state: State) -> tuple[Order, StepOutcome, State]:
    """Take the next step; return its order, its outcome and the state after it."""
    order = runner.due(state)
    outcome = await runner.steps.take_step(order)
    return order, outcome, after(state, order.step, outcome, outcome.at or order.now)


def said_no(runner: StepRunner, state: State) -> State:
    """Return the state once the mentor who was asked has said no."""
    no = answer(state.requests, Role.MENTOR, "decline", f"request/{state.requests}")
    declined = hear(state, no, runner.pair.now)
    assert isinstance(declined, State)
    return declined


@pytest.fixture(autouse=True)
def judging(monkeypatch: pytest.MonkeyPatch, judged: None) -> None:
    """Judge each step as in production."""
    monkeypatch.setattr(deciding, "verdict", verdict)


async def test_the_mentor_who_fits_best_is_asked_with_reasons_for_both_and_then_the_next_best(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        order, outcome, state = await asked(runner, await four_people(runner))
        assert (outcome.result, order.step.key) == (StepResult.TAKEN, "request/1")
        assert (await runner.do(LISTED), await runner.do(SEATED)) == (["Eve"], ["Eve"])
        (to_eve,), (to_ana,) = catcher.mailbox.to("eve@example.com"), catcher.mailbox.to("ana@example.com")
        assert "Ana most wants to learn what you offer: sql." in " ".join(to_eve.reading.text.split())
        assert "Eve offers what you put first: sql." in " ".join(to_ana.reading.text.split())
        assert "We then look for another mentor, and tell you." in " ".join(to_ana.reading.text.split())
        _, _, state = await asked(runner, said_no(runner, state))
        assert (await runner.do(LISTED), await runner.do(SEATED)) == (["Eve", "Ben"], ["Ben"])


@pytest.mark.parametrize("may_be_said", ["true", "false"])
async def test_an_experience_is_named_to_the_mentee_when_the_mentor_is_asked_and_to_nobody_else(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, may_be_said: str
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        await confided(runner, skills=0, may_be_said=may_be_said)
        await asked(runner, state)
        (to_eve,), (to_ana,) = catcher.mailbox.to("eve@example.com"), catcher.mailbox.to("ana@example.com")
        assert ("Eve knows this first-hand: illness." in to_ana.reading.text) is (may_be_said == "true")
        assert "illness" not in to_eve.reading.text.lower()
        assert "experience of your own" not in to_eve.reading.text


async def test_what_a_mentor_offers_in_confidence_is_not_kept_with_a_candidate_who_is_not_asked_yet(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    """She is waited for, and can still take it back; the HR platform reads what is kept with each candidate."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        await confided(runner)
        await runner.do("UPDATE people SET capacity = 0 WHERE given_name <> 'Eve'")
        back = runner.pair.now + timedelta(days=10)
        await runner.do(f"UPDATE people SET away_until = '{back.isoformat()}' WHERE given_name = 'Eve'")
        _, outcome, state = await asked(runner, state)
        assert (outcome.result, outcome.until) == (StepResult.POSTPONED, back)
        said = "SELECT reason_for_mentee FROM candidates"
        assert "illness" not in await runner.do(said)
        await runner.do("UPDATE people SET away_until = NULL")
        await asked(runner, state)
        assert "Eve knows this first-hand: illness." in await runner.do(said)
        [to_ana] = catcher.mailbox.to("ana@example.com")
        assert "Eve knows this first-hand: illness." in to_ana.reading.text


async def test_a_step_that_is_repeated_after_a_crash_asks_the_same_mentor_though_another_fits_better_by_then(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        await runner.do("UPDATE people SET capacity = 0 WHERE given_name = 'Eve'")
        order = runner.due(state)
        await runner.crash(order)
        await runner.do("UPDATE people SET capacity = 5 WHERE given_name = 'Eve'")
        outcome = await runner.steps.take_step(order)
        ben = await runner.do("SELECT id FROM people WHERE given_name = 'Ben'")
        assert (outcome.found and outcome.found.person, await runner.do(LISTED)) == (ben, ["Ben"])
        assert after(state, order.step, outcome, order.now).mentor == ben


async def test_whoever_became_free_is_asked_before_whom_was_planned_who_then_comes_later(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        planned = []
        for rank, name in enumerate(("Dora", "Ben", "Eve"), 1):
            person = await runner.do(f"SELECT id FROM people WHERE given_name = '{name}'")
            planned.append(Candidate(person=person, reader=state.readers[Role.MENTEE]))
            await runner.do(
                "INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id, reason_for_mentor)"
                f" SELECT id, organisation_id, {rank}, '{person}', '{name}' FROM mentorships"
            )
        _, _, state = await asked(runner, state.with_(candidates=tuple(planned)))
        assert await runner.do(LISTED) == ["Eve", "Ben", "Dora"]
        assert [one.person for one in state.candidates] == [planned[2].person, planned[1].person, planned[0].person]
        assert await runner.do("SELECT reason_for_mentor FROM candidates WHERE rank = 3") == "Dora"


async def test_whose_turn_was_over_before_they_were_asked_is_not_chosen_again_in_this_search(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    """Somebody else was faster to take the place, which is free again by now."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        await runner.do(
            "INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id)"
            " SELECT mentorships.id, mentorships.organisation_id, 1, people.id FROM mentorships, people"
            " WHERE given_name = 'Eve'"
        )
        passed = Seeking(since=runner.pair.now, declined=runner.pair.now, because=ReasonCode.FULL_NEXT)
        order, _, _ = await asked(runner, state.with_(seeking=passed))
        assert (order.step.key, await runner.do(LISTED)) == ("request/2", ["Eve", "Ben"])


async def test_if_nobody_may_be_asked_the_coordinator_gets_the_task_and_nobody_a_request(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        await runner.do("UPDATE people SET capacity = 0")
        _, outcome, state = await asked(runner, state)
        assert (outcome.result, outcome.because and outcome.because.code) == (
            StepResult.DROPPED,
            ReasonCode.NOBODY_LEFT,
        )
        order, outcome, _ = await asked(runner, state)
        assert (order.step.kind, outcome.result) == (StepKind.NO_MENTOR, StepResult.TAKEN)
        written = [address for mail in catcher.mailbox.mails for address in mail.envelope.recipients]
        assert sorted(written) == ["ana@example.com", "cleo@example.com"]


async def test_a_search_does_not_wait_for_a_mentor_on_leave_while_another_who_fits_is_here(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        back = runner.pair.now + timedelta(days=13)
        await runner.do(f"UPDATE people SET away_until = '{back.isoformat()}' WHERE given_name = 'Eve'")
        _, outcome, _ = await asked(runner, state)
        assert (outcome.result, await runner.do(SEATED)) == (StepResult.TAKEN, ["Ben"])


async def test_a_mentor_for_whom_it_is_night_stays_chosen_until_their_morning(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await four_people(runner)
        back = runner.pair.now + timedelta(days=3)
        await runner.do("UPDATE people SET capacity = 0 WHERE given_name IN ('Eve', 'Dora', 'Cleo')")
        await runner.do(f"UPDATE people SET away_until = '{back.isoformat()}' WHERE given_name = 'Ben'")
        _, outcome, state = await asked(runner, state)
        assert (outcome.result, outcome.until) == (StepResult.POSTPONED, back)
        await runner.do("UPDATE people SET capacity = 5 WHERE given_name = 'Eve'")
        await runner.do("UPDATE people SET away_until = NULL")
        _, outcome, _ = await asked(runner, state)
        assert (outcome.result, await runner.do(SEATED)) == (StepResult.TAKEN, ["Ben"])
