"""One mentorship from the first request to the goodbye: decide, wait, act, repeat."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from temporalio import workflow
from temporalio.exceptions import ApplicationError
from temporalio.workflow import ContinueAsNewVersioningBehavior

from policy.card import card_of, live_card
from policy.editions import PRESENT, renewed
from policy.hearing import hear
from policy.lifecycle import after, expected
from policy.news import hear_news
from policy.reasons import summary
from policy.receipts import receipt
from schemas.failures import Failure
from schemas.messages import Answer, News, Order, Receipt, Step, StepOutcome
from schemas.names import AnswerKind, Outcome, Phase, Role, StepResult
from schemas.state import State
from workflows.answer_updates import AnswerUpdates
from workflows.calls import A_MOMENT, LONG_WAIT, PENDING_ANSWER_WAITS, STOP_AFTER, TIMER_GRACE, finished, start_step
from workflows.refusing import accepted, check_edition, refuse
from workflows.search_attributes import Searched, attributes, changes, memo_of, searched_for
from workflows.updatable_timer import UpdatableTimer


@workflow.defn(name="Mentorship")
class Mentorship(AnswerUpdates):
    """One mentorship as a durable workflow: the search for a mentor, then the pair."""

    @workflow.init
    def __init__(self, state: State) -> None:
        self.state = state
        self.timer = UpdatableTimer()
        self.shown: Searched | None = None
        self.expected_state: State | None = None  # the state if the running step succeeds; none: no step runs
        self.held_up = 0  # update handlers that wait for the running step to end, and may have it stopped
        self.pending_waits = 0  # in a row, for an answer that is saved but not received yet
        self.steps_taken = 0  # in this run
        self.renewing = False  # a new run was requested
        self.cancel_is_heard = False

    @workflow.run
    async def run(self, state: State) -> Outcome | None:
        """Run the mentorship until it is closed, and return how it ended; a cancellation begins the goodbye.

        One that comes once letters have told of the end, or a second one, ends it at once.
        """
        check_edition(state)
        life = asyncio.create_task(self.take_steps())
        try:
            return await asyncio.shield(life)
        except asyncio.CancelledError:
            if self.state.phase is Phase.CLOSING and not self.state.ending:  # letters have told of the end
                raise
        with suppress(ApplicationError):
            await self.take_answer(Answer(id=workflow.uuid4(), role=Role.HR, kind=AnswerKind.CLOSE))
        self.cancel_is_heard = True
        return await life

    async def take_steps(self) -> Outcome | None:
        """Decide the next step, wait until it is due or an update comes, decide again, take it; repeat until closed."""
        while (following := self.decide()) or self.state.hold:
            if self.is_time_for_a_new_run(following):
                await self.start_new_run()
            elif following is None:  # on hold, without a date
                await workflow.wait_condition(self.update_arrives())
            elif following.due <= workflow.now():
                await self.take(following)
            else:
                await self.timer.wait(following.due, summary(following, workflow.now()), self.update_arrives())
            await workflow.wait_condition(workflow.all_handlers_finished)
        return self.state.outcome

    def decide(self) -> Step | None:
        """Return the next step; update the current details and the search attributes."""
        card = card_of(self.state, workflow.now())
        workflow.set_current_details(live_card(card))
        searched = searched_for(card)
        if self.shown and self.shown != searched:
            workflow.upsert_search_attributes(changes(card))
        self.shown = searched
        return card.next

    async def take(self, step: Step) -> None:
        """Take a step, and update the state with its result."""
        now = workflow.now()
        outcome = await self.outcome_of(step)
        match outcome:
            case None:  # stopped before anything was written: decide again
                return
            case StepOutcome(result=StepResult.ANSWER_PENDING):
                await self.wait_for_pending_answer()
            case StepOutcome():  # taken, postponed or dropped
                self.pending_waits = 0
                self.steps_taken += 1
                self.state = after(self.state, step, outcome, outcome.at or now)

    async def outcome_of(self, step: Step) -> StepOutcome | None:
        """Run the one activity; if the step keeps failing, an update that waits for it stops it after STOP_AFTER."""
        now = workflow.now()
        has_waited = self.pending_waits >= len(PENDING_ANSWER_WAITS)
        order = Order(state=self.state, step=step, now=now, ignore_pending=has_waited)
        self.expected_state = after(self.state, step, expected(self.state, step), now)
        running = start_step(order, summary(step))
        try:
            await workflow.wait_condition(lambda: running.done() or self.held_up > 0 or self.renewing)
            if not running.done():
                with suppress(TimeoutError):
                    await workflow.wait_condition(running.done, timeout=STOP_AFTER, timeout_summary="a step held up")
                running.cancel()  # no effect on one that is done
            return await finished(running, order)
        finally:
            self.expected_state = None

    async def wait_for_pending_answer(self) -> None:
        """Wait for an answer that is on its way, because it may change what is due."""
        spoken = self.update_arrives()
        await workflow.wait_condition(workflow.all_handlers_finished)
        wait = PENDING_ANSWER_WAITS[min(self.pending_waits, len(PENDING_ANSWER_WAITS) - 1)]
        self.pending_waits += 1
        with suppress(TimeoutError):
            label = "an answer is recorded and on its way"
            await workflow.wait_condition(spoken, timeout=wait, timeout_summary=label)
            self.pending_waits = 0  # an answer that is pending now is another one

    def update_arrives(self) -> Callable[[], bool]:
        """Return a function that tells whether, from now on, an update was taken or a new run was requested."""
        revision = self.state.revision
        return lambda: self.renewing or self.state.revision != revision

    def is_time_for_a_new_run(self, following: Step | None) -> bool:
        """Whether a new run was requested, a new release waits for this run, or a long wait follows a long history."""
        moved = self.steps_taken > 0 and workflow.info().is_target_worker_deployment_version_changed()
        long_wait = following is None or following.due - workflow.now() > LONG_WAIT
        endless = workflow.info().is_continue_as_new_suggested()  # Temporal ends a run that never does it
        return self.renewing or moved or endless or (self.is_long(following) and long_wait)

    def is_long(self, following: Step | None) -> bool:
        """Whether this run has used up its history budget; while a timer is running, it may use a few events more."""
        budget = self.state.history_budget + (TIMER_GRACE if following and self.timer.is_set_for(following.due) else 0)
        return workflow.info().get_current_history_length() >= budget

    async def start_new_run(self) -> None:
        """Continue as new, with a short history and the current edition, once all update handlers have finished."""
        if self.renewing:  # a cancellation in the same workflow task arrives after the update
            await workflow.sleep(A_MOMENT, summary="a new run is about to begin")
        await workflow.wait_condition(lambda: workflow.all_handlers_finished() and not self.is_being_cancelled())
        card = card_of(self.state, workflow.now())
        workflow.continue_as_new(
            renewed(self.state),
            memo=memo_of(renewed(self.state)),
            search_attributes=attributes(self.state, card),
            initial_versioning_behavior=ContinueAsNewVersioningBehavior.AUTO_UPGRADE,
        )

    def is_being_cancelled(self) -> bool:
        """Whether a cancellation has arrived and the goodbye has not begun yet."""
        return workflow.cancellation_reason() is not None and not self.cancel_is_heard

    async def take_answer(self, answer: Answer) -> Receipt:
        """Apply an answer to the state, and return a receipt that says what it changed."""
        await self.no_step_running(stopping=isinstance(hear(self.state, answer, workflow.now()), State))
        heard = accepted(hear(self.state, answer, workflow.now()), self.state)
        says = receipt(answer, self.state, heard, workflow.now())
        self.state, self.pending_waits = heard, 0
        return Receipt(says=says, at=workflow.now(), state=heard)

    async def no_step_running(self, stopping: bool = True) -> None:
        """Wait until the running step has finished, or was stopped; `stopping`: it may be stopped for this."""
        self.held_up += stopping
        try:
            await workflow.wait_condition(lambda: self.expected_state is None)
        finally:
            self.held_up -= stopping

    def check_answer_now(self, answer: Answer, kind: AnswerKind | None = None) -> None:
        """Reject, before it enters the history, an answer that fits neither the current state nor the expected one."""
        if kind and answer.kind is not kind:
            refuse(Failure.NOT_ASKED, self.state)
        heard = hear(self.state, answer, workflow.now())
        if isinstance(heard, Failure) and self.expected_state:
            heard = hear(self.expected_state, answer, workflow.now())
        accepted(heard, self.state)

    @workflow.update(description="Takes an answer of any kind, like the update that is named after its kind.")
    async def answer(self, answer: Answer) -> Receipt:
        """Take an answer from a mentee, mentor or coordinator."""
        return await self.take_answer(answer)

    @answer.validator
    def check_answer(self, answer: Answer) -> None:
        """Reject an answer that comes too late or was not asked for."""
        self.check_answer_now(answer)

    @workflow.update(description="News about a person; sent by the gateway once it is saved in Postgres.")
    async def news(self, news: News) -> Receipt:
        """Take news about one of the people: left, away, back, unreachable, reachable, moved."""
        await self.no_step_running()
        self.state, self.pending_waits = accepted(hear_news(self.state, news, workflow.now()), self.state), 0
        return Receipt(says="", at=workflow.now(), state=self.state)

    @news.validator
    def check_news(self, news: News) -> None:
        """Reject news that no longer matters in the current state; the running step may still be dropped."""
        accepted(hear_news(self.state, news, workflow.now()), self.state)

    @workflow.update(description='Take a break until a date: {"id": <uuid>, "role": "hr", "kind": "pause", "until": …}')
    async def pause(self, answer: Answer) -> Receipt:
        """Begin a break with a return date, or change the date."""
        return await self.take_answer(answer)

    @pause.validator
    def check_pause(self, answer: Answer) -> None:
        """Reject a break without a valid return date."""
        self.check_answer_now(answer, AnswerKind.PAUSE)

    @workflow.update(description='End a break now: {"id": <uuid>, "role": "hr", "kind": "resume"}')
    async def resume(self, answer: Answer) -> Receipt:
        """End a break before its return date."""
        return await self.take_answer(answer)

    @resume.validator
    def check_resume(self, answer: Answer) -> None:
        """Reject when there is no break."""
        self.check_answer_now(answer, AnswerKind.RESUME)

    @workflow.update(description='Begin the goodbye: {"id": <uuid>, "role": "hr", "kind": "close", "outcome": "left"}')
    async def close(self, answer: Answer) -> Receipt:
        """Begin the goodbye: notice, thanks and a farewell."""
        return await self.take_answer(answer)

    @close.validator
    def check_close(self, answer: Answer) -> None:
        """Reject when it has already ended."""
        self.check_answer_now(answer, AnswerKind.CLOSE)

    @workflow.update(description="Continue as new soon, with the current edition of the policy; see `rapport renew`.")
    async def renew(self) -> bool:
        """Continue as new once no update is being handled; return whether that brings a newer edition or release."""
        moved = workflow.info().is_target_worker_deployment_version_changed()
        self.renewing = self.renewing or moved or self.state.edition < PRESENT
        return self.renewing
