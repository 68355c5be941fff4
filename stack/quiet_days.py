"""How many days go by until something happens, as the API says it, so that they can be skipped at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from schemas.ids import workflow_id
from schemas.names import Phase
from stack.time_skipping import RUNNING

AT_ONCE = 200  # mentorships that the API lists on one page
DAY = timedelta(days=1)


async def quiet_days(client: Client, api: str, key: str) -> int:
    """Return how many whole days no mentorship takes a step; 0 if there are too many to know, or some of another
    organisation, which this key does not list, or if nobody answers."""
    headers = {"Authorization": f"Bearer {key}"}
    try:
        async with httpx.AsyncClient(base_url=api, headers=headers, trust_env=False) as gateway:
            found = (await gateway.get("/v1/mentorships", params={"limit": AT_ONCE})).raise_for_status().json()
    except httpx.HTTPError:
        return 0
    open_ones = [one for one in found["items"] if one["phase"] != Phase.CLOSED]
    if found["next_cursor"] or len(open_ones) != (await client.count_workflows(RUNNING)).count:
        return 0
    gaps = await asyncio.gather(*(_gap(client, one) for one in open_ones if one["next"]))
    return max(min(gaps) // DAY, 0) if gaps else 0


async def _gap(client: Client, mentorship: Any) -> timedelta:
    """Return the time until the next step of a mentorship, by its own clock."""
    handle = client.get_workflow_handle(workflow_id(UUID(mentorship["id"])))
    now = await TimeSkipper(client).get_current_time(handle)
    return datetime.fromisoformat(mentorship["next"]["when"]) - now.astimezone(UTC)
