"""What is said at an end, and after one, fits what there was."""

from datetime import timedelta

import pytest

from schemas.letter import Summary
from schemas.names import Role
from schemas.reason import Reason, ReasonCode
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


WISHED = ("As you wished, we have asked", *["wie gewünscht haben wir"] * 2, *["Como pediste, "] * 2)
FAILED = ("did not work out", *["hat es nicht geklappt"] * 2, *["no ha podido ser"] * 2)


@pytest.mark.parametrize(("form", "wished", "failed"), tuple(zip(FORMS, WISHED, FAILED, strict=True)))
def test_whoever_asked_for_another_mentor_does_not_read_that_it_did_not_work_out(
    form: str, wished: str, failed: str
) -> None:
    for role in (Role.MENTEE, Role.MENTOR):
        reason = Reason(code=ReasonCode.BOWED_OUT_NEXT, who=(role,))
        text = says(rich("asking", Role.MENTEE, asked_before=True, reason=reason), form)
        assert (wished in text, failed in text) == (role is Role.MENTEE, role is Role.MENTOR)
