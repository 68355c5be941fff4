"""Rows that a later release wrote, read by this one after a roll-back: they hide nothing but themselves."""

from typing import Any, NamedTuple
from uuid import UUID

import pytest

from gateway.pages.questions import is_open
from policy.lifecycle import next_step
from schemas.names import AnswerKind, Met, Phase, Role
from store.pool import Pool
from tests.gateway.page_at import MENTOR, seen, start
from tests.gateway.pair_fixture import make_pair
from tests.gateway.reader import Leaf, browser, opened, pressed
from tests.gateway.test_console import prepared, sign_in
from tests.gateway.test_page_passed_over import OVER
from tests.gateway.test_pages_later import NOWHERE, say_it
from tests.gateway.test_timeline_kept import ASKS
from tests.policy.pairs import seeking

STEPS = ("request/1", "check_in/1")
NEWS = (
    "INSERT INTO answers (id, organisation_id, mentorship_id, role, step, kind, said, said_at, told_at) "
    "SELECT gen_random_uuid(), organisation_id, id, 'mentor', '', 'news', '{\"kind\": \"later\"}', now(), now() "
    "FROM mentorships"
)
STEP = (
    "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason) "
    "SELECT mentorship_id, organisation_id, 'later/1', 'later', at, reason FROM timeline WHERE step = 'request/1'"
)
MAIL = (
    "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, made_at) "
    "SELECT gen_random_uuid(), organisation_id, id, mentee_id, 'mentee', 'check_in/1', 'check_in', 'later', "
    "'ana@example.com', now() FROM mentorships"
)
FIELD = """ || '{"later": 1}'"""
GOALS = """'[{"id": "6f0a4a1c-6d0e-4a53-9a55-0c5d1c6a4f01", "text": "Lead", "later": 1}]'"""
TROUBLE = '{"step": "later/1", "attempts": 3, "kind": "Timeout", "since": "2027-01-01T00:00:00Z"}'


class Left(NamedTuple):
    """What is left to see: the page's heading and answer, and the entries of the timeline."""

    heading: str = "How is it going with Ben?"
    answer: str = "you met, and it was good"
    entries: tuple[str, ...] = ("request", "check_in", "answer")


ALL = Left()
UNSHOWN = Left(answer="", entries=("request", "check_in"))
LATER = {
    "a step's reason": ("""UPDATE timeline SET reason = '{"code": "later"}' WHERE step = 'check_in/1'""", ALL),
    "a step": (STEP, ALL),
    "a step's mail": (MAIL, Left(entries=("request", "answer"))),
    "a step that fails": (f"UPDATE mentorships SET trouble = '{TROUBLE}'", ALL),
    "news": (NEWS, ALL),
    "an answer's kind": ("UPDATE answers SET kind = 'later'", UNSHOWN),
    "an answer's choice": ("""UPDATE answers SET kind = 'adjust', said = '{"choice": "later"}'""", UNSHOWN),
    "an answer's met": ("""UPDATE answers SET said = '{"met": "later"}'""", UNSHOWN),
    "a request's field": (f"UPDATE mentorships SET request = request{FIELD}", ALL),
    "a goal's field": (f"UPDATE mentorships SET request = jsonb_set(request, '{{long_term_goals}}', {GOALS})", ALL),
    "an agreement's field": (f"UPDATE agreements SET terms = terms{FIELD}", ALL),
    "an agreed goal's field": (f"UPDATE agreements SET terms = jsonb_set(terms, '{{goals}}', {GOALS})", ALL),
    "a link's step": ("UPDATE links SET kind = 'later', step = 'later/1'", Left("Where things stand", "")),
}


