"""The inbox in a real browser: new letters show by themselves, an open one is shown whole, a phone shows the list."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import uvicorn
from playwright.async_api import Page, expect

from stack.catcher.server import Catcher
from stack.catcher.web import application
from stack.ports import HOST, free_port, listening
from tests.accessibility import SIZES, faults
from tests.patience import PATIENCE
from tests.stack.test_catcher import letter, send

OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
FRAME = """(() => {
  const frame = document.querySelector("iframe"), inside = frame.contentDocument.documentElement;
  return [frame.clientHeight, inside.scrollHeight];
})()"""


@asynccontextmanager
async def served(catcher: Catcher) -> AsyncIterator[str]:
    """Serve the inbox, and yield its address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(application(catcher), HOST, port, log_level="warning"))
    serving = asyncio.create_task(server.serve())
    await eventually(lambda: listening(port))
    yield f"http://{HOST}:{port}"
    server.should_exit = True
    await serving


async def eventually(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while True:
            if true():
                return
            await asyncio.sleep(0.1)


async def test_new_letters_show_by_themselves(catcher: Catcher, page: Page) -> None:
    await send(catcher, letter())
    async with served(catcher) as inbox:
        await page.goto(inbox)
        await expect(page.locator(".mails li")).to_have_count(1)
        await send(catcher, letter("Ben <ben@lantern.example>", "For Ben", 3), "ben@lantern.example")
        await expect(page.locator(".mails li")).to_have_count(2)
        await expect(page.locator("#news")).to_have_text("1 new letter")
        chips = await page.locator("nav .chip").all_inner_texts()
    assert [chip.split()[0] for chip in chips] == ["everyone", "Ana", "Ben"]


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
async def test_an_open_letter_is_shown_whole_and_a_phone_has_room_for_the_list(
    catcher: Catcher, page: Page, size: tuple[int, int]
) -> None:
    tall = "<html><head></head><body><p style='height: 3000px'>Long</p></body></html>"
    for number in range(30):
        await send(
            catcher, letter(f"Nora {number} <n{number}@lantern.example>", "Hi", number), f"n{number}@lantern.example"
        )
    await send(catcher, letter(number=99).replace(b"<a href='http://127.0.0.1/a/x'>Yes</a>", tall.encode()))
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    async with served(catcher) as inbox:
        await page.goto(inbox)
        first = await page.evaluate("document.querySelector('.mails').getBoundingClientRect().top")
        wide = await page.evaluate(OVERFLOW)
        await page.goto(f"{inbox}/mail/{catcher.mailbox.mails[-1].id}")
        await page.wait_for_function(f"{FRAME}[0] > 3000")
        height, inside = await page.evaluate(FRAME)
        wide_too = await page.evaluate(OVERFLOW)
    assert first < size[1] / 2
    assert (wide, wide_too) == (0, 0)
    assert height == inside


@pytest.mark.parametrize("size", SIZES)
async def test_everybody_can_use_the_inbox(catcher: Catcher, page: Page, size: str) -> None:
    await send(catcher, letter())
    async with served(catcher) as inbox:
        for path in ("/", f"/mail/{catcher.mailbox.mails[0].id}", "/?q=nothing"):
            await page.goto(inbox + path)
            assert not await faults(page, size), path
