"""One person of a roster: turns text into the bodies of PUT and PATCH for `/v1/people/{external_id}`."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar
from urllib.parse import quote
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from roster.trouble import shown
from schemas.api import NOWHERE, PersonIn
from schemas.texts import ExternalId
from schemas.value import Value

ZONES = available_timezones() - NOWHERE
_YES = {"yes", "y", "true", "1", "x", "ja", "oui", "si", "sí", "sim"}
_NO = {"no", "n", "false", "0", "-", "nein", "non", "não"}
_ROLES = {"mentee": (True, False), "mentor": (False, True), "both": (True, True), "neither": (False, False)}
_MISSING = {"time_zone": "is empty: fill it in, or pass --time-zone Europe/London for everyone who has none"}
_SAYS = {
    "string_pattern_mismatch": "{input} contains a line break or a character that is not allowed here",
    "string_too_long": "has {length} characters: keep it to {max_length}",
    "int_parsing": "{input} is not a whole number",
    "greater_than_equal": "{input} is too low: it must be {ge} or more",
    "less_than_equal": "{input} is too high: it must be {le} or less",
}
_Shape = TypeVar("_Shape", bound=Value)
Complaint = tuple[str, str]  # field, sentence


def _zone(value: str) -> str:
    if value not in ZONES:
        raise ValueError(f"{shown(value)} is not a time zone: use an IANA name such as Europe/London or Asia/Kolkata")
    return value


def _yes_or_no(value: str) -> bool:
    if value.casefold() not in _YES | _NO:
        raise ValueError(f"{shown(value)} is neither yes nor no")
    return value.casefold() in _YES


def _role(value: str) -> str:
    if value.casefold() not in _ROLES:
        raise ValueError(f"{shown(value)} is not a role: write mentee, mentor, both or neither")
    return value.casefold()


YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]


class Part(Value):
    """A person's roles; a column for one role takes precedence over `role`, and `both` over all."""

    role: Annotated[str, AfterValidator(_role)] | None = None
    mentee: YesNo | None = None
    mentor: YesNo | None = None
    both: YesNo = False
    active: YesNo = True

    @model_validator(mode="before")
    @classmethod
    def _is_told(cls, told: dict[str, str]) -> dict[str, str]:
        if not told.keys() & {"role", "mentee", "mentor", "both"}:
            raise ValueError("does not say mentee or mentor: fill it in, or pass --role for everyone who has none")
        return told

    def flags(self) -> dict[str, bool]:
        """Return the roles as the API expects them."""
        mentee, mentor = _ROLES[self.role or "neither"]
        return {
            "mentee": self.both or (mentee if self.mentee is None else self.mentee),
            "mentor": self.both or (mentor if self.mentor is None else self.mentor),
            "active": self.active,
        }


class Person(PersonIn):
    """A person of the roster, with their id in their organisation, or the e-mail address if it gives none."""

    external_id: ExternalId | None = None
    time_zone: Annotated[str, AfterValidator(_zone)]
    capacity: Annotated[int, Field(ge=0, le=100)] = 1  # parsed from text, which the API itself does not accept

    @property
    def key(self) -> str:
        """The external id to use."""
        return self.external_id or self.email.lower()

    @property
    def path(self) -> str:
        """The person's path in the API."""
        return path_of(self.key)

    def body(self) -> dict[str, Any]:
        """Return all fields, as the body of a PUT."""
        return self.model_dump(mode="json", exclude={"external_id"})

    def changes(self, told: Iterable[str]) -> dict[str, Any]:
        """Return only the fields that the line contains, as the body of a PATCH: nothing else changes."""
        return self.model_dump(mode="json", include=set(told) - {"external_id"})


def path_of(external_id: str) -> str:
    """Return a person's path in the API."""
    return f"/v1/people/{quote(external_id, safe='')}"


def told_by(cells: Mapping[str, str], profile: Mapping[str, str]) -> frozenset[str]:
    """Return the fields of a person that the filled cells set; a role sets both `mentee` and `mentor`."""
    parts = {"mentee", "mentor"} if {"role", "both"} & cells.keys() else set()
    return frozenset((cells.keys() - {"role", "both"}) | parts | ({"profile"} if profile else set()))


def person_of(told: dict[str, str], profile: dict[str, str]) -> Person | list[Complaint]:
    """Return a person made from the filled cells, or everything that is wrong with them."""
    complaints: list[Complaint] = []
    part = _checked(Part, {key: cell for key, cell in told.items() if key in Part.model_fields}, complaints)
    rest = {key: cell for key, cell in told.items() if key not in Part.model_fields}
    if "language" in rest:
        rest["language"] = rest["language"].replace("_", "-")  # many systems write en_GB
    person = _checked(Person, {**rest, **(part.flags() if part else {}), "profile": profile}, complaints)
    return person if person and not complaints else complaints


def _checked(shape: type[_Shape], told: dict[str, Any], complaints: list[Complaint]) -> _Shape | None:
    try:
        return shape.model_validate(told)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            complaints.append((str(found["loc"][0]) if found["loc"] else "role", _says(found)))
        return None


def _says(found: Any) -> str:
    kind, place, told = found["type"], found["loc"], found["input"]
    if kind == "missing":
        return _MISSING.get(place[0], "is empty: fill it in")
    if place == ("language",):
        return f"{shown(told)} is not a language tag: use one such as en, de or pt-BR"
    if kind in _SAYS:
        return _SAYS[kind].format(input=shown(str(told)), length=len(told), **found.get("ctx", {}))
    return str(found["msg"]).removeprefix("Value error, ")
