"""A break that somebody asked for is not an absence, and a date that HR set says so; and other plain facts."""

from datetime import timedelta

import pytest

from gateway.pages.outlook import outlook, stands
from gateway.pages.routes import _notice
from gateway.pages.said import receipt
from gateway.pages.so_far import SoFar
from intake.telling import Told
from policy.lifecycle import next_step
from policy.news import away, left
from schemas.names import AnswerKind, Choice, Phase, Role, StepKind
from schemas.reason import ReasonCode
from tests.gateway.page_at import HR, MENTEE, MENTOR, At, began, seen, standing_at, start
from tests.gateway.page_walk import _kept
from tests.policy.pairs import answer, paired, person, seeking

WEEKS = timedelta(days=21)


def pausing(at: At, role: Role) -> At:
    """Return the break that somebody asked for."""
    return at.chooses(role, Choice.PAUSE, until=at.now + WEEKS)


def on_leave(at: At, role: Role) -> At:
    """Return the leave that the roster tells of."""
    return at._replace(state=away(at.state, role, at.now + WEEKS, at.now))


def active() -> At:
    """Return a pair that was asked how it is going."""
    return began().unanswered(StepKind.CHECK_IN)


def words(at: At, role: Role) -> str:
    """Return what a reader is told of a break."""
    return seen(at, role).soup.select_one(".stands").get_text(" ")  # type: ignore[union-attr]


def test_a_break_that_somebody_asked_for_is_worded_so() -> None:
    at = pausing(active(), MENTOR)
    assert "Ruben asked for this break." in words(at, MENTEE)
    assert "You asked for this break." in words(at, MENTOR)
    assert "away" not in words(at, MENTEE) + words(at, MENTOR)
    both = at.chooses(MENTEE, Choice.PAUSE, until=at.now + WEEKS)
    assert "You and Ruben asked for this break." in words(both, MENTEE)


def test_leave_from_the_roster_is_an_absence() -> None:
    at = on_leave(active(), MENTOR)
    assert "Ruben is away." in words(at, MENTEE)
    assert "You are away." in words(at, MENTOR)
    mixed = pausing(at, MENTEE)
    assert "You asked for this break. Ruben is away." in " ".join(words(mixed, MENTEE).split())
    assert "You and Ruben are both away." in words(on_leave(at, MENTEE), MENTEE)


def test_a_date_that_hr_set_says_so_until_they_choose_another() -> None:
    at = pausing(active(), MENTOR).goes_on()
    cut = at.hears(HR, AnswerKind.PAUSE, step=None, until=at.now + timedelta(days=5))
    for role in (MENTEE, MENTOR):
        assert "The people who run XXXX set this date." in words(cut, role)
    again = cut.chooses(MENTOR, Choice.PAUSE, until=at.now + WEEKS)
    assert "set this date" not in words(again, MENTOR)


def test_a_break_is_said_to_be_the_programmes_only_if_it_lasts_as_long_as_theirs() -> None:
    """Ana asked for a longer one, and read that the people who run the programme had."""
    at = active()
    hr = at.hears(HR, AnswerKind.PAUSE, step=None, until=at.now + WEEKS / 2)
    longer = pausing(hr, MENTEE), on_leave(hr, MENTOR)
    for moment in (*longer, *(one.later(WEEKS * 2 / 3) for one in longer)):
        for role in (MENTEE, MENTOR):
            assert "The people who run" not in words(moment, role)
    assert "You asked for this break." in words(longer[0], MENTEE)
    assert "Ruben is away." in words(longer[1], MENTEE)
    shorter = hr.chooses(MENTEE, Choice.PAUSE, until=at.now + WEEKS / 3)
    assert "The people who run XXXX asked for it." in words(shorter, MENTEE)


def test_a_step_says_by_whose_leave_there_is_a_break() -> None:
    reason = on_leave(active(), MENTOR).goes_on().step.reason
    assert (reason.code, reason.who) == (ReasonCode.ON_LEAVE, (MENTOR,))
    assert pausing(active(), MENTOR).goes_on().step.reason.code is ReasonCode.BREAK_ASKED


