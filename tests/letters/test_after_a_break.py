"""What the letters of a break say is so for whoever reads them: what comes next, and what has been."""

from datetime import timedelta

import pytest

from schemas.letter import Letter
from schemas.names import PAIR, Role
from schemas.reason import ReasonCode
from tests.letters.lives import Life
from tests.letters.test_only_if_so import FORMS, says
from tests.policy.pairs import paired
from tests.policy.stories import under_way

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR
DAY = timedelta(days=1)


def changed_in_a_break() -> dict[Role, Letter]:
    """Return the letters after a break in which the mentee changed the agreement."""
    life = Life(paired())
    life.takes("agreement")
    life.hears(HR, "pause", until=life.now + 20 * DAY)
    life.takes("paused")
    life.hears(MENTEE, "amend", "agreement/1", cadence_days=14)
    life.takes("resumed")
    return {sent.letter.role: sent.letter for sent in life.letters[-2:]}


OWN = (
    "You have changed the agreement. Next, we send it to Ben to look at.",
    "Du hast die Vereinbarung geändert. Als Nächstes schicken wir sie Ben zum Ansehen.",
    "Sie haben die Vereinbarung geändert. Als Nächstes schicken wir sie Ben Okoro zum Ansehen.",
    "Has cambiado el acuerdo. A continuación se lo enviamos a Ben para que lo revise.",
    "Cambiaste el acuerdo. A continuación se lo enviamos a Ben para que lo revise.",
)
THEIRS = (
    "Ana has changed the agreement. Next, we send it to you to look at.",
    "Ana hat die Vereinbarung geändert. Als Nächstes schicken wir sie dir zum Ansehen.",
    "Ana Díaz hat die Vereinbarung geändert. Als Nächstes schicken wir sie Ihnen zum Ansehen.",
    "Ana ha cambiado el acuerdo. A continuación te lo enviamos para que lo revises.",
    "Ana cambió el acuerdo. A continuación te lo enviamos para que lo revises.",
)


@pytest.mark.parametrize(("form", "own", "theirs"), tuple(zip(FORMS, OWN, THEIRS, strict=True)))
def test_only_the_other_one_is_sent_what_one_changed_in_a_break(form: str, own: str, theirs: str) -> None:
    letters = changed_in_a_break()
    assert own in says(letters[MENTEE], form)
    assert theirs in says(letters[MENTOR], form)


def test_a_pair_that_has_not_met_yet_does_not_carry_on_meeting() -> None:
    life = Life(paired())
    under_way(life)
    life.hears(HR, "pause", until=life.now + 20 * DAY)
    life.goes_on_until("resumed")
    for sent in life.letters[-2:]:
        assert "go on, with a meeting every 3 weeks" in sent.says
        assert "carry on meeting" not in sent.says


def test_who_first_hears_of_a_break_when_its_date_has_changed_is_told_of_the_break() -> None:
    life = Life(paired())
    under_way(life)
    life.learns(MENTOR, "unreachable")
    life.hears(MENTEE, "pause", until=life.now + 30 * DAY)
    life.takes("paused")
    life.hears(HR, "pause", until=life.now + 50 * DAY)
    life.learns(MENTOR, "reachable")
    assert life.goes_on_until("paused").reason.code is ReasonCode.BREAK_CHANGED
    letters = {sent.letter.role: sent for sent in life.letters[-2:]}
    assert set(letters) == {*PAIR}
    assert "has changed" in letters[MENTEE].says
    assert "has changed" not in letters[MENTOR].says
    assert "a break until" in letters[MENTOR].says
    assert letters[MENTOR].written.subject == "Ana Díaz and you: a break"


def test_who_chose_the_rhythm_alone_reads_so_when_it_is_quiet() -> None:
    life = Life(paired())
    under_way(life)
    life.takes("check_in")
    life.goes_on_until("nudge")
    life.hears(MENTOR, "adjust", life.taken[-1].key, choice="cadence", cadence_days=7)
    life.goes_on_until("rhythm")
    letters = {sent.letter.role: sent.says for sent in life.letters[-2:]}
    assert "You have chosen to meet Ana Díaz every week" in letters[MENTOR]
    assert "Ben Okoro has chosen to meet every week" in letters[MENTEE]


