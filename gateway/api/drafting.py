"""From what the HR platform asks for to how a mentorship begins; pure, `now` is an argument."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from activities.time_zones import clock_of
from gateway.http.problems import Problem, invalid
from schemas.api import MentorshipIn
from schemas.names import Phase, Role
from schemas.request import Terms
from schemas.rules import Rules
from schemas.shown import Fault
from schemas.state import Agreeing, Candidate, Seeking, State

Person = Mapping[str, Any]
LINE = 300  # characters of one goal, see schemas.request.Line


def check(body: MentorshipIn, roll: Mapping[str, Any], now: datetime) -> None:
    """Raise Problem 422 that lists whoever or whatever this request names in vain."""
    people = roll["people"]
    faults = (
        [] if roll["rules"] else [Fault(detail="no programme has this id (GET /v1/programmes)", pointer="/programme")]
    )
    faults += _wanting(people, body.mentee, "mentee", "/mentee")
    for number, candidate in enumerate(body.asked):
        place = "/mentor" if body.mentor else f"/mentors/{number}/external_id"
        faults += _wanting(people, candidate.external_id, "mentor", place)
    if body.terms and body.terms.ends and body.terms.ends <= now:
        faults.append(Fault(detail="name an end in the future", pointer="/terms/ends"))
    if faults:
        raise invalid(*faults)


def full(mentor: Person, open_now: int) -> Problem | None:
    """Return the refusal of a pair whose mentor has as many mentees as they can take, or None."""
    if open_now < mentor["capacity"]:
        return None
    name = f"{mentor['given_name']} {mentor['family_name']}".strip()
    detail = (
        f"{name} has {open_now} of {mentor['capacity']} mentees already. Choose another mentor, or raise the capacity."
    )
    return Problem(409, "mentor-full", detail)


def first_state(
    id: UUID, organisation: UUID, body: MentorshipIn, roll: Mapping[str, Any], now: datetime, budget: int
) -> State:
    """Return the state that the workflow of a new mentorship begins with."""
    people, rules = roll["people"], Rules.model_validate(roll["rules"]).model_dump()
    mentee = people[body.mentee]
    readers = {Role.MENTEE: clock_of(mentee["time_zone"], now)}
    if roll["coordinator"]:
        readers[Role.COORDINATOR] = clock_of(roll["coordinator"]["time_zone"], now)
    begun = State(
        organisation=organisation,
        programme=body.programme,
        mentorship=id,
        rules=Rules.model_validate(rules),  # from a dump: every field is set, so later defaults change nothing
        rules_version=roll["rules_version"],
        history_budget=budget,
        started=now,
        cadence_days=cadence_of(body, rules["cadence_days"]),
        ends=body.terms.ends if body.terms else None,
        readers=readers,
    )
    if body.mentor:
        mentor = people[body.mentor]
        readers = {**readers, Role.MENTOR: clock_of(mentor["time_zone"], now)}
        agreeing = Agreeing(since=now)
        return begun.with_(phase=Phase.AGREEING, mentor=UUID(mentor["id"]), readers=readers, agreeing=agreeing)
    asked = (people[candidate.external_id] for candidate in body.asked)
    candidates = tuple(Candidate(person=UUID(one["id"]), reader=clock_of(one["time_zone"], now)) for one in asked)
    return begun.with_(candidates=candidates, seeking=Seeking(since=now))


def first_terms(body: MentorshipIn, state: State) -> Terms:
    """Return the first draft of the agreement: what HR gave, filled up from the request and the programme."""
    request, given = body.request, body.terms or Terms()
    goals = request.short_term_goals + request.long_term_goals or (request.objective[:LINE],)
    drafted = {
        "goals": given.goals or goals[:8],
        "giving": given.giving or request.offer,
        "cadence_days": state.cadence_days,
        "ends": given.ends or state.started + timedelta(days=state.rules.duration_days),
    }
    return Terms.model_validate({**given.model_dump(), **drafted})


def cadence_of(body: MentorshipIn, usual: int) -> int:
    """Return the rhythm that HR's terms name, or else the programme's."""
    named = body.terms is not None and "cadence_days" in body.terms.model_fields_set
    return body.terms.cadence_days if body.terms and named else usual


def _wanting(people: Mapping[str, Person], external_id: str, role: str, place: str) -> list[Fault]:
    person = people.get(external_id)
    if person is None:
        why = f"nobody has the external id {external_id!r}: add the person first (PUT /v1/people/…)"
    elif not person["active"]:
        why = f"{external_id!r} has left: choose somebody who is active"
    elif not person[role]:
        why = f"{external_id!r} is not a {role} of this roster: choose another, or set `{role}` to true for them"
    else:
        return []
    return [Fault(detail=why, pointer=place)]
