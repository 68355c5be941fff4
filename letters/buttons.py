"""The labels of a letter's buttons, so that the page behind them says the same."""

from functools import cache

from letters.filters import PLAIN
from letters.source import BUTTON
from letters.voice import languages
from letters.wording import LETTERS, language_of, wording

NAMES = tuple(sorted(each.name for each in LETTERS.iterdir() if each.joinpath("en.txt").is_file()))


@cache
def labels(letter: str, form: str, *, is_booked: bool = False) -> dict[str, str]:
    """Return the label of each button of a letter by its query, such as `choice=accept`; the first one counts.

    `form` is a language, or a form of it: `de`, `de-formal`, `es-419`. `is_booked` tells that the letter asks about a
    meeting that was booked.
    """
    if letter not in NAMES or language_of(form) not in languages():
        return {}
    lines = wording(LETTERS.joinpath(letter), form, ".txt").splitlines()
    found = [BUTTON.fullmatch(line.strip()) for line in lines]
    return {
        each["query"]: PLAIN.from_string(each["label"]).render(booked_on=is_booked) for each in reversed(found) if each
    }
