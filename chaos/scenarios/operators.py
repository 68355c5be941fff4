"""What an operator does and reads: keys, lists, Updates, metrics, histories."""

import asyncio
import base64
import json
import re
from secrets import token_urlsafe
from uuid import uuid4

from chaos.driver import FAMILY, GIVEN, REQUEST, TITLE
from chaos.pages import Page
from chaos.pairs import Pair, live_all
from chaos.ports import free_ports
from chaos.service import GATEWAYS, WORKERS
from chaos.setup import as_owner, temporal_cli
from chaos.trial import Trial

SECRETS = (GIVEN, FAMILY, TITLE, str(REQUEST["objective"]), str(REQUEST["offer"]), "a secret note", "chaos-mail")
DATA = re.compile(r'"data": "([A-Za-z0-9+/=]+)"')
OUTLINES = ("workflow show -o json", "workflow describe -o json", "workflow metadata")
RUNNING = 'ExecutionStatus="Running"'
AS_WORKER = "SET ROLE rapport_worker; SET rapport.organisation = '{}'; "
STATEMENTS = (
    "SET ROLE rapport_gateway; SET rapport.organisation = '{}'; SELECT id, phase FROM mentorships",
    AS_WORKER + "SELECT id, mentorship_id, letter, role, claimed_at, tries, reply FROM outbox WHERE state = 'unknown'",
)


async def canaries(trial: Trial) -> None:
    """Secret names, addresses and words: none appears in histories, in logs, or in Temporal's own file."""
    programme = await trial.programme()
    pairs = await trial.pairs(trial.size)
    trial.found += await live_all(pairs, programme)
    for pair in pairs:
        for outline in OUTLINES:
            told = temporal_cli(trial.service, *outline.split(), "--workflow-id", f"mentorship/{pair.id}").stdout
            trial.expect(told, f"temporal {outline} says nothing")
            _search(trial, f"temporal {outline}", told + "".join(map(_decoded, DATA.findall(told))))
    for log in trial.service.processes.logs.iterdir():
        told = log.read_text("utf-8", "replace")
        _search(trial, log.name, told)
        trial.expect(not re.search(r"/a/[\w-]{43}", told), f"{log.name} holds links")
    for file in trial.service.folder.glob("temporal.db*"):
        _search(trial, file.name, file.read_bytes().decode("utf-8", "replace"))
    await trial.inspect(pairs)


def _decoded(data: str) -> str:
    return base64.b64decode(data).decode("utf-8", "replace")


def _search(trial: Trial, where: str, told: str) -> None:
    hits = [secret for secret in SECRETS if secret in told]
    trial.expect(not hits, f"{where} holds {hits}")


async def rotate(trial: Trial) -> None:
    """The signing key is changed as the manual says while people press: every link works as long as it should."""
    programme = await trial.programme(undo_minutes=0)
    old, other, later = await trial.pairs(3)
    tokens = []
    for pair in (old, other):
        await pair.begin(programme)
        tokens.append((await pair.links("mentor"))["mentor"])
    new = token_urlsafe(32)
    both = f"{new},{trial.service.key}"
    _gateways(trial, GATEWAYS[:1], both)
    await _across(trial, tokens[0])
    _gateways(trial, GATEWAYS[1:], both)
    trial.service.restart_workers(RAPPORT_SECRETS=both)
    await _pressed(trial, "an old link with two keys", tokens[1])
    await later.begin(programme)
    fresh = (await later.links("mentor"))["mentor"]
    await _pressed(trial, "a new link with two keys", fresh)
    trial.service.restart_workers(RAPPORT_SECRETS=new)
    _gateways(trial, GATEWAYS, new)
    trial.expect((await trial.driver.look(tokens[1])).status == 404, "an old link still works without its key")
    trial.expect((await trial.driver.look(fresh)).status == 200, "a new link does not work with the new key alone")
    await trial.records.drained(75)  # a letter whose worker stopped just then waits for its lease, a minute
    await trial.inspect([old, other, later])


def _gateways(trial: Trial, names: tuple[str, ...], keys: str) -> None:
    trial.service.processes.stop(*names)
    for name in names:
        trial.service.start_gateway(name, RAPPORT_SECRETS=keys)


