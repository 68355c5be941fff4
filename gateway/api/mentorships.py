"""Mentorships: begin one, look at it, step in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from gateway.api import views
from gateway.api.beginning import begin
from gateway.api.timeline import timeline_of
from gateway.http.dependencies import WithServices
from gateway.http.pagination import cursor_of, shown
from gateway.http.problems import Problem
from gateway.http.strict_json import StrictRoute
from gateway.security.api_keys import Caller, Key, Organisation
from intake.answers import NewAnswer
from intake.services import Services
from intake.telling import say
from schemas.api import CloseIn, MentorshipIn, MentorshipsQuery, PauseIn, ResumeIn
from schemas.names import AnswerKind, Role
from schemas.shown import MentorshipOut, MentorshipsOut, TimelineOut

router = APIRouter(prefix="/v1/mentorships", tags=["mentorships"], route_class=StrictRoute)

NOTED: dict[int | str, dict[str, Any]] = {
    202: {"model": MentorshipOut, "description": "kept; acted on as soon as Temporal or its worker is back"}
}
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="your own id of this request: sent again with the same body, it gets the first answer again",
    ),
]


@router.post("", status_code=201, response_model=MentorshipOut, responses=NOTED)
async def post_mentorship(
    body: MentorshipIn, organisation: Organisation, services: WithServices, idempotency_key: IdempotencyKey = None
) -> Response:
    """Begin the search for a mentor, or the mentorship of a given pair."""
    mentorship, replayed = await begin(services, organisation, body, idempotency_key)
    headers = {"Location": f"/v1/mentorships/{mentorship.id}"}
    if replayed:
        headers["Idempotency-Replayed"] = "true"
    return shown(mentorship, 201 if mentorship.under_way else 202, headers)


@router.get("", response_model=MentorshipsOut)
async def list_mentorships(
    query: Annotated[MentorshipsQuery, Query()], organisation: Organisation, services: WithServices
) -> Response:
    """List mentorships, newest first."""
    items, more = await views.page(services.pool, organisation, query)
    return shown(MentorshipsOut(items=tuple(items), next_cursor=cursor_of(items[-1].id) if more else None))


@router.get("/{id}", response_model=MentorshipOut)
async def get_mentorship(id: UUID, organisation: Organisation, services: WithServices) -> Response:
    """Show where a mentorship stands, who is waited for, and what fires next, when and why."""
    return shown(await views.one(services.pool, organisation, id))


@router.get("/{id}/timeline", response_model=TimelineOut)
async def get_timeline(id: UUID, organisation: Organisation, services: WithServices) -> Response:
    """Show all that happened, in order; never what people wrote to each other."""
    return shown(await timeline_of(services.pool, organisation, id))


@router.post("/{id}/pause", response_model=MentorshipOut, responses=NOTED)
async def pause(id: UUID, body: PauseIn, caller: Caller, services: WithServices) -> Response:
    """Begin a break; every due time moves by its length, and it ends by itself."""
    said = {"until": body.until}
    return await _step_in(services, caller, id, AnswerKind.PAUSE, said, body.reason)


@router.post("/{id}/resume", response_model=MentorshipOut, responses=NOTED)
async def resume(
    id: UUID,
    caller: Caller,
    services: WithServices,
    body: ResumeIn = ResumeIn(),  # noqa: B008  # frozen
) -> Response:
    """End a break before its return date."""
    return await _step_in(services, caller, id, AnswerKind.RESUME, {}, body.reason)


@router.post("/{id}/close", response_model=MentorshipOut, responses=NOTED)
async def close(id: UUID, body: CloseIn, caller: Caller, services: WithServices) -> Response:
    """Begin the goodbye; one that has not begun yet is withdrawn at once."""
    said = {"outcome": body.outcome}
    return await _step_in(services, caller, id, AnswerKind.CLOSE, said, body.reason)


async def _step_in(
    services: Services, caller: Key, id: UUID, kind: AnswerKind, said: dict[str, Any], reason: str
) -> Response:
    """Keep what HR says and tell the workflow; answer with how things stand then."""
    await views.one(services.pool, caller.organisation, id)
    words = {"reason": reason} if reason else {}
    answer = NewAnswer(mentorship=id, role=Role.HR, key=caller.id, kind=kind, said=said, words=words)
    told = await say(services, caller.organisation, answer)
    if told.state == "refused":
        raise Problem(409, "refused", told.says)
    says = f"{told.says} {told.trouble}".strip()
    mentorship = (await views.one(services.pool, caller.organisation, id)).model_copy(update={"says": says})
    return shown(mentorship, 200 if told.state == "told" else 202)
