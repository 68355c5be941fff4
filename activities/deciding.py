"""Whether a step is still right, given what Postgres knows: read under the lock of its mentorship, and judged."""

import logging
from dataclasses import replace
from datetime import datetime

from temporalio.exceptions import ApplicationError

from activities.choosing import is_lost, not_asked, with_candidate, with_others
from activities.letter_data import LetterData
from activities.letter_names import outdated_letters
from activities.recipients import HAS_LEFT, clocks_of, people_of
from activities.step_outcomes import expected_outcome
from activities.words_left import PASSED_ON
from policy.delivery import outdated_for
from policy.ending import is_parted
from policy.finding import with_clock
from policy.lifecycle import addressee, after
from policy.places import waits_for_leave
from policy.reached import GOES_BACK, heard_of
from policy.unasked import questions
from policy.verdict import World, left_out, verdict
from policy.versions import first_version
from schemas.failures import Failure
from schemas.messages import Order, StepOutcome
from schemas.names import Role, StepKind, StepResult
from schemas.reason import ReasonCode
from schemas.state import State
from store import queries, seats
from store.pool import Connection

log = logging.getLogger(__name__)

TRIES = 10  # to find a mentor whose last place nobody else takes meanwhile
WITHOUT_PLACE = (ReasonCode.FULL_NEXT, ReasonCode.PLACE_TAKEN)  # the turn of whoever was asked before is over, too
WITH_SUMMARY = (StepKind.CLOSING, StepKind.FAREWELL)
WITH_GOALS = (StepKind.REVIEW, StepKind.FAREWELL)  # whose letters say how each goal went so far
OTHERS = "does another Rapport use this Temporal namespace? Each needs one of its own: this database has"


async def decide(connection: Connection, order: Order, tries: int = TRIES) -> tuple[LetterData, StepOutcome | None]:
    """Read and judge all that matters to a step; if somebody else was faster to take a place, find the next best."""
    chosen = await with_candidate(connection, order)
    data = await look(connection, chosen.order)
    if data.row["recorded"]:
        return data, None
    refused = await _judge(connection, data, chosen.barred)
    if refused:
        await not_asked(connection, chosen)
    if tries > 1 and refused and is_lost(data.order, refused):
        return await decide(connection, data.order, tries - 1)
    if refused and refused.because and refused.because.code in WITHOUT_PLACE:
        await queries.seats.keep_only(connection, mentorship=order.state.mentorship, mentor=None)
    return data, refused


async def look(connection: Connection, order: Order) -> LetterData:
    """Read everything that matters to a step, under a lock that makes new answers wait."""
    state, step = order.state, order.step
    row = await queries.steps.look(
        connection,
        **key_of(order),
        mentor=addressee(state, step),
        **PASSED_ON,
        outdated=outdated_letters(step, state),
        readers=list(outdated_for(step)),
        heard=list(state.heard),
        revision=state.revision,
        holding=list(state.hold.by) if state.hold else [],
        parted=is_parted(state),
        now=order.now,
        questions=questions(state),
        first=first_version(state),
        with_before=step.kind in GOES_BACK,
        with_summary=step.kind in WITH_SUMMARY,
        with_goals=step.kind in WITH_GOALS,
    )
    if row is None:
        raise await _unknown(connection, state)
    if row["closed"] and not row["recorded"]:  # the workflow has lost its end: see `rapport renew --restored`
        raise ApplicationError(f"mentorship {state.mentorship} is closed in Postgres", type=Failure.UNKNOWN_MENTORSHIP)
    order = order.with_(now=row["recorded"] or order.now)
    data = LetterData(order, state, people_of(dict(row)), dict(row))
    data = replace(data, left_out=left_out(state, step, order.now, _world(data)))
    return replace(data, after=after(state, step, expected_outcome(data), order.now))


async def _unknown(connection: Connection, state: State) -> ApplicationError:
    """Return the error for a mentorship without a row, which may be another Rapport's."""
    says = f"no mentorship {state.mentorship}"
    if not await queries.intake.has_organisation(connection, id=state.organisation):
        says = f"{OTHERS} no organisation {state.organisation}"
        log.error("mentorship %s: %s", state.mentorship, says)
    return ApplicationError(says, type=Failure.UNKNOWN_MENTORSHIP)


async def _judge(connection: Connection, data: LetterData, barred: bool) -> StepOutcome | None:
    """Return why a step is not taken, or None; a place with the mentor is claimed only if nothing else prevents it.

    A search that waits for a mentor's leave already holds the place, so that it does not wait for nothing.
    """
    world = await with_others(connection, data.order, _world(data))
    world = world.model_copy(update={"apart": world.apart or barred})
    judged = _judged(data, world)
    waits = judged is not None and waits_for_leave(data.order.step.kind, judged.because)
    if (judged and not waits) or await _has_place(connection, data.order):
        return judged
    return _judged(data, world.model_copy(update={"place": False}))


def _judged(data: LetterData, world: World) -> StepOutcome | None:
    """Judge a step; a request is judged by its mentor's current clock, which the workflow then gets."""
    order, state, mentor = data.order, data.order.state, data.people.get(Role.MENTOR)
    if order.step.kind is not StepKind.REQUEST or mentor is None:
        return verdict(state, order.step, order.now, world, order.ignore_pending)
    clock = clocks_of({Role.MENTOR: mentor}, order.now)[Role.MENTOR]
    judged = verdict(with_clock(state, order.step, clock), order.step, order.now, world, order.ignore_pending)
    is_late = judged is not None and judged.result is StepResult.POSTPONED
    return judged.with_(readers={Role.MENTOR: clock}) if judged and is_late else judged


def _world(data: LetterData) -> World:
    letters = data.row["letters"] or {}
    ids = {role: str(recipient.person.id) for role, recipient in data.people.items()}
    gone = {role for role, recipient in data.people.items() if recipient.hindrance == HAS_LEFT}
    lost = {role for role, recipient in data.people.items() if recipient.hindrance} - gone
    return World(
        pending=data.row["pending"],
        held=data.row["held"],
        not_before=data.row["not_before"],
        not_before_day=data.row["not_before_day"],
        nobody=Role.MENTOR not in data.people,
        coordinates=ids.get(Role.MENTOR, "") == ids.get(Role.COORDINATOR),
        apart=data.row["kept_apart"],
        letters={role: tuple(map(datetime.fromisoformat, letters.get(id, ()))) for role, id in ids.items()},
        gone=frozenset(gone),
        unreachable=frozenset(lost),
        undelivered=frozenset(map(Role, data.row["undelivered"] or ())),
        heard=frozenset(heard_of(data.order.state, data.order.step, data.earlier)),
        away={role: one.away_until for role, one in data.people.items() if one.away_until},
    )


async def _has_place(connection: Connection, order: Order) -> bool:
    """Whether the mentor has a place: held when they are asked, taken once they said yes."""
    claims = {StepKind.REQUEST: seats.hold, StepKind.AGREEMENT: seats.take}
    claim, mentor = claims.get(order.step.kind), addressee(order.state, order.step)
    if claim is None or mentor is None:
        return True
    return await claim(connection, order.state.organisation, mentor, order.state.mentorship) not in (None, False)


def key_of(order: Order) -> dict[str, object]:
    """Return the parameters that name a step in a query."""
    return {"mentorship": order.state.mentorship, "step": order.step.key}
