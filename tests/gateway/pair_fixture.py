"""A small programme with one pair and a running workflow, for tests of pages and console."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from pydantic import SecretStr
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.state_row import show, state_row
from activities.time_zones import clock_of
from intake.services import Services, links_of
from schemas.ids import TASK_QUEUE, workflow_id
from schemas.names import Outcome, Phase, Role
from schemas.request import Goal, Request, Terms
from schemas.rules import Courtesy, Rules
from schemas.state import Active, Agreeing, Candidate, Closing, Seeking, Side, State
from schemas.step_key import StepKey
from settings import Settings
from store.pool import Connection, Pool, open_pool, within
from workflows.converter import CONVERTER
from workflows.mentorship import Mentorship

SECRET = "a signing key of the tests, long enough"
REQUEST = Request(objective="learn to lead a small team", questions=("How did you start?",), offer="I know Rust.")
STEPS = {
    "agreement_reminder": "agreement/1/reminder/1",
    "request_reminder": "request/1/reminder/1",
    "thanks": "check_in/1/thanks",
}
ZONE = "Atlantic/Reykjavik"  # UTC all year: a day is the same day for the tests and for these people, at any hour
PEOPLE = {Role.MENTEE: "Ana", Role.MENTOR: "Ben", Role.COORDINATOR: "Cleo"}


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """Yield a connection that sees everything."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@dataclass
class Pair:
    """One mentorship in Postgres, not necessarily in Temporal."""

    url: str
    organisation: UUID
    people: dict[Role, UUID]
    state: State
    now: datetime

    @property
    def id(self) -> UUID:
        """The mentorship."""
        return self.state.mentorship

    async def link(self, kind: str, role: Role, step: str | None = None) -> UUID:
        """Make a link as the step's activity does."""
        link = uuid4()
        key = StepKey(step or STEPS.get(kind, f"{kind}/1"))
        async with connected(self.url) as connection:
            await connection.execute(
                "INSERT INTO links (id, organisation_id, subject_id, person_id, role, step, kind, made_at) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                *(link, self.organisation, self.id, self.people[role], role.value, key, key.kind.value, self.now),
            )
        return link

    async def answers(self) -> list[dict[str, Any]]:
        """Return all that was said, in order."""
        async with connected(self.url) as connection:
            rows = await connection.fetch("SELECT * FROM answers ORDER BY said_at, seq")
        return [{**row, "said": json.loads(row["said"]), "words": json.loads(row["words"])} for row in rows]

    async def everything(self) -> list[Any]:
        """Return a picture of all rows, to see that nothing changed."""
        tables = ("answers", "links", "mentorships", "agreements", "timeline", "outbox")
        async with connected(self.url) as connection:
            return [await connection.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]

    async def keep(self, state: State) -> None:
        """Write a state beside the mentorship, as the workflow would have left it."""
        pool = await open_pool(self.url, 1)
        async with connected(self.url) as connection:  # a workflow opens nothing that is closed
            await connection.execute("UPDATE mentorships SET phase = $1 WHERE phase = 'closed'", state.phase)
        async with within(pool, self.organisation) as connection:
            await show(connection, state, self.now)
        await pool.close()
        self.state = state

    async def kept(self) -> State:
        """Return the state that is kept beside the mentorship."""
        return State.model_validate_json(await self.value("SELECT state FROM mentorships"))

    async def value(self, query: str) -> Any:
        """Return one value from the database, past row-level security."""
        async with connected(self.url) as connection:
            return await connection.fetchval(query)


def in_phase(phase: Phase, state: State, now: datetime) -> State:
    """Return a state whose next step lies days ahead."""
    before = now - timedelta(days=1)
    match phase:
        case Phase.SEEKING:
            return state.with_(seeking=Seeking(since=before, asked=before))
        case Phase.AGREEING:
            return state.with_(phase=phase, agreeing=Agreeing(since=before, asked=before))
        case _:
            return _under_way(state, now).with_(phase=phase, closing=_goodbye(now) if phase is Phase.CLOSING else None)


def _under_way(state: State, now: datetime) -> State:
    before = now - timedelta(days=1)
    side = Side(life=before)
    active = Active(agreed=before, next_check_in=now + timedelta(days=21), welcomed=True, mentee=side, mentor=side)
    return state.with_(active=active, ends=now + timedelta(days=300))


def _goodbye(now: datetime) -> Closing:
    before, until = now - timedelta(hours=1), now + timedelta(days=14)
    return Closing(since=before, asked=before, until=until, outcome=Outcome.ENDED_EARLY, was=Phase.ACTIVE, by=Role.HR)


PairIn = Callable[[Phase], Awaitable[tuple[Pair, Services]]]  # the fixture pair_in