@pytest.mark.parametrize(("written", "left"), LATER.values(), ids=LATER.keys())
async def test_what_a_later_release_wrote_hides_nothing_else(
    written: str, left: Left, database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    for step in STEPS:
        await pair.value(
            "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason) "
            f"SELECT id, organisation_id, '{step}', split_part('{step}', '/', 1), now(), '{ASKS}' FROM mentorships"
        )
    await say_it(pair, pool, role=Role.MENTEE, kind=AnswerKind.CHECK_IN, said={"met": Met.YES, "rating": 4})
    link, path = await pair.value("SELECT id FROM links"), f"mentorships/{pair.id}"
    await pair.value(written)
    async with browser(services) as client:
        page = await opened(client, services, link)
        await sign_in(client, key)
        console = [await client.get(one) for one in ("/console", f"/console/{path}")]
        api = [
            await client.get(f"/v1/{one}", headers={"Authorization": f"Bearer {key}"})
            for one in ("mentorships", path, f"{path}/timeline")
        ]
        again = await pressed(client, services, link, met="no")
    assert {one.status_code for one in (page.response, again.response, *console, *api)} == {200}
    entries = [entry["kind"] if entry["type"] == "step" else entry["type"] for entry in api[-1].json()["items"]]
    assert entries == [*left.entries]
    assert [one.get_text() for one in page.soup.select("h1")] == [left.heading]
    assert "Your answer of" not in page.text if not left.answer else left.answer in page.text
    assert "There is nothing for you to do now" in page.text  # they have answered, whether that can be shown or not
    assert ("nonce" in page.fields) == (left.heading == ALL.heading)
    assert len(await pair.answers()) == 1 + (written is NEWS) + ("nonce" in page.fields)


SET = "UPDATE mentorships SET state = jsonb_set(state, '{{{0}}}', '{1}')"
POSTPONED = '{"key": "check_in/2", "until": "2027-03-01T00:00:00Z", "because": {"code": "later"}}'
UNREADABLE = {
    "a state's reason": SET.format("postponed", POSTPONED),
    "what a side said": SET.format("active,mentee,met", '"later"'),
    "a state's step": SET.format("active,prompt", '"later/1"'),
    "a closed one's outcome": SET.format("outcome", '"later"') + ", phase = 'closed'",
    "an agreement's length": "UPDATE agreements SET terms = jsonb_set(terms, '{minutes}', '999')",
}


@pytest.mark.parametrize("written", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_a_mentorship_that_a_later_release_changed_hides_only_itself(
    written: str, database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    link, path = await pair.link("check_in", Role.MENTEE), f"mentorships/{pair.id}"
    await pair.value(written)
    other = await make_pair(database_url, organisation, Phase.ACTIVE, "Other mentoring")
    token, caller = services.links.token(link), {"Authorization": f"Bearer {key}"}
    async with browser(services) as client:
        await sign_in(client, key)
        listed = (await client.get("/v1/mentorships?limit=1", headers=caller)).json()
        rest = await client.get(f"/v1/mentorships?limit=1&cursor={listed['next_cursor']}", headers=caller)
        console, alone = Leaf(await client.get("/console")), Leaf(await client.get(f"/console/{path}"))
        one = await client.get(f"/v1/{path}", headers=caller)
        told = await client.post(f"/v1/{path}/close", json={"outcome": "ended_early"}, headers=caller)
        named = await client.post(f"/v1/{path}/mentors", json={"mentors": [{"external_id": "x"}]}, headers=caller)
        shown = [await client.get(f"/v1/{path}/timeline", headers=caller), await client.get(f"/a/{token}/concern")]
        pages = [Leaf(await client.get(f"/a/{token}{part}")) for part in ("", "/survey", "/certificate")]
        again = Leaf(await client.post(f"/a/{token}", data={"met": "yes", "note": "Thank you, Ben!"}))
    found = [each["id"] for each in (*listed["items"], *rest.json()["items"])]
    assert (found, rest.json()["next_cursor"]) == ([str(other.id)], None)
    assert "Other mentoring" in console.text
    assert "1 of this page cannot be shown at the moment: a later release" in console.text
    assert [each.status_code for each in (console.response, *shown)] == [200, 200, 200]
    assert {each.json()["type"] for each in (one, told, named)} == {"urn:rapport:problem:later-release"}
    unread = (one, told, named, alone.response, again.response, *(each.response for each in pages))
    assert {each.status_code for each in unread} == {503}
    assert all("A later release of Rapport" in each.text for each in (alone, again, *pages))
    assert "Thank you, Ben!" in again.text
    assert again.fields["note"] == "Thank you, Ben!"
    assert await pair.answers() == []


async def test_a_page_that_cannot_be_read_says_so_in_the_language_of_the_browser(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair, services, _ = await prepared(database_url, pool, organisation, NOWHERE)
    link = await pair.link("check_in", Role.MENTEE)
    await pair.value(UNREADABLE["a state's reason"])
    async with browser(services) as client:
        for language, words in (("de", "eine neuere Version von Rapport"), ("es", "una versión de Rapport más nueva")):
            client.headers["accept-language"] = language
            assert words in (await opened(client, services, link)).text


def test_a_mentor_whose_answer_cannot_be_shown_does_not_read_that_their_time_to_answer_is_over() -> None:
    at = asked = start(seeking()).goes_on()
    while at.step.key != "request/2":
        at = at.goes_on()
    known: dict[str, Any] = {"reader": seen(asked, MENTOR).it.reader, "followed_because": at.step.reason}
    pages = [seen(at.to("request/1"), MENTOR, **known, unread=unread) for unread in (False, True)]
    assert [OVER["en"] in page.text for page in pages] == [True, False]


def test_an_answer_that_cannot_be_shown_cannot_be_changed_either_while_it_is_acted_on() -> None:
    at = start(seeking()).goes_on().hears(MENTOR, AnswerKind.ACCEPT)
    step = next_step(at.state, at.now)
    assert step
    pages = [seen(at._replace(now=now), MENTOR, unread=True) for now in (at.now, step.due)]
    assert [is_open(page.it, "request") for page in pages] == [True, False]
