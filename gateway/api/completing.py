"""What FastAPI's description lacks: the shape of problems, and descriptions of fields that several shapes share."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gateway.api.field_words import FIELDS
from schemas.rules_in import CourtesyIn, MatchingIn, RulesIn, descriptions
from schemas.shown import ProblemOut
from schemas.traits_in import ExperiencesIn, OfferedExperienceIn, SkillIn, TraitsIn, VocabularyIn, WishesIn

REFS = "#/components/schemas/{model}"
SENT = {"RequestIn": "Request", "TermsIn": "Terms"}  # the same shape in requests and responses
RULES = {
    "ProgrammeRules": descriptions(RulesIn),
    "Courtesy": descriptions(CourtesyIn),
    "Matching": descriptions(MatchingIn),
    "Traits": descriptions(TraitsIn),
    "Wishes": descriptions(WishesIn),
    "Experiences": descriptions(ExperiencesIn),
    "OfferedExperience": descriptions(OfferedExperienceIn),
    "Vocabulary": descriptions(VocabularyIn),
    "Skill": descriptions(SkillIn),
}


def complete(schema: dict[str, Any]) -> None:
    """Complete the description that FastAPI generated."""
    shapes = schema["components"]["schemas"]
    problem = ProblemOut.model_json_schema(ref_template=REFS, mode="serialization")
    shapes |= {**problem.pop("$defs"), "ProblemOut": problem}
    for name in FIELDS.keys() & shapes.keys():  # absent if health has a port of its own
        _explain(shapes[name], FIELDS[name])
    for sent, answered in SENT.items():
        _explain(shapes[sent], {field: (says, None) for field, (says, _) in FIELDS[answered].items()})
    for name, words in RULES.items():
        _explain(shapes[name], {field: (says, None) for field, says in words.items()})
    shapes["ProgrammeRules"]["description"] = "What the programme does, and when."
    shapes["Courtesy"]["description"] = "When letters may arrive, in the reader's own time zone."
    shapes["Matching"]["description"] = "How mentors are ranked for a mentee."
    for properties in _properties(schema):
        for field in properties.values():
            field.pop("title", None)
    for operations in schema["paths"].values():
        for operation in operations.values():
            _simplify(operation.get("parameters", ()))
    security = schema["components"]["securitySchemes"]["api_key"]
    security["description"] = "An API key: `rk_…`, without the word Bearer."


def _explain(shape: dict[str, Any], fields: Mapping[str, tuple[str, Any]]) -> None:
    """Describe fields that have no description of their own, and give examples; skip fields that do not exist."""
    for name, (says, example) in fields.items():
        field = shape["properties"].get(name, {})
        field.setdefault("description", says)
        if example is not None:
            field["examples"] = [example]


def _simplify(parameters: Iterable[dict[str, Any]]) -> None:
    """Remove null from the types of parameters: a parameter may be left out but is never null."""
    for parameter in parameters:
        schema = parameter["schema"]
        schema.pop("title", None)
        match schema.get("anyOf"):
            case [wanted, {"type": "null"}]:
                del schema["anyOf"]
                schema |= {name: value for name, value in wanted.items() if name not in schema}
        if schema.get("default", "") is None:
            del schema["default"]


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