async def make_pair(
    url: str, organisation: UUID, phase: Phase = Phase.SEEKING, name: str = "Lantern mentoring"
) -> Pair:
    """Write a programme, three people and a mentorship in the given phase."""
    now, people, programme = datetime.now(UTC), {role: uuid4() for role in PEOPLE}, uuid4()
    reader = clock_of(ZONE, now)
    bare = State(
        organisation=organisation,
        programme=programme,
        mentorship=uuid4(),
        rules=Rules(),
        started=now - timedelta(days=2),
        cadence_days=21,
        mentor=people[Role.MENTOR],
        candidates=(Candidate(person=people[Role.MENTOR], reader=reader),),
        readers=dict.fromkeys(PEOPLE, reader),
    )
    pair = Pair(url, organisation, people, in_phase(phase, bare, now), now)
    async with connected(url) as connection:
        await _write_programme(connection, pair, name)
        await _write_mentorship(connection, pair)
    return pair


async def _write_programme(connection: Connection, pair: Pair, name: str) -> None:
    for role, given in PEOPLE.items():
        await connection.execute(
            "INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone, mentor) "
            f"VALUES ($1, $2, $3, $4, 'Example', $5, '{ZONE}', $6)",
            *(pair.people[role], pair.organisation, f"{role}-{name}", given, f"{given.lower()}@example.com"),
            role is Role.MENTOR,
        )
    programme, coordinator = pair.state.programme, pair.people[Role.COORDINATOR]
    await connection.execute(
        "INSERT INTO programmes VALUES ($1, $2, $3, $4)", programme, pair.organisation, name, coordinator
    )
    rules = pair.state.rules.model_dump_json()
    await connection.execute("INSERT INTO programme_rules VALUES ($1, $2, 1, $3)", programme, pair.organisation, rules)


async def _write_mentorship(connection: Connection, pair: Pair) -> None:
    state, row = pair.state, state_row(pair.state, pair.now)
    await connection.execute(
        "INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, mentor_id, request, "
        "phase, health, revision, state, started, as_of, health_late_at, health_quiet_at, health_at_risk_at, told_at) "
        "VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13, $14, now())",
        *(pair.id, pair.organisation, state.programme, pair.people[Role.MENTEE], state.mentor),
        *(REQUEST.model_dump_json(), row["phase"].value, row["health"].value, row["revision"]),
        *(state.model_dump_json(), row["as_of"], row["late"], row["quiet"], row["at_risk"]),
    )
    if state.mentor:
        await connection.execute(
            "INSERT INTO seats (organisation_id, mentor_id, number, mentorship_id, state) VALUES ($1, $2, 1, $3, $4)",
            *(pair.organisation, state.mentor, pair.id, "held" if state.phase is Phase.SEEKING else "taken"),
        )
    await connection.execute(
        "INSERT INTO agreements VALUES ($1, $2, 1, $3, 'mentee', now())",
        *(pair.id, pair.organisation, Terms(goals=(Goal.of("lead well"),)).model_dump_json()),
    )


def settings_for(url: str, base_url: str = "http://rapport.test") -> Settings:
    """Return settings without the environment."""
    return Settings(
        database_url=SecretStr(url),
        smtp_url=SecretStr("smtp://127.0.0.1:1"),
        base_url=base_url,
        mail_from="Rapport <rapport@example.org>",
        mail_domain="example.org",
        secrets=(SecretStr(SECRET),),
    )


async def make_services(
    url: str, pool: Pool, address: str, base_url: str = "http://rapport.test", namespace: str = "default"
) -> Services:
    """Return a services whose Temporal may or may not be there."""
    client = await Client.connect(address, namespace=namespace, data_converter=CONVERTER, lazy=True)
    settings = settings_for(url, base_url)
    return Services(settings, pool, client, links_of(settings))


async def started(services: Services, pair: Pair) -> WorkflowHandle[Any, Any]:
    """Start the mentorship's real workflow; it takes no step at whatever hour a test runs, for nobody here can."""
    client = await services.temporal()
    in_three_days = Courtesy(working_days=((pair.now + timedelta(days=3)).isoweekday(),))
    state = pair.state.with_(rules=pair.state.rules.with_(courtesy=in_three_days))
    return await client.start_workflow(
        Mentorship.run, state, id=workflow_id(pair.id), task_queue=f"{TASK_QUEUE}-{pair.id}"
    )


@asynccontextmanager
async def at_work(services: Services, pair: Pair, queue: str | None = None) -> AsyncIterator[None]:
    """Run a worker for this one workflow, or on a queue; no step falls due in the time of a test."""
    lazy = await services.temporal()
    client = await Client.connect(lazy.service_client.config.target_host, data_converter=CONVERTER)
    queue = queue or f"{TASK_QUEUE}-{pair.id}"
    async with Worker(client, task_queue=queue, workflows=[Mentorship], workflow_runner=UnsandboxedWorkflowRunner()):
        yield


@asynccontextmanager
async def working(services: Services, pair: Pair) -> AsyncIterator[None]:
    """Start the workflow and a worker for it; end the workflow afterwards."""
    async with at_work(services, pair):
        handle = await started(services, pair)
        yield
        await handle.terminate()
