"""From the end of a break until the letter that says so, each page says that it is over and when we write."""

from datetime import timedelta

import pytest

from gateway.pages.routes import _notice
from intake.telling import Told
from schemas.names import PAIR, AnswerKind, Choice, Formality, Role, StepKind
from tests.gateway.page_at import HR, MENTEE, MENTOR, At, began, seen, standing_at, start
from tests.gateway.page_walk import _kept
from tests.policy.pairs import answer, paired, seeking
from tests.policy.test_back_from_a_break import saturday

DAY = timedelta(days=1)
OVER = {
    "en": ("The break is over.", "we welcome you both back"),
    "de": ("Die Pause ist vorbei.", "schreiben wir euch beiden, dass es weitergeht"),
    "de-formal": ("Die Pause ist vorbei.", "schreiben wir Ihnen beiden, dass es weitergeht"),
    "es": ("La pausa ha terminado.", "os avisamos de que todo continúa"),
    "es-419": ("La pausa ha terminado.", "les avisamos de que todo continúa"),
}
LASTS = ("There is a break", "on that day it goes on", "You asked for this break", "Es ist Pause", "Hay una pausa")


def active() -> At:
    """Return a pair that was asked how it is going."""
    return began().unanswered(StepKind.CHECK_IN)


def told(at: At, role: Role = MENTEE) -> At:
    """Return the same in a break that this person asked for, or HR, until a Saturday, after the letter about it."""
    until = saturday(at.now)
    if role is HR:
        return at.hears(HR, AnswerKind.PAUSE, step=None, until=until).goes_on()
    return at.chooses(role, Choice.PAUSE, until=until).goes_on()


def at_its_end(at: At) -> At:
    """Return the same on the Saturday on which its break ends."""
    assert at.state.pause
    return at._replace(now=at.state.pause.until)


@pytest.mark.parametrize("language", OVER)
@pytest.mark.parametrize("role", PAIR)
def test_a_page_says_that_the_break_is_over_and_when_both_are_welcomed_back(language: str, role: Role) -> None:
    formality = Formality.FORMAL if language == "de-formal" else Formality.INFORMAL
    at = at_its_end(told(active()))
    for days in (0, 1):
        page = seen(at.later(days * DAY), role, language.removesuffix("-formal"), formality=formality)
        for words in OVER[language]:
            assert words in page.text
        assert not [words for words in LASTS if words in page.text]


@pytest.mark.parametrize("role", PAIR)
def test_while_it_lasts_the_page_says_so(role: Role) -> None:
    at = at_its_end(told(active()))
    page = seen(at.later(-DAY), role)
    assert "There is a break until" in page.text
    assert "The break is over" not in page.text


def test_nobody_who_is_back_is_asked_whether_they_are() -> None:
    at = at_its_end(told(active())).later(-7 * DAY)
    assert seen(at, MENTEE).heading == "Your break"
    said = answer(7, MENTEE, AnswerKind.RESUME, str(at.step.key))
    back = at.hears(MENTEE, AnswerKind.RESUME)
    kept = _kept(said, at.now, at.state)
    heard = back.state.with_(heard=(*back.state.heard, kept.id))
    page = standing_at(back._replace(state=heard), MENTEE, answered=kept)
    notice = _notice(page, Told(answer_id=kept.id, state="told", says=""), at.state, seems_late=False)
    assert notice.sentences[0] == "Everything goes on where it stopped."
    later = seen(back.later(DAY), MENTEE, answered=kept)
    assert later.heading == "The break is over"
    assert "The break is over. Next, on" in later.text
    assert not later.soup.select("form")


def test_after_hr_has_ended_it_nobody_is_asked_whether_they_are_back() -> None:
    at = at_its_end(told(active())).later(-7 * DAY).hears(HR, AnswerKind.RESUME, step=None)
    page = seen(at, MENTEE)
    assert page.heading == "The break is over"
    assert not page.soup.select("form")


def test_a_wish_for_a_break_that_is_over_is_not_said_to_stay() -> None:
    asked = active()
    wish = asked.chooses(MENTEE, Choice.PAUSE, until=saturday(asked.now))
    met = wish.hears(MENTEE, AnswerKind.CHECK_IN, met="no")
    kept = _kept(answer(7, MENTEE, AnswerKind.CHECK_IN, str(asked.step.key), met="no"), asked.now, asked.state)
    lasting = met.goes_on().to(str(asked.step.key))
    assert "Your break until" in seen(lasting, MENTEE, answered=kept).text
    assert "Your break until" not in seen(at_its_end(lasting), MENTEE, answered=kept).text


def test_only_who_is_still_away_is_said_to_be() -> None:
    at = active()
    at = at.chooses(MENTOR, Choice.PAUSE, until=at.now + 10 * DAY).chooses(
        MENTEE, Choice.PAUSE, until=at.now + 20 * DAY
    )
    at = at.goes_on()
    assert "You and Ruben asked for this break." in seen(at, MENTEE).text
    later = at.later(12 * DAY)
    assert "Zoë asked for this break." in seen(later, MENTOR).text
    assert not seen(later, MENTOR).soup.select("form")
    page = seen(later, MENTEE)
    assert "You asked for this break." in page.text
    assert "for Ruben too" in page.text


@pytest.mark.parametrize("role", PAIR)
def test_the_agreement_comes_soon_once_the_break_before_it_is_over(role: Role) -> None:
    yes = start(seeking()).goes_on().hears(MENTOR, AnswerKind.ACCEPT).later(timedelta(minutes=1))
    page = seen(at_its_end(told(yes, HR)), role)
    assert "The break is over. The agreement comes soon." in page.text
    assert "after the break" not in page.text


def test_a_pair_that_has_not_agreed_reads_that_the_break_is_over() -> None:
    for role in PAIR:
        assert "The break is over." in seen(at_its_end(told(start(paired()).goes_on(), HR)), role).text


@pytest.mark.parametrize(
    ("language", "promised"),
    [
        ("en", "We write to you both then, or soon after."),
        ("de", "Wir schreiben euch beiden dann oder kurz danach."),
        ("es", "Os escribimos entonces o poco después."),
        ("es-419", "Les escribimos entonces o poco después."),
    ],
)
def test_no_letter_is_promised_for_a_day_on_which_none_may_be_sent(language: str, promised: str) -> None:
    assert promised in seen(active(), MENTEE, language).text
