"""Every letter says who asks what by when, in few and friendly words, with every answer at hand."""

import re
from datetime import timedelta
from itertools import product

import pytest
from bs4 import BeautifulSoup

from letters.render import write
from schemas.letter import Letter, LetterName
from schemas.names import PAIR, Choice, Met, Phase, Role
from schemas.reason import Reason, ReasonCode
from tests.letters.samples import BEN, CASES, LANGUAGES, LINK, NAMES, NOW, PEOPLE, minimal, rich

LAST_DAY = "5 December"  # the last one that is over before the time to answer is
WORDS = 175  # without names of buttons, footer and what people wrote themselves
# The inside of the machine, hurry, guilt and salesmanship have no place in a letter.
JARGON = re.split(
    ",",
    "workflow,escalat,cadence,ladder,check-in,check_in,prompt,mentorship id,rung,cycle,payload,trigger,"
    "urgent,asap,immediately,overdue,failed to,you must,unfortunately,reminder,final warning,"
    "click here,don't miss,exciting,journey,leverage,!",
)

WISHES = tuple(choice for choice in Choice if choice is not Choice.CALL_OFF)  # that one is on pages alone
ANSWERS: dict[LetterName, set[str]] = {
    "request": {"choice=accept", "choice=propose", "choice=decline"},
    "request_reminder": {"choice=accept", "choice=decline"},
    "agreement": {"choice=agree", "choice=amend"},
    "agreement_reminder": {"choice=agree", "choice=amend"},
    "agreed": {f"met={met}" for met in (Met.YES, Met.BOOKED)},
    "check_in": {f"met={met}" for met in Met},
    "nudge": {f"met={met}" for met in Met},
    "resumed": {f"met={met}" for met in Met},
    "review": {f"choice={choice}" for choice in WISHES},
    "rhythm": {f"choice={choice}" for choice in WISHES if choice is not Choice.EXTEND},
    "last_notice": {f"choice={choice}" for choice in WISHES if choice is not Choice.EXTEND},
    "task": {"choice=continue", "choice=rematch", "choice=close"},
    "no_mentor": {"choice=name", "choice=continue", "choice=close"},
    "closing": {"choice=thank"},
}
GUIDES = "https://rapport.example.org/guides/"  # anybody may read them: a letter may name them beside its own page
MORE_TIME = "choice=extend"  # only where there is more time to be had

BREAKS: tuple[LetterName, ...] = ("paused", "resumed")
LETTERS = [
    pytest.param(letter, id=f"{letter.name}-{letter.role}-{amount}-{language}")
    for (name, role), language in product(CASES, LANGUAGES)
    for amount, letter in (("rich", rich(name, role)), ("minimal", minimal(name, role)))
    for letter in [letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})})]
]
LETTERS += [
    pytest.param(letter.model_copy(update=changed), id=f"{name}-{phase}-{role}-{asked}-{amount}-{language}")
    for name, role, language in product(BREAKS, PAIR, LANGUAGES)
    for phase, mentor, asked in (
        (Phase.AGREEING, BEN, PAIR),
        (Phase.AGREEING, BEN, (Role.MENTEE,)),
        (Phase.AGREEING, BEN, ()),
        (Phase.SEEKING, BEN, (Role.MENTOR,)),
        (Phase.SEEKING, None, (Role.COORDINATOR,)),
    )
    for amount, letter in (("rich", rich(name, role)), ("minimal", minimal(name, role)))
    for to in [letter.to.model_copy(update={"language": language})]
    for changed in [{"phase": phase, "mentor": mentor, "waited_for": asked, "to": to}]
]
LETTERS += [
    pytest.param(rich("closing", role, to=to, more_until=NOW + timedelta(456)), id=f"closing-{role}-more-{language}")
    for role, language in product(PAIR, LANGUAGES)
    for to in [PEOPLE[role].model_copy(update={"language": language})]
]
every_letter = pytest.mark.parametrize("letter", LETTERS)


def addresses_in_text(text: str) -> list[str]:
    """Return the addresses of a text part, in order."""
    return re.findall(r"https?://\S+", text)


