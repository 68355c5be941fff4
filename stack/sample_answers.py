"""Somebody of the sample answers a letter: finds it in the inbox, opens its link, and presses the button."""

import asyncio
import html
import re

import httpx

from stack.child_process import StackError

LINK = re.compile(r"https?://\S+/a/[\w-]{43}")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
PATIENCE = 30.0  # seconds until a letter has arrived


async def press(browser: httpx.AsyncClient, inbox: str, address: str, choice: str) -> None:
    """Answer the latest letter to an address with a choice; StackError when none arrives, or the press does nothing."""
    link = await _link(browser, inbox, address)
    opened = await browser.get(link)
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(opened.text)}
    done = await browser.post(link, data={**hidden, "choice": choice})
    if done.is_error:
        raise StackError(f"The sample could not be loaded: the answer of {address} was met with {done.status_code}.")


async def _link(browser: httpx.AsyncClient, inbox: str, address: str) -> str:
    """Wait for a letter with a button, and return where the button leads."""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                found = (await browser.get(f"{inbox}/api/v1/search", params={"query": f"to:{address}"})).json()
                if found["messages"]:
                    raw = await browser.get(f"{inbox}/api/v1/message/{found['messages'][0]['ID']}/text")
                    if link := LINK.search(raw.text):
                        return link.group()
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise StackError(f"The sample could not be loaded: no letter has come to {address}.") from None
