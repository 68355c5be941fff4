"""An answer and a step never get in each other's way: neither is lost, none overtakes the other."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest

from schemas.failures import Failure
from schemas.messages import News, StepOutcome
from schemas.names import AnswerKind, NewsKind, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from tests.policy.pairs import START, seeking
from tests.workflows.harness import Refused, Run, receipt_of
from tests.workflows.lives import HR, MENTEE, MENTOR, due, is_decent, says, searching, under_way
from workflows.calls import STOP_AFTER

TWENTY_DAYS = timedelta(days=20)


def reminding() -> Run:
    """Return a run whose first reminder is in hand."""
    run = searching()
    run.wake()
    assert run.order.step.kind is StepKind.REQUEST_REMINDER
    return run


def test_an_answer_that_was_accepted_during_a_step_is_taken_before_the_next_step() -> None:
    """The step takes so long that the next candidate would be asked at once."""
    run = reminding()
    assert run.send(says(MENTOR, AnswerKind.ACCEPT, "request/1")) is None
    run.finish(after=TWENTY_DAYS)
    (reply,) = run.replies.values()
    assert receipt_of(reply).state.phase is Phase.AGREEING
    run.pass_until(run.now + timedelta(days=3))
    assert run.order.step.kind is StepKind.AGREEMENT


@pytest.mark.parametrize("first", ["answer", "step"])
def test_an_answer_that_comes_together_with_the_end_of_a_step_is_taken_before_the_next_step(first: str) -> None:
    run = reminding()
    run.now += TWENTY_DAYS
    id, answer = run.update(says(MENTOR, AnswerKind.ACCEPT, "request/1"))
    jobs = [answer, run.finished()]
    run.activate(*(jobs if first == "answer" else reversed(jobs)))
    assert receipt_of(run.replies[id]).state.phase is Phase.AGREEING
    assert not [key for key in run.activities if key == "request/2"]


@pytest.mark.parametrize("first", ["answer", "timer"])
def test_an_answer_that_comes_together_with_a_due_time_is_taken(first: str) -> None:
    """The limit has come and the mentor says yes in the same workflow task: either order loses nothing."""
    run = searching()
    run.wake()
    run.finish()
    run.wake()
    run.finish()
    id, answer = run.update(says(MENTOR, AnswerKind.ACCEPT, "request/1"))
    run.wake(timedelta(0), answer)
    if run.steps:
        run.stop()
    assert receipt_of(run.replies[id]).state.phase is Phase.AGREEING


def test_many_answers_during_a_step_are_all_taken_in_their_order() -> None:
    run = under_way()
    run.wake()
    answers = [says(MENTEE, AnswerKind.CHECK_IN, "agreed/1", met="yes") for _ in range(4)]
    assert [run.send(answer) for answer in answers] == [None] * 4
    run.finish()
    revisions = [receipt_of(run.replies[str(answer.id)]).state.revision for answer in answers]
    assert revisions == sorted(set(revisions))
    assert run.steps == {}


def test_hr_can_close_while_a_step_keeps_failing() -> None:
    """The step stops between two tries, the answer is taken, and what is next is decided again."""
    run = under_way()
    run.wake()
    failing = run.order.step.key
    close = says(HR, AnswerKind.CLOSE, outcome="left")
    assert run.send(close, "close") is None
    run.stop()
    assert receipt_of(run.replies[str(close.id)]).state.ending
    run.pass_until(run.now + timedelta(days=5))
    assert (run.order.step.kind, failing) == (StepKind.CLOSING, "check_in/1")


def test_hr_can_pause_while_a_step_keeps_failing_and_it_comes_again_after_the_break() -> None:
    run = under_way()
    run.wake()
    pause = says(HR, AnswerKind.PAUSE, until=run.now + timedelta(days=30))
    assert run.send(pause, "pause") is None
    run.stop()
    assert receipt_of(run.replies[str(pause.id)]).state.pause
    keys = []
    for _ in range(3):
        run.pass_until(run.now + timedelta(days=40))
        keys.append(run.finish().step.key)
    assert keys == ["paused/1", "resumed/1", "check_in/1"]


def test_a_goodbye_that_cannot_be_sent_does_not_close_the_door_before_it_is_sent() -> None:
    """The farewell keeps failing; a sign of life after a last notice is still taken."""
    run = under_way()
    run.send(says(HR, AnswerKind.CLOSE, outcome="left"))
    run.pass_until(run.now + timedelta(days=3))
    run.finish()
    run.pass_until(run.now + timedelta(days=20))
    assert run.order.step.kind is StepKind.FAREWELL
    thanks = says(MENTEE, AnswerKind.THANK, "closing/1", note=True)
    assert run.send(thanks) is None
    run.stop()
    assert receipt_of(run.replies[str(thanks.id)]).state.phase is Phase.CLOSING


def test_a_step_that_is_under_way_is_finished_first() -> None:
    """It was asked to stop, and its letters were out already: what came of it counts."""
    run = under_way()
    run.wake()
    answer = says(MENTEE, AnswerKind.CHECK_IN, "agreed/1", met="yes")
    assert run.send(answer) is None
    run.wake()
    assert run.asked_to_stop
    run.finish()
    state = receipt_of(run.replies[str(answer.id)]).state
    assert state.active
    assert state.active.prompt == "check_in/1"


def test_a_step_whose_worker_died_has_its_next_try_before_it_is_stopped() -> None:
    """It may be written, and its letters may be out: the next try finds that, and tells it."""
    run = reminding()
    assert run.timers == {}, "a timer costs nothing while nobody waits"
    answer = says(MENTOR, AnswerKind.ACCEPT, "request/1")
    assert run.send(answer) is None
    assert not run.asked_to_stop
    assert due(run) == run.now + STOP_AFTER
    run.finish(after=timedelta(seconds=25))
    state = receipt_of(run.replies[str(answer.id)]).state
    assert (state.phase, run.taken[-1][0]) == (Phase.AGREEING, "request/1/reminder/1")
    assert not run.asked_to_stop


def test_a_postponed_step_is_taken_when_its_time_has_come() -> None:
    run = under_way()
    run.wake()
    until = run.now + timedelta(days=2)
    run.finish(StepOutcome.postponed(until, Reason(code=ReasonCode.ENOUGH_MAIL, who=(MENTEE,))))
    assert run.steps == {}
    assert due(run) >= until
    run.pass_until(run.now + timedelta(days=6))
    assert run.order.step.key == "check_in/1"
    assert is_decent(run.order)


def test_a_request_to_a_mentor_without_a_place_goes_to_the_next_one() -> None:
    run = Run(seeking(), START)
    run.pass_until(START + timedelta(days=1))
    run.finish(StepOutcome.dropped(Reason(code=ReasonCode.FULL_NEXT)))
    run.pass_until(run.now + timedelta(days=3))
    assert run.order.step.key == "request/2"


def test_a_step_that_was_overtaken_is_decided_again_and_changes_nothing() -> None:
    run = reminding()
    revision = run.order.state.revision
    run.finish(StepOutcome.dropped(Reason(code=ReasonCode.OVERTAKEN)))
    assert run.order.state.revision == revision


def test_news_is_taken_once_and_only_while_it_matters() -> None:
    run = under_way()
    news = News(id=uuid4(), about=MENTOR, kind=NewsKind.AWAY, until=run.now + timedelta(days=30))
    receipt = receipt_of(run.send(news, "news"))
    assert receipt.state.pause
    assert receipt_of(run.send(news, "news")).state.revision == receipt.state.revision


def test_news_that_comes_during_the_farewell_is_taken_if_the_farewell_comes_to_nothing() -> None:
    run = under_way()
    run.send(says(HR, AnswerKind.CLOSE), "close")
    run.pass_until(run.now + timedelta(days=4))
    run.finish()
    run.pass_until(run.now + timedelta(days=30))
    assert run.order.step.kind is StepKind.FAREWELL
    news = News(id=uuid4(), about=MENTOR, kind=NewsKind.LEFT)
    assert run.send(news, "news") is None
    run.finish(StepOutcome.postponed(run.now + timedelta(days=2), Reason(code=ReasonCode.ENOUGH_MAIL, who=(MENTEE,))))
    assert receipt_of(run.replies[str(news.id)]).state.gone == (MENTOR,)


def test_hr_gives_a_return_date_in_its_own_zone_and_nobody_is_woken() -> None:
    run = under_way()
    until = (run.now + timedelta(days=20)).astimezone(timezone(timedelta(hours=9)))
    receipt = receipt_of(run.send(says(HR, AnswerKind.PAUSE, until=until), "pause"))
    assert receipt.state.pause
    assert receipt.state.pause.until.tzinfo is UTC
    for _ in range(2):
        run.pass_until(run.now + timedelta(days=30))
        assert is_decent(run.finish())


def test_a_return_date_without_a_zone_is_refused_and_nothing_stops() -> None:
    run = under_way()
    naive = {"id": str(UUID(int=1)), "role": "hr", "kind": "pause", "until": datetime(2027, 3, 1).isoformat()}  # noqa: DTZ001
    refused = run.send(naive, "pause")
    assert isinstance(refused, Refused)
    assert not refused.accepted
    assert refused.code not in set(Failure)
    run.wake()
    assert run.order.step.kind is StepKind.CHECK_IN


@pytest.mark.parametrize("name", ["pause", "resume", "close"])
def test_an_update_by_hand_takes_its_own_kind_only(name: str) -> None:
    run = under_way()
    assert run.send(says(Role.MENTEE, AnswerKind.CHECK_IN, "agreed/1"), name) == Refused(Failure.NOT_ASKED, False)
