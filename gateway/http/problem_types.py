"""Every type of problem that this service responds with: its status, title, meaning and an example."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

NAMESPACE = "urn:rapport:problem:"
AN_ID = "01930000-0000-7000-8000-000000000002"


@dataclass(frozen=True)
class ProblemType:
    """One type of problem, as the documentation describes it."""

    kind: str
    status: int
    title: str
    when: str  # what has happened, for the description of an operation
    detail: str  # of the example
    errors: tuple[dict[str, str], ...] = ()
    instance: str | None = None

    @property
    def example(self) -> dict[str, Any]:
        """Return a problem document of this type."""
        document = {
            "type": NAMESPACE + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": self.instance,
            "errors": list(self.errors),
        }
        return {name: value for name, value in document.items() if value is not None}


INVALID_DETAIL = "Some values are not valid. Fix what `errors` lists and send the request again. Nothing was changed."
AWAY_DETAIL = (
    "The database cannot be reached or did not answer in time. If you sent a change, it may or may not have been "
    "saved. Check, or send it again with the same Idempotency-Key."
)
LATER_DETAIL = (
    "A later release of Rapport changed what you asked for last, and this one cannot read it. It can be read once that "
    "release is back. If you sent a change, it may or may not have been saved. Check then, or send it again with the "
    "same Idempotency-Key."
)
FAILED_DETAIL = (
    "Something went wrong on our side. Try again. If it fails again, send the `instance` to those who run this service."
)
STARTING_DETAIL = "The service is starting. Try again in a moment."
STOPPING_DETAIL = (
    "The service stops or restarts. Try again in a moment. If you sent a change, it may or may not have been saved. "
    "Check, or send it again with the same Idempotency-Key."
)
KEY_DETAIL = (
    "Send a valid API key as `Authorization: Bearer rk_…`. "
    "Those who run this service can create one with `rapport key new`."
)
SCOPE_DETAIL = (
    "This API key lacks the scope `{scope}`. Use a key that has it, or have one created with "
    "`rapport key new … --scope {scope}`."
)
REUSED_DETAIL = (
    "This Idempotency-Key was already used for a different request. Send that same request again, or use a new key."
)
NAME_TAKEN_DETAIL = "A programme with this name already exists. Choose another name, or use that programme."
NOT_FOUND_DETAIL = "No {what} has this id. Check the id, and that the API key belongs to the same organisation."

TYPES = (
    ProblemType(
        "unreadable",
        400,
        "The body is not strict JSON",
        "The body is not strict JSON in UTF-8 (RFC 7493).",
        "Send one well-formed JSON document in UTF-8: a name occurs twice in one object.",
    ),
    ProblemType("key-needed", 401, "API key needed", "No API key was sent, or it is not valid.", KEY_DETAIL),
    ProblemType(
        "scope-needed",
        403,
        "Scope needed",
        "The API key lacks the scope that this call needs.",
        SCOPE_DETAIL.format(scope="write"),
    ),
    ProblemType(
        "not-found",
        404,
        "Not found",
        "Nothing in your organisation has this id.",
        NOT_FOUND_DETAIL.format(what="mentorship"),
    ),
    ProblemType(
        "method-not-allowed",
        405,
        "Method not allowed",
        "The address exists, but does not take this method.",
        "This address does not take this method. The Allow header lists those it takes.",
    ),
    ProblemType(
        "too-slow",
        408,
        "The body took too long to arrive",
        "The whole body did not arrive within 30 seconds.",
        "The body did not arrive within 30 seconds. Send it again.",
    ),
    ProblemType(
        "mentorship-open",
        409,
        "The mentee already has an open mentorship",
        "The mentee already has an open mentorship in this programme.",
        f"This mentee already has an open mentorship in the programme: /v1/mentorships/{AN_ID}. "
        "Use that one, or close it first.",
    ),
    ProblemType(
        "mentor-full",
        409,
        "The mentor has no free place",
        "The mentor of the given pair has no free place. `errors` lists who has each of them.",
        "Ben Okafor has no free place (1 in all: 1 taken). Choose another mentor, or raise the capacity.",
        ({"detail": f"Ana Gómez has this place: /v1/mentorships/{AN_ID}.", "pointer": "/mentor"},),
    ),
    ProblemType(
        "name-taken",
        409,
        "The name is taken",
        "Another programme of your organisation has this name.",
        NAME_TAKEN_DETAIL,
    ),
    ProblemType(
        "refused",
        409,
        "Not possible at the moment",
        "The mentorship is not at a point where this can be done. `detail` says why.",
        "There is no break at the moment: everything goes on already.",
    ),
    ProblemType(
        "too-large",
        413,
        "The body is too large",
        "The body is larger than 1 MB, or holds more than 5,000 values.",
        "The body is larger than 1,000,000 bytes. Send less at a time.",
    ),
    ProblemType(
        "unsupported-media-type",
        415,
        "Unsupported media type",
        "The body was not sent as JSON.",
        "Send the body as JSON, with Content-Type: application/json.",
    ),
    ProblemType(
        "invalid",
        422,
        "Some values are not valid",
        "A value in the body, in a parameter or in a header is not valid. `errors` lists all that were found.",
        INVALID_DETAIL,
        ({"detail": "This field is required.", "pointer": "/mentee"},),
    ),
    ProblemType(
        "key-reused",
        422,
        "The Idempotency-Key was used before",
        "This Idempotency-Key was already used for a different request.",
        REUSED_DETAIL,
    ),
    ProblemType(
        "failed",
        500,
        "Something went wrong",
        "Something went wrong on our side. `instance` identifies this failure in the log.",
        FAILED_DETAIL,
        instance=f"urn:uuid:{AN_ID}",
    ),
    ProblemType(
        "database-away",
        503,
        "The database cannot be reached",
        "The database cannot be reached. A change may or may not have been saved.",
        AWAY_DETAIL,
    ),
    ProblemType(
        "later-release",
        503,
        "Written by a later release",
        "A later release changed what was asked for last, and this one cannot read it. A change may or may not have "
        "been saved.",
        LATER_DETAIL,
    ),
    ProblemType(
        "starting", 503, "The service is starting", "The service has not opened its connections yet.", STARTING_DETAIL
    ),
    ProblemType(
        "stopping",
        503,
        "The service is stopping",
        "The service stopped before it was done. A change may or may not have been saved.",
        STOPPING_DETAIL,
    ),
)
BY_KIND = {one.kind: one for one in TYPES}


def title_of(kind: str) -> str:
    """Return the title of a type of problem."""
    known = BY_KIND.get(kind)
    return known.title if known else kind.replace("-", " ").capitalize()


def responses(kinds: Iterable[str], *own: ProblemType) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the OpenAPI responses for the problems that an operation can answer with, by status; some with examples of
    its own."""
    wanted, instead = set(kinds), {one.kind: one for one in own}
    chosen = [instead.get(one.kind, one) for one in TYPES if one.kind in wanted]
    for status in dict.fromkeys(one.status for one in chosen):
        yield str(status), _response([one for one in chosen if one.status == status])


def problem_content(*kinds: str) -> dict[str, Any]:
    """Return what OpenAPI says of a body that is a problem of one of these types."""
    return dict(_response([BY_KIND[kind] for kind in kinds])["content"])


def _response(types: list[ProblemType]) -> dict[str, Any]:
    examples = {one.kind: {"summary": one.title, "value": one.example} for one in types}
    headers = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    content = {"schema": {"$ref": "#/components/schemas/ProblemOut"}, "examples": examples}
    return {
        "description": " ".join(f"`{one.kind}`: {one.when}" for one in types),
        **({"headers": headers} if types[0].status == 503 else {}),
        "content": {"application/problem+json": content},
    }
