"""A mentee has one open mentorship in a programme at a time, also where an earlier one could have gone on after all."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from activities.state_row import show
from intake.answers import Kept, NewAnswer, record
from intake.beginnings import AlreadyOpen
from intake.telling import standing_of
from schemas.failures import Failure
from schemas.names import AnswerKind, Choice, Outcome, Phase, Role
from schemas.state import Closing, Ending, State
from store.pool import Pool, within
from tests.intake.sample_programme import SampleProgramme, found
from tests.policy.stories import Story, under_way


@pytest.fixture
async def sample(pool: Pool, organisation: UUID) -> SampleProgramme:
    """Return a small sample."""
    return await found(pool, organisation)


async def keep(sample: SampleProgramme, state: State) -> State:
    """Keep a state as the workflow tells it."""
    async with within(sample.pool, sample.organisation) as connection:
        await show(connection, state, datetime.now(UTC))
    return state


async def saying_goodbye(sample: SampleProgramme) -> State:
    """Return the state of a pair whose agreed time is nearly over, which is known to both."""
    now, begun = datetime.now(UTC), await sample.begin("ana", "ben", pair=True)
    goodbye = Closing(
        since=now, asked=now, until=now + timedelta(days=14), outcome=Outcome.COMPLETED, was=Phase.ACTIVE, by=None
    )
    story = under_way(Story(begun.state, now)).state
    return await keep(sample, story.with_(phase=Phase.CLOSING, closing=goodbye, revision=9))


async def said(sample: SampleProgramme, state: State, role: Role, kind: AnswerKind, **said: Any) -> Kept:
    """Record what somebody says."""
    kept, _ = await record(
        sample.pool, sample.organisation, NewAnswer(mentorship=state.mentorship, role=role, kind=kind, said=said)
    )
    return kept


async def test_a_mentee_who_ends_it_at_a_last_notice_can_begin_another_one_at_once(sample: SampleProgramme) -> None:
    begun = await sample.begin("ana", "ben", pair=True)
    story = under_way(Story(begun.state, datetime.now(UTC)))
    notice = story.goes_on_until("last_notice").key
    story.hears(Role.MENTEE, "adjust", notice, choice="close")
    await keep(sample, story.state)
    assert (await sample.begin("ana", "eve", pair=True)).state.mentorship != begun.state.mentorship


async def test_a_mentee_who_can_still_go_on_after_a_last_notice_begins_no_second_one(sample: SampleProgramme) -> None:
    begun = await sample.begin("ana", "ben", pair=True)
    story = under_way(Story(begun.state, datetime.now(UTC)))
    story.goes_on_until("last_notice")
    await keep(sample, story.state)
    with pytest.raises(AlreadyOpen) as refused:
        await sample.begin("ana", "eve", pair=True)
    assert refused.value.mentorship == begun.state.mentorship


async def test_a_goodbye_is_not_taken_back_once_the_mentee_has_begun_another_one(sample: SampleProgramme) -> None:
    state = await saying_goodbye(sample)
    await sample.begin("ana", "eve", pair=True)
    more_time = await said(sample, state, Role.MENTOR, AnswerKind.ADJUST, choice=Choice.EXTEND)
    taken_back = await said(sample, state, Role.HR, AnswerKind.RESUME)
    thanks = await said(sample, state, Role.MENTEE, AnswerKind.THANK)
    assert (more_time.refused, taken_back.refused, thanks.refused) == (Failure.TOO_LATE, Failure.TOO_LATE, None)
    assert more_time.told_at


async def test_a_goodbye_that_somebody_took_back_while_temporal_was_away_is_the_one_that_counts(
    sample: SampleProgramme,
) -> None:
    """The mentee once had two at a time, as soon as Temporal was back."""
    state = await saying_goodbye(sample)
    await said(sample, state, Role.MENTEE, AnswerKind.THANK)
    taken_back = await said(sample, state, Role.HR, AnswerKind.RESUME)
    assert (taken_back.refused, taken_back.told_at) == (None, None)
    with pytest.raises(AlreadyOpen) as refused:
        await sample.begin("ana", "eve", pair=True)
    assert refused.value.mentorship == state.mentorship


@pytest.mark.parametrize(("news", "counts"), [("back", True), ("moved", False), ("unreachable", False)])
async def test_a_goodbye_that_news_may_take_back_counts_until_it_is_told(
    sample: SampleProgramme, news: str, counts: bool
) -> None:
    """HR said that somebody is back after all, began another one while Temporal was away, and the mentee had both."""
    state = await saying_goodbye(sample)
    await said(sample, state, Role.HR, AnswerKind.THANK)
    async with within(sample.pool, sample.organisation) as connection:
        changed = "UPDATE answers SET kind = 'news', told_at = NULL, said = jsonb_build_object('kind', $1::text)"
        await connection.execute(changed, news)
    if not counts:
        assert await sample.begin("ana", "eve", pair=True)
        return
    with pytest.raises(AlreadyOpen) as refused:
        await sample.begin("ana", "eve", pair=True)
    assert refused.value.mentorship == state.mentorship


async def test_a_goodbye_can_be_taken_back_while_nothing_else_has_begun(sample: SampleProgramme) -> None:
    state = await saying_goodbye(sample)
    await sample.person("dan")
    await sample.begin("eve", "dan", pair=True)
    assert (await said(sample, state, Role.MENTOR, AnswerKind.ADJUST, choice=Choice.EXTEND)).refused is None


@pytest.mark.parametrize(
    ("by", "speaks", "refused"),
    [
        (Role.MENTEE, Role.MENTOR, None),
        (Role.MENTOR, Role.MENTEE, None),
        (Role.COORDINATOR, Role.MENTEE, None),
        (Role.MENTEE, Role.MENTEE, Failure.TOO_LATE),
        (Role.MENTEE, Role.HR, Failure.TOO_LATE),
        (Role.HR, Role.MENTOR, Failure.TOO_LATE),
        (None, Role.MENTOR, Failure.TOO_LATE),
    ],
)
async def test_whoever_does_not_know_of_an_end_yet_takes_nothing_back_and_is_heard(
    sample: SampleProgramme, by: Role | None, speaks: Role, refused: Failure | None
) -> None:
    """What the other one reported before the closing letter was once refused as too late, and its words were lost."""
    now, begun = datetime.now(UTC), await sample.begin("ana", "ben", pair=True)
    end = Ending(since=now, outcome=Outcome.ENDED_EARLY, by=by)
    state = await keep(sample, under_way(Story(begun.state, now)).state.with_(ending=end, revision=9))
    await sample.begin("ana", "eve", pair=True)
    kind = AnswerKind.RESUME if speaks is Role.HR else AnswerKind.CHECK_IN
    assert (await said(sample, state, speaks, kind)).refused == refused


async def test_hr_is_told_which_other_one_the_mentee_has_begun_and_what_to_do_first(sample: SampleProgramme) -> None:
    state = await saying_goodbye(sample)
    second = await sample.begin("ana", "eve", pair=True)
    told = standing_of(await said(sample, state, Role.HR, AnswerKind.RESUME))
    assert told.says == (
        f"The mentee has begun another mentorship in this programme: /v1/mentorships/{second.state.mentorship}. "
        "A mentee has one at a time. "
        "If this one is to go on, end that one first with `close`, then send `resume` again."
    )


async def test_nobody_but_hr_learns_that_the_mentee_has_begun_another_one(sample: SampleProgramme) -> None:
    state = await saying_goodbye(sample)
    second = await sample.begin("ana", "eve", pair=True)
    told = standing_of(await said(sample, state, Role.MENTOR, AnswerKind.ADJUST, choice=Choice.EXTEND))
    assert told.refused == Failure.TOO_LATE
    assert "another" not in told.says
    assert str(second.state.mentorship) not in told.says


async def test_once_the_other_one_comes_to_its_end_the_first_one_can_go_on_and_then_the_other_one_cannot(
    sample: SampleProgramme,
) -> None:
    first = await saying_goodbye(sample)
    second = (await sample.begin("ana", "eve", pair=True)).state
    goodbye = first.closing
    second = await keep(sample, second.with_(phase=Phase.CLOSING, closing=goodbye, revision=9))
    assert (await said(sample, first, Role.HR, AnswerKind.RESUME)).refused is None
    await keep(sample, first.with_(phase=Phase.ACTIVE, closing=None, revision=10))
    refused = standing_of(await said(sample, second, Role.HR, AnswerKind.RESUME))
    assert refused.refused == Failure.TOO_LATE
    assert f"/v1/mentorships/{first.mentorship}" in refused.says


async def test_what_is_said_in_the_new_one_is_taken(sample: SampleProgramme) -> None:
    await saying_goodbye(sample)
    second = await sample.begin("ana", "eve", pair=True)
    assert (await said(sample, second.state, Role.MENTEE, AnswerKind.AGREE)).refused is None