def test_whoever_is_back_first_reads_that_it_goes_on_once_everybody_is() -> None:
    at = pausing(on_leave(active(), MENTOR), MENTEE).goes_on()
    assert at.step.kind is StepKind.PAUSED
    assert "Everything goes on once everybody is back." in seen(at, MENTEE).text


@pytest.mark.parametrize(
    ("language", "here"), [("en", "still answer here"), ("de", "hier noch antworten"), ("es", "responder aquí")]
)
def test_the_page_of_a_letter_about_a_break_promises_no_answer_to_the_request_before_it(
    language: str, here: str
) -> None:
    """Its only button is "I am back"; the links of the letter with the request take the answer."""
    asked = start(seeking()).goes_on()
    leave = asked._replace(state=away(asked.state, MENTOR, asked.now + timedelta(days=9), asked.now))
    assert here in seen(leave, MENTOR, language).text
    at = leave.goes_on()
    assert at.step.kind is StepKind.PAUSED
    assert here not in seen(at, MENTOR, language).text


def test_welcome_back_is_said_once() -> None:
    at = pausing(on_leave(active(), MENTOR), MENTEE).goes_on()
    back = at.hears(MENTEE, AnswerKind.RESUME)
    kept = _kept(answer(7, MENTEE, AnswerKind.RESUME, str(at.step.key)), at.now, at.state)
    assert receipt(standing_at(back, MENTEE), kept, at.state).startswith("The break still lasts until")


def test_whoever_changed_the_agreement_is_not_told_of_a_letter_to_whoever_must_look() -> None:
    at = start(paired()).goes_on()
    changed = at.hears(MENTEE, AnswerKind.AMEND, cadence_days=14)
    kept = _kept(answer(7, MENTEE, AnswerKind.AMEND, str(at.step.key), cadence_days=14), at.now, at.state)
    assert "was changed after this letter" not in seen(changed, MENTEE, answered=kept).text


@pytest.mark.parametrize("kind", [AnswerKind.DECLINE, AnswerKind.ACCEPT])
def test_a_mentor_who_said_no_reads_that_the_request_goes_on_without_them(kind: AnswerKind) -> None:
    at = start(paired()).goes_on().to("request/1")
    kept = _kept(answer(7, MENTOR, kind, "request/1"), at.now, at.state)
    elsewhere = standing_at(at, MENTOR, answered=kept)
    other = elsewhere.mentor and elsewhere.mentor.model_copy(update={"id": person("another")})
    says = stands(elsewhere.model_copy(update={"mentor": other, "answered": kept}))
    assert ("goes on without you" in says) == (kind is AnswerKind.DECLINE)
    assert ("settled" in says) == (kind is AnswerKind.ACCEPT)


def test_thanks_to_somebody_who_has_just_left_are_not_promised_to_them() -> None:
    at = active().hears(HR, AnswerKind.CLOSE, step=None).goes_on()
    said = answer(7, MENTEE, AnswerKind.THANK, str(at.step.key), note=True)
    thanked = at.hears(MENTEE, AnswerKind.THANK, note=True)
    gone = thanked._replace(state=left(thanked.state, MENTOR, at.now))
    words = receipt(standing_at(gone, MENTEE), _kept(said, at.now, at.state), at.state)
    assert words == "What you wrote is saved. <bdi>Ruben</bdi> does not get it."
    assert gone.state.phase is Phase.CLOSING
    assert outlook(standing_at(gone, MENTEE), opened=False, asks=False)


def test_a_receipt_does_not_tell_of_an_answer_that_another_one_has_overtaken() -> None:
    at = start(seeking()).goes_on()
    said = answer(7, MENTOR, AnswerKind.DECLINE, "request/1")
    no = at.hears(MENTOR, AnswerKind.DECLINE)
    yes = no.hears(MENTOR, AnswerKind.ACCEPT)
    kept = _kept(said, at.now, at.state)
    told = Told(answer_id=kept.id, state="told", says="")
    page = standing_at(yes, MENTOR, answered=kept)
    notice = _notice(page, told, at.state, seems_late=False)
    assert notice.sentences[0].striptags() == "You said yes to Zoë."
    latest = page.model_copy(update={"known": no.state.with_(heard=(*no.state.heard, kept.id))})
    assert _notice(latest, told, at.state, seems_late=False).sentences[0].startswith("You said no.")


