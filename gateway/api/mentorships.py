"""Mentorships: begin one, read it, name mentors for it, pause, resume or close it."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from gateway.api import views
from gateway.api.beginning import take
from gateway.api.days import check_days
from gateway.api.described import CHANGING, KEYED, LOOKING, OF_NAMING, refusals
from gateway.api.idempotency import REPLAYED, IdempotencyKey, reused
from gateway.api.naming import naming
from gateway.api.timeline import timeline_of
from gateway.http.dependencies import WithServices
from gateway.http.pagination import cursor_of, shown
from gateway.http.problems import Problem
from gateway.http.strict_json import StrictRoute
from gateway.security.api_keys import Caller, Key, Organisation
from intake.answers import NewAnswer
from intake.idempotency import Once, first_made, once
from intake.services import Services
from intake.telling import say
from schemas.api import CloseIn, MentorshipIn, MentorshipsQuery, MentorsIn, PauseIn, ResumeIn
from schemas.names import AnswerKind, Role
from schemas.shown import MentorshipOut, MentorshipsOut, TimelineOut
from store.pool import within

router = APIRouter(prefix="/v1/mentorships", tags=["mentorships"], route_class=StrictRoute)
ById = Annotated[UUID, Path(description="The id of the mentorship.")]
SAVED = (
    "Saved. Rapport acts on it as soon as the current step is done, or Temporal and its worker are back; "
    "there is no need to send it again."
)
STEPPED_IN: dict[int | str, dict[str, Any]] = {
    200: {"description": "Done. `says` tells what was done; the other fields show the mentorship as it is now."},
    202: {"model": MentorshipOut, "description": SAVED},
    **refusals(*CHANGING, *KEYED, "not-found", "refused", "later-release"),
}


@router.post(
    "",
    operation_id="beginMentorship",
    summary="Begin a mentorship",
    status_code=201,
    response_model=MentorshipOut,
    responses={
        201: {"description": "The mentorship has begun."},
        202: {"model": MentorshipOut, "description": SAVED},
        **refusals(*CHANGING, *KEYED, "mentorship-open", "mentor-full", "later-release"),
    },
)
async def post_mentorship(
    body: MentorshipIn, organisation: Organisation, services: WithServices, idempotency_key: IdempotencyKey = None
) -> Response:
    """Begin the search for a mentor, with `mentors` or `propose`, or the mentorship of a given pair, with `mentor`.

    In a search, the mentors are asked by letter, one after the other, until one of them says yes. A mentor without a
    free place is skipped. With `propose`, Rapport asks so many mentors at most, and finds the one who fits best each
    time. A given pair takes one of the mentor's places at once and begins with the agreement.
    """
    mentorship, replayed = await take(services, organisation, body, idempotency_key)
    headers = {"Location": f"/v1/mentorships/{mentorship.id}", **(REPLAYED if replayed else {})}
    return shown(mentorship, 201 if mentorship.under_way else 202, headers)


@router.get(
    "",
    operation_id="listMentorships",
    summary="List mentorships",
    response_model=MentorshipsOut,
    responses={200: {"description": "A page of mentorships."}, **refusals(*LOOKING)},
)
async def list_mentorships(
    query: Annotated[MentorshipsQuery, Query()], organisation: Organisation, services: WithServices
) -> Response:
    """List mentorships, newest first. Filters can be combined.

    One that a later release has changed last is left out while that release is away, so a page may hold fewer.
    Pass `next_cursor` of one page as the `cursor` of the next. It is null on the last page.
    """
    items, last = await views.page(services.pool, organisation, query)
    return shown(MentorshipsOut(items=tuple(items), next_cursor=cursor_of(last) if last else None))


@router.get(
    "/{id}",
    operation_id="getMentorship",
    summary="Show a mentorship",
    response_model=MentorshipOut,
    responses={200: {"description": "The mentorship."}, **refusals(*LOOKING, "not-found", "later-release")},
)
async def get_mentorship(id: ById, organisation: Organisation, services: WithServices) -> Response:
    """Show a mentorship's phase and health, whose answer it waits for, and what comes next, when and why."""
    return shown(await views.one(services.pool, organisation, id))


@router.get(
    "/{id}/timeline",
    operation_id="getTimeline",
    summary="Show the timeline of a mentorship",
    response_model=TimelineOut,
    responses={200: {"description": "The timeline, oldest first."}, **refusals(*LOOKING, "not-found")},
)
async def get_timeline(id: ById, organisation: Organisation, services: WithServices) -> Response:
    """Show everything that happened, oldest first: each step with its letters, each answer, and news about people.

    What people wrote to each other is never included.
    """
    return shown(await timeline_of(services.pool, organisation, id))


