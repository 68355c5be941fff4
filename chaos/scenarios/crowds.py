"""Many browsers, platforms and mentees at the same time."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from uuid import UUID

import httpx

from chaos.driver import Json
from chaos.pages import Page
from chaos.pairs import Pair, one_by_one
from chaos.service import GATEWAYS
from chaos.trial import Trial

MANY = 20
TOGETHER = {"accept": "agreeing", "decline": "seeking"}  # the phase that each answer leads to


async def presses(trial: Trial) -> None:
    """Twenty browsers press the same button, then yes and no: one row; page, database and workflow agree at the end."""
    programme = await trial.programme(undo_minutes=1440)
    pairs = await trial.pairs(trial.size)
    await one_by_one(pairs, programme)
    half = len(pairs) // 2
    for pair in pairs[:half]:
        token = (await pair.links("mentor"))["mentor"]
        await _burst(trial, token, ["accept"] * MANY)
        rows = await trial.records.answers(pair.id)
        trial.expect(len(rows) == 1, f"the same press {MANY} times made {len(rows)} rows")
    for pair in pairs[half:]:
        token = (await pair.links("mentor"))["mentor"]
        for _ in range(2):
            choices = ["accept", "decline"] * (MANY // 2)
            trial.dice.shuffle(choices)
            await _burst(trial, token, choices)
            await _agree(trial, pair, token)
    await trial.inspect(pairs)


async def _burst(trial: Trial, token: str, choices: list[str]) -> None:
    """Open the page in many browsers, at both gateways, and press in all at once."""
    async with AsyncExitStack() as stack:
        numbers = [number % len(GATEWAYS) for number in range(len(choices))]
        browsers = [await stack.enter_async_context(trial.driver.browser(number)) for number in numbers]
        pages = [Page(await browser.get(f"/a/{token}")) for browser in browsers]

        async def press(browser: httpx.AsyncClient, page: Page, choice: str) -> Page:
            return Page(await browser.post(f"/a/{token}", data={**page.fields, "choice": choice}))

        each = zip(browsers, pages, choices, strict=True)
        seen = await asyncio.gather(*(press(*one) for one in each))
    wrong = [page for page, choice in zip(seen, choices, strict=True) if page.outcome == "told" and page.said != choice]
    outcomes = dict(Counter(page.outcome for page in seen))
    trial.say(f"{len(choices)} presses: {outcomes}; {len(wrong)} pages show what another browser pressed meanwhile")


async def _agree(trial: Trial, pair: Pair, token: str) -> None:
    await trial.records.drained(20)
    last = max(await trial.records.answers(pair.id), key=lambda row: row["seq"])
    phase, page = (await trial.driver.view(pair.id))["phase"], await trial.driver.look(token)
    same = TOGETHER[last["kind"]] == phase and page.said == last["kind"] and not last["refused"]
    trial.expect(same, f"{pair.id}: last said {last['kind']}, the page shows {page.said!r}, the phase is {phase}")


async def starts(trial: Trial) -> None:
    """Twenty starts at once, with one key, with twenty keys, and beyond a mentor's capacity: no mentorship too many."""
    programme = await trial.programme(undo_minutes=1440)
    one, same, mentor, *mentees = await trial.pairs(10)
    await trial.driver.person(mentor.mentor, capacity=3)
    replies = await _at_once(trial, [(one.body(programme), "one")] * MANY)
    ids = {reply.json().get("id") for reply in replies}
    trial.expect(len(ids) == 1 and None not in ids, f"one key made {len(ids)} mentorships")
    replies = await _at_once(trial, [(same.body(programme), f"key-{number}") for number in range(MANY)])
    begun = _begun(replies)
    trial.expect(begun == 1, f"{MANY} keys for one pair made {begun} mentorships")
    bodies = [pair.body(programme, mentor.mentor, given=True) for pair in mentees]
    begun = _begun(await _at_once(trial, [(body, f"mentee-{number}") for number, body in enumerate(bodies)]))
    trial.expect(begun == 3, f"a mentor of capacity 3 was given {begun} mentees")
    await _count(trial, programme, 5)


def _begun(replies: list[httpx.Response]) -> int:
    return sum(reply.status_code in (201, 202) for reply in replies)


async def _at_once(trial: Trial, asked: list[tuple[Json, str]]) -> list[httpx.Response]:
    async def start(number: int, body: Json, key: str) -> httpx.Response:
        headers = {"Idempotency-Key": key}
        return await trial.driver.once("POST", "/v1/mentorships", number % len(GATEWAYS), json=body, headers=headers)

    replies = await asyncio.gather(*(start(number, *one) for number, one in enumerate(asked)))
    trial.say(f"{len(asked)} starts: {dict(Counter(reply.status_code for reply in replies))}")
    return replies


async def _count(trial: Trial, programme: str, expected: int) -> None:
    await trial.records.drained(20)
    sql = "SELECT id::text FROM mentorships WHERE programme_id = $1"
    ids = [row["id"] for row in await trial.records.rows(sql, UUID(programme))]
    trial.expect(len(ids) == expected, f"there are {len(ids)} mentorships, not {expected}")
    await asyncio.gather(*map(trial.clock.settled, ids))
    await trial.records.drained()
    await trial.inspect([Pair("", trial.driver, trial.clock, id=id) for id in ids])


async def capacity(trial: Trial) -> None:
    """A mentor with two places is asked twice, loses one place, and says yes to both at once: only one yes counts."""
    programme = await trial.programme(undo_minutes=0)
    first, second = pairs = await trial.pairs(2)
    await trial.driver.person(first.mentor, capacity=2)
    for pair in pairs:
        await pair.begin(programme, first.mentor)
        await trial.clock.settled(pair.id)
        await trial.records.delivered(pair.id)
    tokens = [trial.driver.token(number) for role, number in first.new_letters() if role == "mentor"]
    trial.expect(len(tokens) == 2, f"a mentor with two places was asked {len(tokens)}×; the scenario proves nothing")
    await trial.driver.person(first.mentor, capacity=1)
    outcomes = await asyncio.gather(*(trial.driver.press(token, choice="accept") for token in tokens))
    for pair in pairs:
        await trial.clock.to_next(pair.id)  # the agreement for one pair; "the place is taken" for the other
    await trial.records.drained(20)
    phases = [(await trial.driver.view(pair.id))["phase"] for pair in (first, second)]
    trial.say(f"pages: {outcomes}, phases: {phases}")
    taken = sum(phase not in ("seeking", "closed") for phase in phases)
    trial.expect(taken <= 1, f"a mentor of capacity 1 has {taken} mentees")
    await trial.inspect(pairs)
