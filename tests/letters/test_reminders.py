"""Nobody is sent the same reminder twice, and each one says how long is left and what happens then."""

import pytest

from letters.render import write
from schemas.letter import Letter, LetterName, Written
from schemas.names import Role
from tests.letters.samples import LANGUAGES, NOW, rich

REMINDERS: tuple[LetterName, ...] = ("request_reminder", "agreement_reminder")


def reminder(name: LetterName, nth: int, language: str = "en", **more: object) -> Letter:
    """Return a reminder of so many."""
    letter = rich(name, Role.MENTOR, nth=nth, **more)
    return letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})})


def opening(written: Written) -> str:
    """Return what a letter says before the first words of somebody, or the terms."""
    return written.text.partition("\n\n")[2].partition(":\n")[0].partition("\n> ")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REMINDERS)
def test_no_reminder_is_like_another(name: LetterName, language: str) -> None:
    written = [write(reminder(name, nth, language)) for nth in (1, 2, 3)]
    for said in ([one.subject for one in written], [one.preview for one in written], [opening(one) for one in written]):
        assert len(set(said)) == 3


@pytest.mark.parametrize("name", REMINDERS)
def test_from_the_second_on_it_is_counted_how_long_is_left(name: LetterName) -> None:
    for nth in (2, 3):
        assert "(in 13 days)" in write(reminder(name, nth)).text
    assert "(tomorrow)" in write(reminder(name, 3, answer_by=NOW.replace(day=24))).text


def test_what_happens_without_an_answer_is_what_the_programme_does() -> None:
    others = write(reminder("request_reminder", 2)).text
    last = write(reminder("request_reminder", 2, last_candidate=True)).text
    alone = write(reminder("request_reminder", 2, last_candidate=True, coordinator=None)).text
    assert "If we hear nothing by Saturday, 5 December, we ask another mentor" in others
    found = write(reminder("request_reminder", 2, finds_next=True)).text
    assert "If we hear nothing by Saturday, 5 December, we look for another mentor" in found
    assert "we ask Eva Lind how to go on" in last
    assert "we tell Ana that nobody was found yet" in alone


@pytest.mark.parametrize("name", REMINDERS)
def test_only_the_last_one_says_that_it_is_the_last(name: LetterName) -> None:
    assert "not ask" not in write(reminder(name, 2)).text
    assert "We will not ask" in write(reminder(name, 2, last_reminder=True)).text


def test_whether_the_other_has_agreed_is_said_only_if_so() -> None:
    assert "has agreed already" not in write(reminder("agreement_reminder", 1)).text
    assert "Ana has agreed already." in write(reminder("agreement_reminder", 1, partner_agreed=True)).text