@router.post(
    "/{id}/mentors",
    operation_id="nameMentors",
    summary="Name more mentors",
    response_model=MentorshipOut,
    responses={**STEPPED_IN, **refusals(*CHANGING, *KEYED, "not-found", "refused", own=OF_NAMING)},
)
async def name_mentors(
    id: ById,
    body: MentorsIn,
    caller: Caller,
    services: WithServices,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Name more mentors for a search under way. They are asked after those who are to be asked already.

    If nobody was left to ask, the search goes on with them at once. Whoever is to be asked already is not asked twice;
    a search holds at most twenty mentors at a time. Whoever may not be asked once it is their turn is skipped. The
    rules of matching, such as those about team and line of management, do not hold for whom you name. Once there is a
    mentor, or the search is over, the answer is 409 `refused`.
    """
    key = once(idempotency_key, f"name {id}", body)
    with reused():
        answer = await naming(services, caller, id, body, key)
    return await _told(services, caller, answer, key)


@router.post(
    "/{id}/pause",
    operation_id="pauseMentorship",
    summary="Begin a break",
    response_model=MentorshipOut,
    responses=STEPPED_IN,
)
async def pause(
    id: ById,
    body: PauseIn,
    caller: Caller,
    services: WithServices,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Begin a break, or change the end date of the current one.

    During a break, mentee and mentor get no letters but those about the break. It ends by itself, and every later
    date moves by its length.
    """
    key = once(idempotency_key, f"pause {id}", body)
    said = {"until": body.until}
    return await _step_in(services, caller, id, AnswerKind.PAUSE, said, body.reason, key)


@router.post(
    "/{id}/resume",
    operation_id="resumeMentorship",
    summary="End a break, or cancel a goodbye",
    response_model=MentorshipOut,
    responses=STEPPED_IN,
)
async def resume(
    id: ById,
    caller: Caller,
    services: WithServices,
    body: ResumeIn = ResumeIn(),  # noqa: B008  # frozen
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """End a break before its date. After `close`, cancel the goodbye, as long as the farewell has not been sent.

    The body may be left out. If there is no break and no goodbye, or it was ended while on hold, the answer is 409
    `refused`. So it is while the mentee has another open mentorship in the programme: end that one first.
    """
    key = once(idempotency_key, f"resume {id}", body)
    return await _step_in(services, caller, id, AnswerKind.RESUME, {}, body.reason, key)


@router.post(
    "/{id}/close",
    operation_id="closeMentorship",
    summary="End a mentorship",
    response_model=MentorshipOut,
    responses=STEPPED_IN,
)
async def close(
    id: ById,
    body: CloseIn,
    caller: Caller,
    services: WithServices,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Begin the goodbye: both get a closing letter, and a farewell some days later. Until then, `resume` cancels it.

    One that has not begun yet, because a mentor or an agreement is still missing, is withdrawn after the programme's
    `undo_minutes`. Until then `resume` cancels that, and the letter about the end names a better search that you have
    begun meanwhile. If nobody has had a letter about it yet, it ends at once, without any. If a mentorship is on hold,
    a farewell alone, without thanks, or the letter that it has ended follows, and nothing cancels that.
    """
    key = once(idempotency_key, f"close {id}", body)
    said = {"outcome": body.outcome}
    return await _step_in(services, caller, id, AnswerKind.CLOSE, said, body.reason, key)


async def _step_in(
    services: Services,
    caller: Key,
    id: UUID,
    kind: AnswerKind,
    said: dict[str, Any],
    reason: str,
    key: Once | None,
) -> Response:
    """Save HR's answer and send it to the workflow; respond with the mentorship after it."""
    words = {"reason": reason} if reason else {}
    answer = NewAnswer(mentorship=id, role=Role.HR, key=caller.id, kind=kind, said=said, words=words)
    with reused():
        await _check(services, caller.organisation, answer, key)
    return await _told(services, caller, answer, key)


async def _told(services: Services, caller: Key, answer: NewAnswer, key: Once | None) -> Response:
    with reused():
        told = await say(services, caller.organisation, answer, key)
    if told.state == "refused":
        raise Problem(409, "refused", told.says)
    says = f"{told.says} {told.trouble}".strip()
    view = await views.one(services.pool, caller.organisation, answer.mentorship)
    mentorship = view.model_copy(update={"says": says})
    return shown(mentorship, 200 if told.state == "told" else 202, REPLAYED if told.replayed else {})


async def _check(services: Services, organisation: UUID, answer: NewAnswer, key: Once | None) -> None:
    """Raise Problem 404 for an unknown mentorship, 422 for an invalid date unless it was accepted before, and
    LaterRelease where nobody could see here what it changes."""
    async with within(services.pool, organisation) as connection:
        await views.shown_row_of(connection, answer.mentorship)
        if not await first_made(connection, organisation, key):
            check_days({"/until": answer.said.get("until")}, datetime.now(UTC))
