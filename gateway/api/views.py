"""A mentorship as the API shows it: its state, evaluated now, with people's names."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from gateway.api.sentences import because
from gateway.http.pagination import NEWEST, after_id
from gateway.http.problems import not_found
from policy.card import card_of, due_since, is_ahead
from policy.ending import decided
from policy.ends import shown_end
from policy.finding import candidate_of, is_candidate
from policy.leave_ahead import foreseeing_a_mentors_leave
from policy.reasons import STEPS, sentence, what_of
from policy.sentences import fill, whole
from schemas.api import MentorshipsQuery
from schemas.later import if_known, must_know
from schemas.messages import Card, Step
from schemas.names import Outcome, StepKind
from schemas.reason import ReasonCode
from schemas.request import Terms
from schemas.shown import CandidateOut, DelayOut, MentorshipOut, NextOut, People, ProgrammeRef, Somebody, TroubleOut
from schemas.state import State
from schemas.step_key import StepKey
from store import queries
from store.pool import Connection, Pool, within

Row = Mapping[str, Any]  # of queries.mentorships.views
FITS_BEST = "the mentor who fits best"  # who is not known yet
LATER = "take a step of a later release"
WHATEVER_LETTER = {  # a reminder, or the first letter once more; and to whomever
    StepKind.REQUEST_REMINDER: "write to {mentor} about the request",
    StepKind.AGREEMENT_REMINDER: "write about the agreement",
    StepKind.RESUMED: "say that the break is over",
}
OVERDUE = timedelta(minutes=5)  # after which a step that was not taken is late


async def one(pool: Pool, organisation: UUID, id: UUID) -> MentorshipOut:
    """Return a mentorship; raises Problem 404 if the organisation has none with this id, and LaterRelease."""
    async with within(pool, organisation) as connection:
        return view(await row_of(connection, id))


async def row_of(connection: Connection, id: UUID) -> Row:
    """Return the row that a view is made from; raises Problem 404 if there is none."""
    rows = [row async for row in queries.mentorships.views(connection, ids=[id])]
    if not rows:
        raise not_found("mentorship")
    return dict(rows[0])


async def shown_row_of(connection: Connection, id: UUID) -> Row:
    """Return the row of a mentorship that can be viewed; raises Problem 404, and LaterRelease."""
    row = await row_of(connection, id)
    view(row)
    return row


async def page(pool: Pool, organisation: UUID, query: MentorshipsQuery) -> tuple[Sequence[MentorshipOut], UUID | None]:
    """Return a page of mentorships, newest first, and the last one's id if there are more.

    Those that a later release has changed are left out, and may be the last ones.
    """
    wanted = {
        "phase": query.phase,
        "health": query.health,
        "programme": query.programme,
        "trouble": query.trouble,
    }
    before = after_id(query.cursor, NEWEST)
    async with within(pool, organisation) as connection:
        found = queries.mentorships.page(connection, before=before, size=query.limit + 1, **wanted)
        ids = [row["id"] async for row in found]
        rows = [row async for row in queries.mentorships.views(connection, ids=ids[: query.limit])] if ids else []
    items = [one for row in rows if (one := if_known(_view, row, _what(row)))]
    return items, ids[query.limit - 1] if len(ids) > query.limit else None


def view(row: Row) -> MentorshipOut:
    """Return the view of a row; health and the next step are evaluated by the mentorship's own clock.

    Raises LaterRelease where this release cannot read what a later one wrote.
    """
    return must_know(_view, row, _what(row))


def _what(row: Row) -> str:
    return f"mentorship {row['id']}"


def _view(row: Row) -> MentorshipOut:
    state = foreseeing_a_mentors_leave(State.model_validate(row["state"]), _away(row), row["clock"])
    card = card_of(state, row["clock"])
    return MentorshipOut(
        id=row["id"],
        programme=ProgrammeRef(id=row["programme"], name=row["programme_name"]),
        phase=card.phase,
        standing=card.standing,
        health=card.health,
        health_reason=because(card.health_reasons, names_at(row)),
        health_codes=tuple(reason.code for reason in card.health_reasons),
        waiting_for=card.waiting_for,
        next=_next(row, state, card),
        trouble=_trouble(row),
        people=People(**{role: somebody(row[role]) for role in People.model_fields}),
        candidates=tuple(
            CandidateOut(name=name_of(one), **{name: one[name] for name in CandidateOut.model_fields if name in one})
            for one in row["candidates"] or ()
            if is_candidate(state, one["rank"])
        ),
        cadence_days=card.cadence_days,
        check_ins=card.cycle,
        ends=card.ends,
        ended=row["ended"],
        paused_until=card.paused_until,
        away=card.away,
        outcome=card.outcome or _decided(state),
        request=row["request"],
        terms=terms_of(row, state, row["clock"]),
        terms_version=row["terms_version"],
        rules_version=row["rules_version"],
        under_way=row["under_way"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _away(row: Row) -> dict[UUID, datetime]:
    """Return until when those of its candidates are on leave whom the roster has there."""
    return {UUID(one["id"]): until for one in row["candidates"] or () if (until := _back(one))}


def _back(candidate: dict[str, Any]) -> datetime | None:
    """Return the end of somebody's leave, unless they wish to be asked later still: then they are passed over."""
    times = (candidate["away_until"], candidate["not_before_until"])
    back, wish = (datetime.fromisoformat(one) if one else None for one in times)
    return None if back and wish and wish > back else back


