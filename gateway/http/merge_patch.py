"""JSON merge patch (RFC 7396): what is named changes, `null` removes, all else stays."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from gateway.http.problems import fault_of, invalid

MEDIA_TYPE = "application/merge-patch+json"
SCHEMA = {"type": "object", "description": "any fields of a PUT; `null` gives a field its default again"}
CONTENT = {kind: {"schema": SCHEMA} for kind in (MEDIA_TYPE, "application/json")}
MERGE_PATCH_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": CONTENT}}
_Shape = TypeVar("_Shape", bound=BaseModel)


def changed(shape: type[_Shape], present: Mapping[str, Any], patch: Mapping[str, Any]) -> _Shape:
    """Return a value with a patch applied; raises Problem 422 that says what in the patch does not fit.

    A field that the patch removes takes its default; one that has none cannot be removed.
    """
    try:
        return shape.model_validate(merged(present, patch))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        raise invalid(*(fault_of({**one, "loc": ("body", *one["loc"])}) for one in found[:50])) from None


def merged(target: Any, patch: Any) -> Any:
    """Return a JSON value with a patch applied, as the pseudocode of RFC 7396 §2 does."""
    if not isinstance(patch, Mapping):
        return patch
    kept = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        kept.pop(name, None) if value is None else kept.update({name: merged(kept.get(name), value)})
    return kept
