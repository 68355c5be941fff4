"""Render a page's data as HTML."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from gateway.http.html import environment
from gateway.pages import afterwards, asking_again, difficulties, effects, options
from gateway.pages.context import Standing
from gateway.pages.facts import agreement, heading, proposed, so_far
from gateway.pages.final import made_final
from gateway.pages.goals import goals_given, goals_of, outcomes
from gateway.pages.held import confided, going_on, going_on_label, held
from gateway.pages.late import address, kept_late, not_kept, typed
from gateway.pages.naming import left_out
from gateway.pages.outlook import deadline, outlook
from gateway.pages.questions import is_open, may_agree, may_begin_after_all, may_say_yes, question_of
from gateway.pages.replies import given_by
from gateway.pages.said import answered, own_words, story
from gateway.pages.speech import Speech
from intake.answers import Kept
from policy.finding import finds_next, goes_on
from policy.ladder import only_other_silent
from schemas.names import Role

TEMPLATES = environment("gateway.pages")
ALONE = {"share": difficulties.ALONE}
# What a form has chosen before its reader chooses.
USUAL = {"closing": {"choice": "thank"}, "check_in": ALONE, "nudge": ALONE}


class Notice(NamedTuple):
    """The result of a POST: a warm heading, then plain sentences; `good` if the answer was saved."""

    heading: Markup
    sentences: tuple[Markup, ...]
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
    overtaken: bool = False,
) -> str:
    """Return the page of a link: its question while it is open, what was answered, and the current status.

    `again` says that the button has to be pressed once more, `overtaken` that a decision is no longer needed.
    """
    question = question_of(standing)
    opened = question is not None and is_open(standing, question)
    own = {"private": standing.confided, **_given(standing)}
    settled = question == "task" and effects.settled_itself(standing)
    asks = opened and not standing.holds and not settled
    unsent = typed(standing, given) if given and question and not opened and (problems or again) else []
    return TEMPLATES.get_template(f"{question or 'page'}.html").render(
        **_facts(standing),
        **_beginning(standing, question),
        question=question,
        open=opened,
        action=action,
        nonce=nonce,
        given={**USUAL.get(question or "", {}), **own, **_of_this_meeting(standing, given or {})},
        problems=problems or {},
        notice=notice,
        again=again,
        overtaken=effects.overtaken(standing) if overtaken else [],
        unsent=unsent,
        late=not_kept(standing, question, unsent) if question and not opened and (problems or again) else [],
        asks=asks,
        settled=settled,
        deadline=deadline(standing),
        outlook=outlook(standing, opened, asks),
    )


def note(say: Speech, key: str, **known: object) -> str:
    """Return a page with a heading and a sentence of the catalogue."""
    return TEMPLATES.get_template("note.html").render(
        say=say, heading=say(f"note.{key}"), sentence=say(f"note.{key}_hint", **known)
    )


def handed_over(standing: Standing) -> str:
    """Return the page for whoever no longer runs the programme: who does now, and their address."""
    now = standing.coordinator
    hint = standing.tell("note.handed_over", address=address(now)) if now else standing.tell("note.handed_over_alone")
    return TEMPLATES.get_template("note.html").render(
        say=standing.say, heading=standing.tell("note.over"), sentence=hint
    )


def _facts(standing: Standing) -> dict[str, Any]:
    return {
        "it": standing,
        "say": standing.say,
        "t": standing.tell,
        "voice": standing.say.voice,
        "partner": standing.partner_name,
        "options": options,
        "effects": effects,
        "difficulties": difficulties.CHOICES,
        "goals": goals_of(standing),
        "goals_given": goals_given(standing),
        "outcomes": outcomes(standing),
        "first_meeting": difficulties.first_meeting(standing),
        "going_on": going_on(standing),
        "going_on_label": going_on_label(standing),
        "held": held(standing),
        "final": made_final(standing),
        "on_hold": standing.state.hold is not None,
        "confided": confided(standing),
        "left_out": left_out(standing),
        "not_before_days": asking_again.bounds(standing),
        "others_left": goes_on(standing.state),
        "finds_next": finds_next(standing.state),
        "has_coordinator": Role.COORDINATOR in standing.persons,
        "waited_for": standing.role in standing.card.waiting_for,
        "only_other_silent": only_other_silent(standing.state, standing.role),
        "terms": agreement(standing, standing.terms) if standing.terms else (),
        "terms_are": heading(standing),
        "so_far": so_far(standing),
        "story": story(standing),
        "asks_back": afterwards.asks(standing),
        "can_take_back": afterwards.can_take_back(standing),
        "certifies": afterwards.certifies(standing),
        "answers": [_answered(standing, kept) for kept in _latest(standing)],
    }


def _beginning(standing: Standing, question: str | None) -> dict[str, Any]:
    """Return what may be said to a request, or to an agreement."""
    if question == "request":
        return {"may_say_yes": may_say_yes(standing)}
    if question != "agreement":
        return {}
    may = {"agreeable": may_agree(standing), "begins_after_all": may_begin_after_all(standing)}
    return {**may, "proposed": proposed(standing)}


def _of_this_meeting(standing: Standing, given: Mapping[str, str]) -> Mapping[str, str]:
    """Return a form that was sent, without an answer about another meeting than the page asks about by now."""
    if given.get("about", asks := str(options.asked_about(standing) or "")) == asks:
        return given
    return {name: value for name, value in given.items() if name not in ("met", "choice", "rating")}


def _given(standing: Standing) -> dict[str, str]:
    return {name: value for kept in _latest(standing) for name, value in given_by(kept, standing).items()}


def _latest(standing: Standing) -> list[Kept]:
    """Return what the reader reported at this question, and what they answered last, if that was something else."""
    kept, reported = standing.answered, standing.reported
    return [one for one in (reported if reported != kept else None, kept) if one]


def _answered(standing: Standing, kept: Kept) -> dict[str, Any]:
    return {
        "on": standing.say.here(kept.said_at),
        "says": answered(standing, kept),
        "words": own_words(standing, kept),
        "guide": difficulties.guide_shown(standing, kept),
        "refused": kept_late(standing, kept, kept.refused) if kept.refused else [],
    }
