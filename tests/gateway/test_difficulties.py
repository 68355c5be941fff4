"""A mentee says what gets in the way and gets a guide; the mentor sees it only if the mentee agrees."""

from typing import Any

import pytest

from gateway.pages.form_fields import Form
from gateway.pages.questions import question_of
from gateway.pages.render import Notice
from gateway.pages.replies import reply
from gateway.pages.said import thanks
from intake.answers import Kept
from letters.guidance import told
from schemas.guides import Difficulty, Guide
from schemas.names import AnswerKind, Choice, Formality, Met, Role, StepKind
from tests.gateway.page_at import COORDINATOR, MENTEE, MENTOR, At, Seen, began, seen, standing_at
from tests.gateway.page_walk import _kept
from tests.letters.familiar import familiar
from tests.policy.pairs import answer

TIME = {"difficulty": "time", "guide": "keeping-the-rhythm"}
SHARED = {**TIME, "guide_for_partner": "keeping-the-rhythm"}
WITH_LETTER = "Ruben sees it, too, with one of our letters while you work together."
FIT = {"difficulty": "fit", "guide": "not-the-right-fit"}


def asked(kind: StepKind = StepKind.CHECK_IN) -> At:
    """Return a pair that was just asked how it is going."""
    return began().unanswered(kind)


def said(at: At, words: dict[str, str], number: int = 7, **said: Any) -> Kept:
    """Return a saved answer of the mentee."""
    known = said or {"kind": AnswerKind.CHECK_IN, "met": Met.NO}
    kept = _kept(answer(number, MENTEE, step=str(at.step.key), **known), at.now, at.state)
    return kept.model_copy(update={"words": words})


def words_of(at: At, fields: dict[str, str], role: Role = MENTEE, **known: Any) -> dict[str, str]:
    """Return the words that a press saves."""
    standing = standing_at(at, role).model_copy(update=known)
    form = Form({"met": "no", "choice": "no", **fields}, standing.say)
    new = reply(question_of(standing) or "", form, standing)
    assert not form.problems
    assert {*new.said} <= {"met", "note", "choice"}, "Temporal gets nothing of it"
    return {name: text for name, text in new.words.items() if text}


def received(at: At, words: dict[str, str], **known: Any) -> Seen:
    """Return the page that comes after a press."""
    kept = said(at, words)
    standing = standing_at(at, MENTEE, **known).model_copy(update={"answered": kept, "reported": kept})
    return Seen(standing, notice=Notice(thanks(standing, kept), ()))


@pytest.mark.parametrize("kind", [StepKind.AGREED, StepKind.CHECK_IN, StepKind.NUDGE])
def test_a_mentee_is_asked_beside_the_usual_question_and_told_beforehand_who_reads_what(kind: StepKind) -> None:
    page = seen(began() if kind is StepKind.AGREED else asked(kind), MENTEE)
    offered = [str(each["value"]) for each in page.soup.select("input[name=difficulty]")]
    assert offered == [*Difficulty, "none"]
    assert not page.soup.select("input[name=difficulty][checked]")
    (alone,) = page.soup.select("input[name=share][checked]")
    assert alone["value"] == "me"
    assert "Nobody else learns what you chose here: not Ruben, and not the people who run XXXX." in page.text
    assert "Ruben sees the title and a link with one of our next letters, as long as you work together" in page.text


@pytest.mark.parametrize("role", [MENTOR, COORDINATOR])
def test_nobody_else_is_asked(role: Role) -> None:
    page = seen(asked(), role)
    assert not page.soup.select("input[name=difficulty], input[name=share]")


def test_a_mentor_who_sends_one_all_the_same_saves_nothing_of_it() -> None:
    assert words_of(asked(), {"difficulty": "fit", "share": "partner"}, MENTOR) == {}


def test_what_is_chosen_is_saved_with_its_guide_and_for_the_partner_only_if_the_mentee_agrees() -> None:
    met = {"met": "yes", "choice": "yes"}
    assert words_of(asked(), {"difficulty": "time", "share": "me", **met}) == TIME
    assert words_of(asked(), {"difficulty": "time", **met}) == TIME
    assert words_of(asked(), {"difficulty": "time", "share": "partner", **met}) == SHARED
    assert words_of(asked(), {"difficulty": "time", "share": "everybody", **met}) == TIME
    assert words_of(asked(), {"difficulty": "none", "share": "partner", **met}) == {}
    assert words_of(asked(), {"share": "partner", **met}) == {}
    assert words_of(asked(), {"difficulty": "health", **met}) == {}


def test_the_guide_goes_by_what_else_was_said() -> None:
    assert words_of(asked(), {"difficulty": "time"})["guide"] == Guide.FIRST_MEETING
    assert words_of(asked(), {"difficulty": "fit", "met": "close", "choice": "close"})["guide"] == Guide.ENDING
    assert words_of(asked(), {"difficulty": "fit"})["guide"] == Guide.FIT


def test_the_same_press_saves_the_same_though_the_partner_has_reported_a_meeting_since() -> None:
    at, first = asked(), {"difficulty": "time", "guide": "first-meeting"}
    kept = said(at, first)
    since = at.hears(MENTEE, AnswerKind.CHECK_IN, met=Met.NO).hears(MENTOR, AnswerKind.CHECK_IN, met=Met.YES)
    assert words_of(since, {"difficulty": "time"}, answered=kept, reported=kept) == first


