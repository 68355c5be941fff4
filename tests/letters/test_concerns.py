"""The letter about a concern is for the contact alone; the footer of all others leads to where one is raised."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from letters.message import compose
from letters.render import write
from schemas.letter import Letter
from schemas.names import Formality, Role
from tests.letters.samples import ANA, BEN, EVA, LANGUAGES, LINK, NOW, RAISED, envelope, minimal, rich

LABELS = {
    "en": "Raise a concern in confidence",
    "de": "Etwas vertraulich melden",
    "es": "Comunicar una preocupación de forma confidencial",
}
SPOKEN = [(tag, Formality.INFORMAL) for tag in LANGUAGES] + [("de", Formality.FORMAL)]
everywhere = pytest.mark.parametrize(("tag", "formality"), SPOKEN)


def to_eva(tag: str = "en", formality: Formality = Formality.INFORMAL, **raised: object) -> Letter:
    """Return the letter about a concern of Ana's."""
    return minimal("concern", Role.COORDINATOR).model_copy(
        update={
            "to": EVA.model_copy(update={"language": tag}),
            "mentor": BEN,
            "formality": formality,
            "nth": raised.pop("nth", 0),
            "raised": RAISED.model_copy(update=raised),
        }
    )


def to_one(role: Role, tag: str = "en", formality: Formality = Formality.INFORMAL, safeguarded: bool = True) -> Letter:
    """Return a check-in."""
    letter = rich("check_in", role, safeguarded=safeguarded, formality=formality)
    return letter.model_copy(update={"to": letter.to.model_copy(update={"language": tag})})


@everywhere
@pytest.mark.parametrize("role", [Role.MENTEE, Role.MENTOR])
def test_the_footer_leads_quietly_to_where_a_concern_is_raised(tag: str, formality: Formality, role: Role) -> None:
    written, label = write(to_one(role, tag, formality)), LABELS[tag.partition("-")[0]]
    assert f"{label}: {LINK}/concern" in written.text.split("-- \n")[1]
    link = BeautifulSoup(written.html, "html.parser").select_one(f'.footer a[href="{LINK}/concern"]')
    assert link
    assert link.get_text() == label


def test_where_nobody_is_named_and_for_a_coordinator_there_is_no_such_link() -> None:
    assert "/concern" not in write(to_one(Role.MENTOR, safeguarded=False)).text
    assert "/concern" not in write(rich("task", Role.COORDINATOR, safeguarded=True)).text


@everywhere
def test_the_contact_reads_the_words_who_raised_them_and_what_has_happened(tag: str, formality: Formality) -> None:
    text = write(to_eva(tag, formality)).text
    for words in ("> He shouted again.\n> I am afraid.", "Ana Díaz <ana@example.org>", "Ben Okoro", f"{LINK}"):
        assert words in text
    assert "Eva" in text
    assert "None" not in text


@everywhere
def test_nothing_of_it_can_be_seen_in_a_list_of_letters(tag: str, formality: Formality) -> None:
    written = write(to_eva(tag, formality))
    for seen in (written.subject, written.preview):
        assert "shouted" not in seen
        assert "Ana" not in seen
        assert "Ben" not in seen


@everywhere
def test_a_reminder_says_why_it_comes_once_more(tag: str, formality: Formality) -> None:
    said: list[dict[str, object]] = [{}, {"nth": 1}, {"nth": 1, "first": False}]
    said += [
        {"nth": 1, "stopped_since": True, "first": False},
        {"nth": 2, "taken_up": True},
        {"nth": 2, "taken_up": True, "holds": False},
    ]
    texts = {write(to_eva(tag, formality, **one)).text for one in said}
    assert len(texts) == len(said)
    assert all("> He shouted again." in text for text in texts)


@everywhere
def test_whoever_was_named_later_reads_whom_to_ask_and_not_the_words(tag: str, formality: Formality) -> None:
    text = write(to_eva(tag, formality, words="", nth=1)).text
    assert "shouted" not in text
    assert text.count("Ana Díaz") >= 4


def test_what_one_contact_took_up_is_not_said_to_be_taken_up_by_another() -> None:
    assert "You have taken this up, and the mentorship is still on hold." in write(to_eva(taken_up=True, nth=1)).text
    assert "You have taken this up." in write(to_eva(taken_up=True, nth=1, holds=False)).text
    assert "nobody looks after it at the moment" in write(to_eva(nth=1)).text


@everywhere
def test_whoever_has_taken_it_up_is_not_asked_to_say_so_again(tag: str, formality: Formality) -> None:
    """The page behind the letter has no such button for them, and saying so had not stopped this letter."""
    asked, done = (write(to_eva(tag, formality, nth=1, taken_up=each)).text for each in (False, True))
    assert asked.count("\n- ") == done.count("\n- ") + 1
    assert "today, or call" not in done


def test_what_is_said_of_the_hold_is_so() -> None:
    assert "on hold" in write(to_eva()).text
    over = write(to_eva(closed=True)).text
    assert "has ended or is being ended, so there is nothing to stop" in over
    assert "let the mentorship go on" not in over
    chosen = write(to_eva(holds=False)).text
    assert "Nothing was stopped, as Ana Díaz wished" in chosen
    assert "You can put the mentorship on hold." in chosen
    assert "on hold already, because of another concern" in write(to_eva(holds=False, others_hold=True)).text
    assert (
        "takes no part in this mentorship, so nothing was stopped" in write(to_eva(holds=False, takes_part=False)).text
    )


@everywhere
def test_while_another_concern_holds_it_no_letter_says_that_there_is_nothing_to_stop(
    tag: str, formality: Formality
) -> None:
    """A contact got two letters in one second: one said that it is on hold, the other that it is being ended."""
    beside = write(to_eva(tag, formality, closed=True, others_hold=True)).text
    assert beside == write(to_eva(tag, formality, closed=True, others_hold=True, holds=False)).text
    assert beside != write(to_eva(tag, formality, closed=True)).text


def test_a_reply_goes_to_whoever_raised_it() -> None:
    letter = to_eva()
    message = compose(letter, write(letter), envelope(to=EVA)).decode()
    assert "Reply-To: =?utf-8?" in message
    assert "<ana@example.org>" in message


def test_who_else_got_it_is_named() -> None:
    other = BEN.model_copy(update={"given_name": "Sam", "family_name": "Roe", "email": "sam@example.org"})
    assert "only Sam Roe <sam@example.org> gets it" in write(to_eva(others=(other,))).text
    assert "Nobody else gets it." in write(to_eva()).text


def test_words_can_be_long_and_can_make_no_link() -> None:
    text = write(to_eva(words="[Press](x)\n" * 900, at=NOW - timedelta(days=3))).html
    assert text.count("<a ") < 8
    assert ANA.name.split()[0] in text
