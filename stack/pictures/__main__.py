"""Take the pictures: `python -m stack.pictures [FOLDER]`. They show the sample after its first weeks."""

import asyncio
import sys
import tempfile
from pathlib import Path

import httpx

from stack.child_process import StackError
from stack.pictures.chromium import Tab, browsing, program
from stack.ports import free_port, require_free, side_by_side
from stack.sample_answers import letter, press
from stack.state_folder import StateFolder
from stack.supervisor import supervised
from stack.up import bring_up

FOLDER = Path("docs", "pictures")
WIDTH = 1000
UNTIL_THERE = """new Promise((done, failed) => {
  setInterval(() => document.body.innerText.includes("WORD") && done(), 100);
  setTimeout(() => failed(new Error("WORD has not come")), 60000);
})"""  # Temporal's page asks for its contents bit by bit
ANA, BEN = "ana@lantern.example", "ben@lantern.example"


async def play(told: dict[str, str]) -> None:
    """Let the story begin: Ben says yes, both agree, weeks go by, both have met."""
    async with httpx.AsyncClient(timeout=120, trust_env=False) as browser:
        await press(browser, told["inbox"], BEN, "accept", choice="accept")
        for address in (ANA, BEN):
            await press(browser, told["inbox"], address, "agree", choice="agree")
        for address in (ANA, BEN):
            await letter(browser, told["inbox"], address, "booked")  # the welcome, which lets one say that one has met
        await let_pass(browser, told)
        for address, note in ((ANA, "Thank you for the story about your first team."), (BEN, "")):
            await press(browser, told["inbox"], address, "booked", met="yes", rating="5", note=note)
        await let_pass(browser, told)


async def let_pass(browser: httpx.AsyncClient, told: dict[str, str]) -> None:
    """Press the button that lets time pass until Ana's next letter."""
    reply = await browser.post(f"{told['inbox']}/forward", data={"span": "mail", "to": ANA})
    if "letter" not in reply.headers.get("location", ""):
        raise StackError(f"Time did not pass: {reply.headers.get('location', reply.status_code)}")


def take(tab: Tab, told: dict[str, str], folder: Path) -> None:
    """Take each picture."""
    tab.size(WIDTH, 720)
    tab.open(told["inbox"])
    tab.picture(folder / "inbox.png")
    tab.size(WIDTH, 1000)
    tab.open(f"{told['inbox']}/?to={BEN}")
    tab.press("[...document.querySelectorAll('.mails a')].at(-1).click()")
    tab.run("new Promise(done => setTimeout(done, 500))")  # the letter in its frame
    tab.picture(folder / "letter.png")
    link = "document.querySelector('iframe').contentDocument.querySelector('a[href*=\"/a/\"]').href"
    _of_the_console(tab, told, folder, str(tab.run(link)))


def _of_the_console(tab: Tab, told: dict[str, str], folder: Path, action: str) -> None:
    tab.size(WIDTH, 780)
    tab.open(action)
    tab.picture(folder / "action.png")
    tab.open(told["console"])
    tab.press(f"document.querySelector('#key').value = '{told['api_key']}'; document.querySelector('form').submit()")
    tab.size(WIDTH, 620)
    tab.picture(folder / "console.png")
    tab.size(WIDTH, 900)
    tab.press("[...document.querySelectorAll('.cards a')].find(one => one.textContent.startsWith('Ana')).click()")
    tab.picture(folder / "mentorship.png")
    engine = str(tab.run("document.querySelector('aside a[target=_blank]').href"))
    tab.size(WIDTH, 1250)
    tab.open(engine)
    tab.run(UNTIL_THERE.replace("WORD", "User Metadata"))
    tab.run("[...document.querySelectorAll('a')].find(one => one.textContent.includes('User Metadata')).click()")
    tab.run(UNTIL_THERE.replace("WORD", "Current Details"))
    tab.run(
        "document.activeElement.blur(), new Promise(done => setTimeout(done, 3000))"
    )  # the card, in a frame of its own
    tab.picture(folder / "temporal.png")


async def main(folder: Path) -> None:
    """Start a stack in a folder of its own, play, and take the pictures."""
    program()
    with tempfile.TemporaryDirectory(prefix="rapport-pictures-", ignore_cleanup_errors=True) as place:
        ports = side_by_side(free_port())
        require_free(ports)
        async with supervised(StateFolder(Path(place)), print) as supervisor:
            told = await bring_up(supervisor, StateFolder(Path(place)), ports)
            await play(told)
            with browsing() as tab:
                await asyncio.to_thread(take, tab, told, folder)
    print(f"The pictures are in {folder}.")


if __name__ == "__main__":
    try:
        asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
    except StackError as error:
        sys.exit(str(error))
