"""One mentorship from the first request to the goodbye: decide, wait, act, repeat."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.workflow import ContinueAsNewVersioningBehavior

from policy.card import card_of, live_card
from policy.editions import PRESENT, renewed
from policy.lifecycle import after, expected, hear
from policy.news import hear_news
from policy.reasons import summary
from policy.receipts import receipt
from schemas.failures import Failure
from schemas.messages import Answer, News, Order, Receipt, Step, StepOutcome
from schemas.names import AnswerKind, Outcome, Phase, Role, StepResult
from schemas.state import State
from workflows.answer_updates import AnswerUpdates
from workflows.calls import A_MOMENT, LONG_WAIT, PENDING_ANSWER_WAITS, STOP_AFTER, TIMER_GRACE, start_step
from workflows.refusing import check_edition, refuse
from workflows.search_attributes import Searched, attributes, changes, memo_of, searched_for
from workflows.updatable_timer import UpdatableTimer


@workflow.defn(name="Mentorship")
class Mentorship(AnswerUpdates):
    """The durable life of one pair, or of the search for one."""

    @workflow.init
    def __init__(self, state: State) -> None:
        self.state = state
        self.timer = UpdatableTimer()
        self.shown: Searched | None = None
        self.expected_state: State | None = None  # how things stand if the step in hand goes well; none: no step is
        self.held_up = 0  # handlers that wait for the step in hand to end
        self.pending_waits = 0  # in a row, for an answer that is recorded and not told
        self.steps_taken = 0  # in this run
        self.renewing = False  # somebody asked for a new run
        self.cancel_is_heard = False

    @workflow.run
    async def run(self, state: State) -> Outcome | None:
        """Carry the mentorship on until it is closed, and return how it ended; cancelled, bring it to a kind end."""
        check_edition(state)
        life = asyncio.create_task(self.carry_on())
        try:
            return await asyncio.shield(life)
        except asyncio.CancelledError:
            if self.state.phase is Phase.CLOSING:  # in the middle of its goodbye it ends at once
                raise
        with suppress(ApplicationError):
            await self.take_answer(Answer(id=workflow.uuid4(), role=Role.HR, kind=AnswerKind.CLOSE))
        self.cancel_is_heard = True
        return await life

    async def carry_on(self) -> Outcome | None:
        """Decide what is next, wait until it is due or somebody speaks, decide again, take it; until all is done."""
        while following := self.decide():
            if self.is_time_for_a_new_run(following):
                await self.begin_anew()
            elif following.due <= workflow.now():
                await self.take(following)
            else:
                await self.timer.wait(following.due, summary(following, workflow.now()), self.somebody_speaks())
            await workflow.wait_condition(workflow.all_handlers_finished)
        return self.state.outcome

    def decide(self) -> Step | None:
        """Return the next step; put the live card up, and tell the search index what operators look for."""
        card = card_of(self.state, workflow.now())
        workflow.set_current_details(live_card(card))
        searched = searched_for(card)
        if self.shown and self.shown != searched:
            workflow.upsert_search_attributes(changes(card))
        self.shown = searched
        return card.next

    async def take(self, step: Step) -> None:
        """Take a step, and change the state by what came of it."""
        now = workflow.now()
        outcome = await self.outcome_of(step)
        match outcome:
            case None:  # it was stopped before anything was written: decide again
                return
            case StepOutcome(result=StepResult.ANSWER_PENDING):
                await self.wait_for_pending_answer()
            case StepOutcome():  # taken, postponed or dropped
                self.pending_waits = 0
                self.steps_taken += 1
                self.state = after(self.state, step, outcome, outcome.at or now)

    async def outcome_of(self, step: Step) -> StepOutcome | None:
        """Run the one activity; whoever speaks meanwhile stops a step that keeps failing, after a while."""
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
                running.cancel()  # says nothing to one that is done
            return await running
        except ActivityError:
            return None
        finally:
            self.expected_state = None

    async def wait_for_pending_answer(self) -> None:
        """Wait for an answer that is on its way; it may change what is to be done."""
        spoken = self.somebody_speaks()
        await workflow.wait_condition(workflow.all_handlers_finished)
        wait = PENDING_ANSWER_WAITS[min(self.pending_waits, len(PENDING_ANSWER_WAITS) - 1)]
        self.pending_waits += 1
        with suppress(TimeoutError):
            label = "an answer is recorded and on its way"
            await workflow.wait_condition(spoken, timeout=wait, timeout_summary=label)
            self.pending_waits = 0  # what is pending now is another one

    def somebody_speaks(self) -> Callable[[], bool]:
        """Return the question whether, from now on, anybody is heard or asks for a new run."""
        revision = self.state.revision
        return lambda: self.renewing or self.state.revision != revision

    def is_time_for_a_new_run(self, following: Step) -> bool:
        """Whether somebody asked for it, a new release waits for this run, or a long wait follows a long history."""
        moved = self.steps_taken > 0 and workflow.info().is_target_worker_deployment_version_changed()
        return self.renewing or moved or (self.is_long(following) and following.due - workflow.now() > LONG_WAIT)

    def is_long(self, following: Step) -> bool:
        """Whether this run has used up its history budget; a timer that runs already is worth a few events more."""
        budget = self.state.history_budget + (TIMER_GRACE if self.timer.is_set_for(following.due) else 0)
        length = workflow.info().get_current_history_length()
        return length >= budget or workflow.info().is_continue_as_new_suggested()

    async def begin_anew(self) -> None:
        """Continue as a new run, with a short history and the present edition, once nobody is being answered."""
        if self.renewing:  # a cancel of the same workflow task reaches us after what asks for a new run
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
        """Whether a cancel has come and is not yet a goodbye."""
        return workflow.cancellation_reason() is not None and not self.cancel_is_heard

    async def take_answer(self, answer: Answer) -> Receipt:
        """Change the state by an answer and say what it changed."""
        await self.no_step_in_hand()
        heard = hear(self.state, answer, workflow.now())
        if isinstance(heard, Failure):
            refuse(heard)
        says = receipt(answer, self.state, heard, workflow.now())
        self.state = heard
        return Receipt(says=says, at=workflow.now(), state=heard)

    async def no_step_in_hand(self) -> None:
        """Wait until the step in hand is finished, or stopped because nothing of it is written yet."""
        self.held_up += 1
        try:
            await workflow.wait_condition(lambda: self.expected_state is None)
        finally:
            self.held_up -= 1

    def check_answer_now(self, answer: Answer, kind: AnswerKind | None = None) -> None:
        """Refuse what cannot be taken, before it enters the history: neither as things stand nor after the step."""
        if kind and answer.kind is not kind:
            refuse(Failure.NOT_ASKED)
        heard = hear(self.state, answer, workflow.now())
        if isinstance(heard, Failure) and self.expected_state:
            heard = hear(self.expected_state, answer, workflow.now())
        if isinstance(heard, Failure):
            refuse(heard)

    @workflow.update(description="The same as the update that is named after the kind of answer, for any kind.")
    async def answer(self, answer: Answer) -> Receipt:
        """Take an answer from a mentee, mentor or coordinator."""
        return await self.take_answer(answer)

    @answer.validator
    def check_answer(self, answer: Answer) -> None:
        """Refuse an answer that comes too late or was not asked for."""
        self.check_answer_now(answer)

    @workflow.update(description="What became known about a person; sent by the gateway once it is in Postgres.")
    async def news(self, news: News) -> Receipt:
        """Take news about one of the people: left, away, back, unreachable, reachable, moved."""
        await self.no_step_in_hand()
        heard = hear_news(self.state, news, workflow.now())
        if isinstance(heard, Failure):
            refuse(heard)
        self.state = heard
        return Receipt(says="", at=workflow.now(), state=heard)

    @news.validator
    def check_news(self, news: News) -> None:
        """Refuse news that no longer matters as things stand; the step in hand may yet come to nothing."""
        heard = hear_news(self.state, news, workflow.now())
        if isinstance(heard, Failure):
            refuse(heard)

    @workflow.update(description='Take a break until a date: {"id": <uuid>, "role": "hr", "kind": "pause", "until": …}')
    async def pause(self, answer: Answer) -> Receipt:
        """Begin a break with a return date, or change the date."""
        return await self.take_answer(answer)

    @pause.validator
    def check_pause(self, answer: Answer) -> None:
        """Refuse a break without a fitting return date."""
        self.check_answer_now(answer, AnswerKind.PAUSE)

    @workflow.update(description='End a break now: {"id": <uuid>, "role": "hr", "kind": "resume"}')
    async def resume(self, answer: Answer) -> Receipt:
        """Come back from a break before its return date."""
        return await self.take_answer(answer)

    @resume.validator
    def check_resume(self, answer: Answer) -> None:
        """Refuse when there is no break."""
        self.check_answer_now(answer, AnswerKind.RESUME)

    @workflow.update(description='Begin the goodbye: {"id": <uuid>, "role": "hr", "kind": "close", "outcome": "left"}')
    async def close(self, answer: Answer) -> Receipt:
        """Bring the mentorship to its end, with notice, thanks and a farewell."""
        return await self.take_answer(answer)

    @close.validator
    def check_close(self, answer: Answer) -> None:
        """Refuse when it has already ended."""
        self.check_answer_now(answer, AnswerKind.CLOSE)

    @workflow.update(description="Begin a new run soon, with the present edition of the policy; see `rapport renew`.")
    async def renew(self) -> bool:
        """Begin anew once nobody is being answered; return whether that brings a newer edition or release."""
        moved = workflow.info().is_target_worker_deployment_version_changed()
        self.renewing = self.renewing or moved or self.state.edition < PRESENT
        return self.renewing
