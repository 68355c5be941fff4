"""Regional forms of a language: a form holds only the phrases that differ, so each letter is written once."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.core import get_global

REGIONS = files("letters").joinpath("regions")


@cache
def forms() -> tuple[str, ...]:
    """Return the tags of all regional forms with phrases of their own, such as `es-419`."""
    return tuple(sorted(each.name.removesuffix(".toml") for each in REGIONS.iterdir()))


def form_of(locale: Locale) -> str:
    """Return the form for a locale, by CLDR's regions: `es-MX` is Latin American; without a form, the language."""
    form, parents = str(locale), get_global("parent_exceptions")
    while "_" in form and form.replace("_", "-") not in forms():
        form = parents.get(form) or form.rpartition("_")[0]
    return form.replace("_", "-") if "_" in form else str(locale.language)


def regional(wording: str, form: str) -> str:
    """Return a language's wording in one of its forms; for the language itself, unchanged."""
    said = phrases_of(form)
    return _any_of(form).sub(lambda found: said[found[0]], wording) if said else wording


@cache
def phrases_of(form: str) -> dict[str, str]:
    """Return the phrases that a form replaces, each also with a capital letter for the start of a sentence."""
    if form not in forms():
        return {}
    said = tomllib.loads(REGIONS.joinpath(f"{form}.toml").read_text("utf-8"))
    return said | {_begun(phrase): _begun(instead) for phrase, instead in said.items()}


@cache
def _any_of(form: str) -> re.Pattern[str]:
    longest_first = sorted(phrases_of(form), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _begun(phrase: str) -> str:
    return phrase[0].upper() + phrase[1:]