def test_who_would_not_part_any_more_gets_and_shows_another_guide_than_the_one_for_parting() -> None:
    parts, ending = {"met": "rematch", "choice": "rematch"}, {"difficulty": "fit", "guide": Guide.ENDING}
    at, kept = asked(), said(asked(), ending, kind=AnswerKind.ADJUST, choice=Choice.REMATCH)
    assert words_of(at, {"difficulty": "fit", "share": "partner"}, answered=kept) == {
        **FIT,
        "guide_for_partner": Guide.FIT,
    }
    report = said(at, FIT)
    assert words_of(at, {"difficulty": "fit", **parts}, answered=report, reported=report) == ending


@pytest.mark.parametrize("choice", ["rematch", "close"])
def test_who_parts_shows_the_partner_nothing_because_no_letter_could(choice: str) -> None:
    fields = {"difficulty": "fit", "share": "partner", "met": choice, "choice": choice}
    assert words_of(asked(), fields) == {"difficulty": "fit", "guide": Guide.ENDING}


def test_an_older_tab_leaves_what_was_chosen_since_and_a_newer_one_can_take_it_back() -> None:
    at, older, newer = asked(), {"shown": ""}, {"shown": str(said(asked(), SHARED).id)}
    known: dict[str, Any] = {"answered": said(at, SHARED), "reported": said(at, SHARED)}
    wish = {"met": "close", "choice": "close"}
    assert words_of(at, older, **known) == SHARED
    assert words_of(at, newer, **known) == {}
    assert words_of(at, {**newer, **wish, "difficulty": "time", "share": "partner"}, **known) == TIME, "they part"
    assert words_of(at, {**older, **wish}, **known) == {}
    assert words_of(at, {**newer, **wish, "difficulty": "none"}, **known) == {"difficulty": "none"}
    assert words_of(at, {**newer, **wish, "difficulty": "time", "share": "me"}, **known) == TIME


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_receipt_is_the_guide(language: str) -> None:
    page, guide = received(asked(), TIME, language=language), told(Guide.RHYTHM, language)
    (shown,) = page.soup.select("section.guide")
    for text in (guide.title, *guide.behind, *guide.ask, guide.step):
        assert text in " ".join(shown.get_text(" ").split())
    (link,) = shown.select("h2 a")
    assert link["href"] == f"/guides/keeping-the-rhythm?lang={language}"


def test_who_else_sees_it_is_said_again() -> None:
    assert "Only you see this." in received(asked(), TIME).text
    shared = received(asked(), SHARED).text
    assert f"{WITH_LETTER} Nobody else does." in shared
    assert "Only you see this." not in shared


def test_the_link_stays_on_the_page_and_the_choice_in_its_form() -> None:
    at, kept = asked(), said(asked(), SHARED)
    page = seen(at, MENTEE, answered=kept, reported=kept)
    assert [str(link["href"]) for link in page.soup.select("main a[href*=rhythm]")] == [
        "/guides/keeping-the-rhythm?lang=en"
    ]
    assert f"A guide for you: No time: keeping the rhythm . {WITH_LETTER}" in page.text
    checked = {str(each["name"]): str(each["value"]) for each in page.soup.select("input[type=radio][checked]")}
    assert (checked["difficulty"], checked["share"]) == ("time", "partner")


def test_a_refused_answer_shows_its_guide_to_its_reader_alone() -> None:
    at, kept = asked(), said(asked(), SHARED).model_copy(update={"refused": "TooLate"})
    page = seen(at, MENTEE, answered=kept)
    assert "Only you see this." in page.text
    assert WITH_LETTER not in page.text


def test_of_a_report_and_a_wish_the_page_shows_what_holds() -> None:
    at, report = asked(), said(asked(), SHARED)
    taken_back = said(at, {"difficulty": "none"}, 8, kind=AnswerKind.ADJUST, choice=Choice.CADENCE, cadence_days=28)
    silent = said(at, {}, 8, kind=AnswerKind.ADJUST, choice=Choice.CADENCE, cadence_days=28)
    assert "A guide for you" not in seen(at, MENTEE, answered=taken_back, reported=report).text
    assert WITH_LETTER in seen(at, MENTEE, answered=silent, reported=report).text


def test_who_feels_that_it_does_not_fit_reads_what_else_there_is_and_that_it_is_in_confidence() -> None:
    page = received(asked(), FIT)
    assert "choose “Another match would suit me better” on this page" in page.text
    (mail,) = page.soup.select("main a[href^=mailto]")
    assert mail["href"] == "mailto:x@x.test"
    assert "write in confidence to Cleo XXXX , who runs XXXX" in page.text
    alone = received(asked(), FIT, coordinator=None).text
    assert "in confidence" not in alone
    assert "Another match would suit me better" in alone
    assert "Another match" not in received(asked(), TIME).text.partition("Changed your mind?")[0]


def test_a_formal_programme_says_sie() -> None:
    page = received(asked(), FIT, language="de", formality=Formality.FORMAL)
    assert "Ein Leitfaden für Sie: Wenn es nicht passt" in page.text
    assert "/guides/not-the-right-fit?lang=de-formal" in str(page.soup)
    assert familiar(page.text) == set()


def test_whoever_begins_finds_the_guide_for_the_first_meeting() -> None:
    for role in (MENTEE, MENTOR):
        assert seen(began(), role).soup.select("main a[href='/guides/first-meeting?lang=en']")
        assert not seen(asked(), role).soup.select("main a[href='/guides/first-meeting?lang=en']")
        assert seen(asked(), role).soup.select("main a[href='/guides?lang=en']")
