"""What letters say of an agreement: its terms, what was changed last, and how each of its goals went."""

from datetime import datetime
from typing import Any

from policy.ending import is_parted
from policy.ends import named_end, shown_end
from policy.versions import is_proposed
from schemas.goals import Outcomes, outcomes_of
from schemas.request import Terms
from schemas.state import State


def of_terms(row: dict[str, Any], after: State, now: datetime) -> dict[str, Any]:
    """Return the facts about the agreement, from the row of a step and the state after it."""
    terms, (named, by) = _terms(row, after, now), named_end(after)
    shown = terms.ends if terms else None
    return {
        "terms": terms,
        "terms_before": _terms_before(row, after, named or shown),
        "end_named": named,
        "end_named_by": by,
        "terms_version": row["terms_version"] or 1,
        "proposed": after.agreeing is not None and is_proposed(after.agreeing),
        "for_mentee": row["for_mentee"] or "",
        "outcomes": _outcomes(row, after),
    }


def _terms(row: dict[str, Any], after: State, now: datetime) -> Terms | None:
    """Return the terms with the end from the state, which breaks and extensions move."""
    terms, ends = Terms.model_validate(row["terms"]) if row["terms"] else None, shown_end(after, now)
    return terms.model_copy(update={"ends": ends}) if terms and ends else terms


def _terms_before(row: dict[str, Any], after: State, named: datetime | None) -> Terms | None:
    """Return the terms before the last change, with the end that was named, unless that change named another."""
    before, agreeing = row["terms_before"], after.agreeing
    if not before or not row["terms"]:
        return None
    ends = agreeing.end_replaced if agreeing and agreeing.other_end else named
    return Terms.model_validate(before).model_copy(update={"ends": ends})


def _outcomes(row: dict[str, Any], after: State) -> dict[str, Outcomes]:
    """Return how the goals went; after an end from a hold, nothing of the one is passed on to the other."""
    said = {} if is_parted(after) else row["goals_said"] or {}
    return outcomes_of(Terms.model_validate(row["terms"] or {}).goals, said)