BOTH = (
    "You and Ben Okoro have both agreed. But before you begin there is a break until",
    "Du und Ben Okoro habt beide zugestimmt. Bevor ihr beginnt, ist aber Pause bis",
    "Sie und Ben Okoro haben beide zugestimmt. Bevor Sie beginnen, ist aber Pause bis",
    "Tú y Ben Okoro habéis dicho que sí al acuerdo. Pero antes de empezar hay una pausa hasta",
    "Tú y Ben Okoro dijeron que sí al acuerdo. Pero antes de empezar hay una pausa hasta",
)


@pytest.mark.parametrize(("form", "both"), tuple(zip(FORMS, BOTH, strict=True)))
def test_who_agreed_in_a_break_that_then_changes_read_that_they_begin_after_it(form: str, both: str) -> None:
    life = Life(paired())
    life.takes("agreement")
    life.hears(HR, "pause", until=life.now + 20 * DAY)
    life.takes("paused")
    for role in PAIR:
        life.hears(role, "agree", "agreement/1")
    life.hears(HR, "pause", until=life.now + 30 * DAY)
    life.takes("paused")
    letter = next(sent.letter for sent in life.letters[::-1] if sent.letter.role is MENTEE)
    assert both in says(letter, form)


def test_who_is_back_is_not_said_to_be_away_with_whoever_asks_next() -> None:
    life = Life(paired())
    under_way(life)
    life.hears(MENTOR, "pause", until=life.now + 30 * DAY)
    life.takes("paused")
    life.hears(MENTOR, "resume", "paused/1")
    life.hears(MENTEE, "pause", until=life.now + 20 * DAY)
    life.takes("paused")
    letters = {sent.letter.role: sent.says for sent in life.letters[-2:]}
    assert "You asked for this break." in letters[MENTEE]
    assert "Ana asked for this break." in letters[MENTOR]
    assert "Back sooner?" not in letters[MENTOR]


def test_who_is_told_late_that_they_begin_is_not_promised_a_letter_from_the_other_one() -> None:
    life = Life(paired())
    life.takes("agreement")
    for role in PAIR:
        life.hears(role, "agree", "agreement/1")
    life.takes("agreed", written=(MENTEE,), unreachable=(MENTOR,))
    life.learns(MENTOR, "reachable")
    life.takes("agreed")
    late = life.letters[-1]
    assert late.letter.role is MENTOR
    assert "We have asked Ana" not in late.says
    assert "Find a time for a first meeting: write to Ana" in late.says
    assert "write to Ana to find a time" in late.written.preview


NOTED = (
    "Your next meeting is noted for",
    "ist euer nächstes Treffen schon notiert",
    "ist Ihr nächstes Treffen schon notiert",
    "Vuestro próximo encuentro ya está anotado",
    "Su próximo encuentro ya está anotado",
)
FIRST_STEP = ("first step", "erster Schritt", "erster Schritt", "primer paso", "primer paso")


@pytest.mark.parametrize(("form", "noted", "first_step"), tuple(zip(FORMS, NOTED, FIRST_STEP, strict=True)))
def test_a_pair_whose_next_meeting_is_booked_is_not_asked_to_find_a_time(
    form: str, noted: str, first_step: str
) -> None:
    """The letter asked for two possible times, and the pages of both named the day of their next meeting."""
    life = Life(paired())
    under_way(life)
    day = (life.now + 30 * DAY).date()
    life.hears(MENTEE, "check_in", life.taken[-1].key, met="booked", booked_on=day)
    life.hears(HR, "pause", until=life.now + 10 * DAY)
    life.goes_on_until("resumed")
    for sent in life.letters[-2:]:
        said = says(sent.letter, form)
        assert noted in said
        assert first_step not in said
    usual = says(sent.letter.model_copy(update={"meets_on": None}), form)
    assert first_step in usual
    assert noted not in usual
