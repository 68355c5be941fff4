"""A small programme on the real stack: a gateway, a worker, an inbox, and people who answer their mails."""

import asyncio
import os
import re
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from bs4 import BeautifulSoup, Tag
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper

from stack.catcher.mailbox import Mail
from stack.catcher.server import Catcher
from stack.child_process import Child, Recipe, start
from stack.ports import HOST, free_port
from store.pool import Pool
from tests.patience import PATIENCE
from workflows.converter import CONVERTER

UNTOLD = "SELECT count(*) FROM answers WHERE mentorship_id = $1 AND told_at IS NULL"
LINK = re.compile(r"http://\S+/a/[\w-]{43}")
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loading them takes longer than a page, and nothing is https


@dataclass
class LocalProgramme:
    """Everything a journey touches."""

    api: httpx.AsyncClient
    address: str
    catcher: Catcher
    client: Client
    owner: Pool  # of the database: sees everything
    environment: Mapping[str, str]
    folder: Path
    children: dict[str, Child] = field(default_factory=dict)

    def run(self, name: str, *arguments: str) -> Child:
        """Start one of Rapport's own programs."""
        command = (sys.executable, "-c", "from rapport import app; app()", name, *arguments)
        self.children[name] = start(Recipe(name, command, self.environment), self.folder / f"{name}.log")
        return self.children[name]

    async def person(self, name: str, zone: str, **said: Any) -> str:
        """Put somebody on the roster and return their address."""
        body = {
            "given_name": name,
            "family_name": "Lund",
            "email": f"{name.lower()}@lantern.example",
            "time_zone": zone,
        }
        reply = await self.api.put(f"/v1/people/{name.lower()}", json={**body, **said})
        assert reply.status_code in (200, 201), reply.text
        return str(body["email"])

    async def begin(self, **body: Any) -> str:
        """Start a mentorship by HTTP and return its id."""
        asked = {"objective": "learn to lead a small team", "questions": ["How did you begin?"], **body.pop("ask", {})}
        whole = {"mentee": "ana", "request": asked, **body}
        reply = await self.api.post("/v1/mentorships", json=whole)
        assert reply.status_code in (201, 202), reply.text  # 202: this machine is busy, and it starts within seconds
        id = str(reply.json()["id"])
        async with asyncio.timeout(PATIENCE):
            while not await self._has_begun(id):  # noqa: ASYNC110 - Temporal tells nobody
                await asyncio.sleep(0.1)
        return id

    async def _has_begun(self, id: str) -> bool:
        try:
            return bool(await self.handle(id).describe())
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False

    async def view(self, id: str) -> dict[str, Any]:
        """Return what the API says of a mentorship."""
        return dict((await self.api.get(f"/v1/mentorships/{id}")).json())

    async def timeline(self, id: str) -> list[dict[str, Any]]:
        """Return what the API says happened."""
        return list((await self.api.get(f"/v1/mentorships/{id}/timeline")).json()["items"])

    def handle(self, id: str) -> WorkflowHandle[Any, Any]:
        """Return the workflow of a mentorship."""
        return self.client.get_workflow_handle(f"mentorship/{id}")

    async def forward(self, id: str, span: timedelta) -> None:
        """Let time pass for one mentorship, and wait until nothing is in its hands."""
        await TimeSkipper(self.client).fast_forward(self.handle(id), span)
        await self.settled(id)

    async def to_next(self, id: str) -> dict[str, Any]:
        """Let time pass until the step that the API says is next has happened; return it, empty at the end."""
        await self.settled(id)
        following = (await self.view(id))["next"]
        if not following or await self.is_over(id):
            return {}
        due = datetime.fromisoformat(following["when"])
        await self.forward(id, max(due - await self.now(id), timedelta(0)) + timedelta(seconds=30))
        return dict(following)

    async def kind_of(self, mail: Mail) -> str:
        """Return which step a mail belongs to; only the test knows this, its reader does not."""
        step = "SELECT t.kind FROM outbox o JOIN timeline t USING (mentorship_id, step) WHERE o.message_id = $1"
        return str(await self.owner.fetchval(step, f"<{mail.envelope.message_id}>"))

    async def steps(self, id: str) -> list[str]:
        """Return the kinds of steps taken so far, in order."""
        return [entry["kind"] for entry in await self.timeline(id) if entry["type"] == "step"]

    async def now(self, id: str) -> datetime:
        """Return the mentorship's own time."""
        return await TimeSkipper(self.client).get_current_time(self.handle(id))

    async def settled(self, id: str) -> None:
        """Wait until the workflow has heard every answer, and has neither a step nor a decision in hand.

        A busy machine may need longer for an answer than the gateway waits; then it is saved first, and told later.
        """
        async with asyncio.timeout(2 * PATIENCE):  # a dead worker is noticed after 20 seconds
            while await self.owner.fetchval(UNTOLD, id):  # noqa: ASYNC110 - Postgres tells nobody
                await asyncio.sleep(0.1)
            while True:
                told = (await self.handle(id).describe()).raw_description
                if not told.pending_activities and not told.HasField("pending_workflow_task"):
                    return
                await asyncio.sleep(0.02)

    async def is_over(self, id: str) -> bool:
        """Whether the workflow has come to its end."""
        return (await self.handle(id).describe()).status is not WorkflowExecutionStatus.RUNNING


