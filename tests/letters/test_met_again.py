"""Letters and pages ask about the time since somebody last told of a meeting, so that nobody reports it twice."""

from datetime import timedelta

import pytest

from gateway.pages.speech import speech_of
from letters.render import write
from policy.engagement import judge
from policy.reported import told_before
from schemas.names import PAIR, Met, Role, StepKind
from schemas.reason import ReasonCode
from tests.letters.lives import Life, Sent
from tests.policy.pairs import paired
from tests.policy.stories import under_way

LATER = ", when we last heard of a meeting?"


def asked(life: Life) -> list[Sent]:
    """Return the letters of the latest step."""
    return [sent for sent in life.letters if sent.step.key == life.taken[-1].key]


def begun() -> Life:
    life = Life(paired())
    under_way(life)
    return life


def is_rated_low(life: Life) -> bool:
    """Whether the last meeting counts as one that somebody rated low."""
    return any(reason.code is ReasonCode.RATED_LOW for reason in judge(life.state, life.now).reasons)


@pytest.mark.parametrize("teller", PAIR)
def test_both_are_asked_whether_they_met_again_since_the_button_of_the_first_letter(teller: Role) -> None:
    life = begun()
    life.passes(days=5)
    life.hears(teller, "check_in", life.taken[-1].key, met=Met.YES)
    told = life.now
    assert life.takes().kind is StepKind.CHECK_IN
    assert len(asked(life)) == len(PAIR)
    for sent in asked(life):
        day = speech_of("en", sent.letter.to.time_zone).voice.day(told, life.now)
        assert f"met again since {day}{LATER}" in sent.says
        assert "have you met again?" in sent.written.subject
        assert "in the last" not in sent.says


def test_a_late_answer_to_the_question_before_is_not_asked_for_again() -> None:
    life = begun()
    earlier = life.takes("check_in")
    life.passes(days=12)
    life.hears(Role.MENTOR, "check_in", earlier.key, met=Met.YES)
    late = life.now
    life.goes_on_until("check_in")
    assert {sent.letter.met_since for sent in asked(life)} == {late}


def test_whoever_adds_to_what_they_reported_has_told_of_no_other_meeting() -> None:
    """A rating, given after the next question was sent, made the page ask since they began, and one meeting was two."""
    life = begun()
    life.passes(days=5)
    first, told = life.taken[-1].key, life.now
    life.hears(Role.MENTOR, "check_in", first, met=Met.YES)
    life.takes("check_in")
    life.passes(days=1)
    life.hears(Role.MENTOR, "check_in", first, met=Met.YES, rating=5)
    active = life.state.active
    assert active
    assert told_before(active) == told
    assert {sent.letter.met_since for sent in asked(life)} == {told}


@pytest.mark.parametrize("stopped", ["a break", "a hold"])
def test_nor_while_the_clock_stands_still(stopped: str) -> None:
    life = begun()
    life.passes(days=5)
    first = life.taken[-1].key
    if stopped == "a break":
        life.hears(Role.MENTOR, "pause", until=life.now + timedelta(days=30))
    else:
        life.hears(Role.HR, "hold")
    life.passes(days=2)
    told = life.now
    life.hears(Role.MENTOR, "check_in", first, met=Met.YES)
    life.passes(days=3)
    life.hears(Role.MENTOR, "check_in", first, met=Met.YES, rating=5)
    active = life.state.active
    assert active
    assert active.mentor.report
    assert (active.mentor.report.reported, active.reported) == (told, told)


def test_adding_to_an_old_report_leaves_what_the_other_one_rated() -> None:
    life = begun()
    question = life.takes("check_in").key
    life.hears(Role.MENTEE, "check_in", question, met=Met.YES, rating=1)
    life.hears(Role.MENTOR, "check_in", question, met=Met.YES)
    life.goes_on_until("check_in")
    life.hears(Role.MENTOR, "check_in", question, met=Met.YES, rating=5)
    assert is_rated_low(life)


def test_adding_to_a_report_does_not_bring_back_what_the_other_one_had_rated_before() -> None:
    life = begun()
    life.hears(Role.MENTEE, "check_in", life.takes("check_in").key, met=Met.YES, rating=1)
    question = life.goes_on_until("check_in").key
    life.hears(Role.MENTOR, "check_in", question, met=Met.YES)
    life.goes_on_until("check_in")
    life.hears(Role.MENTOR, "check_in", question, met=Met.YES, rating=5)
    assert not is_rated_low(life)


def test_the_page_asks_about_the_same_time_as_its_letter_whatever_is_told_on_other_letters_since() -> None:
    """A second meeting that was told on a newer letter made it ask about the whole time since they began."""
    life = begun()
    life.hears(Role.MENTOR, "check_in", life.takes("check_in").key, met=Met.YES)
    told = life.now
    question = life.goes_on_until("check_in").key
    life.hears(Role.MENTOR, "check_in", question, met=Met.YES)
    life.hears(Role.HR, "pause", until=life.now + timedelta(days=14))
    life.takes("paused")
    life.hears(Role.MENTOR, "check_in", life.takes("resumed").key, met=Met.YES)
    assert life.state.active
    assert life.state.active.prompt == question
    assert told_before(life.state.active) == told


def test_what_is_taken_back_is_asked_about_again() -> None:
    life = begun()
    question = life.takes("check_in").key
    life.hears(Role.MENTOR, "check_in", question, met=Met.YES)
    life.goes_on_until("check_in")
    life.hears(Role.MENTOR, "check_in", question, met=Met.NO)
    assert life.state.active
    assert told_before(life.state.active) is None


def test_while_no_meeting_was_reported_both_are_asked_about_the_time_since_they_began() -> None:
    life = begun()
    for _ in range(2):
        question = life.takes("check_in")
        for sent in asked(life):
            assert "met since you began?" in sent.says
        for role in PAIR:
            life.hears(role, "check_in", question.key, met=Met.NO)


def test_an_answer_changes_neither_what_its_own_question_asks_nor_what_the_other_one_reads() -> None:
    life = begun()
    life.hears(Role.MENTEE, "check_in", life.taken[-1].key, met=Met.YES)
    told = life.now
    question = life.takes("check_in")
    for role in PAIR:
        life.passes(days=1)
        life.hears(role, "check_in", question.key, met=Met.YES)
        assert life.state.active
        assert told_before(life.state.active) == told


@pytest.mark.parametrize(
    ("language", "again", "first"),
    [
        (
            "de",
            "wieder getroffen? An dem Tag haben wir zuletzt",
            "getroffen, seit ihr begonnen habt?",
        ),
        ("es", "de nuevo desde el", "desde el comienzo?"),
        ("es-MX", "Se vieron", "Se vieron"),
    ],
)
@pytest.mark.parametrize("name", ["check_in", "nudge"])
def test_every_language_asks_the_same(language: str, again: str, first: str, name: str) -> None:
    life = begun()
    life.takes("check_in")
    letter = asked(life)[0].letter
    letter = letter.model_copy(update={"name": name, "to": letter.to.model_copy(update={"language": language})})
    since = letter.model_copy(update={"met_since": letter.now - timedelta(days=9)})
    assert first in " ".join(write(letter).text.split())
    assert again in " ".join(write(since).text.split())