@pytest.mark.parametrize(
    ("language", "role", "yes", "agreement"),
    [
        ("en", MENTEE, "Ruben said yes. There is a break", "The agreement comes after the break."),
        ("en", MENTOR, "You said yes to Zoë. There is a break", "The agreement comes after the break."),
        ("de", MENTEE, "Ruben hat Ja gesagt.", "Die Vereinbarung kommt nach der Pause."),
        ("es", MENTOR, "Has dicho que sí a Zoë.", "El acuerdo llega después de la pausa."),
    ],
)
def test_a_break_before_the_agreement_says_who_said_yes(language: str, role: Role, yes: str, agreement: str) -> None:
    said_yes = start(seeking()).goes_on().hears(MENTOR, AnswerKind.ACCEPT).later(timedelta(minutes=1))
    at = on_leave(said_yes, MENTOR)
    assert at.state.phase is Phase.AGREEING
    page = seen(at.goes_on(), role, language)
    assert yes in page.text
    assert agreement in page.text
    under_way = seen(on_leave(active(), MENTOR), role, language).text
    assert agreement not in under_way


@pytest.mark.parametrize(
    ("language", "goes_on", "welcome"),
    [
        ("en", "we write to you that the break is over", "welcome"),
        ("de", "schreiben wir dir, dass die Pause vorbei ist", "dass es weitergeht"),
        ("es", "te avisamos de que la pausa ha terminado", "que todo continúa"),
    ],
)
def test_a_search_that_was_on_hold_goes_on_and_nobody_is_welcomed_back(
    language: str, goes_on: str, welcome: str
) -> None:
    at = start(seeking(zones=("Europe/Berlin",))).unanswered(StepKind.NO_MENTOR)
    at = at.hears(HR, AnswerKind.PAUSE, until=at.now + WEEKS).goes_on()
    page = seen(at, MENTEE, language)
    assert goes_on in page.text
    assert welcome not in page.text


def test_more_time_for_a_search_that_is_on_hold_names_the_day_that_the_break_makes_of_it() -> None:
    at = start(seeking(zones=("Europe/Berlin",))).unanswered(StepKind.NO_MENTOR)
    held = at.hears(HR, AnswerKind.PAUSE, until=at.now + WEEKS).later(timedelta(days=1))
    page = seen(held, Role.COORDINATOR)
    given = held.hears(Role.COORDINATOR, AnswerKind.DECIDE, choice=Choice.CONTINUE).goes_on()
    while given.step.kind is not StepKind.RESUMED:
        given = given.goes_on()
    ends = next_step(given.state, given.now)
    assert ends
    assert ends.kind is StepKind.WITHDRAWN
    assert f"The search stays open until {page.it.say.day(ends.due)}" in page.text


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_whatever_ended_before_it_began_says_on_which_day(language: str) -> None:
    at = start(seeking()).goes_on().hears(HR, AnswerKind.CLOSE)
    while at.state.phase is not Phase.CLOSED:
        at = at.goes_on()
    page = seen(at, MENTEE, language, so_far=SoFar(ended=at.now))
    assert page.it.say.day(at.now) in page.text


@pytest.mark.parametrize(
    ("language", "ended", "request_"),
    [
        ("en", "we tell you that it has ended", "request"),
        ("de", "sagen wir dir, dass es beendet ist", "Anfrage"),
        ("es", "te decimos que ha terminado", "solicitud"),
    ],
)
def test_the_end_of_a_given_pair_is_not_that_of_a_request(language: str, ended: str, request_: str) -> None:
    page = seen(start(paired()).goes_on().hears(HR, AnswerKind.CLOSE), MENTEE, language)
    assert ended in page.text
    assert request_ not in page.text
