"""A letter about a break or an end says why it comes, and never that one of the two wished for the end."""

import pytest

from letters.render import write
from schemas.names import Phase, Role
from schemas.reason import Reason, ReasonCode
from tests.letters.samples import LANGUAGES, PEOPLE, rich

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
def test_an_end_says_so_where_time_brought_it_and_is_silent_on_whose_wish_it_was(language: str) -> None:
    to = PEOPLE[Role.MENTOR].model_copy(update={"language": language})
    by_time, wished = (
        write(rich("closing", to=to, reason=Reason(code=code))).text
        for code in (ReasonCode.TIME_NEARLY_OVER, ReasonCode.DECIDED_TO_END)
    )
    assert len(by_time) > len(wished)
