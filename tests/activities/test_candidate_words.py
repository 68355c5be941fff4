"""What is said about one mentor is read by whom it is meant for, and goes to no other mentor."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from schemas.names import Phase, Role, StepKind
from schemas.state import Candidate
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import ANA, BEN, StepRunner, open_runner

EVE = "eve@example.com"
ASKED = (Role.MENTOR, Role.MENTEE)
TO_BEN, FOR_BEN, OF_BEN = "You still read their queries.", "You have led three teams.", "Ben has led three teams."


@pytest.fixture
async def search(database_url: str, pool: Pool, organisation: UUID, catcher: Catcher) -> AsyncIterator[StepRunner]:
    """Yield Ana's search: Ben is asked first, for reasons that are about him, then Eve, for none."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        eve = uuid4()
        await runner.do(
            "INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone, mentor) "
            f"VALUES ('{eve}', '{organisation}', 'eve', 'Eve', 'Example', '{EVE}', 'Europe/Berlin', true)"
        )
        await runner.do(
            "INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id, why_you, reason_for_mentor, "
            f"reason_for_mentee) VALUES ('{runner.pair.id}', '{organisation}', 1, '{runner.pair.people[Role.MENTOR]}', "
            f"'{TO_BEN}', '{FOR_BEN}', '{OF_BEN}'), ('{runner.pair.id}', '{organisation}', 2, '{eve}', '', '', '')"
        )
        [ben] = runner.pair.state.candidates
        both = (ben, Candidate(person=eve, reader=ben.reader))
        await runner.pair.keep(runner.pair.state.with_(candidates=both))
        yield runner


async def test_a_mentor_reads_what_the_mentee_wrote_to_them_and_why_they_were_chosen(
    search: StepRunner, catcher: Catcher
) -> None:
    await search.steps.take_step(search.order(StepKind.REQUEST, "request/1", ASKED))
    [to_ben], [to_ana] = (catcher.mailbox.to(address) for address in (BEN, ANA))
    assert TO_BEN in to_ben.reading.text
    assert FOR_BEN in to_ben.reading.text
    assert OF_BEN not in to_ben.reading.text
    assert OF_BEN in to_ana.reading.text
    assert FOR_BEN not in to_ana.reading.text


async def test_the_next_mentor_reads_nothing_that_was_written_to_the_one_before(
    search: StepRunner, catcher: Catcher
) -> None:
    await search.steps.take_step(search.order(StepKind.REQUEST, "request/2", ASKED))
    [to_eve] = catcher.mailbox.to(EVE)
    for words in (TO_BEN, FOR_BEN, OF_BEN):
        assert words not in to_eve.reading.text


@pytest.mark.parametrize("keys", [("request/2",), ("request/1", "request/2")])
async def test_a_mentee_reads_of_an_earlier_mentor_only_if_one_was_asked(
    search: StepRunner, catcher: Catcher, keys: tuple[str, ...]
) -> None:
    for key in keys:
        await search.steps.take_step(search.order(StepKind.REQUEST, key, ASKED))
    letters = [mail.reading.text for mail in catcher.mailbox.to(ANA)]
    said = ["the mentor we asked before" in " ".join(text.split()) for text in letters]
    assert sorted(said) == [False, True][: len(keys)]


async def test_a_letter_that_was_not_written_is_named_as_the_one_that_this_person_would_have_got(
    search: StepRunner,
) -> None:
    await search.do("UPDATE people SET unreachable_since = now() WHERE given_name = 'Ana'")
    await search.steps.take_step(search.order(StepKind.REQUEST, "request/1", ASKED))
    rows = await search.rows("role, letter, state")
    assert rows == [
        {"role": "mentee", "letter": "asking", "state": "skipped"},
        {"role": "mentor", "letter": "request", "state": "accepted"},
    ]
