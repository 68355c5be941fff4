"""Which column maps to which field: named mappings are data in roster/mappings/, and `--map` adds to them."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Literal, get_args

from roster.trouble import UnusableError, shown
from schemas.value import Value

Field = Literal[
    "external_id",
    "given_name",
    "family_name",
    "email",
    "time_zone",
    "language",
    "job_title",
    "about",
    "capacity",
    "mentee",  # yes or no
    "mentor",  # yes or no
    "role",  # mentee, mentor or both
    "both",  # yes: the other role too
    "active",  # no: they have left
    "profile",  # kept under its heading
    "ignore",
]
VERDICT = "rapport: what is wrong"


class Columns(Value):
    """Maps headings, in the spelling of `plain`, to fields; with the defaults for empty cells."""

    title: str = ""
    columns: dict[str, Field]
    defaults: dict[Literal["time_zone", "language", "role"], str] = {}
    asked: dict[str, str] = {}  # the headings that the user named, as they wrote them

    def field(self, heading: str) -> Field:
        """Return a column's field; a column without a mapping belongs to the profile."""
        return "ignore" if heading == VERDICT else self.columns.get(plain(heading), "profile")


def plain(heading: str) -> str:
    """Return a heading without differences of spelling: case, spaces, hyphens, underscores."""
    return re.sub(r"[\W_]+", " ", heading).strip().casefold()


def names() -> list[str]:
    """Return the names of the shipped mappings."""
    return sorted(entry.name.removesuffix(".toml") for entry in files("roster").joinpath("mappings").iterdir())


def named(name: str) -> Columns:
    """Return a shipped mapping; raises UnusableError, which lists the shipped ones, if there is none."""
    if name not in names():
        raise UnusableError(f"There is no mapping {shown(name)}. Use one of these: {', '.join(names())}.")
    raw = tomllib.loads(files("roster").joinpath("mappings", f"{name}.toml").read_text("utf-8"))
    return Columns.model_validate({**raw, "columns": {plain(key): value for key, value in raw["columns"].items()}})


def extended(columns: Columns, pairs: Iterable[str], defaults: Mapping[str, str | None]) -> Columns:
    """Return the mapping with the user's `HEADING=FIELD` pairs and defaults, which take precedence."""
    given = [_pair(text) for text in pairs]
    more = {plain(heading): field for heading, field in given}
    taken = set(more.values()) - {"profile", "ignore"}
    kept = {heading: field for heading, field in columns.columns.items() if field not in taken}
    own = {key: value for key, value in defaults.items() if value}
    asked = {plain(heading): heading for heading, _ in given}
    return Columns.model_validate({"columns": kept | more, "defaults": columns.defaults | own, "asked": asked})


def _pair(text: str) -> tuple[str, Field]:
    heading, _, field = text.rpartition("=")
    for known in get_args(Field):
        if heading.strip() and field.strip() == known:
            return heading.strip(), known
    raise UnusableError(
        f'--map {shown(text)} should read "HEADING=FIELD", with FIELD one of {", ".join(get_args(Field))}.'
    )
