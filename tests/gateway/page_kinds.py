"""One page of each kind in a life, for tests that need not see the same page with other dates again."""

from functools import cache

from gateway.pages.context import Standing
from tests.gateway.page_walk import Sent, Turn, standing_of, turns


def kind_of_page(turn: Turn, it: Standing) -> tuple[object, ...]:
    """Return what tells one page from another, but for its dates."""
    said = it.answered and (it.answered.kind, it.answered.said.get("choice"), it.answered.said.get("met"))
    following = it.card.next and (it.card.next.kind, it.card.next.reason.code, it.role in it.card.next.to)
    return (it.kind, it.role, it.phase, it.concerned, said, following, it.card.waiting_for, it.answered == turn.latest)


@cache
def first_of_each_kind(life: str) -> list[tuple[Turn, Sent]]:
    """Return the first page of each kind in a life, whatever the language; walked once for all of them."""
    found: dict[tuple[object, ...], tuple[Turn, Sent]] = {}
    for turn in turns(life):
        for sent in turn.sent[-6:]:
            found.setdefault(kind_of_page(turn, standing_of(turn, sent, "en")), (turn, sent))
    return list(found.values())
