"""One mentorship from the first request to the goodbye: decide, wait, act, repeat."""

from contextlib import suppress
from functools import partial
from typing import NoReturn

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from policy.engagement import silent
from policy.lifecycle import addressee, after, digest, expected, hear
from policy.words import answer_by, card_of, live_card, receipt, summary
from schemas.failures import Failure
from schemas.messages import Answer, Card, Order, Receipt, Step
from schemas.names import AnswerKind, Outcome
from schemas.state import State
from workflows.calls import LONG_WAIT, PENDING_ANSWER_WAIT, PENDING_ANSWER_WAITS, TIMER_GRACE, step
from workflows.search_attributes import attributes, changes
from workflows.updatable_timer import UpdatableTimer


@workflow.defn(name="Mentorship")
class Mentorship:
    """The durable life of one pair, or of the search for one."""

    @workflow.init
    def __init__(self, state: State) -> None:
        self.state = state
        self.timer = UpdatableTimer()
        self.shown: Card | None = None
        self.waits = 0  # in a row, for answers on their way
        self.expected_state: State | None = None  # how things stand if the step being taken goes well

    @workflow.run
    async def run(self, state: State) -> Outcome | None:
        """Carry the mentorship on until it is closed, and return how it ended."""
        while following := self.show().next:
            if self.is_long(following) and following.due - workflow.now() > LONG_WAIT:
                await self.begin_anew()
            if await self.comes_due(following):
                await self.take(following)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.state.outcome

    def show(self) -> Card:
        """Put the live card up, and tell the search index when phase or health have changed."""
        card = card_of(self.state, workflow.now())
        workflow.set_current_details(live_card(card))
        if self.shown and (card.phase, card.health) != (self.shown.phase, self.shown.health):
            workflow.upsert_search_attributes(changes(card))
        self.shown = card
        return card

    async def comes_due(self, following: Step) -> bool:
        """Wait for a step; False when somebody spoke first and there may be another one to take."""
        spoken = partial(self.has_changed, self.state.revision)
        await self.timer.wait(following.due, summary(following), spoken)
        return not spoken()

    async def take(self, following: Step) -> None:
        """Take a step, and change the state by what came of it."""
        now = workflow.now()
        state = self.state
        self.expected_state = after(state, following, expected(state, following), now)
        order = Order(
            organisation=state.organisation,
            mentorship=state.mentorship,
            step=following,
            now=now,
            mentor=addressee(state, following),
            cadence_days=state.cadence_days,
            card=card_of(self.expected_state, now),
            silent=silent(state),
            readers=digest(state.readers),
            answer_by=answer_by(self.expected_state),
            by_default=bool(self.expected_state.active and self.expected_state.active.by_default),
            insist=self.waits >= PENDING_ANSWER_WAITS,
        )
        facts = await step(order, summary(following))
        self.expected_state = None
        if facts.word:
            await self.wait_for_pending_answer()
        else:
            self.waits = 0
            self.state = after(self.state, following, facts, now)

    async def wait_for_pending_answer(self) -> None:
        """Wait for an answer that is on its way; it may change what is to be done."""
        self.waits += 1
        revision = self.state.revision
        with suppress(TimeoutError):
            label = "an answer is recorded and on its way"
            heard = partial(self.has_changed, revision)
            await workflow.wait_condition(heard, timeout=PENDING_ANSWER_WAIT, timeout_summary=label)

    def has_changed(self, revision: int) -> bool:
        """Whether somebody was heard since the state had this revision."""
        return self.state.revision != revision

    def is_long(self, following: Step) -> bool:
        """Whether this run has used up its history budget; a timer that runs already is worth a few events more."""
        budget = self.state.history_budget + (TIMER_GRACE if self.timer.is_set_for(following.due) else 0)
        length = workflow.info().get_current_history_length()
        return length >= budget or workflow.info().is_continue_as_new_suggested()

    async def begin_anew(self) -> None:
        """Continue as a new run with a short history, once nobody is being answered."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        card = card_of(self.state, workflow.now())
        workflow.continue_as_new(self.state, search_attributes=attributes(self.state, card))

    async def take_answer(self, answer: Answer) -> Receipt:
        """Change the state by an answer and say what it changed; a step being taken is finished first."""
        await workflow.wait_condition(lambda: self.expected_state is None)
        heard = hear(self.state, answer, workflow.now())
        if isinstance(heard, Failure):
            refuse(heard)
        self.state = heard
        return Receipt(says=receipt(answer, heard), card=card_of(heard, workflow.now()))

    def check_answer_now(self, answer: Answer, kind: AnswerKind | None = None) -> None:
        """Refuse what cannot be taken now, before it enters the history."""
        if kind and answer.kind is not kind:
            refuse(Failure.NOT_ASKED)
        if isinstance(failure := hear(self.expected_state or self.state, answer, workflow.now()), Failure):
            refuse(failure)

    @workflow.update(description="What a person answered; sent by the gateway once the answer is in Postgres.")
    async def answer(self, answer: Answer) -> Receipt:
        """Take an answer from a mentee, mentor or coordinator."""
        return await self.take_answer(answer)

    @answer.validator
    def check_answer(self, answer: Answer) -> None:
        """Refuse an answer that comes too late or was not asked for."""
        self.check_answer_now(answer)

    @workflow.update(description='Take a break until a date: {"id": <uuid>, "role": "hr", "kind": "pause", "until": …}')
    async def pause(self, answer: Answer) -> Receipt:
        """Begin a break with a return date."""
        return await self.take_answer(answer)

    @pause.validator
    def check_pause(self, answer: Answer) -> None:
        """Refuse a second break, or one without a fitting return date."""
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


def refuse(failure: Failure) -> NoReturn:
    """Refuse an update by a name that the gateway knows."""
    raise ApplicationError(f"refused: {failure}", type=failure.value, non_retryable=True)
