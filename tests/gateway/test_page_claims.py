"""What a page claims is so: at every turn of many lives, for each letter and reader."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pytest

from gateway.pages.outlook import comes_next, stands
from gateway.pages.questions import question_of
from policy.card import until_of
from policy.hearing import hear
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.state import State
from tests.gateway.page_lives import LIVES
from tests.gateway.page_walk import turns
from tests.gateway.walked_page import Page, pages
from tests.policy.pairs import answer

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATED = re.compile(rf"\d{{1,2}} (?:{MONTHS})(?! \d{{4}})")
ELSEWHERE = "in the newer letter that we sent you", "in our letter with the question"
NOTHING = ("nothing for you to do", "nothing more for you to do")


@dataclass(frozen=True)
class Walk:
    """All pages of one life, made by the first test that looks at them."""

    life: str

    def __iter__(self) -> Iterator[Page]:
        return iter(_pages(self.life))


@lru_cache(maxsize=1)
def _pages(life: str) -> list[Page]:
    return list(pages(life))


@pytest.fixture(scope="module", params=LIVES)
def walked(request: pytest.FixtureRequest) -> Walk:
    """Return all pages of one life."""
    return Walk(request.param)


def test_nobody_is_told_that_nothing_is_to_be_done_beside_an_open_question(walked: Walk) -> None:
    for page in walked:
        if page.asks:
            assert page.soup.find("form"), page
            assert not any(nothing in page.text for nothing in NOTHING), page


def test_whoever_is_waited_for_reads_so_with_the_day(walked: Walk) -> None:
    for page in walked:
        until = until_of(page.it.state, page.it.role)
        waited = page.it.role in page.it.card.waiting_for and until is not None and until > page.it.clock
        goes_on = page.it.kind is StepKind.LAST_NOTICE and page.it.phase is Phase.ACTIVE  # whoever has answered it
        if waited and until and not page.out and not goes_on:
            assert f"Please answer by {page.it.by(until)}" in page.text, page
            assert not any(nothing in page.text for nothing in NOTHING), page
        if waited and until and not page.out:
            newer, earlier = (where in page.text for where in ELSEWHERE)
            elsewhere = page.it.phase is Phase.CLOSING and page.it.kind is StepKind.REVIEW
            assert (newer or earlier) != bool(page.soup.find("form")) or elsewhere, page
            assert newer <= page.it.newer, page
        if not waited:
            assert "Please answer by" not in page.text, page


def test_everybody_reads_who_else_is_waited_for_and_until_when(walked: Walk) -> None:
    for page in walked:
        for role in page.it.card.waiting_for:
            until = until_of(page.it.state, role)
            if role is page.it.role or page.out or not until or until <= page.it.clock or role not in page.it.persons:
                continue
            assert re.search(
                rf"{page.names(role)}.* can answer until ({re.escape(page.it.by(until))}|then, too)", page.text
            ), page


def test_what_comes_next_is_said_with_its_day(walked: Walk) -> None:
    for page in walked:
        step = page.it.card.next
        unknown = step is None or not {*step.to} - {*page.it.state.unreachable} or page.undoable
        if step is None or unknown or page.out:
            assert not re.search(r"\bNext, on|In a moment|Within the hour|nothing by then", page.stands), page
        elif (step.due - page.it.clock).total_seconds() >= 3600:
            alone = step.to == (page.it.role,)
            assert (page.it.say.here(step.due) if alone else page.day(step.due)) in page.stands, page
        else:
            assert re.search("In a moment|Within the hour|nothing by then", page.stands), page


def test_another_mentor_is_promised_only_where_there_is_one(walked: Walk) -> None:
    for page in walked:
        if len(page.it.state.candidates) < 2:
            assert "we ask another mentor" not in page.text, page
        if Role.COORDINATOR not in page.it.persons:
            assert "the coordinator how to go on" not in page.text, page


def test_every_date_has_its_year(walked: Walk) -> None:
    for page in walked:
        assert not DATED.search(page.text), page


def test_a_mentor_who_was_passed_over_learns_of_nobody_else(walked: Walk) -> None:
    for page in walked:
        if not page.it.concerned:
            assert page.names(Role.MENTOR) not in page.text, page
            assert not page.soup.find("form"), page


def test_whoever_is_out_reads_nothing_of_what_comes_next_after_a_press_either(walked: Walk) -> None:
    for page in walked:
        if page.out:
            assert comes_next(page.it) == [], page
            assert page.names(Role.MENTOR) not in stands(page.it) or page.it.concerned, page


def test_who_let_the_time_pass_reads_so_and_not_that_it_is_settled(walked: Walk) -> None:
    for page in walked:
        if page.out and question_of(page.it) == "request" and page.it.phase is Phase.SEEKING:
            assert ("Your time to answer" in page.stands) == (page.it.answered is None), page
            assert "settled" not in page.stands or page.it.answered, page


def test_where_somebody_has_left_everybody_else_reads_so_and_is_asked_for_no_thanks(walked: Walk) -> None:
    for page in walked:
        gone = [role for role in PAIR if role in page.it.state.gone and role is not page.it.role]
        if gone and page.it.phase is Phase.CLOSING and page.it.concerned:
            assert f"{page.names(gone[0])} has left" in page.stands, page
            assert not page.soup.find("form") or page.it.role is Role.COORDINATOR, page
            assert "saying goodbye" not in page.text, page
            assert "both" not in page.stands, page


def test_a_no_that_can_still_be_taken_back_is_told_to_nobody_else(walked: Walk) -> None:
    for page in walked:
        seeking = page.it.state.seeking
        if page.undoable and not (seeking and seeking.nobody_left):
            assert "cannot be" not in page.stands, page
            assert "another mentor" not in page.stands, page
            assert "how to go on" not in page.stands, page


def test_a_break_says_who_is_away(walked: Walk) -> None:
    for page in walked:
        pause = page.it.state.pause
        if pause and not page.out:
            assert page.day(pause.until) in page.stands, page
            others = [role for role in pause.absences if role in PAIR and role is not page.it.role]
            assert all(page.names(role) in page.stands for role in others), page
            assert (page.it.role in pause.absences) == bool(re.search("You asked for|You and", page.stands)), page


def test_a_coordinator_who_is_asked_for_an_address_before_two_have_begun_reads_so(walked: Walk) -> None:
    for page in walked:
        asked = page.it.kind is StepKind.UNREACHABLE and page.it.phase in (Phase.SEEKING, Phase.AGREEING)
        if asked and page.it.state.unreachable:
            assert re.search(r"Please find an address that works for (Zoë|Ruben)", page.text), page
            assert not any(nothing in page.text for nothing in NOTHING), page


def test_a_rhythm_that_one_of_them_chose_is_not_said_to_be_agreed(walked: Walk) -> None:
    for page in walked:
        if page.it.state.active and page.it.state.active.rhythm_by:
            assert "You agreed to meet" not in page.text, page


def test_once_it_is_over_nothing_is_asked_and_the_page_says_so(walked: Walk) -> None:
    for page in walked:
        if page.it.phase is Phase.CLOSED:
            assert not page.soup.find("form"), page
            assert "has ended" in page.stands or not page.it.concerned, page


def test_once_it_is_over_everybody_reads_on_which_day_and_by_what_it_ended_and_whom_to_write_to(
    walked: Walk,
) -> None:
    for page in walked:
        if page.it.phase is not Phase.CLOSED or not page.it.state.active or page.it.role in page.it.state.gone:
            continue
        silent, left = page.it.state.outcome is Outcome.LAPSED, page.it.state.outcome is Outcome.LEFT
        assert f"It ended on {page.day(page.it.clock)}" in page.stands, page
        assert silent == ("because nobody answered our last question" in page.stands), page
        assert left == ("has left" in page.stands), page
        parted = page.it.state.closing is not None and page.it.state.closing.parted
        to_whom = page.it.role in PAIR and not (left or parted) and Role.COORDINATOR in page.it.persons
        assert to_whom == ("If you would both like to go on, " in page.stands), page
        assert "Until " not in [each.get_text() for each in page.soup.select("dt")], page


def test_a_goodbye_offers_more_time_only_where_asking_for_it_brings_it_and_says_until_when(walked: Walk) -> None:
    for page in walked:
        option = page.soup.select_one('input[value="extend"]')
        if question_of(page.it) != "closing" or not page.soup.find("form"):
            assert option is None or question_of(page.it) == "review", page
            continue
        wish = answer(10**6, page.it.role, "adjust", page.it.step, choice="extend")
        heard = hear(page.it.state, wish, page.it.clock)
        assert (option is not None) == isinstance(heard, State), page
        if isinstance(heard, State) and heard.ends:
            assert f"you both have time until {page.day(heard.ends)}" in page.text, page


def test_counts_are_those_of_the_card(walked: Walk) -> None:
    for page in walked:
        facts = {each.get_text(): each.find_next("dd").get_text() for each in page.soup.select("dt")}  # type: ignore[union-attr]
        if "Times we asked how it is going" in facts:
            assert facts["Times we asked how it is going"] == str(page.it.card.cycle), page


def test_no_placeholder_and_no_python_is_left(walked: Walk) -> None:
    for page in walked:
        assert not re.search(r"[{}]|\bNone\b|Role\.|&lt;|&amp;", page.text), page


def test_the_walk_comes_past_every_kind_of_page_for_each_of_its_readers() -> None:
    seen = {(sent.step.kind.value, sent.role.value) for life in LIVES for turn in turns(life) for sent in turn.sent}
    pair = "agreement agreement_reminder agreed check_in thanks review nudge rhythm last_notice paused resumed closing"
    wanted = {(kind, role.value) for kind in (*pair.split(), "reopened", "farewell") for role in PAIR}
    wanted |= {("request", "mentor"), ("request", "mentee"), ("request_reminder", "mentor"), ("withdrawn", "mentee")}
    wanted |= {("no_mentor", "mentee"), ("no_mentor", "coordinator"), ("task", "coordinator"), ("withdrawn", "mentor")}
    assert wanted <= seen, wanted - seen
