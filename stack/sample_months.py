"""Play what a pair of the sample has lived through: time passes for it alone, and the two answer their letters."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from temporalio.client import Client

from schemas.ids import workflow_id
from schemas.request import Goal
from stack.sample_answers import press
from stack.time_skipping import forward_one

Month = dict[str, Any]  # the days that pass, and then what each of the two answers, by role


async def live(temporal: str, inbox: str, mentorship: UUID, months: list[Month], addresses: dict[str, str]) -> None:
    """Let the months pass one after the other, and answer the letters in each."""
    client = await Client.connect(temporal) if months else None
    for month in months:
        if client and (days := month.get("days")):
            await forward_one(client, workflow_id(mentorship), timedelta(days=days))
        for role, address in addresses.items():
            if said := month.get(role):
                await _answer(inbox, address, said)


async def _answer(inbox: str, address: str, said: dict[str, Any]) -> None:
    """Answer the newest letter to an address, in a browser session of its own."""
    goals = {Goal.of(text).field: outcome for text, outcome in said.get("goals", {}).items()}
    words = {name: value for name, value in said.items() if name != "goals"}
    async with httpx.AsyncClient(timeout=30, trust_env=False) as browser:
        await press(browser, inbox, address, words.get("met") or words["choice"], **words, **goals)
