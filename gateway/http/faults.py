"""Validation errors in plain words, independent of the library that found them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.shown import Fault
from schemas.texts import ASKS_FOR

NOT_VALID = "This value is not valid."
WHOLE, NUMBER, OBJECT, LIST = "Must be a whole number.", "Must be a number.", "Must be an object.", "Must be a list."
A_UUID = "Must be a UUID, such as 01930000-0000-7000-8000-000000000002."
WORDS = {
    "missing": "This field is required.",
    "extra_forbidden": "Unknown field. Check its spelling, or remove it.",
    "string_type": "Must be a string.",
    "string_too_short": "Must not be empty.",
    "string_too_long": "Must be at most {max_length} characters long.",
    "too_short": "Must have at least {min_length} {items}.",
    "too_long": "Must have at most {max_length} items.",
    "bool_type": "Must be true or false.",
    "bool_parsing": "Must be true or false.",
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": WHOLE,
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "greater_than": "Must be greater than {gt:g}.",
    "greater_than_equal": "Must be {ge:g} or more.",
    "less_than": "Must be less than {lt:g}.",
    "less_than_equal": "Must be {le:g} or less.",
    "enum": "Must be one of: {allowed}.",
    "literal_error": "Must be one of: {allowed}.",
    "uuid_type": A_UUID,
    "uuid_parsing": A_UUID,
    "tuple_type": LIST,
    "list_type": LIST,
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "misfit": "{says}",
}
KEY = "[key]"  # what pydantic adds to the name of a field if the name itself is not valid
MOST = 50  # faults of one request
NO_BODY = "Send a JSON object as the body of the request."
UNKNOWN_PARAMETER = "Unknown parameter. Check its spelling, or remove it."


def faults_of(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Return all faults, except that a list is too short only because items with a fault were left out."""
    wrong = {tuple(error["loc"][:depth]) for error in errors for depth in range(len(error["loc"]))}
    left = [one for one in errors if one["type"] != "too_short" or tuple(one["loc"]) not in wrong]
    return [fault_of(error) for error in left[:MOST]]


def fault_of(error: Mapping[str, Any]) -> Fault:
    """Return one error of pydantic in our own words, with the place it is about."""
    place, *path = error["loc"] or ("body",)
    if path[-1:] == [KEY]:
        path.pop()
    path += error.get("ctx", {}).get("path", ())
    says = _says(error)
    if place == "body":
        return Fault(detail=says if path or error["type"] != "missing" else NO_BODY, pointer=pointer(path))
    name = ".".join(map(str, path))
    if place == "header":
        return Fault(detail=says, header=name)
    return Fault(detail=UNKNOWN_PARAMETER if error["type"] == "extra_forbidden" else says, parameter=name)


def pointer(path: Sequence[int | str]) -> str:
    """Return a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _says(error: Mapping[str, Any]) -> str:
    kind, context = error["type"], dict(error.get("ctx", {}))
    if kind == "string_pattern_mismatch":
        return ASKS_FOR.get(context["pattern"], NOT_VALID)
    allowed = ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    items = "item" if context.get("min_length") == 1 else "items"
    return WORDS.get(kind, NOT_VALID).format(**{**context, "allowed": allowed, "items": items})