@dataclass
class Reader:
    """Somebody who knows Rapport only from the mails they get."""

    local: LocalProgramme
    address: str
    read: int = 0

    def new(self) -> list[Mail]:
        """Return the mails that came since the last look."""
        mails = self.local.catcher.mailbox.to(self.address)[self.read :]
        self.read += len(mails)
        return mails

    async def press(self, mail: Mail, **choices: str) -> str:
        """Open the one link of a mail, fill in its form, press the button, and return the page that comes."""
        async with httpx.AsyncClient(base_url=self.local.address, timeout=PATIENCE, verify=NO_CERTIFICATES) as browser:
            link = found.group() if (found := LINK.search(mail.reading.text)) else ""
            assert link, mail.reading.text
            page = await browser.get(link)
            form = BeautifulSoup(page.text, "html.parser").find("form")
            assert isinstance(form, Tag), page.text
            pressed = await browser.post(str(form.get("action") or link), data={**_fields(form), **choices})
            assert pressed.status_code == 200, pressed.text
            return BeautifulSoup(pressed.text, "html.parser").get_text(" ", strip=True)

    async def options(self, mail: Mail) -> set[str]:
        """Return the names and values that the page behind a mail offers; empty when it asks nothing."""
        found = LINK.search(mail.reading.text)
        if not found:
            return set()
        async with httpx.AsyncClient(timeout=PATIENCE, verify=NO_CERTIFICATES) as browser:
            page = BeautifulSoup((await browser.get(found.group())).text, "html.parser")
        return {str(tag.get(key)) for tag in page.select("form [name]") for key in ("name", "value") if tag.get(key)}


def _fields(form: Tag) -> dict[str, str]:
    """Return what a browser would send of an untouched form."""
    fields = {}
    for tag in form.select("input[name], textarea[name]"):
        if tag.get("type") not in ("radio", "checkbox") or tag.has_attr("checked"):
            fields[str(tag["name"])] = str(tag.get("value") or (tag.get_text() if tag.name == "textarea" else ""))
    for select in form.select("select[name]"):
        chosen = select.select_one("option[selected]") or select.select_one("option")
        fields[str(select["name"])] = str(chosen["value"]) if chosen else ""
    return fields


@asynccontextmanager
async def open_local_programme(
    database_url: str, pool: Pool, temporal: str, catcher: Catcher, folder: Path, history_budget: int = 2000
) -> AsyncIterator[LocalProgramme]:
    """Yield a local programme with its own gateway and worker, and an empty programme; stop both at the end."""
    from gateway.security.key_management import create_key

    port = free_port()
    address = f"http://{HOST}:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "SMTP_URL": catcher.smtp_url,
        "TEMPORAL_ADDRESS": temporal,
        "RAPPORT_BASE_URL": address,
        "RAPPORT_MAIL_FROM": "Lantern mentoring <mentoring@lantern.example>",
        "RAPPORT_MAIL_DOMAIN": "lantern.example",
        "RAPPORT_SECRETS": "a-signing-key-for-tests-that-is-long-enough",
        "RAPPORT_HISTORY_BUDGET": str(history_budget),
        "RAPPORT_WORKFLOW_SANDBOX": "1",
    }
    key = await create_key(pool, "Lantern")
    client = await Client.connect(temporal, data_converter=CONVERTER)
    async with (
        httpx.AsyncClient(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE) as api,
        asyncpg.create_pool(database_url, min_size=1, max_size=2) as owner,
    ):
        local = LocalProgramme(api, address, catcher, client, owner, environment, folder)
        try:
            local.run("gateway", "--port", str(port))
            local.run("worker")
            await _answers(local)
            await local.person("Cleo", "Europe/Lisbon")
            yield local
        finally:
            for child in reversed(list(local.children.values())):
                await asyncio.to_thread(child.stop)  # the inbox runs in this loop and must see the child leave


async def _answers(local: LocalProgramme) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                if (await local.api.get("/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            assert local.children["gateway"].alive, local.children["gateway"].exit_message()
            await asyncio.sleep(0.05)


async def create_programme(
    local: LocalProgramme, name: str = "Lantern mentoring", coordinator: str = "cleo", **rules: Any
) -> str:
    """Start a programme run by Cleo, or by whom it says, and return its id."""
    reply = await local.api.post("/v1/programmes", json={"name": name, "coordinator": coordinator, "rules": rules})
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])
