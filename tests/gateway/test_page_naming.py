"""The page of a search that has nobody left to ask: its coordinator names more mentors there."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from gateway.api.timeline import timeline_of
from intake.services import Services
from schemas.names import Phase, Role
from schemas.state import Seeking
from schemas.traits import Traits
from store.pool import Pool
from tests.gateway.pair_fixture import Pair, PairIn, working
from tests.gateway.reader import Leaf, browser, opened, pressed

MENTOR = """INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone, mentor,
                     job_title)
  SELECT gen_random_uuid(), organisation_id, '{name}', initcap('{name}'), 'Stone', '{name}@example.com', time_zone,
         true, 'Head of {name}' FROM people WHERE given_name = 'Ben' RETURNING id"""
TRAITS = """INSERT INTO traits (person_id, organisation_id, traits)
  SELECT id, organisation_id, '{traits}' FROM people WHERE given_name = '{name}'"""
ASKED = """INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id)
  SELECT mentorships.id, mentorships.organisation_id, 1, people.id FROM mentorships, people WHERE given_name = 'Ben'"""
BLOCKED = """INSERT INTO exclusions (organisation_id, person_id, other_id, said_by)
  SELECT eve.organisation_id, eve.id, ana.id, 'person' FROM people eve, people ana
  WHERE eve.given_name = 'Eve' AND ana.given_name = 'Ana'"""


async def nobody_left(pair_in: PairIn) -> tuple[Pair, Services, UUID, dict[str, UUID]]:
    """Return a search whose only mentor, Ben, was asked; the link of its coordinator; and three more mentors."""
    pair, services = await pair_in(Phase.SEEKING)
    await pair.value(ASKED)
    more = {name: await pair.value(MENTOR.format(name=name)) for name in ("dora", "eve", "zoe")}
    state = pair.state
    assert state.seeking
    left = state.seeking.with_(nobody_left=pair.now - timedelta(hours=1))
    await pair.keep(state.with_(seeking=left, revision=state.revision + 1))
    return pair, services, await pair.link("no_mentor", Role.COORDINATOR), more


def ticks(*mentors: UUID) -> dict[str, str]:
    """Return the fields of ticked mentors."""
    return {f"mentor-{one}": "yes" for one in mentors}


async def named(pair_in: PairIn, *statements: str, **fields: Any) -> tuple[Pair, Leaf]:
    """Press the button with these fields, after these changes of the roster; return the page that comes."""
    pair, services, link, more = await nobody_left(pair_in)
    for statement in statements:
        await pair.value(statement)
    ticked = ticks(*(more[name] for name in fields.pop("ticked", ())))
    async with working(services, pair), browser(services) as client:
        return pair, await pressed(client, services, link, choice="name", **ticked, **fields)


async def test_the_page_suggests_who_fits_and_says_how_many_it_leaves_out(pair_in: PairIn) -> None:
    pair, services, link, more = await nobody_left(pair_in)
    await pair.value("UPDATE people SET capacity = 0 WHERE given_name = 'Zoe'")
    async with browser(services) as client:
        leaf = await opened(client, services, link)
    boxes = {str(box["name"]) for box in leaf.soup.select("input[type=checkbox]")}
    assert boxes == set(ticks(more["dora"], more["eve"]))
    assert "Dora Stone Head of dora" in leaf.text
    assert (
        "Not shown: 1 without a free place and 1 for another reason, such as an earlier turn in this search."
        in leaf.text
    )


async def test_whom_the_coordinator_names_is_asked_in_the_order_of_the_page(pair_in: PairIn) -> None:
    pair, leaf = await named(pair_in, ticked=("eve",), who=" dora@EXAMPLE.com ", private="Dora knows the team.")
    assert leaf.response.status_code == 200, leaf.text
    assert "Thank you for naming mentors." in leaf.text
    assert "We ask them one after another, until somebody says yes." in leaf.text
    assert "ask Eve Stone and Dora Stone" in leaf.text
    assert "we ask another mentor" in leaf.text
    (answer,) = await pair.answers()
    assert (answer["kind"], answer["refused"], answer["words"]) == ("name", None, {"private": "Dora knows the team."})
    assert not [word for word in ("Dora", "Eve", "example.com") if word in str(answer["said"])]
    kept = await pair.kept()
    assert [one.named for one in kept.candidates] == [None, Role.COORDINATOR, Role.COORDINATOR]


async def test_the_same_press_twice_gives_the_same_answer_and_another_list_replaces_it(pair_in: PairIn) -> None:
    pair, services, link, more = await nobody_left(pair_in)
    async with working(services, pair), browser(services) as client:
        first = await pressed(client, services, link, choice="name", **ticks(more["eve"]))
        again = await pressed(client, services, link)
        other = await pressed(client, services, link, **{f"mentor-{more['eve']}": ""}, **ticks(more["dora"]))
    assert (first.soup.h1, "ask Eve Stone" in first.text) == (again.soup.h1, "ask Eve Stone" in again.text)
    assert "ask Dora Stone" in other.text
    assert len(await pair.answers()) == 2
    assert [one.person for one in (await pair.kept()).candidates[1:]] == [more["dora"]]


async def test_the_list_opened_again_shows_first_whom_they_named_and_in_their_order(pair_in: PairIn) -> None:
    pair, services, link, more = await nobody_left(pair_in)
    async with working(services, pair), browser(services) as client:
        fitting = [
            str(box["name"]) for box in (await opened(client, services, link)).soup.select("input[type=checkbox]")
        ]
        last, middle, best = (UUID(name.removeprefix("mentor-")) for name in reversed(fitting))
        await pressed(client, services, link, choice="name", **ticks(last))
        names = {id: f"{name.title()} Stone" for name, id in more.items()}
        added = await pressed(client, services, link, who=names[best])
        again = await opened(client, services, link)
    assert f"ask {names[last]} and {names[best]}" in added.text
    boxes = [str(box["name"]) for box in again.soup.select("input[type=checkbox]")]
    assert boxes == list(ticks(last, best, middle))
    assert "Those whom you have named come first, then those who fit best." in again.text
    assert [one.person for one in (await pair.kept()).candidates[1:]] == [last, best]


WRONG: list[tuple[list[str], dict[str, Any], str]] = [
    ([], {}, "Name at least one mentor, and at most 3."),
    ([], {"ticked": ("eve", "dora", "zoe"), "who": "Ben Example"}, "Name at least one mentor, and at most 3."),
    ([], {"who": "Nobody Known"}, "Nobody with the address or the name “Nobody Known” is on the list of people"),
    ([], {"who": "Ana Example"}, "Nobody with the address or the name “Ana Example” is on the list of people"),
    ([], {"who": "ben example"}, "Ben Example has had a turn in this search before"),
    (["UPDATE people SET given_name = 'Eve' WHERE given_name = 'Dora'"], {"who": "Eve Stone"}, "More than one mentor"),
    (["UPDATE people SET capacity = 0 WHERE given_name = 'Eve'"], {"who": "Eve Stone"}, "has no place free"),
    (["UPDATE people SET away_until = now() + interval '90 days'"], {"who": "Eve Stone"}, "is away for longer"),
    ([BLOCKED], {"who": "Eve Stone"}, "Eve Stone cannot be asked for this search."),
    (
        ["UPDATE people SET unreachable_since = now()"],
        {"who": "Eve Stone"},
        "Eve Stone cannot be asked for this search.",
    ),
    ([BLOCKED], {"ticked": ("eve",)}, "cannot be asked for"),
    ([], ticks(UUID(int=7)), "One of those whom you chose cannot be asked for this search."),
    ([], {"who": "x" * 301}, "Shorten this to 300 characters. It has 301 now."),
]


@pytest.mark.parametrize(("statements", "fields", "says"), WRONG, ids=[says[:40] for _, _, says in WRONG])
async def test_whoever_cannot_be_asked_is_not_named_and_the_page_says_so(
    pair_in: PairIn, statements: list[str], fields: dict[str, Any], says: str
) -> None:
    pair, leaf = await named(pair_in, *statements, **fields)
    assert leaf.response.status_code == 422
    assert says in leaf.text
    assert "has said" not in leaf.text
    assert await pair.answers() == []


async def test_a_line_manager_is_not_asked(pair_in: PairIn) -> None:
    manages = TRAITS.format(name="Ana", traits=Traits(manager="eve").model_dump_json())
    pair, leaf = await named(pair_in, manages, who="Eve Stone")
    assert (leaf.response.status_code, await pair.answers()) == (422, [])
    assert "One of the two, Eve Stone and Ana, manages the other, so we cannot ask." in leaf.text


@pytest.mark.parametrize("whose", ["Ana", "Eve"])
async def test_whoever_is_in_the_same_team_though_another_is_wished_is_refused_with_that_reason(
    pair_in: PairIn, whose: str
) -> None:
    """Without one, it could not be told from a wish not to be paired."""
    wish = {"wishes": {"another_team": True}}
    both = [
        TRAITS.format(
            name=name,
            traits=Traits.model_validate({"team": "red", **(wish if name == whose else {})}).model_dump_json(),
        )
        for name in ("Ana", "Eve")
    ]
    _, leaf = await named(pair_in, *both, who="Eve Stone")
    assert leaf.response.status_code == 422
    assert "Eve Stone and Ana are in the same team, and one of the two wishes for another" in leaf.text


async def test_two_mentors_of_one_name_are_told_apart_by_their_addresses(pair_in: PairIn) -> None:
    pair, services, link, _ = await nobody_left(pair_in)
    async with browser(services) as client:
        before = await opened(client, services, link)
        await pair.value("UPDATE people SET given_name = 'EVE', job_title = '' WHERE given_name = 'Dora'")
        leaf = await opened(client, services, link)
    assert "@example.com" not in before.text
    assert "EVE Stone dora@example.com" in leaf.text
    assert "Eve Stone eve@example.com" in leaf.text
    assert "zoe@example.com" not in leaf.text


async def test_whoever_ticked_one_of_two_with_the_same_name_reads_which(pair_in: PairIn, pool: Pool) -> None:
    pair, services, link, more = await nobody_left(pair_in)
    await pair.value("UPDATE people SET given_name = 'EVE' WHERE given_name = 'Dora'")
    async with working(services, pair), browser(services) as client:
        leaf = await pressed(client, services, link, choice="name", **ticks(more["eve"], more["zoe"]))
        again = await opened(client, services, link)
    for page in (leaf, again):
        assert "ask Eve Stone (eve@example.com) and Zoe Stone ." in page.text
    await pair.value("UPDATE people SET capacity = 0 WHERE external_id = 'dora'")
    async with browser(services) as client:
        refused = await pressed(client, services, link, choice="name", **ticks(more["dora"]))
    assert "EVE Stone (dora@example.com)" in refused.text
    items = (await timeline_of(pool, pair.organisation, pair.id)).items
    assert [one.says for one in items if one.type == "answer"] == [
        "Cleo Example named more mentors to ask: Eve Stone (eve), Zoe Stone."
    ]


async def test_what_hr_has_ended_meanwhile_cannot_be_named_for_any_more(pair_in: PairIn) -> None:
    pair, services, link, more = await nobody_left(pair_in)
    async with working(services, pair), browser(services) as client:
        leaf = await opened(client, services, link)
        await pair.value("UPDATE mentorships SET phase = 'closed', state = jsonb_set(state, '{phase}', '\"closed\"')")
        fields = {**leaf.fields, "choice": "name", **ticks(more["eve"])}
        late = Leaf(await client.post(f"/a/{services.links.token(link)}", data=fields))
    assert "This mentorship has ended" in late.text


async def test_whom_a_coordinator_named_stays_in_words_on_their_page_and_on_the_timeline(
    pair_in: PairIn, pool: Pool
) -> None:
    pair, services, link, more = await nobody_left(pair_in)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="name", **ticks(more["zoe"]))
        await pressed(client, services, link, who="Dora Stone", **ticks(more["eve"]), **{f"mentor-{more['zoe']}": ""})
        kept = await pair.kept()
    asked = Seeking(since=pair.now, asked=pair.now)
    left = kept.candidates[1:]
    state = kept.with_(candidates=left, mentor=left[0].person, requests=2, seeking=asked, revision=kept.revision + 1)
    await pair.keep(state)
    async with browser(services) as client:
        leaf = await opened(client, services, link)
    assert "ask Eve Stone and Dora Stone" in leaf.text
    items = (await timeline_of(pool, pair.organisation, pair.id)).items
    assert [one.says for one in items if one.type == "answer"] == [
        "Cleo Example named more mentors to ask: Zoe Stone.",
        "Cleo Example named more mentors to ask: Eve Stone, Dora Stone.",
    ]
