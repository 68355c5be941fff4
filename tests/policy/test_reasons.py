"""Every reason can be said in English, singular and plural right, and nothing that lies ahead is said as a fact."""

from datetime import UTC, datetime, timedelta

import pytest

from policy.durations import every, length
from policy.reasons import AHEAD, REASONS, STEPS, anonymous, because, sentence, summary, what_of
from schemas.messages import Step
from schemas.names import PAIR, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.step_key import StepKey

NOW = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
MENTEE, MENTOR = PAIR


def full(code: ReasonCode, who: tuple[Role, ...], number: int) -> Reason:
    """Return a reason with every parameter."""
    return Reason(code=code, who=who, days=number, count=number, cadence_days=21, until=NOW)


@pytest.mark.parametrize("ahead", [True, False])
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("who", [(MENTOR,), PAIR, tuple(Role)])
@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_words(code: ReasonCode, who: tuple[Role, ...], number: int, ahead: bool) -> None:
    words = anonymous(sentence(full(code, who, number), ahead))
    assert words == words.strip()
    assert words not in {code.value, ""}
    assert not set("{}<>") & set(words)
    assert "None" not in words
    assert not words.endswith(".")


def test_no_words_are_left_over() -> None:
    assert set(REASONS) == set(ReasonCode)
    assert set(AHEAD) <= set(ReasonCode)
    assert set(STEPS) == set(StepKind)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            Reason(code=ReasonCode.SILENCE, who=(MENTOR,), days=1, cadence_days=7),
            "there has been no answer from {mentor} and no reported meeting for 1 day; they agreed to meet every week",
        ),
        (
            Reason(code=ReasonCode.SILENCE, who=PAIR, days=42, cadence_days=21),
            "there has been no answer from {mentee} and {mentor} and no reported meeting for 6 weeks; "
            "they agreed to meet every 3 weeks",
        ),
        (
            Reason(code=ReasonCode.SILENCE, who=(MENTOR,), days=123, paused=81, cadence_days=21),
            "there has been no answer from {mentor} and no reported meeting for 123 days (paused for 81 days); "
            "they agreed to meet every 3 weeks",
        ),
        (Reason(code=ReasonCode.NOT_ANSWERED, who=(MENTEE,), count=1), "{mentee} did not answer the last letter"),
        (Reason(code=ReasonCode.NOT_ANSWERED, who=(MENTEE,), count=3), "{mentee} did not answer the last 3 letters"),
        (
            Reason(code=ReasonCode.ASKED, who=(MENTOR,), days=0, until=NOW),
            "{mentor} was asked today and has time to answer until 4 December 2026, 09:30 UTC",
        ),
        (
            Reason(code=ReasonCode.ASKED_AGAIN, who=(MENTOR,), count=1, until=NOW),
            "{mentor} did not answer 1 letter, was asked again and has time to answer until 4 December 2026, 09:30 UTC",
        ),
        (
            Reason(code=ReasonCode.MET_AGO, days=20, cadence_days=1),
            "a meeting was last reported 20 days ago; they agreed to meet every day",
        ),
        (Reason(code=ReasonCode.HAS_LEFT, who=PAIR), "{mentee} and {mentor} have left"),
        (Reason(code=ReasonCode.ON_LEAVE, who=(MENTOR,)), "{mentor} is away"),
        (Reason(code=ReasonCode.ON_LEAVE, who=PAIR), "{mentee} and {mentor} are away"),
        (
            Reason(code=ReasonCode.ON_LEAVE, who=(MENTOR,), until=NOW),
            "{mentor} is away until 4 December 2026, 09:30 UTC",
        ),
        (
            Reason(code=ReasonCode.AGREEMENT_UNANSWERED, who=PAIR),
            "{mentee} and {mentor} have not answered the agreement yet",
        ),
        (
            Reason(code=ReasonCode.SILENT_NEXT, days=14),
            "no answer came within 2 weeks, so the next candidate is asked",
        ),
    ],
)
def test_a_reason_reads_as_a_sentence(reason: Reason, words: str) -> None:
    assert sentence(reason) == words


def test_what_is_not_so_yet_is_said_with_if() -> None:
    due = NOW + timedelta(days=10)
    silence = Reason(code=ReasonCode.SILENCE, who=(MENTOR,), days=42, cadence_days=21)
    step = Step(key=StepKey("nudge/2"), due=due, to=PAIR, reason=silence)
    assert because(step, NOW) == "if nothing is heard from {mentor} by then; they agreed to meet every 3 weeks"
    assert because(step, due).startswith(
        "because there has been no answer from {mentor} and no reported meeting for 6 weeks"
    )
    assert "if nothing is heard from the mentor by then" in summary(step, NOW)
    assert "because there has been no answer from the mentor" in summary(step)


def test_a_summary_says_what_and_why_without_names_and_stays_short() -> None:
    for kind in StepKind:
        if kind in (StepKind.REQUEST_REMINDER, StepKind.AGREEMENT_REMINDER):
            continue
        reason = full(ReasonCode.ASKED_AGAIN, PAIR, 12)
        step = Step(key=StepKey.of(kind, 12), due=NOW, to=(*PAIR, Role.COORDINATOR), reason=reason)
        text, whole = summary(step), anonymous(f"{what_of(step)} ({step.key}), {because(step, NOW)}")
        assert len(text) <= 180
        assert not set("{}<>") & set(text)
        assert text.startswith(anonymous(STEPS[kind]))
        assert text.removesuffix(" …") in whole[: len(text)]
        assert not whole.removeprefix(text.removesuffix(" …"))[:1].isalnum()


def test_lengths_of_time_are_never_rounded() -> None:
    assert [length(days) for days in (0, 1, 7, 14, 20, 30)] == [
        "0 days",
        "1 day",
        "1 week",
        "2 weeks",
        "20 days",
        "30 days",
    ]
    assert [every(days) for days in (1, 7, 14, 10, 30)] == [
        "every day",
        "every week",
        "every 2 weeks",
        "every 10 days",
        "every month",
    ]


def test_without_a_coordinator_the_mentee_is_told_that_no_mentor_was_found() -> None:
    """The API said that the coordinator is told, of a programme that has none."""
    reason, due = Reason(code=ReasonCode.DECLINED_LAST), NOW
    step = Step(key=StepKey("no_mentor/1"), due=due, to=(Role.COORDINATOR, MENTEE), reason=reason)
    assert what_of(step, step.to) == "tell the coordinator that no mentor has been found so far"
    alone = step.with_(to=(MENTEE,))
    assert what_of(alone, alone.to) == "tell {mentee} that no mentor has been found so far"
