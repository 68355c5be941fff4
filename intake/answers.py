"""Record answers: what people and the HR platform say is saved as a row before anything acts on it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator
from uuid_utils.compat import uuid7

from intake.idempotency import Once, first_made, remember
from policy.changes import is_end_off_in_break
from schemas.failures import Failure
from schemas.later import if_known
from schemas.messages import Answer, News
from schemas.names import AnswerKind, Role
from schemas.request import Terms
from schemas.step_key import StepKey
from schemas.value import Value
from store import queries
from store.literals import literally
from store.news import KIND as NEWS
from store.news import record_availability, record_return
from store.pool import Connection, Pool, said, within

DRAFT = "draft"  # the field of an answer
Step = Annotated[StepKey | None, BeforeValidator(lambda step: step or None)]  # Postgres stores None as an empty text


class NotBefore(Value):
    """From which day on a mentor who says no would like to be asked again, and when it begins where they are."""

    day: date
    until: datetime


class NewAnswer(Value):
    """What somebody says now.

    `said` holds fields of schemas.messages.Answer (met, rating, choice, until …); `words`
    are free texts, with NAME also those for each mentor, that never leave Postgres, nor does
    `not_before`; `terms` come with AMEND, or with an ACCEPT of other terms.
    """

    mentorship: UUID
    role: Role
    kind: AnswerKind
    step: StepKey | None = None
    link: UUID | None = None
    person: UUID | None = None
    key: UUID | None = None  # the API key that the HR platform or an operator used
    said: dict[str, Any] = {}
    words: dict[str, Any] = {}
    terms: Terms | None = None
    not_before: NotBefore | None = None  # with DECLINE
    refused: Failure | None = None  # too late for good: saved, and not sent to any workflow


class Kept(Value):
    """One saved answer or piece of news."""

    id: UUID
    mentorship: UUID
    link: UUID | None
    seq: int
    person: UUID | None
    role: Role
    step: Step
    kind: AnswerKind | Literal["news"]
    said: dict[str, Any]
    words: dict[str, Any]
    said_at: datetime
    told_at: datetime | None
    receipt: str | None  # what was changed; where it was refused for that, the mentorship that the mentee has begun
    refused: str | None
    replayed: bool = False  # whether the same request with the same key came before

    @property
    def answer(self) -> Answer:
        """What the workflow gets: without anybody's words."""
        head = {"id": self.id, "role": self.role, "kind": self.kind, "step": self.step}
        return Answer.model_validate({**self.said, **head})

    @property
    def news(self) -> News | None:
        """The news about a person in this row; None if it is an answer."""
        if self.kind != NEWS:
            return None
        return News.model_validate({**self.said, "id": self.id, "about": self.role, "person": self.person})


async def record(pool: Pool, organisation: UUID, new: NewAnswer, once: Once | None = None) -> tuple[Kept, list[Kept]]:
    """Save an answer; return its row and all rows that the workflow has not got yet, oldest first.

    The same content again returns the same row while it only repeats that answer: nothing
    said since may have undone it, and its reader was not asked again (see `known` in
    answers.sql). Everything else is a new row; at the same link, it replaces the one
    before. With a key, the same request returns the same row at any time, and another key
    is another request; raises KeyReused if the key was used for another request.
    """
    async with within(pool, organisation, _lock(new)) as connection:
        first = await first_made(connection, organisation, once)
        rows = [dict(row) async for row in queries.answers.known(connection, mentorship=new.mentorship, link=new.link)]
        latest = next((row for row in rows if row["repeatable"] is not None), None)
        is_repeatable = any([row.pop("repeatable") for row in rows]) and once is None
        untold = [one for row in rows if row["told_at"] is None and (one := readable(row))]
        if first:
            return Kept(**await queries.answers.one(connection, id=first["answer"]), replayed=True), untold
        before = readable(latest) if latest else None
        if before and is_repeatable and _same(before, new) and (not before.refused or new.refused):
            return before, untold
        kept = await put(connection, organisation, new, latest["seq"] + 1 if latest and new.link else 1)
        await remember(connection, organisation, once, answer=kept.id)
    return kept, [*untold, kept] if kept.told_at is None else untold