def addresses_in_html(html: str) -> list[str]:
    """Return the addresses of an HTML part, in order."""
    links = BeautifulSoup(html, "html.parser").find_all("a")
    return [str(link["href"]) for link in links if str(link["href"]).startswith("http")]


def own_words(html: str) -> list[str]:
    """Return our words: without subject, footer, buttons, the terms, and what people wrote."""
    article = BeautifulSoup(html, "html.parser").select_one('[role="article"]')
    assert article is not None
    for element in article.select("h1, blockquote, .words, .facts, .button, .footer"):
        element.decompose()
    return article.get_text(" ").split()


@every_letter
def test_nothing_is_missing_or_left_raw(letter: Letter) -> None:
    written = write(letter)
    for part in (written.subject, written.text, written.html):
        assert "None" not in part
        assert not re.search(r"\{\{|\{%|\}\}|%\}|Undefined|Role\.|datetime", part)
        assert "  " not in re.sub(r"\n\s*", "\n", part.partition("</style>")[2] or part)
        assert " ." not in part.partition("</style>")[2]
    assert written.text.count("\n\n\n") == 0
    assert "\n" not in written.subject


@every_letter
def test_every_answer_is_at_hand_in_both_parts(letter: Letter) -> None:
    written = write(letter)
    answers = {*ANSWERS.get(letter.name, ())} if letter.phase is Phase.ACTIVE else set()
    answers |= {MORE_TIME} if letter.more_until else set()
    expected = {f"{LINK}?{answer}" for answer in answers} or {LINK}
    assert {each for each in addresses_in_text(written.text) if GUIDES not in each} == expected
    assert addresses_in_html(written.html) == addresses_in_text(written.text)


@every_letter
def test_the_text_part_says_all_that_the_html_part_says(letter: Letter) -> None:
    written = write(letter)
    article = BeautifulSoup(written.html, "html.parser").select_one('[role="article"]')
    assert article is not None
    title = article.find("h1")
    assert title is not None
    assert title.extract().get_text() == written.subject
    beside_the_words = r"https?://\S+|<\S+@\S+>"  # addresses stand in the HTML part's links
    assert re.findall(r"\w+", article.get_text(" ")) == re.findall(r"\w+", re.sub(beside_the_words, "", written.text))
    mailto = {link["href"] for link in article.find_all("a") if str(link["href"]).startswith("mailto:")}
    assert mailto == {f"mailto:{address}" for address in re.findall(r"<(\S+@\S+)>", written.text)}


@every_letter
def test_a_letter_is_short(letter: Letter) -> None:
    written = write(letter)
    assert len(own_words(written.html)) <= WORDS
    assert len(written.html.encode()) < 30_000


@pytest.mark.parametrize(("name", "role"), CASES)
def test_no_jargon_no_guilt_no_shouting(name: LetterName, role: Role) -> None:
    for letter in (rich(name, role), minimal(name, role)):
        written = write(letter)
        said = (written.subject + " " + written.text).lower()
        assert [word for word in JARGON if word in re.sub(r"https?://\S+", "", said)] == []


@pytest.mark.parametrize(("name", "role"), [case for case in CASES if case[0] in ANSWERS and case[0] != "closing"])
def test_a_letter_that_asks_says_by_when_at_the_top(name: LetterName, role: Role) -> None:
    """Letters with a day to answer by name it beside their subject, and before the first button."""
    if name in ("agreed", "resumed"):
        return
    written = write(rich(name, role))
    assert LAST_DAY in written.preview
    assert LAST_DAY in written.text.partition("https://")[0]


@pytest.mark.parametrize(("name", "role"), CASES)
def test_every_letter_names_the_programme_and_why_it_came(name: LetterName, role: Role) -> None:
    text = write(rich(name, role)).text
    assert "You get this because" in text
    assert "Leading Well at Acme" in text
    assert "do not forward" in text
    assert ("eva@example.org" in text) == (role is not Role.COORDINATOR)


def test_a_request_is_personal_and_complete() -> None:
    written = write(rich("request"))
    for said in ("Ana Díaz", "Data analyst", "run a team of five", "Your talk on delegating", "two books"):
        assert said in written.text
    for said in ("What did you stop doing first?", "your dashboards", "1.5 hours a month", "led three teams"):
        assert said in written.text
    assert "Tuesday, 5 January 2027, 10:00 (Berlin time)" in written.text
    assert "Ana Díaz" in written.subject


