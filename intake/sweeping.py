"""Process what was saved while Temporal or the workers were down: answers not sent, mentorships not started."""

import asyncio
import logging

from intake.answers import readable
from intake.condition import Cause
from intake.lanes import Claim, Lane
from intake.services import Services
from intake.starting import start
from intake.telling import tell_all
from schemas.state import State
from store import queries
from store.pool import within

log = logging.getLogger(__name__)

YOUNG = 5.0  # seconds in which the request that saved something processes it itself


async def keep_sweeping(services: Services, stop: asyncio.Event) -> None:
    """Send answers and start workflows that are left over, again and again, until `stop` is set."""
    await asyncio.gather(*(lane.keep_on(stop) for lane in lanes(services, YOUNG)))


async def sweep(services: Services, at_least: float = YOUNG) -> int:
    """Process once all that has waited for at least `at_least` seconds; return how many mentorships were done."""
    return sum([await lane.go_through() for lane in lanes(services, at_least)])


def lanes(services: Services, at_least: float) -> list[Lane]:
    """Return the four lanes: starting before sending, new work before retries."""

    async def begin(claim: Claim) -> Cause | None:
        return await _start(services, claim)

    async def tell(claim: Claim) -> Cause | None:
        return await _tell(services, claim)

    work = (("starting", queries.intake.claim_unstarted, begin), ("telling", queries.intake.claim_untold, tell))
    return [
        Lane(name, services.pool, claim, take, again, at_least) for name, claim, take in work for again in (False, True)
    ]


async def _start(services: Services, claim: Claim) -> Cause | None:
    async with within(services.pool, claim.organisation) as connection:
        kept = await queries.mentorships.started(connection, id=claim.mentorship)
    if kept is None:
        return None  # another process has started it meanwhile
    try:
        state = State.model_validate(kept)
    except ValueError as error:
        log.error("mentorship %s cannot be started: %s", claim.mentorship, type(error).__name__)
        services.condition.keep(Cause.UNREADABLE)
        return Cause.UNREADABLE
    return (await start(services, state)).cause


async def _tell(services: Services, claim: Claim) -> Cause | None:
    """Send one mentorship's answers; return why one of them is left, if any is."""
    async with within(services.pool, claim.organisation) as connection:
        rows = [row async for row in queries.answers.untold_of(connection, mentorship=claim.mentorship)]
    kept = [one for row in rows if (one := readable(row))]
    if len(kept) < len(rows):
        services.condition.keep(Cause.UNREADABLE)
    causes = [told.cause for told in await tell_all(services, claim.organisation, kept) if told.cause]
    return causes[-1] if causes else Cause.UNREADABLE if len(kept) < len(rows) else None
