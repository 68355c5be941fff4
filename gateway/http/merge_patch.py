"""JSON merge patch (RFC 7396): named fields change, `null` removes a field, all others stay."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from gateway.http.faults import fault_of
from gateway.http.problems import invalid

MEDIA_TYPE = "application/merge-patch+json"
_Shape = TypeVar("_Shape", bound=BaseModel)


def body_of(shape: type[BaseModel], name: str) -> dict[str, Any]:
    """Return the OpenAPI description of a patch of a shape."""
    schema = {**patch_schema(shape), "title": name}
    content = {kind: {"schema": schema} for kind in (MEDIA_TYPE, "application/json")}
    return {"requestBody": {"required": True, "content": content}}


def patch_schema(shape: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a patch: every field may be left out, and one that has a default may be null."""
    whole = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    fields = {
        name: field if name in whole["required"] else {"anyOf": [_bare(field), {"type": "null"}], **_told(field)}
        for name, field in whole["properties"].items()
    }
    return {"type": "object", "properties": fields, "additionalProperties": False}


def _bare(field: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in field.items() if name not in ("title", "description", "default")}


def _told(field: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in field.items() if name == "description"}


def changed(shape: type[_Shape], present: Mapping[str, Any], patch: Mapping[str, Any]) -> _Shape:
    """Return a value with a patch applied; raises Problem 422 that lists what is not valid.

    A field that the patch removes takes its default; a field without a default cannot be removed, nor one that the
    shape does not have.
    """
    unknown = {name: None for name in patch if name not in shape.model_fields}
    try:
        return shape.model_validate({**merged(present, patch), **unknown})
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise invalid(*(fault_of({**one, "loc": ("body", *one["loc"])}) for one in found[:50])) from None


def merged(target: Any, patch: Any) -> Any:
    """Return a JSON value with a patch applied, as the pseudocode of RFC 7396 §2 does."""
    if not isinstance(patch, Mapping):
        return patch
    kept = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        kept.pop(name, None) if value is None else kept.update({name: merged(kept.get(name), value)})
    return kept