def test_first_meetings_are_shown_in_the_mentors_own_time() -> None:
    letter = rich("request", to=BEN.model_copy(update={"time_zone": "Asia/Kolkata"}))
    assert "Tuesday, 5 January 2027, 14:30 (Kolkata time)" in write(letter).text


def test_the_coordinator_learns_why_and_the_pair_is_not_told_on() -> None:
    reason = "There has been no answer from Ben and no reported meeting for 6 weeks; they agreed to meet every 3 weeks."
    assert reason in write(rich("task", Role.COORDINATOR)).text
    for name, role in CASES:
        if role is not Role.COORDINATOR:
            assert reason not in write(rich(name, role)).text


def test_each_reads_what_the_other_wrote_as_theirs() -> None:
    text = write(rich("farewell", Role.MENTEE)).text
    assert "A note from Ben\n> Wednesday suits me.\n" in text
    assert "Ben's thanks to you\n> Thank you for the honest talk.\n>\n> It helped." in text
    html = BeautifulSoup(write(rich("thanks", Role.MENTEE)).html, "html.parser")
    assert any("honest talk" in quote.get_text() for quote in html.find_all("blockquote"))


def test_a_letter_to_a_pair_without_a_mentor_says_what_is_wanting() -> None:
    with pytest.raises(ValueError, match=r"set letter\.mentor"):
        write(minimal("check_in").model_copy(update={"mentor": None}))


def test_the_same_letter_is_written_the_same() -> None:
    for name in NAMES:
        role = next(role for case, role in CASES if case == name)
        assert write(rich(name, role)) == write(rich(name, role))


def test_a_reader_of_a_language_that_we_do_not_write_reads_english() -> None:
    french = rich("request", to=BEN.model_copy(update={"language": "fr"}))
    assert write(french) == write(rich("request", to=BEN.model_copy(update={"language": "en"})))


@pytest.mark.parametrize(
    ("tag", "language", "subject"),
    [("de-AT", "de", "Ana Díaz fragt dich"), ("es-MX", "es-419", "Ana Díaz te propone")],
)
def test_a_reader_is_written_to_in_their_own_language(tag: str, language: str, subject: str) -> None:
    written = write(rich("request", to=BEN.model_copy(update={"language": tag})))
    assert written.subject.startswith(subject)
    assert f'<html lang="{language}" dir="ltr">' in written.html


def test_only_who_is_away_themselves_is_offered_to_be_back_and_at_once_only_if_nobody_else_is_away() -> None:
    own, both, other, hr = (
        write(rich("paused", Role.MENTOR, away=away, asked=tuple({*away} - {*PAIR}), on_leave=away)).text
        for away in ((Role.MENTOR,), (Role.MENTEE, Role.MENTOR), (Role.MENTEE,), (Role.HR,))
    )
    assert "it goes on at once" in own
    assert "I am back" in both
    assert "at once" not in both
    assert "Ana is away" in other
    assert "The people who run Leading Well asked for it" in hr
    assert "I am back" not in other + hr


def test_nobody_left_to_ask_has_its_true_reason_and_no_mentor_is_told_on() -> None:
    left, silent = (Reason(code=code, days=14) for code in (ReasonCode.LEFT_LAST, ReasonCode.SILENT_LAST))
    assert "The last mentor for this search has left." in write(rich("no_mentor", Role.COORDINATOR, reason=left)).text
    assert "did not answer within 2 weeks" in write(rich("no_mentor", Role.COORDINATOR, reason=silent)).text
    assert "the last mentor for this search has left" in write(rich("nobody_yet", Role.MENTEE, reason=left)).text
    assert "did not answer" not in write(rich("nobody_yet", Role.MENTEE, reason=silent)).text


def test_where_nobody_runs_the_programme_no_help_is_promised() -> None:
    alone = write(rich("nobody_yet", Role.MENTEE, coordinator=None)).text
    assert "asked" not in alone.partition("Your request")[2]
    assert "Your request stays open until Saturday, 12 December; then it ends and we tell you." in alone
