"""Answer a letter as a person of the sample: find it in the inbox, open its link, and press the button."""

import asyncio
import html
import re

import httpx

from stack.child_process import StackError

LINK = re.compile(r"https?://\S+/a/[\w-]{43}")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
PATIENCE = 30.0  # seconds until a letter has arrived


async def press(browser: httpx.AsyncClient, inbox: str, address: str, asks_for: str, **chosen: str) -> None:
    """Answer the letter to an address that asks for a choice; raises StackError if none arrives or the answer fails.

    `asks_for` is a word of its form, as in `choice=agree`.
    """
    link, page = await letter(browser, inbox, address, asks_for)
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
    done = await browser.post(link, data={**hidden, **chosen})
    if done.is_error:
        raise StackError(f"The sample could not be loaded: the answer of {address} got status {done.status_code}.")


async def letter(browser: httpx.AsyncClient, inbox: str, address: str, asks_for: str) -> tuple[str, str]:
    """Wait for the letter, and return the address behind its button, with the page there."""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                found = (await browser.get(f"{inbox}/api/v1/search", params={"query": f"to:{address}"})).json()
                for mail in found["messages"][:1]:
                    text = (await browser.get(f"{inbox}/api/v1/message/{mail['ID']}/text")).text
                    page = (await browser.get(link[0])).text if (link := LINK.search(text)) else ""
                    if link and f'value="{asks_for}"' in page:
                        return link[0], page
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise StackError(f"The sample could not be loaded: no letter to {address} asks for “{asks_for}”.") from None
