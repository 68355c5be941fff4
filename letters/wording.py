"""Read the wording files of a language in one of its forms: regional, or formal address.

A regional form has its own phrases (letters/regions). Formal address has its own whole files where they differ,
`de-formal.txt` next to `de.txt`; in a catalogue, it has only the keys that differ.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from letters.regional import regional
from schemas.names import Formality

FORMAL = "-formal"
LETTERS = files("letters")


@cache
def formal_form(language: str) -> str | None:
    """Return the formal form of a language; None if formal and informal address do not differ."""
    form = f"{language}{FORMAL}"
    return form if LETTERS.joinpath("frame", form).is_dir() else None


def formality_of(form: str) -> Formality:
    """Return whether a form of a language is formal or informal."""
    return Formality.FORMAL if form.endswith(FORMAL) else Formality.INFORMAL


def language_of(form: str) -> str:
    """Return the language of a form: `de` for `de-formal`, `es` for `es-419`."""
    return form.partition("-")[0]


def wording(folder: Traversable, form: str, ending: str) -> str:
    """Return one file of a folder, such as `de` and `.txt`: the form's own if there is one, else the language's."""
    own = folder.joinpath(f"{form}{ending}")
    found = own if own.is_file() else folder.joinpath(f"{language_of(form)}{ending}")
    return regional(found.read_text("utf-8"), form)


def catalogue(folder: Traversable, form: str) -> dict[str, Any]:
    """Return the texts of a language by key, with those that the form replaces."""
    texts = tomllib.loads(wording(folder, language_of(form), ".toml"))
    own = folder.joinpath(f"{form}.toml")
    if form == language_of(form) or not own.is_file():
        return tomllib.loads(wording(folder, form, ".toml"))
    return _over(texts, tomllib.loads(own.read_text("utf-8")))


def _over(texts: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return texts with some of them replaced, in nested tables too."""
    changed = {key: _over(texts[key], value) if isinstance(value, Mapping) else value for key, value in own.items()}
    return {**texts, **changed}
