"""A mentor who was named for a search under way is asked with reasons, and judged again when it is their turn."""

from uuid import UUID

import pytest

from schemas.names import Phase, Role, StepResult
from schemas.reason import ReasonCode
from schemas.state import NOBODY, Candidate, State
from schemas.traits import Traits
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import StepRunner, open_runner
from tests.activities.test_choosing import LISTED, SEATED, TRAITS, asked, four_people, judging, said_no

SAID = """INSERT INTO answers (id, organisation_id, mentorship_id, seq, role, kind, said, words, said_at, told_at)
  SELECT gen_random_uuid(), mentorships.organisation_id, mentorships.id, 1, 'hr', 'name', '{{}}',
         jsonb_build_object('mentors', jsonb_build_object(people.id, jsonb_build_object(
           'why_you', 'Your talk stayed with me.', 'reason_for_mentor', '', 'reason_for_mentee', ''))), now(), now()
  FROM mentorships, people WHERE given_name = '{name}'"""
__all__ = ["judging"]


async def naming(runner: StepRunner, name: str, by: Role) -> State:
    """Return a search, found or given, whose next request goes to somebody who was named."""
    state = await four_people(runner)
    person = await runner.do(f"SELECT id FROM people WHERE given_name = '{name}'")
    one = Candidate(person=person, reader=state.readers[Role.MENTEE], named=by)
    return state.with_(candidates=(one,), proposes=False)


async def test_whom_the_coordinator_named_is_asked_with_the_reasons_of_matching_and_a_place(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        _, outcome, state = await asked(runner, await naming(runner, "Dora", Role.COORDINATOR))
        assert (outcome.result, await runner.do(LISTED), await runner.do(SEATED)) == (
            StepResult.TAKEN,
            ["Dora"],
            ["Dora"],
        )
        (to_dora,), (to_ana,) = catcher.mailbox.to("dora@example.com"), catcher.mailbox.to("ana@example.com")
        assert "law" in to_dora.reading.text
        assert "Dora offers something you are looking for: law." in " ".join(to_ana.reading.text.split())
        assert state.mentor == await runner.do("SELECT id FROM people WHERE given_name = 'Dora'")


async def test_whom_hr_named_is_asked_with_the_words_that_came_with_the_name(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await naming(runner, "Dora", Role.HR)
        await runner.do(SAID.format(name="Dora"))
        await asked(runner, state)
        [to_dora] = catcher.mailbox.to("dora@example.com")
        assert "Your talk stayed with me." in to_dora.reading.text
        assert "Why we thought of you" not in to_dora.reading.text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (TRAITS.format(name="Eve", traits=Traits(manager="mentee-Lantern mentoring").model_dump_json()), "passed_next"),
        ("UPDATE people SET capacity = 0 WHERE given_name = 'Eve'", "full_next"),
        ("UPDATE people SET active = false WHERE given_name = 'Eve'", "left_next"),
    ],
)
async def test_a_rule_that_forbids_them_is_asked_again_when_it_is_their_turn(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, change: str, code: str
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await naming(runner, "Eve", Role.COORDINATOR)
        await runner.do("DELETE FROM traits WHERE person_id IN (SELECT id FROM people WHERE given_name = 'Eve')")
        await runner.do(change)
        _, outcome, _ = await asked(runner, state)
        assert (outcome.result, outcome.because and outcome.because.code) == (StepResult.DROPPED, ReasonCode(code))
        assert catcher.mailbox.mails == []


async def test_whoever_has_had_a_turn_since_they_were_named_is_passed_over(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await naming(runner, "Dora", Role.HR)
        _, _, asked_once = await asked(runner, state)
        again = said_no(runner, asked_once).with_(candidates=(*asked_once.candidates, *state.candidates))
        order, outcome, _ = await asked(runner, again)
        assert (order.step.key, outcome.because and outcome.because.code) == ("request/2", ReasonCode.PASSED_NEXT)
        unknown = Candidate(person=UUID(int=9), reader=state.readers[Role.MENTEE], named=Role.HR)
        order, outcome, _ = await asked(runner, again.with_(candidates=(*asked_once.candidates, unknown)))
        assert (order.step.key, outcome.result) == ("request/2", StepResult.DROPPED)
        assert await runner.do(LISTED) == ["Dora"]


async def test_in_a_search_that_finds_its_mentors_whoever_was_named_is_asked_in_a_turn_of_their_own(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        state = await naming(runner, "Eve", Role.HR)
        nobody = Candidate(person=NOBODY, reader=state.readers[Role.MENTEE])
        state = state.with_(candidates=(nobody, *state.candidates), proposes=True)
        _, _, state = await asked(runner, state)
        assert await runner.do(LISTED) == ["Ben"], "Eve, who fits best, is asked next in any case"
        _, _, state = await asked(runner, said_no(runner, state))
        assert await runner.do(LISTED) == ["Ben", "Eve"]
