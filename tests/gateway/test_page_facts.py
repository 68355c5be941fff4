"""Single pages say what is so, at the turn at which it matters."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from gateway.pages.ahead import ahead
from gateway.pages.context import Standing
from gateway.pages.facts import so_far
from gateway.pages.render import show
from gateway.pages.so_far import Asked
from schemas.messages import Step
from schemas.names import AnswerKind, Formality, Met, Outcome, Phase, Role, StepKind
from schemas.step_key import StepKey
from tests.gateway.page_at import COORDINATOR, HR, MENTEE, MENTOR, began, standing_at, start
from tests.gateway.page_lives import LIVES
from tests.gateway.page_walk import standings, turns
from tests.policy.pairs import paired, seeking


def text_of(standing: Standing) -> str:
    """Return the words of a page."""
    soup = BeautifulSoup(show(standing, action="/a/x", nonce="x"), "html.parser")
    for each in soup.select("bdi"):
        each.unwrap()
    soup.smooth()
    return " ".join(soup.get_text(" ").split())


def pages(kind: StepKind, language: str = "en", life: str = "") -> Iterator[Standing]:
    """Yield what is behind links of a kind, over all lives or one."""
    for name in [life] if life else LIVES:
        for turn in turns(name):
            yield from (each for each in standings(turn, language) if each.kind is kind)


def test_a_yes_can_be_taken_back_until_the_agreement_is_sent_however_short_that_is() -> None:
    """Without a time to undo it said "We send it at once", also on a Saturday and in a break."""
    standing = next(each for each in pages(StepKind.REQUEST) if each.concerned)
    at_once = standing.model_copy(update={"rules": standing.rules.model_copy(update={"undo_minutes": 0})})
    for each in (standing, at_once):
        assert "Until we send it, you can take this back." in text_of(each)


def test_a_mentor_who_opens_a_request_later_is_not_offered_meetings_that_have_passed() -> None:
    standing = next(each for each in pages(StepKind.REQUEST) if each.concerned)
    past, ahead = standing.clock - timedelta(days=1), standing.clock + timedelta(days=9)

    def text(*meetings: object) -> str:
        return text_of(
            standing.model_copy(update={"request": standing.request.model_copy(update={"meetings": meetings})})
        )

    assert text(past) == text()
    assert text(past, ahead) == text(ahead) != text()


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "and the people who run XXXX can read them, too."),
        ("de", "auch die Verantwortlichen im Programm XXXX können sie lesen."),
        ("es", "las personas responsables de XXXX también pueden leerlos."),
        ("es-419", "las personas responsables de XXXX también pueden leerlos."),
    ],
)
@pytest.mark.parametrize("formality", list(Formality))
def test_whoever_changes_the_agreement_reads_who_can_read_it(language: str, says: str, formality: Formality) -> None:
    standing = next(each for each in pages(StepKind.AGREEMENT, language) if each.phase is Phase.AGREEING)
    assert says in text_of(standing.model_copy(update={"formality": formality}))


def test_whom_nobody_looks_for_any_more_reads_when_the_request_ends_and_of_no_answer_that_is_awaited() -> None:
    for standing in pages(StepKind.NO_MENTOR, life="nobody runs it"):
        if standing.role is Role.MENTEE and standing.phase is Phase.SEEKING:
            said = text_of(standing)
            assert "we tell you that the request has ended, unless somebody decides otherwise before" in said
            assert "if we have heard nothing by then" not in said


def test_a_coordinator_who_gave_more_time_is_not_asked_to_answer_any_more() -> None:
    given = [
        each
        for each in pages(StepKind.NO_MENTOR)
        if each.state.seeking and each.state.seeking.decided and each.phase is Phase.SEEKING
    ]
    assert {each.role for each in given} == {Role.COORDINATOR, Role.MENTEE}
    for standing in given:
        assert standing.card.waiting_for == ()
        assert "Please answer by" not in text_of(standing)
        assert "can answer until" not in text_of(standing)


@pytest.mark.parametrize(("formality", "called"), [(Formality.INFORMAL, "Keiko,"), (Formality.FORMAL, "Keiko Tanaka,")])
def test_whoever_was_asked_is_called_as_the_programme_calls_people(formality: Formality, called: str) -> None:
    standing = next(each for each in pages(StepKind.NO_MENTOR, "de") if each.role is Role.MENTEE)
    asked = (Asked(given_name="Keiko", name="Keiko Tanaka", at=standing.clock - timedelta(days=3)),)
    so_far = standing.so_far.model_copy(update={"asked": asked})
    assert called in text_of(standing.model_copy(update={"formality": formality, "so_far": so_far}))


@pytest.mark.parametrize(
    ("language", "says"), [("en", "have left."), ("de", "nicht mehr dabei sind."), ("es", "ya no están.")]
)
def test_where_both_have_left_the_coordinator_reads_it_of_both(language: str, says: str) -> None:
    standing = next(each for each in pages(StepKind.TASK, language) if each.phase is Phase.CLOSED)
    state = standing.state.with_(gone=(Role.MENTEE, Role.MENTOR), outcome=Outcome.LEFT)
    so_far = standing.so_far.model_copy(update={"ended": standing.clock})
    assert says in text_of(standing.model_copy(update={"known": state, "so_far": so_far}))


def test_two_began_on_the_day_on_which_both_agreed_also_where_the_letter_came_later() -> None:
    """From that day their time is counted."""
    at = start(paired()).goes_on()
    at = at.hears(MENTEE, AnswerKind.AGREE).hears(MENTOR, AnswerKind.AGREE)
    standing = standing_at(at, MENTEE)
    later = standing.so_far.model_copy(update={"began": at.now + timedelta(days=3)})
    assert ("Began", standing.say.here(at.now)) in so_far(standing.model_copy(update={"so_far": later}))


def test_a_coordinator_reads_the_agreement_of_the_two_as_theirs() -> None:
    at = began()
    for role, says, says_not in ((COORDINATOR, "of them", "of you"), (MENTEE, "of you", "of them")):
        text = text_of(standing_at(at, role))
        assert f"What each {says} gives" in text
        assert f"Either {says} may end it kindly" in text
        assert says_not not in text


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "from the day they begin"), ("de", "ab dem gemeinsamen Beginn"), ("es", "desde el comienzo")],
)
def test_a_coordinator_is_not_told_of_a_beginning_of_their_own(language: str, says: str) -> None:
    at = start(paired()).goes_on()
    for formality in Formality:
        text = text_of(standing_at(at, COORDINATOR, language, formality=formality))
        assert says in text
    assert "from the day you begin" in text_of(standing_at(at, MENTEE))


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_no_sentence_about_what_comes_next_lacks_its_name(language: str) -> None:
    """In the minutes after the mentee of a search was reported as left, the next letter reaches nobody at all."""
    at = start(seeking())
    standing = standing_at(at, COORDINATOR, language)
    step = Step(key=StepKey("withdrawn/1"), due=at.now + timedelta(minutes=10), to=(), reason=at.step.reason)
    assert ahead(standing, step) == []


def test_a_meeting_that_was_booked_for_the_time_of_a_break_is_not_the_next_one() -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    for days, is_away, shown in ((5, False, True), (5, True, False), (25, True, True)):
        day = (at.now + timedelta(days=days)).date()
        told = at.hears(MENTEE, AnswerKind.CHECK_IN, met=Met.BOOKED, booked_on=day)
        moment = told.hears(HR, AnswerKind.PAUSE, step=None, until=at.now + timedelta(days=20)) if is_away else told
        for role, by in ((MENTEE, "you"), (MENTOR, "Zoë")):
            says = f"Next meeting {day:%-d %B %Y}, as {by} told us"
            assert (says in text_of(standing_at(moment, role))) is shown


@pytest.mark.parametrize(
    ("language", "quoted"),
    [("en", "Zoë: “I know Rust.”"), ("de", "Zoë: „I know Rust.“"), ("es", "Zoë: «I know Rust.»")],
)
@pytest.mark.parametrize("role", [MENTEE, MENTOR, COORDINATOR])
def test_what_the_mentee_offered_is_quoted_by_name_until_the_two_say_what_each_gives(
    role: Role, language: str, quoted: str
) -> None:
    standing = standing_at(began(), role, language)
    assert standing.terms
    request = standing.request.model_copy(update={"offer": "I know Rust."})
    for giving, is_quoted in (("I know Rust.", True), ("Both give time.", False)):
        terms = standing.terms.model_copy(update={"giving": giving})
        text = text_of(standing.model_copy(update={"request": request, "terms": terms}))
        assert (quoted in text) is is_quoted
        assert giving in text
