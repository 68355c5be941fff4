"""Mentorships to decide about, and the people in them."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from activities.time_zones import clock_of
from schemas.messages import Answer, News
from schemas.names import AnswerKind, NewsKind, Phase, Role
from schemas.rules import Rules
from schemas.state import Agreeing, Candidate, Seeking, State

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAMESPACE = UUID(int=7)
CALM = Rules()


def person(name: str) -> UUID:
    """Return the id of a made-up person."""
    return uuid5(NAMESPACE, name)


def seeking(
    rules: Rules = CALM, zones: tuple[str, ...] = ("Europe/Berlin", "Asia/Tokyo"), mentee_zone: str = "America/New_York"
) -> State:
    """Return the start of a search among mentors in these zones."""
    return State(
        organisation=person("organisation"),
        programme=person("programme"),
        mentorship=person("mentorship"),
        rules=rules,
        started=START,
        cadence_days=rules.cadence_days,
        candidates=tuple(Candidate(person=person(zone), reader=clock_of(zone, START)) for zone in zones),
        readers={Role.MENTEE: clock_of(mentee_zone, START), Role.COORDINATOR: clock_of("Europe/London", START)},
        seeking=Seeking(since=START),
    )


def paired(rules: Rules = CALM) -> State:
    """Return the start of a pair that HR brought together."""
    state = seeking(rules)
    readers = {**state.readers, Role.MENTOR: state.candidates[0].reader}
    return state.with_(
        phase=Phase.AGREEING,
        seeking=None,
        candidates=(),
        mentor=person("mentor"),
        readers=readers,
        agreeing=Agreeing(since=START),
    )


def answer(number: int, role: Role, kind: AnswerKind | str, step: str = "", **said: object) -> Answer:
    """Return an answer with an id of its own; no step where nobody was asked."""
    said = {"id": UUID(int=number), "role": role, "kind": kind, "step": step or None, **said}
    return Answer.model_validate(said)


def news(number: int, about: Role, kind: NewsKind | str, **known: object) -> News:
    """Return news about somebody with an id of its own."""
    return News.model_validate({"id": UUID(int=number), "about": about, "kind": kind, **known})
