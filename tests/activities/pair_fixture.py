"""One pair in Postgres and one inbox, for taking steps without an engine."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, NoReturn
from uuid import UUID

from activities.outbox import Outbox
from activities.smtp import Relay
from activities.steps import Steps
from letters.links import Links
from policy.lifecycle import next_step
from schemas.messages import Order, Step
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import State
from schemas.step_key import StepKey
from store.pool import Pool
from tests.gateway.pair_fixture import Pair, connected, make_pair

SENDER = "Lantern mentoring <mentoring@lantern.example>"
ADDRESSES = {Role.MENTEE: "ana@example.com", Role.MENTOR: "ben@example.com", Role.COORDINATOR: "cleo@example.com"}
ANA, BEN, CLEO = ADDRESSES.values()


@dataclass(frozen=True)
class StepRunner:
    """A pair, and what takes its steps."""

    pool: Pool
    pair: Pair
    outbox: Outbox
    steps: Steps

    def order(
        self, kind: StepKind, key: str, to: Sequence[Role] = PAIR, state: State | None = None, **more: Any
    ) -> Order:
        """Return the order for a step that is due now, as the workflow writes it."""
        assert StepKey(key).kind is kind
        why = Reason(code=ReasonCode.RHYTHM_DUE, cadence_days=21)
        step = Step(key=StepKey(key), due=self.pair.now, to=tuple(to), reason=why)
        return Order(state=state or self.pair.state, step=step, now=self.pair.now, **more)

    def check_in(self, number: int = 1, **more: Any) -> Order:
        """Return the order for a check-in."""
        return self.order(StepKind.CHECK_IN, f"check_in/{number}", **more)

    def thanks(self, number: int = 1, to: Sequence[Role] = PAIR) -> Order:
        """Return the order for passing on what was left after a check-in."""
        return self.order(StepKind.THANKS, f"check_in/{number}/thanks", to)

    def due(self, state: State) -> Order:
        """Return the order for what is next for a mentorship that stands like this, when it is due."""
        step = next_step(state, self.pair.now)
        assert step
        return Order(state=state, step=step, now=step.due)

    async def crash(self, order: Order) -> None:
        """Take a step as far as its first commit: the letters are written, and the worker is gone."""
        outbox = _Killed(self.pool, self.outbox.relay, self.outbox.sender)
        with suppress(_KilledError):
            await replace(self.steps, outbox=outbox).take_step(order)

    async def rows(self, columns: str = "role, state, reply, tries, message, message_id") -> list[dict[str, Any]]:
        """Return the outbox, past row-level security, mentee before mentor, in the order of the steps."""
        async with connected(self.pair.url) as connection:
            return [dict(row) for row in await connection.fetch(f"SELECT {columns} FROM outbox ORDER BY made_at, role")]

    async def states(self) -> dict[str, str]:
        """Return how far each person's mail has come."""
        return {row["role"]: row["state"] for row in await self.rows()}

    async def do(self, statement: str) -> Any:
        """Change the database as time, HR or a crash would, past row-level security."""
        return await self.pair.value(statement)

    async def hurry(self) -> int:
        """Let the wait until the next try be over, and sweep; return how many letters were taken up."""
        await self.do("UPDATE outbox SET try_at = now() - interval '1 second'")
        return await self.outbox.sweep()

    async def say(self, role: Role, step: str, said_at: str = "now()", **words: str) -> None:
        """Keep what a person left for the other one at a step, as the gateway does."""
        kind = "thank" if StepKey(step).kind is StepKind.CLOSING else "check_in"
        async with connected(self.pair.url) as connection:
            await connection.execute(
                "INSERT INTO answers (id, organisation_id, mentorship_id, person_id, role, step, kind, said, words,"
                " said_at, told_at) SELECT gen_random_uuid(), $1, $2, $3, $4, $5, $6, '{}',"
                f" jsonb_object($7::text[], $8::text[]), {said_at}, now()",
                *(self.pair.organisation, self.pair.id, self.pair.people[role], role.value, step, kind),
                *(list(words), list(words.values())),
            )


class _KilledError(Exception):
    """The worker died."""


class _Killed(Outbox):
    async def hand_over(self, organisation: UUID, ids: Sequence[UUID]) -> NoReturn:
        raise _KilledError


@asynccontextmanager
async def open_runner(
    url: str,
    pool: Pool,
    organisation: UUID,
    smtp_url: str,
    phase: Phase = Phase.ACTIVE,
    name: str = "Lantern mentoring",
) -> AsyncIterator[StepRunner]:
    """Yield a pair in the given phase whose mail goes to `smtp_url`."""
    pair = await make_pair(url, organisation, phase, name)
    async with Relay(smtp_url) as relay:
        outbox = Outbox(pool, relay, SENDER)
        links = Links("http://rapport.test", (b"a signing key of the tests, long enough",))
        yield StepRunner(pool, pair, outbox, Steps(pool, outbox, links, "lantern.example"))
