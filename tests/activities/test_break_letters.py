"""Letters of a break say what is true where the two stand: looking for each other, agreeing, or under way."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from schemas.names import PAIR, Phase, Role, StepKind
from schemas.state import Agreeing, Pause, Seeking, State
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import ANA, BEN, StepRunner
from tests.gateway.pair_fixture import in_phase

AWAY = timedelta(days=20)


def on_break(runner: StepRunner, phase: Phase, **more: object) -> State:
    """Return how the two stand: in this phase, on a break that HR began."""
    now, state = runner.pair.now, in_phase(phase, runner.pair.state.with_(phase=phase, active=None), runner.pair.now)
    return state.with_(pauses=1, pause=Pause(since=now, absences={Role.HR: now + AWAY}, number=1), **more)


async def letters(runner: StepRunner, catcher: Catcher, state: State, to: Sequence[Role] = PAIR) -> list[str]:
    """Return what the letters of the break's beginning, and then of its end, say to Ana and to Ben."""
    said = []
    for kind, at in ((StepKind.PAUSED, timedelta()), (StepKind.RESUMED, AWAY)):
        order = runner.order(kind, f"{kind}/1", to, state)
        await runner.steps.take_step(order.with_(now=order.now + at))
        state = state.with_(pause=state.pause and state.pause.with_(told=True))
        for address in (ANA, BEN):
            mails = catcher.mailbox.to(address)
            said.append(" ".join(f"{mails[-1].reading.subject} {mails[-1].reading.text}".split()) if mails else "")
    return said


async def test_two_who_agree_still_are_told_what_becomes_of_the_agreement(runner: StepRunner, catcher: Catcher) -> None:
    agreeing = Agreeing(since=runner.pair.now, asked=runner.pair.now, accepted=(Role.MENTOR,))
    away, _, ana, ben = await letters(runner, catcher, on_break(runner, Phase.AGREEING, agreeing=agreeing))
    assert "The agreement between you and Ben Example is on hold until" in away
    assert "The agreement with Ben Example still needs your answer" in ana
    assert "You have said yes to the agreement already" in ben
    assert "every 3 weeks" not in ana + ben
    assert "met=" not in ana + ben


async def test_two_whose_agreement_is_not_out_yet_are_told_that_it_comes(runner: StepRunner, catcher: Catcher) -> None:
    state = on_break(runner, Phase.AGREEING, agreeing=Agreeing(since=runner.pair.now))
    *_, ana, ben = await letters(runner, catcher, state)
    for text in (ana, ben):
        assert "we send you both a short agreement to look at" in text


async def test_a_given_pair_whose_first_letter_is_that_of_a_break_is_introduced_in_it(
    runner: StepRunner, catcher: Catcher
) -> None:
    """An agreement that nobody had seen was on hold, with as much time left as now."""
    state = on_break(runner, Phase.AGREEING, agreeing=Agreeing(since=runner.pair.now), seeking=None)
    away, to_ben, ana, ben = await letters(runner, catcher, state)
    assert "Lantern mentoring has brought you together with Ben Example" in away
    assert "as your mentor." in away
    assert "as your mentee." in to_ben
    assert "first, a break" in away
    for text in (away, to_ben, ana, ben):
        assert "on hold" not in text
        assert "where you stopped" not in text


@pytest.mark.parametrize("accepted", [(), (Role.MENTEE,)])
async def test_where_mail_does_not_reach_the_other_nobody_reads_that_they_begin_by_silence(
    runner: StepRunner, catcher: Catcher, accepted: tuple[Role, ...]
) -> None:
    """Whom the agreement did not reach has not agreed by saying nothing: in the end it is withdrawn."""
    await runner.do(f"UPDATE people SET unreachable_since = now() WHERE email = '{BEN}'")
    agreeing = Agreeing(since=runner.pair.now, asked=runner.pair.now, accepted=accepted)
    state = on_break(runner, Phase.AGREEING, agreeing=agreeing, unreachable=(Role.MENTOR,))
    *_, ana, _ = await letters(runner, catcher, state)
    assert "as it stands" not in ana
    assert "short agreement to look at" not in ana
    assert ("still needs your answer" in ana) == (accepted == ())
    assert ("You have said yes to the agreement already. We do not have Ben's answer yet." in ana) == (accepted != ())


async def test_who_looks_for_a_mentor_and_who_was_asked_are_told_that_the_request_waits(
    runner: StepRunner, catcher: Catcher
) -> None:
    to_ana, to_ben, ana, ben = await letters(runner, catcher, on_break(runner, Phase.SEEKING))
    assert "Your search for a mentor in Lantern mentoring is on hold until" in to_ana
    assert "Ana Example's request for a mentor is on hold until" in to_ben
    assert "Your request is still with Ben Example" in ana
    assert "Ana Example's request is still with you" in ben
    assert "met=" not in ana + ben


@pytest.mark.parametrize("mentor", [True, False])
async def test_who_has_no_mentor_at_present_is_not_told_of_one(
    runner: StepRunner, catcher: Catcher, mentor: bool
) -> None:
    now = runner.pair.now
    seeking = Seeking(since=now, asked=now, declined=now)
    state = on_break(runner, Phase.SEEKING, seeking=seeking)
    state = state if mentor else state.with_(mentor=None)
    away, _, back, _ = await letters(runner, catcher, state, (Role.MENTEE,))
    assert "Your search for a mentor in Lantern mentoring is on hold" in away
    assert "The break is over, and the search for your mentor goes on" in back
    assert "Ben" not in away + back