def readable(row: Mapping[str, Any]) -> Kept | None:
    """Return a row as Kept; None for a row of a later release, which must not block the others."""
    return if_known(Kept.model_validate, dict(row), f"answer {row['id']}")


def drafted_version(kept: Kept) -> int | None:
    """Return the version of the agreement that an answer made: `amend` to `agreement/1/reminder/2` made 2."""
    if "terms" not in kept.words:
        return None
    return kept.said.get(DRAFT) if kept.kind is AnswerKind.ACCEPT else _following(kept.step)


def _following(step: StepKey | None) -> int:
    return step.number + 1 if step else 1


def _is_proposal(new: NewAnswer) -> bool:
    """Whether a mentor says yes to other terms."""
    return new.kind is AnswerKind.ACCEPT and new.terms is not None


def _lock(new: NewAnswer) -> str:
    """Return the lock for one press at a time at a link, after the step that is being written; without a link, for one
    command at a time in a mentorship."""
    if new.link:
        waiting = literally(queries.answers.wait_for_steps.sql, [new.mentorship])
        if _is_proposal(new):  # its version gets a number that no other has
            waiting = said(queries.answers.lock_mentorship, new.mentorship)
        return f"{said(queries.answers.lock_link, new.link)} {waiting}"
    return said(queries.answers.lock_mentorship, new.mentorship)


def _same(kept: Kept, new: NewAnswer) -> bool:
    """Whether a row has the same content as the new answer, and the same effect: what took back an end in a break would
    end that break now."""
    if is_end_off_in_break(kept.receipt or ""):
        return False
    said = {name: value for name, value in kept.said.items() if name != DRAFT}  # each has a number of its own
    return (kept.role, kept.kind, said, kept.words) == (new.role, new.kind, _said(new), _words(new))


def _said(new: NewAnswer) -> dict[str, Any]:
    """Check the fields against schemas.messages.Answer, and return only those that were given."""
    whole = Answer(id=UUID(int=0), role=new.role, kind=new.kind, **new.said)
    return whole.model_dump(mode="json", exclude_defaults=True, exclude={"id", "role", "kind", "step"})


def _words(new: NewAnswer) -> dict[str, Any]:
    words = {name: text for name, text in new.words.items() if text}
    return {**words, "terms": new.terms.model_dump(mode="json")} if new.terms else words


def _columns(new: NewAnswer) -> dict[str, Any]:
    return {
        "mentorship": new.mentorship,
        "link": new.link,
        "person": new.person,
        "key": new.key,
        "role": new.role.value,
        "step": new.step or "",
        "kind": new.kind.value,
    }


async def put(connection: Connection, organisation: UUID, new: NewAnswer, seq: int = 1, id: UUID | None = None) -> Kept:
    """Save an answer as a new row, within a transaction of its organisation."""
    version = None if new.refused else await _draft(connection, organisation, new)
    refused = new.refused or (Failure.TOO_LATE if new.terms and version is None else None)
    row = await queries.answers.put(
        connection,
        **{**_columns(new), "id": id or uuid7(), "organisation": organisation, "seq": seq},
        said={**_said(new), DRAFT: version} if version and _is_proposal(new) else _said(new),
        words=_words(new),
        refused=refused,
    )
    if version and row["refused"]:
        await queries.answers.withdraw_draft(connection, mentorship=new.mentorship, version=version)
    if new.not_before and new.person and not row["refused"]:
        wish = {"answer": row["id"], "organisation": organisation, "person": new.person}
        await queries.not_before.wish(connection, **wish, **dict(new.not_before))
        await record_availability(connection, organisation, new.person)
    if new.kind is AnswerKind.RESUME and new.person:
        await record_return(connection, organisation, new.person)
    return Kept(**row)


async def _draft(connection: Connection, organisation: UUID, new: NewAnswer) -> int | None:
    """Write the terms of a new version and return its number; two people cannot both write the same one, and none comes
    with a yes once an agreement was sent."""
    if new.terms is None:
        return None
    mine = {"mentorship": new.mentorship, "organisation": organisation, "terms": new.terms, "role": new.role.value}
    number = _following(new.step)
    if _is_proposal(new):
        number = await queries.answers.next_version(connection, mentorship=new.mentorship, step=new.step or "")
    return await queries.answers.draft(connection, **mine, version=number) if number else None
