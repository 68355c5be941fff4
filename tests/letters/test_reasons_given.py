"""A letter about a break or an end says why it comes, and never that one of the two wished for the end."""

import re

import pytest

from letters.render import write
from schemas.letter import LetterName
from schemas.names import PAIR, Phase, Role
from schemas.reason import Reason, ReasonCode
from tests.letters.samples import LANGUAGES, PEOPLE, rich

ENDED = Reason(code=ReasonCode.DECIDED_TO_END)
ENDS: list[tuple[LetterName, Role, bool]] = [("closing", role, False) for role in PAIR]
ENDS += [("withdrawn", role, given) for role in PAIR for given in (False, True)]
ANY_WISH = re.compile(r"\bas you (?:asked|wished)\b|\bgewünscht\b|\bcomo (?:pediste|querías)\b")
ASKED = Reason(code=ReasonCode.BREAK_ASKED)
CHANGED = Reason(code=ReasonCode.BREAK_CHANGED)
WHY = {
    (Role.HR,): "The people who run Leading Well asked for it.",
    (Role.HR, Role.MENTOR): "The people who run Leading Well asked for it.",
    (Role.MENTOR,): "That is because you are away.",
    (Role.MENTEE,): "That is because Ana is away.",
    (Role.MENTEE, Role.MENTOR): "That is because you and Ana are both away.",
}


@pytest.mark.parametrize("away", WHY)
@pytest.mark.parametrize("phase", [Phase.SEEKING, Phase.AGREEING, Phase.ACTIVE])
def test_a_break_says_whose_it_is(phase: Phase, away: tuple[Role, ...]) -> None:
    says = write(rich("paused", away=away, phase=phase, reason=ASKED)).text
    assert [why for why in dict.fromkeys(WHY.values()) if why in says] == [WHY[away]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_date_of_return_does_not_come_as_the_same_letter_again(language: str) -> None:
    to = PEOPLE[Role.MENTOR].model_copy(update={"language": language})
    first, again = (write(rich("paused", to=to, away=(Role.HR,), reason=reason)) for reason in (ASKED, CHANGED))
    assert first.subject != again.subject
    assert len(again.text) > len(first.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "role", "given"), ENDS)
def test_an_end_says_what_brought_it_and_is_silent_on_a_wish_of_the_other(
    language: str, name: LetterName, role: Role, given: bool
) -> None:
    to = PEOPLE[role].model_copy(update={"language": language})
    outcome = "withdrawn" if name == "withdrawn" else "ended_early"
    known = {"to": to, "given": given, "outcome": outcome, "reason": ENDED}
    causes = ("time", "reader", "programme", "") if name == "closing" else ("reader", "programme", "")
    texts = {cause: write(rich(name, role, ended_by=cause, **known)).text for cause in causes}
    assert len(set(texts.values())) == len(causes)
    assert ANY_WISH.search(texts["reader"])
    assert not ANY_WISH.search(texts[""])
