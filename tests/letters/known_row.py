"""What Postgres would know of a mentorship whose letters are written without it."""

from typing import Any

from policy.engagement import partner_of
from policy.versions import is_proposed
from schemas.names import PAIR
from schemas.state import State
from tests.letters.samples import REQUEST, TERMS


def row_of(state: State, asked_before: bool) -> dict[str, Any]:
    """Return what Postgres would know."""
    agreeing = state.agreeing
    changed = agreeing is not None and (agreeing.version > agreeing.first or is_proposed(agreeing))
    version = agreeing.version if agreeing and changed else 1
    earlier = TERMS.model_copy(update={"minutes": 30}).model_dump(mode="json") if version > 1 else None
    cycle = state.active.cycle if state.active else 0
    summary: dict[str, Any] = {"started": state.active.agreed if state.active else None, "told": [], "check_ins": cycle}
    return {
        "organisation": "Acme",
        "programme": "Leading Well",
        "formality": "informal",
        "request": REQUEST.model_dump(mode="json"),
        "terms": TERMS.model_dump(mode="json"),
        "terms_before": earlier,
        "terms_version": version,
        "for_mentee": "Mornings suit me best." if agreeing and is_proposed(agreeing) else "",
        "unread": [{"reader": role, "by": partner_of(role), "kind": "note", "text": "Thank you"} for role in PAIR],
        "summary": summary,
        "goals_said": None,
        "asked_before": asked_before,
        **dict.fromkeys(("why_you", "reason_for_mentor", "reason_for_mentee"), ""),
    }
