"""Take the screenshots: `python -m stack.pictures [FOLDER]`. They show the sample after its first weeks."""

import asyncio
import re
import sys
import tempfile
from pathlib import Path

import httpx
from playwright.async_api import Page

from stack.child_process import StackError
from stack.pictures.chromium import browsing, program
from stack.ports import free_port, require_free, side_by_side
from stack.sample_answers import letter, press
from stack.state_folder import StateFolder
from stack.supervisor import supervised
from stack.up import bring_up

FOLDER = Path("docs", "pictures")
WIDTH = 1000
ANA, BEN = "ana@lantern.example", "ben@lantern.example"


async def play(told: dict[str, str]) -> None:
    """Play the first weeks: Ben says yes, both agree, time is skipped, both have met."""
    async with httpx.AsyncClient(timeout=120, trust_env=False) as browser:
        await press(browser, told["inbox"], BEN, "accept", choice="accept")
        for address in (ANA, BEN):
            await press(browser, told["inbox"], address, "agree", choice="agree")
        for address in (ANA, BEN):
            await letter(browser, told["inbox"], address, "booked")  # the welcome letter, which can report a meeting
        await let_pass(browser, told)
        for address, note in ((ANA, "Thank you for the story about your first team."), (BEN, "")):
            await press(browser, told["inbox"], address, "booked", met="yes", rating="5", note=note)
        await let_pass(browser, told)


async def let_pass(browser: httpx.AsyncClient, told: dict[str, str]) -> None:
    """Press the button that skips time until Ana's next letter."""
    reply = await browser.post(f"{told['inbox']}/forward", data={"span": "mail", "to": ANA})
    if "letter" not in reply.headers.get("location", ""):
        raise StackError(f"Time could not be skipped: {reply.headers.get('location', reply.status_code)}")


async def take(page: Page, told: dict[str, str], folder: Path) -> None:
    """Take each screenshot."""
    await page.set_viewport_size({"width": WIDTH, "height": 720})
    await page.goto(told["inbox"])
    await page.screenshot(path=folder / "inbox.png")
    await page.set_viewport_size({"width": WIDTH, "height": 1000})
    await page.goto(f"{told['inbox']}/?to={BEN}")
    await page.locator(".mails a").last.click()
    action = page.frame_locator("iframe").locator('a[href*="/a/"]').first
    await action.wait_for()  # the letter in its frame
    await page.screenshot(path=folder / "letter.png")
    await page.set_viewport_size({"width": WIDTH, "height": 780})
    await page.goto(str(await action.get_attribute("href")))
    await page.screenshot(path=folder / "action.png")
    await _take_console(page, told, folder)


async def _take_console(page: Page, told: dict[str, str], folder: Path) -> None:
    await page.goto(told["console"])
    await page.locator("#key").fill(told["api_key"])
    await page.locator("#key").press("Enter")
    await page.locator(".cards").wait_for()
    await page.set_viewport_size({"width": WIDTH, "height": 620})
    await page.screenshot(path=folder / "console.png")
    await page.set_viewport_size({"width": WIDTH, "height": 900})
    await page.locator(".cards a", has_text=re.compile("^Ana")).click()
    engine = page.locator("aside a[target=_blank]").first
    await engine.wait_for()
    await page.screenshot(path=folder / "mentorship.png")
    await _take_engine(page, str(await engine.get_attribute("href")), folder)


async def _take_engine(page: Page, workflow: str, folder: Path) -> None:
    """Take a screenshot of the workflow in Temporal's UI, which loads its contents step by step."""
    await page.set_viewport_size({"width": WIDTH, "height": 1250})
    await page.goto(workflow)
    await page.locator("a", has_text="User Metadata").first.click()
    await page.get_by_text("Current Details").first.wait_for()
    await page.frame_locator("iframe").last.get_by_text("As of").wait_for()  # the card, in a separate frame
    await page.screenshot(path=folder / "temporal.png")


async def main(folder: Path) -> None:
    """Start a stack in a separate folder, play the first weeks, and take the screenshots."""
    program()
    with tempfile.TemporaryDirectory(prefix="rapport-pictures-", ignore_cleanup_errors=True) as place:
        ports = side_by_side(free_port())
        require_free(ports)
        async with supervised(StateFolder(Path(place)), print) as supervisor:
            told = await bring_up(supervisor, StateFolder(Path(place)), ports)
            await play(told)
            async with browsing() as page:
                await take(page, told, folder)
    print(f"The pictures are in {folder}.")


if __name__ == "__main__":
    try:
        asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
    except StackError as error:
        sys.exit(str(error))
