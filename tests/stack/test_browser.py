"""The inbox in a real browser: new letters show by themselves, an open one is shown whole, a phone shows the list."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from stack.catcher.server import Catcher
from stack.catcher.web import application
from stack.child_process import StackError
from stack.pictures.chromium import Tab, browsing, program
from stack.ports import HOST, free_port, listening
from tests.stack.test_catcher import letter, send

OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
FRAME = """(() => {
  const frame = document.querySelector("iframe"), inside = frame.contentDocument.documentElement;
  return [frame.clientHeight, inside.scrollHeight];
})()"""


@pytest.fixture
def tab() -> Any:
    """Yield a tab of a real browser; without one there is nothing to try."""
    try:
        program()
    except StackError as error:
        pytest.skip(str(error))
    with browsing() as tab:
        yield tab


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


def of(tab: Tab, url: str, script: str, size: tuple[int, int] = (1000, 700)) -> Any:
    """Open an address in a window of a size, and return what a script comes to."""
    tab.size(*size)
    tab.open(url)
    return tab.run(script)


async def eventually(true: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something holds in the browser."""
    async with asyncio.timeout(seconds):
        while True:
            if await asyncio.to_thread(true):
                return
            await asyncio.sleep(0.1)


async def test_new_letters_show_by_themselves(catcher: Catcher, tab: Tab) -> None:
    await send(catcher, letter())
    async with served(catcher) as inbox:
        before = await asyncio.to_thread(of, tab, inbox, "document.querySelectorAll('.mails li').length")
        await send(catcher, letter("Ben <ben@lantern.example>", "For Ben", 3), "ben@lantern.example")
        await eventually(lambda: bool(tab.run("document.querySelectorAll('.mails li').length === 2")))
        told = await asyncio.to_thread(tab.run, "document.querySelector('#news').textContent")
        chips = await asyncio.to_thread(
            tab.run, "[...document.querySelectorAll('nav .chip')].map(one => one.innerText)"
        )
    assert before == 1
    assert told == "1 new letter"
    assert [chip.split()[0] for chip in chips] == ["everyone", "Ana", "Ben"]


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
async def test_an_open_letter_is_shown_whole_and_a_phone_has_room_for_the_list(
    catcher: Catcher, tab: Tab, size: tuple[int, int]
) -> None:
    tall = "<html><head></head><body><p style='height: 3000px'>Long</p></body></html>"
    for number in range(30):
        await send(
            catcher, letter(f"Nora {number} <n{number}@lantern.example>", "Hi", number), f"n{number}@lantern.example"
        )
    await send(catcher, letter(number=99).replace(b"<a href='http://127.0.0.1/a/x'>Yes</a>", tall.encode()))
    async with served(catcher) as inbox:
        first = await asyncio.to_thread(
            of, tab, inbox, "document.querySelector('.mails').getBoundingClientRect().top", size
        )
        wide = await asyncio.to_thread(tab.run, OVERFLOW)
        name = catcher.mailbox.mails[-1].id
        await asyncio.to_thread(of, tab, f"{inbox}/mail/{name}", "1", size)
        await eventually(lambda: tab.run(FRAME)[0] > 3000)
        height, inside = await asyncio.to_thread(tab.run, FRAME)
        wide_too = await asyncio.to_thread(tab.run, OVERFLOW)
    assert first < size[1] / 2
    assert (wide, wide_too) == (0, 0)
    assert height == inside