async def _pressed(trial: Trial, what: str, token: str) -> None:
    outcome = await trial.driver.press(token, choice="accept")
    trial.expect(outcome in ("told", "noted"), f"{what}: {outcome}")


async def _across(trial: Trial, token: str) -> None:
    """Open a page at one gateway and press at the other, which has other keys: at worst, press once more."""
    async with trial.driver.browser(0) as first, trial.driver.browser(1) as second:
        page = Page(await first.get(f"/a/{token}"))
        second.cookies = first.cookies
        outcome = Page(await second.post(f"/a/{token}", data={**page.fields, "choice": "accept"})).outcome
    trial.expect(outcome in ("told", "noted", "again"), f"a page pressed at the other gateway: {outcome}")
    await _pressed(trial, "pressed once more", token)


async def small_things(trial: Trial) -> None:
    """Examples of the manual: metrics of two workers, statements, Updates by Temporal's command line."""
    (port,) = free_ports(1)
    trial.service.restart_workers(RAPPORT_METRICS_PORT=str(port))
    await asyncio.sleep(6)
    for name in WORKERS:
        alive = trial.service.processes.alive(name)
        trial.expect(alive, f"{name} ended; both were given one RAPPORT_METRICS_PORT")
    trial.service.restart_workers()
    programme = await trial.programme(undo_minutes=0)
    (pair,) = await trial.pairs(1)
    await pair.begin(programme)
    await trial.clock.settled(pair.id)
    await _statements(trial)
    until = {"until": (await trial.clock.now(pair.id)).replace(microsecond=0).isoformat()[:10] + "T23:59:00Z"}
    for name, more in (("pause", until), ("resume", {}), ("close", {"outcome": "left"})):
        _update(trial, pair, name, more)
    await trial.clock.settled(pair.id)
    await trial.records.drained()
    await trial.inspect([pair])


async def _statements(trial: Trial) -> None:
    listed = as_owner(trial.service, "key", "list", "Chaos Trust")
    trial.expect("HR platform" in listed, f"`rapport key list` does not name the key: {listed}")
    organisation = trial.driver.key.split("_")[1]
    for sql in STATEMENTS:
        try:
            for statement in sql.format(organisation).split("; "):
                await trial.records.rows(statement)
        except Exception as error:
            trial.found.append(f"the manual's statement {sql!r} fails: {error}")


def _update(trial: Trial, pair: Pair, name: str, more: dict[str, str]) -> None:
    word = json.dumps({"id": str(uuid4()), "role": "hr", "kind": name, **more})
    where = ("--workflow-id", f"mentorship/{pair.id}", "--name", name, "--input", word)
    done = temporal_cli(trial.service, "workflow", "update", "execute", *where)
    trial.expect(done.returncode == 0, f"temporal workflow update {name}: {done.stdout[-200:]}{done.stderr[-200:]}")


async def queries(trial: Trial) -> None:
    """The queries that the manual gives to operators find what they promise."""
    programme = await trial.programme(undo_minutes=0)
    agreeing, nobody, silent = pairs = await trial.pairs(3)
    await agreeing.begin(programme, given=True)
    await trial.driver.press((await agreeing.links("mentee"))["mentee"], choice="agree")
    await nobody.begin(programme)
    while await trial.clock.to_next(nobody.id) not in ("no_mentor/1", ""):
        pass
    await silent.begin(programme, given=True)
    await silent.live(until=lambda step: step == "check_in/1")
    while await trial.clock.to_next(silent.id) not in ("task/1", ""):
        pass
    await asyncio.sleep(3)
    wanted = {
        f'{RUNNING} AND WorkflowType="Mentorship" AND Health="at_risk"': silent,
        f'{RUNNING} AND WorkflowType="Mentorship" AND Phase="agreeing"': agreeing,
        f'{RUNNING} AND WorkflowType="Mentorship" AND WaitingFor="coordinator"': nobody,
    }
    for query, meant in wanted.items():
        listed = temporal_cli(trial.service, "workflow", "list", "--query", query).stdout
        waits = (await trial.driver.view(meant.id))["waiting_for"]
        trial.expect(meant.id in listed, f"{query} does not find it; the API says that it waits for {waits}")
    await trial.inspect(pairs)
