"""The mentors whom the page of a search without candidates suggests."""

from datetime import datetime
from uuid import UUID

from intake.answers import Kept
from schemas.names import AnswerKind
from schemas.value import Value


class Suggested(Value):
    """A mentor to tick, with the best reasons and what speaks against, in the coordinator's words."""

    id: UUID
    name: str
    email: str = ""
    job_title: str = ""
    has_namesake: bool = False  # among the active mentors
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    back: datetime | None = None  # from leave that is shorter than a request waits


class Naming(Value):
    """Whom a coordinator can name, how many are left out by which rule, and who was named and is still to be asked."""

    suggested: tuple[Suggested, ...] = ()
    left_out: dict[str, int] = {}
    named: tuple[Suggested, ...] = ()
    names: dict[UUID, str] = {}  # of all whom this reader named, asked by now or not


def named_in(kept: Kept) -> list[UUID]:
    """Return the mentors whom an answer names, in their order."""
    return [UUID(str(one["person"])) for one in kept.said.get("named", ())] if kept.kind is AnswerKind.NAME else []