def _decided(state: State) -> Outcome | None:
    """Return how a mentorship that is saying goodbye will have ended; a last notice decides nothing yet."""
    end = decided(state)
    return end.outcome if end else None


def terms_of(row: Row, state: State, now: datetime) -> Terms | None:
    """Return the current terms with the end date from the state, which breaks and extensions move."""
    terms = Terms.model_validate(row["terms"]) if row["terms"] else None
    ends = shown_end(state, now)
    return terms.model_copy(update={"ends": ends}) if terms and ends else terms


def names_at(row: Row, step: StepKey | None = None) -> dict[str, str]:
    """Return the given names for a sentence; for `request/2`, the mentor is the second candidate, if known already."""
    mentor, unknown = row["mentor"], "the mentor"
    if step and step.question.kind is StepKind.REQUEST:
        mentor, unknown = _candidate(row, step), FITS_BEST
    return {"mentee": row["mentee"]["given_name"], "mentor": mentor["given_name"] if mentor else unknown}


def _candidate(row: Row, step: StepKey) -> Mapping[str, Any] | None:
    return next((one for one in row["candidates"] or () if one["rank"] == step.number), None)


def name_of(person: Mapping[str, Any]) -> str:
    """Return a person's full name."""
    return f"{person['given_name']} {person['family_name']}".strip()


def somebody(person: Mapping[str, Any] | None) -> Somebody | None:
    """Return a person as shown in a mentorship."""
    if person is None:
        return None
    return Somebody(
        external_id=person["external_id"],
        name=name_of(person),
        given_name=person["given_name"],
        time_zone=person["time_zone"],
    )


def _next(row: Row, state: State, card: Card) -> NextOut | None:
    step = card.next
    if step is None:
        return None
    names, when = names_at(row, step.key), due_since(state, row["as_of"], card.as_of) or step.due
    day, ahead, late = _not_before(row, step, step.due), is_ahead(card), card.delayed
    delayed = DelayOut(says=because((late,), names), code=late.code) if late else None
    if day and state.proposes and not candidate_of(state, step).named:  # somebody else is looked for at that moment
        names, day = {**names, "mentor": FITS_BEST}, None
    shown = NextOut(
        what=whole(fill(what_of(step, card.readers), names)),
        when=when,
        overdue=card.as_of - when > OVERDUE,
        why=because((step.reason,), names, ahead=ahead),
        code=step.reason.code,
        kind=step.kind,
        step=step.key,
        to=card.readers,
        delayed=delayed,
    )
    if day is None:
        return shown
    return _passing_over(shown, sentence(step.reason, ahead), day, names, goes_on=_others_after(state, step))


def _others_after(state: State, step: Step) -> bool:
    return step.key.number - state.requests + 1 < len(state.candidates)


def _not_before(row: Row, step: Step, when: datetime) -> date | None:
    """Return the day before which the candidate of a request asked not to be asked, if it is still ahead by then."""
    candidate = (_candidate(row, step.key) if step.kind is StepKind.REQUEST else None) or {}
    until = candidate.get("not_before_until")
    return date.fromisoformat(candidate["not_before"]) if until and datetime.fromisoformat(until) > when else None


def _passing_over(next: NextOut, ahead: str, day: date, names: Mapping[str, str], goes_on: bool) -> NextOut:
    """Return a request that asks nobody, as is known here already; its workflow learns of it once the step is due."""
    then = "so the next candidate is asked" if goes_on else "and this search asks nobody else"
    why = f"{{mentor}} has asked not to be asked before {day:%-d %B %Y}, {then}"
    return next.model_copy(
        update={
            "what": whole(fill("pass over {mentor}", names)),
            "why": whole(fill(f"{ahead}; {why}" if ahead.startswith("if ") else why, names)),
            "code": ReasonCode.NOT_BEFORE_NEXT if goes_on else ReasonCode.NOT_BEFORE_LAST,
            "to": (),
        }
    )


def _trouble(row: Row) -> TroubleOut | None:
    """Return the step that keeps failing, with a sentence about the failure."""
    trouble = row["trouble"]
    if not trouble:
        return None
    step = if_known(StepKey, trouble["step"], "a step")
    what = fill(WHATEVER_LETTER.get(step.kind, STEPS[step.kind]), names_at(row, step)) if step else LATER
    tries = f"{trouble['attempts']} attempts have failed ({trouble['kind']})"
    says = f"{whole(f'we have not managed to {what}')} {whole(f'{tries}, and it is retried automatically')}"
    return TroubleOut(step=trouble["step"], since=trouble["since"], says=says)
