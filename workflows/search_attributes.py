"""Search attributes: written at start, when a value that operators search for changes, and by each new run."""

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
    """The values whose changes are written to the search attributes."""

    phase: Phase
    at_risk: bool
    waits_for_coordinator: bool


def attributes(state: State, card: Card) -> TypedSearchAttributes:
    """Return all search attributes of a mentorship with their current values."""
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
    """Return what operators search for: the phase, whether it is at risk, and whether it waits for the coordinator.

    The other attributes are updated only when one of these changes, because each upsert costs as much as a step.
    """
    return Searched(card.phase, card.health is Health.AT_RISK, Role.COORDINATOR in card.waiting_for)


def changes(card: Card) -> list[SearchAttributeUpdate[Any]]:
    """Return the upserts that bring the attributes that change up to date."""
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
    """Return the memo of a run, which cannot be searched for: its organisation, programme and policy edition."""
    return {
        "organisation": str(state.organisation),
        "programme": str(state.programme),
        "edition": state.edition,
    }
