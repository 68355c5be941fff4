"""Why something happens is said in the reader's own language, with names, and never as a code."""

from datetime import UTC, datetime

import pytest

from letters.reasoning import because
from letters.voice import voice_of
from schemas.names import Role
from schemas.reason import Reason, ReasonCode
from tests.letters.samples import LANGUAGES

NOW = datetime(2026, 11, 26, tzinfo=UTC)
NAMES = {Role.MENTEE: "Ana", Role.MENTOR: "Ben", Role.COORDINATOR: "Eva"}


def said(language: str, code: ReasonCode, **more: object) -> str:
    """Return a reason as a reader of this language gets it."""
    return because(Reason(code=code, **more), voice_of(language, "UTC"), NAMES, NOW)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", [(Role.MENTOR,), (Role.MENTEE, Role.MENTOR)])
@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_words_in_every_language(language: str, code: ReasonCode, who: tuple[Role, ...]) -> None:
    for count in (1, 2):
        for days in (1, 7, 30, 45):
            words = said(language, code, who=who, days=days, count=count, cadence_days=21, until=NOW)
            assert words
            assert words.lower() not in set(ReasonCode), "a code is no reason"
            assert not set("{}") & set(words)


def test_one_person_and_two_take_another_verb() -> None:
    one, both = (Role.MENTOR,), (Role.MENTEE, Role.MENTOR)
    assert said("en", ReasonCode.AGREEMENT_UNANSWERED, who=one) == "Ben has not answered the agreement yet"
    assert said("en", ReasonCode.AGREEMENT_UNANSWERED, who=both) == "Ana and Ben have not answered the agreement yet"


def test_silence_is_told_with_its_time_and_rhythm() -> None:
    one, both = (Role.MENTOR,), (Role.MENTEE, Role.MENTOR)
    assert said("en", ReasonCode.SILENCE, who=one, days=42, cadence_days=21) == (
        "there has been no answer from Ben and no reported meeting for 6 weeks; they agreed to meet every 3 weeks"
    )
    assert said("de", ReasonCode.SILENCE, who=both, days=1, cadence_days=7) == (
        "seit einem Tag keine Antwort von Ana und Ben und kein gemeldetes Treffen; vereinbart sind Treffen jede Woche"
    )
    assert said("es", ReasonCode.SILENCE, who=both, days=7, cadence_days=30) == (
        "sin respuesta de Ana y Ben ni encuentros comunicados desde hace una semana; "
        "lo acordado es un encuentro una vez al mes"
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "for 123 days (paused for 81 days); "),
        ("de", "Seit 123 Tagen (davon 81 Tage Pause) "),
        ("es", "desde hace 123 días (81 días en pausa); "),
    ],
)
def test_whoever_reads_of_a_silence_reads_how_much_of_it_was_a_break(language: str, words: str) -> None:
    """A break is not called a hold, by which a coordinator would guess that somebody has raised a concern."""
    silence = said(language, ReasonCode.SILENCE, who=(Role.MENTEE,), days=123, paused=81, cadence_days=21)
    assert words.lower() in silence.lower()


def test_letters_are_counted_where_letters_are_meant() -> None:
    assert said("en", ReasonCode.NOT_ANSWERED, who=(Role.MENTOR,), count=1) == "Ben did not answer the last letter"
    assert said("de", ReasonCode.NOT_ANSWERED, who=(Role.MENTOR,), count=3) == (
        "Ben hat die letzten 3 Nachrichten nicht beantwortet"
    )


def test_a_name_is_never_read_as_a_placeholder() -> None:
    names = {**NAMES, Role.MENTOR: "{mentee}"}
    reason = Reason(code=ReasonCode.REQUEST_UNANSWERED)
    assert because(reason, voice_of("en", "UTC"), names, NOW) == "{mentee} has not answered the request yet"


def test_somebody_without_a_name_is_described() -> None:
    reason = Reason(code=ReasonCode.UNREACHABLE, who=(Role.MENTOR,))
    assert because(reason, voice_of("de", "UTC"), {}, NOW) == ("E-Mails an die begleitende Person kommen nicht an")


def test_a_rhythm_that_one_of_them_set_is_not_told_as_agreed() -> None:
    for language, words in (
        ("en", "Ben chose to meet every 6 weeks"),
        ("de", "Ben hat Treffen alle 6 Wochen festgelegt"),
        ("es", "Ben ha fijado un encuentro cada 6 semanas"),
    ):
        assert said(language, ReasonCode.RHYTHM_DUE, cadence_days=42, set_by=Role.MENTOR) == words
        assert said(language, ReasonCode.NO_MEETING, days=90, cadence_days=42, set_by=Role.MENTOR).endswith(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("paused for a day", "paused for a week", "paused for a month")),
        ("de", ("davon ein Tag Pause", "davon eine Woche Pause", "davon ein Monat Pause")),
        ("es", ("un día en pausa", "una semana en pausa", "un mes en pausa")),
    ],
)
def test_a_break_of_a_day_a_week_or_a_month_is_named_as_one_says_it(language: str, words: tuple[str, ...]) -> None:
    for paused, expected in zip((1, 7, 30), words, strict=True):
        told = said(language, ReasonCode.SILENCE, who=(Role.MENTOR,), days=94, paused=paused, cadence_days=21)
        assert f"({expected})" in told
