"""First meetings that the mentee proposed are offered while they are still to come."""

import re
from datetime import date, timedelta

import pytest

from letters.render import write
from schemas.letter import LetterName
from schemas.names import PAIR, Formality, Role
from tests.letters.samples import LANGUAGES, NOW, REQUEST, rich


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mentor_who_is_asked_later_is_not_offered_meetings_that_have_passed(language: str) -> None:
    past, ahead = NOW - timedelta(days=10), NOW + timedelta(days=20)
    letter = rich("request")
    reader = letter.to.model_copy(update={"language": language})

    def text(*meetings: object) -> str:
        request = REQUEST.model_copy(update={"meetings": meetings})
        return write(letter.model_copy(update={"request": request, "to": reader})).text

    assert text(past) == text()
    assert text(past, ahead) == text(ahead) != text()


@pytest.mark.parametrize("form", [*LANGUAGES, "de-formal"])
@pytest.mark.parametrize("role", PAIR)
def test_who_can_begin_reads_when_the_first_meeting_was_proposed_in_their_own_time(role: Role, form: str) -> None:
    formal = {"formality": Formality.FORMAL} if form == "de-formal" else {}
    letter = rich("agreed", role, **formal)
    reader = letter.to.model_copy(update={"language": form.partition("-formal")[0], "time_zone": "Asia/Tokyo"})
    says = write(letter.model_copy(update={"to": reader}))
    for hours in ("18|6", "23|11"):  # 9 and 14 UTC, by clocks of 24 or 12 hours
        for part in (says.text, says.html):
            assert re.search(rf"\b({hours}):00", part)
    silent = write(letter.model_copy(update={"to": reader, "now": NOW + timedelta(days=60)}))
    assert not re.search(r"\b(18|6):00", silent.text)


@pytest.mark.parametrize("form", [*LANGUAGES, "de-formal"])
@pytest.mark.parametrize("role", PAIR)
@pytest.mark.parametrize("name", ["agreed", "reopened"])
def test_where_a_meeting_is_booked_nobody_is_to_find_a_time(name: LetterName, role: Role, form: str) -> None:
    """The letter that they begin, sent again, asked for a time on the very day of the first meeting."""
    formal = {"formality": Formality.FORMAL} if form == "de-formal" else {}
    letter = rich(name, role, **formal, request=REQUEST.model_copy(update={"meetings": ()}))
    letter = letter.model_copy(update={"to": letter.to.model_copy(update={"language": form.partition("-formal")[0]})})
    unplanned = write(letter.model_copy(update={"meets_on": None})).text
    planned = write(letter.model_copy(update={"meets_on": date(2027, 3, 4)})).text
    finds_a_time = re.compile(r"[Ff]ind a time|no date is set|Termin|buscar fecha|hay fecha|Busca un momento")
    assert finds_a_time.search(unplanned)
    assert not finds_a_time.search(planned)
    assert re.search(r"\b4\b.*(March|März|marzo)|March 4", planned)
    partner = letter.mentor if role is Role.MENTEE else letter.mentee
    assert partner
    assert partner.email in planned


def test_it_says_whose_proposal_that_was() -> None:
    assert "Times that you proposed" in write(rich("agreed", Role.MENTEE)).text
    assert "Times that Ana proposed" in write(rich("agreed", Role.MENTOR)).text
