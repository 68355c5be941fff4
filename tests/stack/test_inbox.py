"""The inbox: letters by person and by words, its buttons, and what a letter may not do."""

from bs4 import BeautifulSoup

from stack.catcher.server import Catcher
from tests.stack.test_catcher import browser, letter, send


class Pressed:
    """A local stack that only remembers which buttons were pressed."""

    def __init__(self) -> None:
        self.pressed: list[str] = []

    async def forward(self, span: str, person: str) -> str:
        """Remember, and say what a real one says."""
        self.pressed.append(f"{span} for {person or 'everyone'}")
        return "14 days passed; no letter came."

    async def start_over(self) -> str:
        """Remember, and say what a real one says."""
        self.pressed.append("over")
        return "Everything begins anew."


async def test_the_inbox_shows_letters_by_person_with_the_date_they_bear(catcher: Catcher) -> None:
    await send(catcher, letter())
    await send(catcher, letter("Ben <ben@lantern.example>", "For Ben", 3), "ben@lantern.example")
    async with browser(catcher) as client:
        everyone = BeautifulSoup((await client.get("/")).text, "html.parser")
        ben = BeautifulSoup((await client.get("/", params={"to": "ben@lantern.example"})).text, "html.parser")
    chips = [chip.get_text(" ", strip=True) for chip in everyone.select("nav .chip")]
    assert chips == ["everyone", "Ana Gómez 1", "Ben 1"]
    assert [time.text for time in everyone.select(".mails time")] == ["Tue 5 Jan 2027, 10:00 UTC+01:00"] * 2
    assert [one.text for one in ben.select(".mails b")] == ["For Ben"]


async def test_people_are_in_order_whatever_the_accents(catcher: Catcher) -> None:
    for name in ("Uma", "Óscar", "Noa"):
        await send(catcher, letter(f"{name} <{name[-2:]}@lantern.example>"), f"{name[-2:]}@lantern.example")
    async with browser(catcher) as client:
        page = BeautifulSoup((await client.get("/")).text, "html.parser")
    assert [chip.get_text(" ", strip=True)[:3] for chip in page.select("nav .chip")[1:]] == ["Noa", "Ósc", "Uma"]


async def test_a_letter_can_run_nothing_and_its_links_open_in_a_new_tab(catcher: Catcher) -> None:
    await send(catcher, letter(subject="<script>alert(1)</script>"))
    async with browser(catcher) as client:
        reply = await client.get(f"/mail/{catcher.mailbox.mails[0].id}")
    page = BeautifulSoup(reply.text, "html.parser")
    frame = page.select_one("iframe")
    assert frame is not None
    assert "allow-scripts" not in frame["sandbox"]
    assert set(frame["sandbox"]) == {"allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox"}
    assert '<head><base target="_blank">' in frame["srcdoc"]
    assert [one["src"] for one in page.select("script")] == ["/inbox.js"]
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "script-src 'self';" in reply.headers["Content-Security-Policy"]


async def test_time_passes_by_our_own_buttons_only(catcher: Catcher) -> None:
    stack = Pressed()
    async with browser(catcher, stack) as client:
        passed = await client.post("/forward", data={"span": "14"}, headers={"Origin": "http://127.0.0.1"})
        strange = await client.post("/forward", data={"span": "14"}, headers={"Origin": "http://evil.example"})
        odd = await client.post("/forward", data={"span": "1000000"})
        shown = await client.get(passed.headers["location"])
        elsewhere = await client.get("/", headers={"Host": "evil.example"})
    assert passed.status_code == 303
    assert "14 days passed; no letter came." in shown.text
    assert (strange.status_code, odd.status_code, elsewhere.status_code) == (400, 400, 400)
    assert stack.pressed == ["14 for everyone"]


