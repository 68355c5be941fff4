"""The mentors whom a coordinator can name for a search that has nobody left to ask: suggested, ticked or typed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from markupsafe import Markup

from activities.finding import Found, Wanted, find
from gateway.pages.context import Standing
from gateway.pages.form_fields import LINE, Form
from gateway.pages.speech import Name
from gateway.pages.suggested import Naming, Suggested, named_in
from intake.answers import Kept, NewAnswer
from intake.naming import look_at
from intake.services import Services
from pairing.ranking import Ranked
from policy.beginning import Obstacle
from schemas.fit import BINDING, Rule
from schemas.names import AnswerKind, Phase, Role, StepKind
from store import queries
from store.pool import Connection, within

SHOWN, AT_ONCE = 8, 3
TICK, TYPED, ALL = "mentor-", "who", "mentors"
# The first one that applies is told; of any other, only that it is so.
TOLD = {Rule.FULL: "full", Rule.AWAY: "away", Rule.NOT_BEFORE: "not_before", Rule.LINE: "line", Rule.TEAM: "team"}
KEPT = BINDING | {Rule.UNREACHABLE}
OBSTACLES = {Obstacle.ASKED: "asked", Obstacle.SAME_PERSON: "same_person"}


def is_to_name(standing: Standing) -> bool:
    """Whether this is the page of a coordinator whose search has nobody left to ask."""
    known = standing.known
    asked = standing.role is Role.COORDINATOR and standing.kind is StepKind.NO_MENTOR
    return asked and known.phase is Phase.SEEKING and known.seeking is not None and bool(known.seeking.nobody_left)


async def with_naming(connection: Connection, standing: Standing) -> Standing:
    """Return what a page shows, with the mentors who fit best at present and those who were named already."""
    names = await _names(connection, standing)
    if not is_to_name(standing):
        return standing.model_copy(update={"naming": Naming(names=names)}) if names else standing
    found = await find(connection, _wanted(standing), standing.clock, SHOWN)
    best = {one.mentor.id: _suggested(standing, found, one) for one in found.shortlist.ranked} if found else {}
    people = await _to_be_asked(connection, standing)
    mine = [one.person for one in standing.known.candidates[1:] if one.named is Role.COORDINATOR]
    named = tuple(best.get(one) or people[one] for one in mine if one in people)
    suggested = (*named, *(one for id, one in best.items() if id not in mine))
    naming = Naming(
        suggested=await _told_apart(connection, suggested),
        left_out=found.shortlist.shown if found else {},
        named=named,
        names=names,
    )
    return standing.model_copy(update={"naming": naming})


async def _names(connection: Connection, standing: Standing) -> dict[UUID, str]:
    """Return the names of all whom this coordinator has named, so that the page goes on saying what they said."""
    said = (standing.answered, *standing.story) if standing.role is Role.COORDINATOR else ()
    ids = [id for one in said if one for id in named_in(one)]
    shared = await _namesakes(connection, ids)
    rows = queries.matching.chosen(connection, ids=ids) if ids else None
    return {row["id"]: _name_apart(row, shared) async for row in rows} if rows else {}


async def _told_apart(connection: Connection, mentors: Sequence[Suggested]) -> tuple[Suggested, ...]:
    """Return mentors of whom those whose name another one has too are shown with their address."""
    shared = await _namesakes(connection, [one.id for one in mentors])
    return tuple(one.model_copy(update={"has_namesake": one.id in shared}) for one in mentors)


async def _namesakes(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    return {row["id"] async for row in queries.matching.namesakes(connection, ids=ids)} if ids else set()


def _name_apart(row: Mapping[str, Any], shared: set[UUID]) -> str:
    return f"{_full_name(row)} ({row['email']})" if row["id"] in shared else _full_name(row)


async def _to_be_asked(connection: Connection, standing: Standing) -> dict[UUID, Suggested]:
    """Return those who are still to be asked, in their order."""
    ids = [one.person for one in standing.known.candidates[1:]]
    rows = {row["id"]: row async for row in queries.matching.chosen(connection, ids=ids)} if ids else {}
    return {one: _known(standing, rows[one]) for one in ids if one in rows}


async def with_named(services: Services, standing: Standing, form: Form, answer: NewAnswer) -> NewAnswer:
    """Return an answer with the mentors whom its form names; adds a problem for everybody who cannot be asked."""
    if answer.kind is not AnswerKind.NAME:
        return answer
    async with within(services.pool, standing.organisation_id) as connection:
        mentors = await _chosen(connection, form)
        if kept := _same_as_before(standing, mentors):
            return answer.model_copy(update={"said": {"named": kept}})
        if not form.problems and not 0 < len(mentors) <= AT_ONCE:
            form.problems[ALL] = form.say("naming.how_many", most=AT_ONCE)
        if form.problems:
            return answer
        known = standing.known
        named = await look_at(connection, known, standing.mentee.id, standing.request, mentors, standing.clock)
        problems = [await _problem(connection, standing, one, named.obstacles.get(n)) for n, one in enumerate(mentors)]
    if told := [one for one in problems if one]:
        form.problems[ALL] = Markup(" ").join(told)
    return answer.model_copy(update={"said": {"named": named.candidates}})


def on_leave(standing: Standing, kept: Kept) -> list[Markup]:
    """Say who of those named is on leave, so that they, and those after them, are asked only then."""
    named = standing.naming.named if standing.naming and kept.kind is AnswerKind.NAME else ()
    said = []
    for place, one in enumerate(named, 1):
        if one.back:
            key = "naming.away_first" if place < len(named) else "naming.away_last"
            said.append(standing.tell(key, name=Name(one.name), day=standing.say.here(one.back)))
    return said


def left_out(standing: Standing) -> list[Markup]:
    """Say how many mentors are not suggested, and why; reasons that are private are counted together."""
    counts = standing.naming.left_out if standing.naming else {}
    parts = [standing.tell(f"naming.out.{rule}", count=count) for rule, count in counts.items()]
    return [standing.say("naming.left_out", list=standing.say.list(parts))] if parts else []


def ticked(said: Mapping[str, Any]) -> dict[str, str]:
    """Return the form fields of mentors who were named."""
    return {f"{TICK}{one['person']}": "yes" for one in said.get("named", ())}


async def _chosen(connection: Connection, form: Form) -> list[UUID]:
    """Return the mentors ticked and typed, in the order of the page."""
    ticks = [name.removeprefix(TICK) for name, value in form.fields.items() if name.startswith(TICK) and value]
    mentors = [UUID(one) for one in ticks if _is_id(one)]
    said = " ".join(form.text(TYPED, LINE).split())
    is_whole = said and TYPED not in form.problems
    called = [row["id"] async for row in queries.matching.mentors_called(connection, said=said)] if is_whole else []
    if is_whole and len(called) != 1:
        form.problems[TYPED] = form.say("naming.several" if called else "naming.unknown", said=Name(said))
    return list(dict.fromkeys([*mentors, *called]))


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _same_as_before(standing: Standing, mentors: Sequence[UUID]) -> list[Any]:
    """Return the mentors as they were saved, if the same ones are named again; they may have been asked since."""
    kept = standing.answered
    before: list[Any] = kept.said.get("named", []) if kept and not kept.refused else []
    return before if [one["person"] for one in before] == [str(one) for one in mentors] else []


async def _problem(
    connection: Connection, standing: Standing, mentor: UUID, obstacle: Obstacle | None
) -> Markup | None:
    """Return why a mentor cannot be asked; None if they can, though the programme's wishes may speak against it."""
    rows = {row["id"]: row async for row in queries.matching.chosen(connection, ids=[mentor])}
    if mentor not in rows:
        return standing.say("naming.nobody_such")
    name = Name(_name_apart(rows[mentor], await _namesakes(connection, [mentor])))
    found = await find(connection, _wanted(standing), standing.clock, 1, only=mentor)
    broken = found.broken if found else frozenset()
    if obstacle:
        return standing.tell(f"naming.{OBSTACLES.get(obstacle, 'never')}", name=name)
    if rule := next((one for one in TOLD if one in broken), None):
        return standing.tell(f"naming.{TOLD[rule]}", name=name)
    return None if broken.isdisjoint(KEPT) else standing.tell("naming.never", name=name)


def _wanted(standing: Standing) -> Wanted:
    state = standing.known
    return Wanted(
        programme=state.programme,
        mentee=standing.mentee.id,
        rules_version=state.rules_version,
        mentorship=standing.mentorship,
        rank=state.requests + 1,
        hours_a_month=standing.request.hours_a_month,
    )


def _suggested(standing: Standing, found: Found, ranked: Ranked) -> Suggested:
    reasons, against = found.for_coordinator(ranked)
    known = _known(standing, found.people[ranked.mentor.id])
    return known.model_copy(update={"reasons": tuple(reasons[:2]), "against": tuple(against[:1])})


def _known(standing: Standing, row: Mapping[str, Any]) -> Suggested:
    """Return a mentor, with the end of a leave that their turn waits for; for a longer one they are passed over."""
    until, now = row["away_until"], standing.clock
    back = until if until and now < until <= now + timedelta(days=standing.rules.reply_days) else None
    about = {name: row[name] for name in ("id", "email", "job_title")}
    return Suggested(name=_full_name(row), back=back, **about)


def _full_name(row: Mapping[str, Any]) -> str:
    return f"{row['given_name']} {row['family_name']}".strip()
