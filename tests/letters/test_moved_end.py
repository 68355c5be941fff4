"""An agreement whose end has moved names the day that somebody gave, and who; it puts no other day into their mouth."""

from datetime import timedelta

import pytest

from schemas.letter import LetterName
from schemas.names import Role
from schemas.request import Terms
from tests.letters.samples import NOW, rich
from tests.letters.test_only_if_so import FORMS, says

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR
NAMED, MOVED = NOW + timedelta(days=16), NOW + timedelta(days=44)
EARLIER = ("named an earlier end (", *["ein früheres Ende genannt ("] * 2, *["un final anterior ("] * 2)
YOU = ("You named", "Du hattest", "Sie hatten", *["Propusiste"] * 2)
LEFT_OPEN = ("video call → left open", *["Videoanruf → offen"] * 2, *["videollamada → por acordar"] * 2)
TERMS = Terms(ends=MOVED)


@pytest.mark.parametrize(("form", "earlier"), tuple(zip(FORMS, EARLIER, strict=True)))
@pytest.mark.parametrize("name", ["agreement", "agreement_reminder"])
def test_the_reader_learns_who_named_which_day(name: LetterName, form: str, earlier: str) -> None:
    letter = rich(name, MENTEE, terms=TERMS, end_named=NAMED, end_named_by=MENTOR)
    assert letter.partner
    assert f"{letter.partner.given_name} " in says(letter, form).partition(earlier)[0][-30:]


@pytest.mark.parametrize(("form", "earlier", "you"), tuple(zip(FORMS, EARLIER, YOU, strict=True)))
def test_whoever_named_it_reads_so(form: str, earlier: str, you: str) -> None:
    known = {"terms": TERMS, "terms_before": None, "end_named": NAMED}
    said = says(rich("agreement", MENTEE, **known, end_named_by=MENTEE), form)
    assert you in said
    assert earlier in said


@pytest.mark.parametrize(("form", "earlier"), tuple(zip(FORMS, EARLIER, strict=True)))
def test_an_end_on_the_day_that_was_named_is_not_explained(form: str, earlier: str) -> None:
    same = MOVED + timedelta(minutes=5)  # a break that was taken back at once
    assert earlier not in says(rich("agreement", MENTEE, terms=TERMS, end_named=same, end_named_by=MENTOR), form)


def test_what_somebody_changed_is_the_day_that_they_named() -> None:
    """ "What Ben changed: until … → 11 January" held a day that Ben had never said."""
    letter = rich("agreement", MENTEE, terms=TERMS, terms_before=Terms(), end_named=NAMED, end_named_by=MENTOR)
    changed, agreement = says(letter, "en").partition("The agreement")[::2]
    for words, day in ((changed, NAMED), (agreement, MOVED)):
        assert f"{day:%-d %B}" in words
    assert f"{MOVED:%-d %B}" not in changed


@pytest.mark.parametrize(("form", "left_open"), tuple(zip(FORMS, LEFT_OPEN, strict=True)))
def test_how_they_meet_may_be_left_open(form: str, left_open: str) -> None:
    """It was "video call → –", and "How: , 45 minutes"."""
    said = says(rich("agreement", MENTEE, terms=Terms(channel=""), terms_before=Terms()), form)
    assert left_open in said
    assert ": , 45" not in said