async def test_one_can_wait_for_the_next_letter_to_the_person_whose_box_is_open(catcher: Catcher) -> None:
    await send(catcher, letter())
    stack = Pressed()
    async with browser(catcher, stack) as client:
        box = BeautifulSoup((await client.get("/?to=ana@lantern.example")).text, "html.parser")
        fields = {str(one["name"]): str(one["value"]) for one in box.select("form[action='/forward'] input")}
        done = await client.post("/forward", data={**fields, "span": "mail"})
    assert box.select("button.first")[0].get_text() == "until the next letter to Ana Gómez"
    assert stack.pressed == ["mail for ana@lantern.example"]
    assert "to=ana%40lantern.example" in done.headers["location"]


async def test_starting_over_needs_our_own_button_and_a_stack(catcher: Catcher) -> None:
    stack = Pressed()
    async with browser(catcher, stack) as client:
        strange = await client.post("/start-over", headers={"Origin": "http://evil.example"})
        looked = [await client.get("/start-over"), await client.get("/forward")]
        done = await client.post("/start-over", headers={"Origin": "http://127.0.0.1"})
        shown = await client.get(done.headers["location"])
    async with browser(catcher) as client:
        alone = await client.post("/start-over")
        bare = (await client.get("/")).text
    assert (strange.status_code, alone.status_code) == (400, 400)
    assert [reply.headers["location"] for reply in looked] == ["/", "/"]
    assert stack.pressed == ["over"]
    assert "Everything begins anew." in shown.text
    assert "Start over" not in bare


async def test_letters_are_found_by_their_words_within_a_box_and_a_letter_keeps_the_search(catcher: Catcher) -> None:
    await send(catcher, letter())
    await send(catcher, letter("Ben <ben@lantern.example>", "For Ben", 3), "ben@lantern.example")
    async with browser(catcher) as client:
        all_ = BeautifulSoup((await client.get("/", params={"q": "hello"})).text, "html.parser")
        bens = BeautifulSoup((await client.get("/?to=ben@lantern.example&q=hello")).text, "html.parser")
        none = BeautifulSoup((await client.get("/", params={"q": "zebra <b>"})).text, "html.parser")
        link = bens.select_one(".mails a")
        assert link is not None
        opened = BeautifulSoup((await client.get(str(link["href"]))).text, "html.parser")
    assert [len(page.select(".mails li")) for page in (all_, bens, none)] == [2, 1, 0]
    assert "No letter has the words “zebra <b>”" in none.get_text()
    assert [one["value"] for one in opened.select("input[name=q]")] == ["hello"]


async def test_the_page_hears_of_new_letters_and_a_letter_shows_all_its_headers(catcher: Catcher) -> None:
    await send(catcher, letter())
    async with browser(catcher) as client:
        count = (await client.get("/count")).json()
        inbox = BeautifulSoup((await client.get("/")).text, "html.parser")
        script = await client.get("/inbox.js")
        page = BeautifulSoup((await client.get(f"/mail/{catcher.mailbox.mails[0].id}")).text, "html.parser")
    assert inbox.body is not None
    assert count == {"count": int(str(inbox.body["data-seen"]))} == {"count": 1}
    assert {str(one["data-live"]) for one in inbox.select("[data-live]")} == {"people", "letters"}
    assert script.headers["content-type"].startswith("text/javascript")
    headers = dict(
        zip(
            [one.text for one in page.select(".headers dt")],
            [one.text for one in page.select(".headers dd")],
            strict=True,
        )
    )
    assert headers["Message-ID"] == "<1@lantern.example>"
    assert headers["Subject"] == "Grüße, Ana"


async def test_a_forgotten_mailbox_is_empty_on_disk_too_and_old_addresses_say_so(catcher: Catcher) -> None:
    await send(catcher, letter())
    old = catcher.mailbox.mails[0]
    old.open()
    catcher.mailbox.clear()
    async with browser(catcher) as client:
        gone = await client.get(f"/mail/{old.id}")
    assert list(catcher.mailbox.folder.iterdir()) == []
    assert (gone.status_code, "the inbox may have started over" in gone.text) == (404, True)
