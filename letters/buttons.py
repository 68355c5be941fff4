"""The labels of a letter's buttons, so that the page behind them says the same."""

from functools import cache
from importlib.resources import files

from letters.source import BUTTON
from letters.voice import languages

NAMES = tuple(sorted(each.name for each in files("letters").iterdir() if each.joinpath("en.txt").is_file()))


@cache
def labels(letter: str, language: str) -> dict[str, str]:
    """Return the label of each button of a letter, the first for each thing that they ask for: `choice=accept`."""
    if letter not in NAMES or language not in languages():
        return {}
    wording = files("letters").joinpath(letter, f"{language}.txt").read_text("utf-8")
    found = [BUTTON.fullmatch(line.strip()) for line in wording.splitlines()]
    return {each["query"]: each["label"] for each in reversed(found) if each}
