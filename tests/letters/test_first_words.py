"""A German greeting ends with a comma, so what follows it goes on in lower case, as German editors write it; whatever
comes later begins anew, with a capital."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from letters.render import write
from letters.wording import LETTERS
from schemas.letter import Letter, LetterName
from schemas.names import PAIR, Formality, Outcome, Phase, Role
from schemas.reason import Reason, ReasonCode
from tests.letters.ending_lives import ENDINGS
from tests.letters.lives import LIVES
from tests.letters.samples import NAMES, PEOPLE, RAISED
from tests.letters.test_formality import in_german
from tests.letters.test_languages import letters
from tests.letters.unreached_lives import UNREACHED

EVERY = {**LIVES, **UNREACHED, **ENDINGS}
NOUNS = {"E-Mails"}
ADDRESS = {
    Formality.INFORMAL: set[str](),
    Formality.FORMAL: {"Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihres"},
}
PHASES = ((Phase.ACTIVE, False), (Phase.AGREEING, False), (Phase.AGREEING, True), (Phase.SEEKING, False))
PAUSES: tuple[dict[str, object], ...] = tuple(
    {"phase": phase, "said_yes": said_yes, "reason": reason}
    for phase, said_yes in PHASES
    for reason in (None, Reason(code=ReasonCode.BREAK_CHANGED))
)
MORE: dict[str, tuple[dict[str, object], ...]] = {
    "asking": tuple(
        {"asked_before": before, "reason": reason}
        for before in (True, False)
        for reason in (None, *(Reason(code=code, who=(Role.MENTEE,)) for code in ReasonCode))
    ),
    "withdrawn": tuple({"outcome": outcome, "given": given} for outcome in ("", *Outcome) for given in (True, False)),
    "farewell": tuple({"outcome": outcome} for outcome in ("", *Outcome)),
    "reopened": tuple(
        {"reason": Reason(code=code, who=who)}
        for code in (ReasonCode.MORE_TIME, ReasonCode.END_OVERTAKEN, ReasonCode.END_TAKEN_BACK, ReasonCode.NOT_LEFT)
        for who in ((), tuple(PEOPLE))
    ),
    "concern": tuple(
        {"raised": RAISED.model_copy(update={"taken_up": taken_up, "first": first}), "nth": nth}
        for taken_up in (False, True)
        for first, nth in ((False, 0), (False, 1), (True, 1))
    ),
    "thanks": ({"partner_note": "", "partner_thanks": ""}, {}),
    "paused": PAUSES,
    "resumed": PAUSES,
}
both = pytest.mark.parametrize("formality", Formality)


@cache
def by_reason(name: LetterName) -> tuple[dict[str, object], ...]:
    """Return each reason that decides what a letter says, about both of a pair and about nobody."""
    decides = set(re.findall(r'"(\w+)"', LETTERS.joinpath(name, "de.txt").read_text(encoding="utf-8")))
    return tuple({"reason": Reason(code=one, who=who)} for one in ReasonCode if one in decides for who in ((), PAIR))


@cache
def samples() -> tuple[Letter, ...]:
    """Return every letter in all its variants, and with what else decides which sentence comes first."""
    varied = ((one, more) for one in letters("de") for more in (*MORE.get(one.name, ({},)), *by_reason(one.name)))
    return tuple(one.model_copy(update=more) for one, more in varied if one.mentor or not more.get("given"))


def first_words(text: str) -> tuple[str, str]:
    """Return the greeting of a letter, and the first word after it."""
    greeting, _, rest = text.partition("\n\n")
    found = re.match(r"[\u2066-\u2069]*([\w-]+)", rest)
    assert found, text
    return greeting, found[1]


def later(text: str) -> Iterator[str]:
    """Give each later paragraph that begins with a small letter."""
    for paragraph in text.split("\n\n")[2:]:
        if paragraph.lstrip("\u2066\u2067\u2068\u2069")[:1].islower():
            yield paragraph


def names(letter: Letter) -> set[str]:
    """Return the words with which a name in a letter may begin."""
    named = {one.name for one in PEOPLE.values()} | {letter.programme, letter.organisation}
    return {name.split()[0] for name in named}


def wrong(letter: Letter, formality: Formality) -> Iterator[str]:
    """Give the first word of a letter if its capital, or lack of one, is wrong; and what begins later without one."""
    text = write(in_german(letter, formality)).text
    greeting, word = first_words(text)
    assert greeting.endswith(","), greeting
    capital = NOUNS | ADDRESS[formality]
    if word not in capital | names(letter) and (not word[0].islower() or word in map(str.lower, capital)):
        yield word
    yield from later(text)


@both
@pytest.mark.parametrize("name", NAMES)
def test_the_first_sentence_and_no_later_one_goes_on_in_lower_case_after_the_comma(
    name: str, formality: Formality
) -> None:
    found = {word for one in samples() if one.name == name for word in wrong(one, formality)}
    assert found == set()


@both
@pytest.mark.parametrize("life", EVERY)
def test_that_holds_for_every_letter_of_a_whole_life(life: str, formality: Formality) -> None:
    found = {word for sent in EVERY[life]().letters for word in wrong(sent.letter, formality)}
    assert found == set()
