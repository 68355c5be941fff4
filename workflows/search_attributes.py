"""What operators can search for; written at start, when it matters to them, and by each new run."""

from typing import Any, NamedTuple

from temporalio.common import SearchAttributeKey, SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

from schemas.messages import Card
from schemas.names import Health, Phase, Role
from schemas.state import State

ORGANISATION = SearchAttributeKey.for_keyword("Organisation")
PROGRAMME = SearchAttributeKey.for_keyword("Programme")
PHASE = SearchAttributeKey.for_keyword("Phase")
HEALTH = SearchAttributeKey.for_keyword("Health")
WAITING_FOR = SearchAttributeKey.for_keyword("WaitingFor")
NEXT_DUE = SearchAttributeKey.for_datetime("NextDue")
CYCLE = SearchAttributeKey.for_int("Cycle")


class Searched(NamedTuple):
    """What a change of is told to the search index."""

    phase: Phase
    at_risk: bool
    waits_for_coordinator: bool


def attributes(state: State, card: Card) -> TypedSearchAttributes:
    """Return all search attributes of a mentorship, as they stand now."""
    pairs: list[SearchAttributePair[Any]] = [
        SearchAttributePair(ORGANISATION, str(state.organisation)),
        SearchAttributePair(PROGRAMME, str(state.programme)),
        SearchAttributePair(PHASE, card.phase.value),
        SearchAttributePair(WAITING_FOR, _waiting_for(card)),
        SearchAttributePair(CYCLE, card.cycle),
    ]
    if card.health:
        pairs.append(SearchAttributePair(HEALTH, card.health.value))
    if card.next:
        pairs.append(SearchAttributePair(NEXT_DUE, card.next.due))
    return TypedSearchAttributes(pairs)


def searched_for(card: Card) -> Searched:
    """Return what operators search for: the phase, at risk, and whether the coordinator is waited for.

    All else is as of the last change of these, because each upsert costs as much as a step.
    """
    return Searched(card.phase, card.health is Health.AT_RISK, Role.COORDINATOR in card.waiting_for)


def changes(card: Card) -> list[SearchAttributeUpdate[Any]]:
    """Return the upserts that bring the changing attributes up to date."""
    return [
        PHASE.value_set(card.phase.value),
        HEALTH.value_set(card.health.value) if card.health else HEALTH.value_unset(),
        WAITING_FOR.value_set(_waiting_for(card)),
        NEXT_DUE.value_set(card.next.due) if card.next else NEXT_DUE.value_unset(),
        CYCLE.value_set(card.cycle),
    ]


def _waiting_for(card: Card) -> str:
    return "+".join(card.waiting_for) or "nobody"


def memo_of(state: State) -> dict[str, str | int]:
    """Return what a run tells of itself without being searched for: whose it is, and the edition that it decides by."""
    return {
        "organisation": str(state.organisation),
        "programme": str(state.programme),
        "edition": state.edition,
    }
