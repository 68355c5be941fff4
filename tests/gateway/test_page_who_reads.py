"""Beside each field that is not for everybody, the page says who reads it."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, AnswerKind, Role, StepKind
from tests.gateway.page_at import COORDINATOR, HR, MENTEE, MENTOR, At, Seen, began, seen, start
from tests.letters.samples import LANGUAGES
from tests.policy.pairs import seeking

PRIVATE = (
    "The people who run XXXX can read this in their console, but no e-mail tells them about it. Ruben does not see it. "
    "If it is urgent, write to Cleo."
)
REASON = "Zoë does not see it. The people who run XXXX can read it in their console."
NOT_BEFORE = (
    "Until then, we do not suggest you as a mentor. Zoë is not told of this. The people who run mentoring in your "
    "organisation can see the day."
)
RATING = "Ruben does not see this. The people who run XXXX see only whether a meeting was rated low."
NOTE = "Ruben reads this when you have both answered, or else in our next letter."
NEXT_STEP = "We remind you of it with our next question, and Ruben sees it, too."
BOOKED_ON = "Ruben sees it as your next meeting, too."
MEETING = {"rating": RATING, "note": NOTE, "next_step": NEXT_STEP, "booked_on": BOOKED_ON, "private": PRIVATE}
IN_TOUCH = (
    "Unless one of you says no, our farewell gives you Ruben's address, and Ruben yours. If you both say yes, this "
    "page says so when it is over."
)
HINTS: dict[tuple[StepKind, Role], dict[str, str]] = {
    (StepKind.REQUEST, MENTOR): {"reason": REASON, "not_before": NOT_BEFORE},
    (StepKind.REQUEST_REMINDER, MENTOR): {"reason": REASON, "not_before": NOT_BEFORE},
    (StepKind.NO_MENTOR, COORDINATOR): {"private": "The people who run XXXX can read this. Zoë does not see it."},
    (StepKind.AGREED, MENTEE): MEETING,
    (StepKind.CHECK_IN, MENTEE): MEETING,
    (StepKind.NUDGE, MENTEE): MEETING,
    (StepKind.REVIEW, MENTEE): {
        "progress": "Only you see this, on this page. Tell Ruben about it when you meet.",
        "private": PRIVATE,
    },
    (StepKind.RHYTHM, MENTEE): {"private": PRIVATE},
    (StepKind.LAST_NOTICE, MENTEE): {"private": PRIVATE},
    (StepKind.TASK, COORDINATOR): {"private": "The people who run XXXX can read this. Zoë and Ruben do not see it."},
    (StepKind.CLOSING, MENTEE): {"keep_in_touch": IN_TOUCH},
}
PAGES = list(HINTS)


def at(kind: StepKind) -> At:
    """Return the moment after a letter of a kind."""
    if kind in (StepKind.REQUEST, StepKind.REQUEST_REMINDER, StepKind.NO_MENTOR):
        return start(seeking()).unanswered(kind)
    if kind is StepKind.AGREED:
        return began()
    return began().unanswered(kind, PAIR if kind in (StepKind.CHECK_IN, StepKind.REVIEW, StepKind.CLOSING) else ())


def hint(page: Seen, name: str) -> str:
    """Return what stands beside a field, for those who see the page and those who hear it."""
    group = page.soup.select_one(f"fieldset[id={name}]")
    found = group.select_one("p.hint") if group else page.soup.select_one(f"#{name}-hint")
    assert found, name
    field = page.soup.select_one(f"[name={name}]")
    assert field
    assert group or f"{name}-hint" in str(field["aria-describedby"]).split()
    for each in found.select(".unfolded"):  # shown only where all fields are shown at once
        each.extract()
    return " ".join(found.get_text(" ").split())


@pytest.mark.parametrize(("kind", "role"), PAGES)
def test_a_page_says_who_reads_each_word_that_it_asks_for(kind: StepKind, role: Role) -> None:
    page = seen(at(kind), role)
    assert {name: hint(page, name) for name in HINTS[kind, role]} == HINTS[kind, role]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "role"), PAGES)
def test_it_does_so_in_the_language_of_its_reader(kind: StepKind, role: Role, language: str) -> None:
    page, english = seen(at(kind), role, language), HINTS[kind, role]
    for name in english:
        said = hint(page, name)
        assert any(who in said for who in ("XXXX", "Ruben", "Zoë")), said
        assert (said == english[name]) == (language == "en"), said


@pytest.mark.parametrize("kind", [StepKind.CHECK_IN, StepKind.REVIEW, StepKind.RHYTHM])
def test_without_a_coordinator_nobody_is_named_for_what_is_urgent(kind: StepKind) -> None:
    page = seen(at(kind), MENTEE, coordinator=None)
    assert hint(page, "private") == PRIVATE.removesuffix(" If it is urgent, write to Cleo.")


def test_a_note_for_which_no_letter_of_its_own_comes_any_more_is_promised_for_the_next_one() -> None:
    asked = began().unanswered(StepKind.CHECK_IN)
    for role in PAIR:
        asked = asked.hears(role, AnswerKind.CHECK_IN, met="yes", note=True)
    thanked = asked.unanswered(StepKind.THANKS)
    later = "Ruben reads this in our next letter."
    paused = asked.hears(HR, AnswerKind.PAUSE, step=None, until=asked.now + timedelta(days=7))
    for moment, said in ((asked, NOTE), (thanked, later), (paused, later)):
        assert hint(seen(moment.to("check_in/1"), MENTEE), "note") == said
