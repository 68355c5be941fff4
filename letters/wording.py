"""What stands in the files of a language, in one form of it: a regional one, or formal address.

A regional form has phrases of its own (letters/regions). Formal address has whole files of its own beside the
language's, `de-formal.txt` beside `de.txt`, where they differ; of a catalogue only the keys that differ.
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
    """Return the form of a language that is formal address; None where formal and informal are the same words."""
    form = f"{language}{FORMAL}"
    return form if LETTERS.joinpath("frame", form).is_dir() else None


def formality_of(form: str) -> Formality:
    """Return how a form of a language addresses people."""
    return Formality.FORMAL if form.endswith(FORMAL) else Formality.INFORMAL


def language_of(form: str) -> str:
    """Return the language that a form is a form of: `de` of `de-formal`, `es` of `es-419`."""
    return form.partition("-")[0]


def wording(folder: Traversable, form: str, ending: str) -> str:
    """Return one file of a folder, such as `de` and `.txt`: the form's own where it has one, else the language's."""
    own = folder.joinpath(f"{form}{ending}")
    found = own if own.is_file() else folder.joinpath(f"{language_of(form)}{ending}")
    return regional(found.read_text("utf-8"), form)


def catalogue(folder: Traversable, form: str) -> dict[str, Any]:
    """Return the texts of a language by their keys, with those that a form says otherwise."""
    texts = tomllib.loads(wording(folder, language_of(form), ".toml"))
    own = folder.joinpath(f"{form}.toml")
    if form == language_of(form) or not own.is_file():
        return tomllib.loads(wording(folder, form, ".toml"))
    return _over(texts, tomllib.loads(own.read_text("utf-8")))


def _over(texts: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return texts with some of them replaced, table by table."""
    changed = {key: _over(texts[key], value) if isinstance(value, Mapping) else value for key, value in own.items()}
    return {**texts, **changed}
