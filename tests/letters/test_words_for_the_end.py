"""What is said at an end fits what there was: when the farewell comes, and no advice where nobody met."""

from datetime import timedelta

import pytest

from schemas.letter import Summary
from schemas.names import Role
from tests.letters.lives import left
from tests.letters.samples import NOW, rich
from tests.letters.test_only_if_so import FORMS, says


def test_whose_partner_has_left_reads_on_which_day_the_farewell_comes() -> None:
    (closing,) = (sent for sent in left().letters if sent.letter.name == "closing")
    assert closing.letter.following
    assert closing.letter.following.kind == "farewell"
    day = closing.letter.following.due
    assert f"We send you a farewell on {day:%A, %-d %B}" in closing.says


ADVICE = ("came of the advice", *["aus einem Rat geworden"] * 2, *["qué fue del consejo"] * 2)
FEW = ("a few lines are enough", *["Ein paar Zeilen genügen"] * 2, *["bastan unas líneas"] * 2)


@pytest.mark.parametrize(("form", "advice", "few"), tuple(zip(FORMS, ADVICE, FEW, strict=True)))
def test_whoever_never_met_is_not_told_to_say_what_came_of_the_advice(form: str, advice: str, few: str) -> None:
    met = rich("farewell", Role.MENTEE, outcome="lapsed")
    unmet = met.model_copy(update={"summary": Summary(started=NOW - timedelta(days=80), meetings=0, check_ins=2)})
    assert advice in says(met, form)
    assert advice not in says(unmet, form)
    assert few in says(unmet, form)
    assert few in says(unmet.model_copy(update={"role": Role.MENTOR}), form)
