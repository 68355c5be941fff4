"""The guides for conversations, which pages show and letters name: written once, in letters/guides."""

from functools import cache
from typing import NamedTuple

from letters.voice import Voice
from letters.wording import LETTERS, catalogue
from schemas.guides import Guide

GUIDES = LETTERS.joinpath("guides")


class Told(NamedTuple):
    """One guide in one form of a language."""

    guide: Guide
    title: str
    about: str  # one sentence
    behind: tuple[str, ...]  # what may be going on
    ask: tuple[str, ...]  # what to say or ask
    step: str  # a small next step


@cache
def told(guide: Guide, form: str) -> Told:
    """Return a guide in a form of a language: `de`, `de-formal`, `es-419`."""
    texts = catalogue(GUIDES.joinpath(guide), form)
    return Told(guide, texts["title"], texts["about"], tuple(texts["behind"]), tuple(texts["ask"]), texts["step"])


def path(guide: Guide, voice: Voice) -> str:
    """Return where a guide can be read, in the voice's form of its language, without an account."""
    return f"/guides/{guide}?lang={voice.form}"
