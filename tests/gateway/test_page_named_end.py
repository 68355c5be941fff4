"""What pages show of an end that one of the two named for their agreement, once it has come too close."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.pages.form_fields import Form
from gateway.pages.replies import reply
from intake.answers import NewAnswer
from policy.ends import shown_end
from policy.lifecycle import after, next_step
from policy.versions import as_drafted
from schemas.messages import StepOutcome
from schemas.names import AnswerKind, Role
from schemas.reason import Reason, ReasonCode
from schemas.request import Goal, Terms
from tests.gateway.page_at import COORDINATOR, MENTEE, MENTOR, At, seen, standing_at, start
from tests.policy.pairs import START, seeking

DAY = timedelta(days=1)
NAMED = {
    "en": "Ruben named an earlier end (Monday, 7 December 2026); it is now later, so that there is enough time",
    "de": "Ruben hatte ein früheres Ende genannt (Montag, 7. Dezember 2026); es liegt jetzt später, damit genug",
    "es": "Ruben propuso un final anterior (lunes 7 de diciembre de 2026); ahora es más tarde, para que haya tiempo",
}
YOU = {"en": "You named an earlier end", "de": "Du hattest ein früheres Ende", "es": "Propusiste un final anterior"}


def asked(**known: Any) -> At:
    """Return a search whose first mentor has the request."""
    return start(seeking().with_(**known)).goes_on()


def proposed(days: int = 14) -> At:
    """Return the same once the mentor has said yes, with an end so many days ahead."""
    at = asked()
    return at.hears(MENTOR, AnswerKind.ACCEPT, draft=2, until=at.now + days * DAY)


def terms(at: At) -> dict[str, Any]:
    """Return what the page knows of the present terms, and of the first draft."""
    first = Terms(goals=(Goal.of("XXXX"),), focus="XXXX", giving="XXXX")
    ends = {"terms": shown_end(at.state, at.now), "drafted": shown_end(as_drafted(at.state), at.now)}
    days = {"terms": at.state.cadence_days, "drafted": as_drafted(at.state).cadence_days}
    return {one: first.model_copy(update={"ends": ends[one], "cadence_days": days[one]}) for one in ends}


def facts(at: At, role: Role, language: str = "en") -> str:
    """Return all facts that a page shows."""
    page = seen(at, role, language, drafted_by=MENTOR, **terms(at))
    return " ".join(" ".join(one.get_text(" ").split()) for one in page.soup.select("dl.facts"))


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_mentee_reads_which_day_the_mentor_named_and_that_it_has_moved(language: str) -> None:
    """ "Until … → Monday, 11 January" was what Ben had changed, who had said 14 December."""
    at = proposed().later(3 * DAY).goes_on()
    assert NAMED[language] in facts(at, MENTEE, language)


def test_the_mentor_reads_that_their_own_day_has_moved() -> None:
    at = proposed().later(3 * DAY).goes_on()
    for language, words in YOU.items():
        assert words in facts(at.to("request/1"), MENTOR, language)
    assert "Ruben named an earlier end" in facts(at, COORDINATOR)


def test_a_day_that_still_stands_is_shown_alone() -> None:
    at = proposed(40).goes_on()
    assert "→ Saturday, 2 January 2027" in facts(at, MENTEE)
    for role in (MENTEE, MENTOR):
        assert "earlier end" not in facts(at, role)


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_no_draft_shows_an_end_that_is_over(role: Role) -> None:
    at = proposed(16)
    step, back = next_step(at.state, at.now), at.now + 30 * DAY
    assert step
    waits = StepOutcome.postponed(back, Reason(code=ReasonCode.ON_LEAVE, who=(MENTEE,), until=back))
    late = at._replace(state=after(at.state, step, waits, step.due), now=at.now + 20 * DAY)
    assert "Until Wednesday, 6 January 2027." in facts(late, role)
    out = at.goes_on().later(18 * DAY)
    assert "Friday, 25 December 2026." in facts(out, role)


def test_an_end_of_the_draft_that_has_moved_is_no_change_by_the_mentor() -> None:
    at = (
        asked(ends=START + 14 * DAY).hears(MENTOR, AnswerKind.ACCEPT, draft=2, cadence_days=42).later(3 * DAY).goes_on()
    )
    page = seen(at, MENTEE, drafted_by=MENTOR, **terms(at))
    changed = page.soup.select_one("dl.facts")
    assert changed
    assert " ".join(changed.get_text(" ").split()) == "Rhythm Every 3 weeks → Every 6 weeks"


def test_no_day_is_said_to_be_that_of_a_draft_whose_end_has_moved_since() -> None:
    """It named the end as it had moved, which the draft never named."""
    at = asked(ends=START + 16 * DAY).hears(MENTOR, AnswerKind.ACCEPT).goes_on()
    assert "earlier end" not in facts(at, MENTEE)
    assert "earlier end" not in facts(at.later(5 * DAY), MENTEE)


def submitted(at: At, role: Role, question: str, choice: str, **changes: str) -> NewAnswer:
    """Press the button of a page with the day of the end that its form shows."""
    standing = standing_at(at, role, drafted_by=MENTOR, **terms(at))
    page = seen(at, role, drafted_by=MENTOR, **terms(at))
    [field] = page.soup.select("input[name=ends]")
    assert str(field["min"]) <= str(field["value"])
    now = standing.terms
    assert now
    said = {"goals": "XXXX", "focus": now.focus, "channel": now.channel, "minutes": "45", "boundaries": now.boundaries}
    said |= {"confidentiality": now.confidentiality, "giving": now.giving, "ends": str(field["value"])}
    form = Form({**said, "choice": choice, **changes}, standing.say)
    answer = reply(question, form, standing)
    assert not form.problems
    return answer


def test_whoever_changes_something_else_leaves_the_day_named_by_the_other() -> None:
    """The form showed a day before its own first one, so no browser sent it."""
    at = proposed(16).goes_on().later(5 * DAY)
    answer = submitted(at, MENTEE, "agreement", "amend", cadence_days="28")
    assert answer.said["until"] is None


def test_a_form_of_the_day_before_whose_end_was_not_touched_is_taken() -> None:
    """It asked for a day from the one after."""
    at = proposed(16).goes_on().later(5 * DAY)
    [shown] = seen(at, MENTEE, drafted_by=MENTOR, **terms(at)).soup.select("input[name=ends_shown]")
    day, later = str(shown["value"]), at.later(DAY)
    answer = submitted(later, MENTEE, "agreement", "amend", cadence_days="28", ends=day, ends_shown=day)
    assert answer.said["until"] is None


def test_a_mentor_who_says_yes_anew_names_the_first_day_that_is_still_possible() -> None:
    at = proposed(16).later(5 * DAY)
    answer = submitted(at, MENTOR, "request", "propose", cadence_days="28")
    at.hears(MENTOR, AnswerKind.ACCEPT, draft=3, **answer.said)


@pytest.mark.parametrize(("language", "how"), [("en", "45 minutes"), ("de", "45 Minuten"), ("es", "45 minutos")])
def test_how_they_meet_may_be_left_open(language: str, how: str) -> None:
    """It was ", 45 minutes"."""
    at = proposed(40).goes_on()
    open_ = {name: one.model_copy(update={"channel": ""}) for name, one in terms(at).items()}
    page = seen(at, MENTOR, language, drafted_by=MENTOR, **open_)
    assert how in [" ".join(one.get_text().split()) for one in page.soup.select("dd")]
