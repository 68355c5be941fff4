"""Start a mentorship over HTTP: resolve external ids to people, and report obstacles as problems."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from gateway.api.days import check_days
from gateway.api.idempotency import reused
from gateway.api.views import Row, name_of, row_of, view
from gateway.http.faults import pointer
from gateway.http.problems import Problem, invalid
from intake.beginnings import AlreadyOpen, Asked, Beginning, Begun, CannotBegin, MentorFull, begin
from intake.idempotency import first_made, once
from intake.services import Services
from intake.starting import Start, start
from policy.beginning import Hindrance, Obstacle
from schemas.api import CandidateIn, MentorshipIn
from schemas.shown import Fault, MentorshipOut
from store import queries
from store.pool import Connection, said, within

NOTED = "Saved. It begins as soon as Temporal is back; there is no need to send it again."
BEGUN = "It is under way."
NOBODY = UUID(int=0)


async def take(
    services: Services, organisation: UUID, body: MentorshipIn, key: str | None
) -> tuple[MentorshipOut, bool]:
    """Begin a mentorship; return its view and whether the same request was already answered before.

    Raises Problem 422 when a value does not fit or the key was used for another request; 409 when the
    mentee already has a mentorship or the mentor has no free place.
    """
    sent = once(key, "mentorship", body)
    with reused(), _explained(body):
        async with within(services.pool, organisation, said(queries.programmes.keep, body.programme)) as connection:
            if not await first_made(connection, organisation, sent):
                check_days(_days(body), datetime.now(UTC))
            beginning = await beginning_of(connection, body)
            budget = services.settings.history_budget
            begun = await begin(connection, organisation, beginning, once=sent, history_budget=budget)
            replayed = await row_of(connection, begun.state.mentorship) if begun.replayed else None
            row = _as_begun(replayed or _first_row(beginning, begun), begun)
    started = Start() if begun.told else await start(services, begun.state)
    says = " ".join([BEGUN if started else f"{NOTED} {started.trouble}".strip(), *_not_yet(row)])
    return view(row).model_copy(update={"under_way": bool(started), "says": says}), begun.replayed


def _not_yet(row: Row) -> list[str]:
    """Say which of the mentors who were named asked not to be asked before a day, and what becomes of that."""
    asked = [(one, " Until then, this search passes them over.") for one in row["candidates"] or ()]
    named = asked or [(row["mentor"] or {}, "")]
    return [
        f"{name_of(one)} has asked not to be asked before {date.fromisoformat(one['not_before']):%-d %B %Y}.{then}"
        for one, then in named
        if one.get("not_before")
    ]


def _days(body: MentorshipIn) -> dict[str, datetime | None]:
    meetings = {f"/request/meetings/{number}": moment for number, moment in enumerate(body.request.meetings)}
    return {**meetings, "/terms/ends": body.terms.ends if body.terms else None}


async def beginning_of(connection: Connection, body: MentorshipIn) -> Beginning:
    """Return the mentorship to begin; people who are not in the roster get the id NOBODY."""
    names = [body.mentee, *(one.external_id for one in body.asked)]
    ids = {row["external_id"]: row["id"] async for row in queries.people.known(connection, external_ids=names)}
    return Beginning(
        programme=body.programme,
        mentee=ids.get(body.mentee, NOBODY),
        mentors=tuple(_asked(one, ids.get(one.external_id, NOBODY)) for one in body.asked),
        propose=body.propose or 0,
        pair=body.mentor is not None,
        request=body.request,
        terms=body.terms,
    )


def _asked(candidate: CandidateIn, mentor: UUID) -> Asked:
    return Asked(mentor=mentor, **candidate.model_dump(exclude={"external_id"}))


def _first_row(beginning: Beginning, begun: Begun) -> Row:
    """Return the row of queries.mentorships.views that was just written, without reading it again."""
    roll, state = begun.roll, begun.state
    people = {UUID(id): person for id, person in roll["people"].items()}
    return {
        "id": state.mentorship,
        "programme": state.programme,
        "programme_name": roll["programme_name"],
        "mentee": people[beginning.mentee],
        "mentor": people[state.mentor] if state.mentor else None,
        "coordinator": roll["coordinator"],
        "candidates": [
            {**people[one.mentor], **one.model_dump(), "rank": rank} for rank, one in enumerate(begun.asked, 1)
        ],
        "request": beginning.request,
        "rules_version": state.rules_version,
        "created_at": state.started,
        "under_way": False,
    }


def _as_begun(row: Row, begun: Begun) -> Row:
    """Return the row as it was when the mentorship began, without what has happened since."""
    began = begun.state.started
    first = {"state": begun.state, "as_of": began, "clock": began, "trouble": None, "updated_at": row["created_at"]}
    mentor = row["mentor"] if begun.state.mentor else None
    return {**row, **first, "mentor": mentor, "terms": begun.terms, "terms_version": 1, "ended": None}


@contextmanager
def _explained(body: MentorshipIn) -> Iterator[None]:
    """Turn errors that prevent a mentorship from beginning into problems."""
    try:
        yield
    except CannotBegin as error:
        raise invalid(*(_fault(one, body) for one in error.hindrances)) from None
    except AlreadyOpen as error:
        raise Problem(409, "mentorship-open", _open(error.mentorship)) from None
    except MentorFull as error:
        raise _full(error) from None


def _open(mentorship: UUID) -> str:
    return (
        f"This mentee already has an open mentorship in the programme: /v1/mentorships/{mentorship}. "
        "Use that one, or close it first."
    )


def _fault(hindrance: Hindrance, body: MentorshipIn) -> Fault:
    match hindrance.part:
        case ("programme",):
            return Fault(detail="No programme has this id. GET /v1/programmes lists yours.", pointer="/programme")
        case ("mentee",):
            return Fault(detail=wanting(hindrance.obstacle, body.mentee, "mentee"), pointer="/mentee")
        case ("mentor",) if body.mentor:
            return Fault(detail=wanting(hindrance.obstacle, body.mentor, "mentor"), pointer="/mentor")
        case ("mentors", int(number)):
            detail = wanting(hindrance.obstacle, body.asked[number].external_id, "mentor")
            return Fault(detail=detail, pointer=f"/mentors/{number}/external_id")
        case _ if hindrance.obstacle is Obstacle.TOO_FAR:
            return Fault(detail="Must be at most ten years from now.", pointer=pointer(hindrance.part))
        case _:
            earliest = (datetime.now(UTC) + timedelta(days=(hindrance.days or 0) + 2)).date()
            detail = f"Must leave time for a goodbye: {earliest} or later."
            return Fault(detail=detail, pointer=pointer(hindrance.part))


def wanting(obstacle: Obstacle, external_id: str, role: str) -> str:
    """Return why a person cannot take part in this role, and what to do."""
    match obstacle:
        case Obstacle.UNKNOWN:
            return f"No person has the external id {external_id}. Add the person first: PUT /v1/people/{{external_id}}."
        case Obstacle.LEFT:
            return f"{external_id} has left. Choose somebody who is active."
        case Obstacle.COORDINATOR:
            return (
                f"{external_id} runs this programme and reads what is said to its coordinator in confidence. "
                "Choose somebody else, or change the coordinator: PATCH /v1/programmes/{id}."
            )
        case Obstacle.ASKED:
            return f"{external_id} has had a turn in this search, or has it now. Choose somebody else."
        case Obstacle.APART:
            return f"{external_id} is not to be paired with this mentee. Choose somebody else."
        case Obstacle.SAME_PERSON:
            return f"{external_id} is the mentee. Choose somebody else: nobody can be their own mentor."
        case _:
            return f"{external_id} is not a {role}. Choose somebody else, or set `{role}` to true for this person."


def _full(error: MentorFull) -> Problem:
    """Return the problem that says how many places there are and lists who has each of them."""
    taken = sum(place["state"] == "taken" for place in error.places)
    asked = len(error.places) - taken
    parts = [f"{taken} taken" if taken else "", f"{asked} held until they answer a request" if asked else ""]
    counted = f": {' and '.join(part for part in parts if part)}" if error.places else ""
    detail = (
        f"{name_of(error.mentor)} has no free place ({error.mentor['capacity']} in all{counted}). "
        "Choose another mentor, or raise the capacity."
    )
    return Problem(409, "mentor-full", detail, [_place(place) for place in error.places])


def _place(place: Mapping[str, Any]) -> Fault:
    how = "has this place" if place["state"] == "taken" else "is not answered yet; the place is reserved meanwhile"
    who = f"{place['mentee']}'s request" if place["state"] == "held" else place["mentee"]
    return Fault(detail=f"{who} {how}: /v1/mentorships/{place['mentorship']}.", pointer="/mentor")
