"""The mentors whom the page of a search without candidates suggests."""

from collections import Counter
from collections.abc import Sequence
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
    has_namesake: bool = False  # among those who are shown
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    back: datetime | None = None  # from leave that is shorter than a request waits


class Naming(Value):
    """Whom a coordinator can name, how many are left out by which rule, and who was named and is still to be asked."""

    suggested: tuple[Suggested, ...] = ()
    left_out: dict[str, int] = {}
    named: tuple[Suggested, ...] = ()
    names: dict[UUID, str] = {}  # of all whom this reader named, asked by now or not


def told_apart(suggested: Sequence[Suggested]) -> tuple[Suggested, ...]:
    """Return mentors of whom those with the same name are shown with their address."""
    counts = Counter(one.name.casefold() for one in suggested)
    return tuple(one.model_copy(update={"has_namesake": counts[one.name.casefold()] > 1}) for one in suggested)


def named_in(kept: Kept) -> list[UUID]:
    """Return the mentors whom an answer names, in their order."""
    return [UUID(str(one["person"])) for one in kept.said.get("named", ())] if kept.kind is AnswerKind.NAME else []
