"""Letters say of a day only what is so: which days a break moves, and that an end has moved."""

from datetime import timedelta

import pytest

from schemas.names import Choice, Phase, Role
from tests.letters.ending_lives import met
from tests.letters.lives import Life
from tests.letters.samples import rich
from tests.letters.test_only_if_so import FORMS, says
from tests.policy.pairs import paired

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
UNTIL = (
    "you two have until Monday, 22 November 2027. If a meeting is booked for that time, find another day",
    "Ihr habt dann Zeit bis Montag, 22. November 2027. Ist für die Pause ein Treffen geplant, sucht",
    "Sie haben dann Zeit bis Montag, 22. November 2027. Ist für die Pause ein Treffen geplant, suchen Sie",
    "tenéis tiempo hasta el lunes 22 de noviembre de 2027. Si hay un encuentro previsto durante la pausa",
    "tienen tiempo hasta el lunes 22 de noviembre de 2027. Si hay un encuentro previsto durante la pausa",
)
MOVED = (
    "Its end is now Monday, 22 November 2027, so that you have enough time together.",
    "Das Ende verschiebt sich dabei auf Montag, 22. November 2027, damit ihr genug gemeinsame Zeit habt.",
    "Das Ende verschiebt sich dabei auf Montag, 22. November 2027, damit Sie genug gemeinsame Zeit haben.",
    *["El final pasa a ser el lunes 22 de noviembre de 2027, para que haya tiempo suficiente."] * 2,
)
MOVED_SINCE = (
    "The end that was agreed had come too close: it is now Monday, 22 November 2027, so that",
    "Das vereinbarte Ende wäre inzwischen zu nah: Es verschiebt sich auf Montag, 22. November 2027, damit ihr",
    "Das vereinbarte Ende wäre inzwischen zu nah: Es verschiebt sich auf Montag, 22. November 2027, damit Sie",
    *["El final acordado había quedado demasiado cerca: pasa a ser el lunes 22 de noviembre de 2027, para"] * 2,
)


@pytest.mark.parametrize(("form", "until"), tuple(zip(FORMS, UNTIL, strict=True)))
def test_a_break_moves_the_end_and_no_meeting_of_their_own(form: str, until: str) -> None:
    """The dates that they had agreed on were said to move, as if their meeting did so by itself."""
    assert until in says(rich("paused", MENTEE, phase=Phase.ACTIVE), form)


def test_the_day_in_the_letter_of_a_break_is_the_end_after_it() -> None:
    life = met()
    life.hears(MENTOR, "adjust", "check_in/1", choice=Choice.PAUSE, until=life.now + timedelta(days=30))
    before = life.state.ends
    life.takes("paused")
    assert before
    for sent in life.letters[-2:]:
        assert sent.letter.ends == before + timedelta(days=30)
        assert "you two have until" in sent.says


@pytest.mark.parametrize(
    ("by_default", "form", "moved"),
    [
        (default, *one)
        for default, words in ((True, MOVED), (False, MOVED_SINCE))
        for one in zip(FORMS, words, strict=True)
    ],
)
def test_who_begins_with_a_later_end_reads_so(by_default: bool, form: str, moved: str) -> None:
    letter = rich("agreed", MENTEE, end_moved=True, by_default=by_default)
    assert moved in says(letter, form)
    assert moved not in says(letter.model_copy(update={"end_moved": False}), form)


@pytest.mark.parametrize(("days", "moves"), [(14, True), (200, False)])
def test_an_end_that_came_too_close_while_they_were_silent_moves(days: int, moves: bool) -> None:
    life = Life(paired())
    life.state = life.state.with_(ends=life.now + timedelta(days=days))
    life.goes_on_until("agreed")
    for sent in life.letters[-2:]:
        assert ("Its end is now" in sent.says) is moves
