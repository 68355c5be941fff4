"""Who runs a programme, and whom it has named for concerns: known people, and never the same person twice."""

from uuid import UUID

from gateway.http.problems import invalid
from schemas.api import ProgrammeChange, ProgrammeIn
from schemas.shown import Fault
from schemas.value import Value
from store import queries
from store.pool import Connection

FOR_CONCERNS = ("safeguarding", "safeguarding_deputy")
APART = (
    "{external_id} runs this programme. Concerns are raised in confidence, also about how a programme is run: name "
    "somebody else."
)
TWICE = "{external_id} is the contact for concerns already. Name another deputy, or none."
ALONE = "A deputy needs somebody whose deputy they are: name `safeguarding` as well."


class Contacts(Value):
    """The contacts of a programme, by our own ids."""

    coordinator: UUID | None = None
    safeguarding: UUID | None = None
    safeguarding_deputy: UUID | None = None


async def named_in(connection: Connection, given: ProgrammeIn | ProgrammeChange, now: Contacts) -> Contacts:
    """Return the contacts after a change of those that are given; raises a problem where they do not fit."""
    fields = [name for name in Contacts.model_fields if name in given.model_fields_set]
    named = {name: await _known(connection, name, getattr(given, name)) for name in fields}
    contacts = now.model_copy(update=named)
    if wrong := _misnamed(contacts):
        field, says = wrong
        at = field if field in fields else next(iter(fields), field)
        raise invalid(Fault(detail=says.format(external_id=getattr(given, at) or "This person"), pointer=f"/{at}"))
    return contacts


def _misnamed(contacts: Contacts) -> tuple[str, str] | None:
    """Return which field does not fit, and why."""
    first, deputy = contacts.safeguarding, contacts.safeguarding_deputy
    for field, person in (("safeguarding", first), ("safeguarding_deputy", deputy)):
        if person and person == contacts.coordinator:
            return field, APART
    if deputy and not first:
        return "safeguarding_deputy", ALONE
    return ("safeguarding_deputy", TWICE) if deputy and deputy == first else None


async def _known(connection: Connection, field: str, external_id: str | None) -> UUID | None:
    if external_id is None:
        return None
    id: UUID | None = await queries.programmes.coordinator(connection, external_id=external_id)
    if id is None:
        detail = (
            f"No active person has the external id {external_id}. Add the person first: PUT /v1/people/{{external_id}}."
        )
        raise invalid(Fault(detail=detail, pointer=f"/{field}"))
    return id
