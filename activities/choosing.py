"""Choose whom a search that finds its candidates asks: the mentor who fits best now, and nobody twice."""

from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from activities.finding import Found, Wanted, find
from activities.time_zones import known_clock
from policy.finding import candidate_of, with_found
from policy.lifecycle import addressee
from policy.verdict import World
from schemas.fit import BINDING
from schemas.messages import Order, StepOutcome
from schemas.names import Role, StepKind
from schemas.reason import ReasonCode
from schemas.request import CandidateWords
from schemas.state import NOBODY, Candidate
from store import queries
from store.pool import Connection


class Chosen(NamedTuple):
    """An order with the candidate whom a request goes to, and what is said of them if they are not asked after all."""

    order: Order
    unasked: CandidateWords | None = None  # None if nobody was found just now
    barred: bool = False  # a rule forbids whom somebody named, whatever else


async def with_candidate(connection: Connection, order: Order) -> Chosen:
    """Return the order with the candidate whom a request goes to, if they are found for it, or were named for it.

    The choice is saved with its reasons in the transaction of the step, and a step that is on the timeline goes to whom
    it went before. If nobody is found, the candidate is NOBODY.
    """
    if order.step.kind is not StepKind.REQUEST or not (order.state.proposes or _planned(order).named):
        return Chosen(order)
    before = await queries.matching.asked(
        connection, mentorship=order.state.mentorship, step=order.step.key, rank=order.step.key.number
    )
    if before:
        return Chosen(_asking(order, before["id"], before["time_zone"]) if order.state.proposes else order)
    if _planned(order).named:
        return await _as_named(connection, order)
    found = await _found(connection, order)
    if found is None or not found.shortlist.ranked:
        return Chosen(_asking_nobody(order))
    best = found.shortlist.ranked[0]
    await _keep(connection, order, best.mentor.id, found.words(best, asked=True))
    asking = _asking(order, best.mentor.id, found.people[best.mentor.id]["time_zone"])
    return Chosen(asking, found.words(best))


async def not_asked(connection: Connection, chosen: Chosen) -> None:
    """Keep of whoever is not asked after all only what may be said before: consent to more may still be taken back."""
    if chosen.unasked:
        await _keep(connection, chosen.order, _planned(chosen.order).person, chosen.unasked)


async def with_others(connection: Connection, order: Order, world: World) -> World:
    """Return what Postgres knows, and, where nobody was found, whether somebody who fits is asked by others."""
    if not world.nobody or order.step.kind is not StepKind.REQUEST or not order.state.proposes:
        return world
    wanted = replace(await _wanted(connection, order), despite_held=True)
    found = await find(connection, wanted, order.now, 1)
    return world.model_copy(update={"others_asked": found is not None and bool(found.shortlist.ranked)})


def found_for(order: Order) -> Candidate | None:
    """Return who was found for a request; None if it is another step, or its candidate was given or named."""
    if order.step.kind is not StepKind.REQUEST or not order.state.proposes:
        return None
    planned = _planned(order)
    return None if planned.named else planned


def is_lost(order: Order, refused: StepOutcome) -> bool:
    """Whether whoever was found for a request may not be asked a moment later: somebody else was faster to take the
    place, or they have just asked not to be asked yet."""
    because = refused.because and refused.because.code
    return because in (ReasonCode.FULL_NEXT, ReasonCode.NOT_BEFORE_NEXT) and found_for(order) is not None


def _planned(order: Order) -> Candidate:
    return candidate_of(order.state, order.step)


async def _as_named(connection: Connection, order: Order) -> Chosen:
    """Save whom somebody named, with the words that came with the name by HR; for a coordinator, they are found.

    Whoever has had a turn since they were named, or is barred by a rule, is passed over.
    """
    candidate = _planned(order)
    place = {"mentorship": order.state.mentorship, "rank": order.step.key.number, "person": candidate.person}
    await queries.matching.exchange(connection, **place)
    await queries.matching.move(connection, **place)
    found, best = None, None
    if candidate.named is Role.COORDINATOR:
        found = await find(connection, await _wanted(connection, order), order.now, 1, only=candidate.person)
        best = found.shortlist.ranked[0] if found and found.shortlist.ranked else None
    said = await queries.matching.words_with(connection, mentorship=order.state.mentorship, person=candidate.person)
    words = found.words(best, asked=True) if found and best else CandidateWords.model_validate(said or {})
    named = {**place, "organisation": order.state.organisation, **words.model_dump()}
    if not await queries.matching.choose_named(connection, **named):
        return Chosen(order, barred=True)
    barred = found is not None and not found.broken.isdisjoint(BINDING)
    return Chosen(order, found.words(best) if found and best else None, barred)


async def _found(connection: Connection, order: Order) -> Found | None:
    """Find the best mentor of those who are not on leave; if there is none, of those who are back in time.

    Whoever was chosen already and is only waited for is kept while they may be asked.
    """
    state, wanted = order.state, await _wanted(connection, order)
    waiting = state.postponed is not None and state.postponed.key == order.step.key
    if waiting and (chosen := addressee(state, order.step)) != NOBODY:
        kept = await find(connection, wanted, order.now, 1, only=chosen)
        if kept and kept.shortlist.ranked:
            return kept
    present = await find(connection, replace(wanted, only_present=True), order.now, 1)
    if present is None or present.shortlist.ranked:
        return present
    return await find(connection, wanted, order.now, 1)  # whoever is back in time is worth waiting for


async def _wanted(connection: Connection, order: Order) -> Wanted:
    state = order.state
    row = await queries.matching.searched(connection, mentorship=state.mentorship)
    return Wanted(
        programme=state.programme,
        mentee=row["mentee"],
        rules_version=state.rules_version,
        mentorship=state.mentorship,
        rank=order.step.key.number,
        hours_a_month=row["hours_a_month"],
        without=frozenset(one.person for one in state.candidates if one.named),
    )


async def _keep(connection: Connection, order: Order, person: UUID, words: CandidateWords) -> None:
    place = {"mentorship": order.state.mentorship, "rank": order.step.key.number, "person": person}
    await queries.matching.exchange(connection, **place)
    await queries.matching.choose(connection, **place, organisation=order.state.organisation, **words.model_dump())


def _asking_nobody(order: Order) -> Order:
    """Return the order without a candidate: only the mentee's hours count, or it would wait for those of nobody."""
    nobody = Candidate(person=NOBODY, reader=order.state.readers[Role.MENTEE])
    return order.with_(state=with_found(order.state, order.step, nobody))


def _asking(order: Order, person: UUID, time_zone: str) -> Order:
    candidate = Candidate(person=person, reader=known_clock(time_zone, order.now))
    return order.with_(state=with_found(order.state, order.step, candidate))
