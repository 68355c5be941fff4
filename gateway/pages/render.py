"""From what a page knows to its HTML."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from gateway.http.html import environment
from gateway.pages.context import Standing
from gateway.pages.form_fields import day_bounds
from gateway.pages.questions import is_open, question_of
from gateway.pages.replies import given_by
from gateway.pages.wording import RATINGS, answered, comes_next, own_words, stands, story
from intake.refusals import refusal
from policy.sentences import whole
from schemas.names import Phase, StepKind

RHYTHMS = (7, 14, 21, 28, 30, 42, 56, 84)
ENDING = (StepKind.CLOSING, StepKind.FAREWELL)
TEMPLATES = environment("gateway.pages")


class Notice(NamedTuple):
    """What became of a press: a warm heading, then plain sentences; `good` when the answer is kept."""

    heading: str
    sentences: tuple[str, ...]
    good: bool = True


def show(
    standing: Standing,
    *,
    action: str,
    nonce: str,
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    notice: Notice | None = None,
    again: bool = False,
) -> str:
    """Return the page of a link: its question while it is open, what was answered, where things stand."""
    question = question_of(standing)
    opened = question is not None and is_open(standing, question)
    own = given_by(standing.answered) if standing.answered else {}
    return TEMPLATES.get_template(f"{question or 'page'}.html").render(
        **_facts(standing),
        open=opened,
        action=action,
        nonce=nonce,
        given={**own, **(given or {})},
        problems=problems or {},
        notice=notice,
        again=again,
    )


def _facts(standing: Standing) -> dict[str, Any]:
    card, cadence = standing.card, standing.card.cadence_days if standing.card else standing.rules.cadence_days
    first, last = day_bounds(standing.clock, standing.voice.zone, standing.rules.pause_max_days)
    rhythms = sorted({*RHYTHMS, cadence, standing.terms.cadence_days if standing.terms else cadence})
    return {
        "it": standing,
        "voice": standing.voice,
        "mentee": standing.mentee.given_name,
        "mentor": standing.mentor.given_name if standing.mentor else "your mentor",
        "partner": standing.partner.given_name if standing.partner else "",
        "coordinator": standing.coordinator.given_name if standing.coordinator else "The coordinator",
        "cadence_days": cadence,
        "rhythms": [(days, standing.voice.rhythm(days)) for days in rhythms],
        "ratings": RATINGS,
        "ending": card is not None and card.next is not None and card.next.kind in ENDING,
        "story": story(standing),
        "first_day": first,
        "last_day": last,
        "reason": whole(standing.filled(standing.reason or (card.health_reason if card else ""))),
        "answered": _answered(standing),
        "stands": stands(standing),
        "next": comes_next(standing) if standing.phase is not Phase.CLOSED else "",
    }


def _answered(standing: Standing) -> dict[str, Any] | None:
    kept = standing.answered
    if kept is None:
        return None
    return {
        "on": standing.voice.day(kept.said_at, standing.clock),
        "says": answered(standing, kept),
        "words": own_words(standing, kept),
        "refused": refusal(kept.refused) if kept.refused else "",
    }
