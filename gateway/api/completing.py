"""What FastAPI's description lacks: the shape of problems, and words for fields that several shapes share."""

from collections.abc import Iterator
from typing import Any

from schemas.rules_in import CourtesyIn, RulesIn, descriptions
from schemas.shown import ProblemOut

REFS = "#/components/schemas/{model}"
REQUEST = {
    "objective": "What the mentee would like to do; completes “I would like to …”.",
    "tried": "What they have tried so far.",
    "questions": "Questions to the mentor.",
    "offer": "What they offer in return.",
    "hours_a_month": "How much time they have in mind.",
    "meetings": "Proposed first meetings.",
    "short_term_goals": "What they would like to reach soon.",
    "long_term_goals": "What they would like to reach in the long run.",
}
TERMS = {
    "goals": "What they work on.",
    "focus": "What it is about, and what not.",
    "cadence_days": "Days from one meeting to the next.",
    "channel": "How they meet.",
    "minutes": "How long a meeting lasts.",
    "boundaries": "What they can rely on.",
    "confidentiality": "What stays between them.",
    "giving": "What each gives back.",
    "ends": "When the mentorship ends.",
    "no_fault": "Either may end it at any time, without blame.",
}
WORDS = {
    "Request": REQUEST,
    "RequestIn": REQUEST,
    "Terms": TERMS,
    "TermsIn": TERMS,
    "Rules": descriptions(RulesIn),
    "Courtesy": descriptions(CourtesyIn),
}


def complete(schema: dict[str, Any]) -> None:
    """Complete the description that FastAPI has made."""
    shapes = schema["components"]["schemas"]
    problem = ProblemOut.model_json_schema(ref_template=REFS, mode="serialization")
    shapes |= {**problem.pop("$defs"), "ProblemOut": problem}
    for name, words in WORDS.items():
        for field, says in words.items():
            shapes[name]["properties"].get(field, {}).setdefault("description", says)
    shapes["Rules"]["description"] = "What the programme does when."
    shapes["Courtesy"]["description"] = "When letters may arrive, in the reader's own time zone."
    for fields in _properties(schema):
        for field in fields.values():
            field.pop("title", None)
    security = schema["components"]["securitySchemes"]["api_key"]
    security["description"] = "An API key: `rk_…`, without the word Bearer."


def _properties(part: Any) -> Iterator[dict[str, Any]]:
    """Return every set of properties of a schema."""
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict):
            yield part["properties"]
        for inner in part.values():
            yield from _properties(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _properties(inner)
