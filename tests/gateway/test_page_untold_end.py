"""Whoever does not know yet that it ends answers as before, also where the mentee has another mentorship by then."""

import pytest

from schemas.names import Outcome, Phase, Role
from schemas.state import Ending
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import browser, pressed
from tests.gateway.test_console_rematch import begins_another

NOTE = "Good luck with the talk on Friday"


@pytest.mark.parametrize("by", [Role.MENTEE, Role.MENTOR])
@pytest.mark.parametrize(
    ("kind", "fields"),
    [("check_in", {"met": "yes", "note": NOTE}), ("review", {"choice": "continue", "progress": NOTE})],
)
async def test_what_the_other_one_says_before_a_letter_tells_of_the_end_is_kept(
    pair_in: PairIn, by: Role, kind: str, fields: dict[str, str]
) -> None:
    """Their report and their words were once lost, and their page gave away that something had changed."""
    pair, services = await pair_in(Phase.ACTIVE)
    await pair.keep(pair.state.with_(ending=Ending(since=pair.now, outcome=Outcome.REMATCHED, by=by), revision=9))
    await begins_another(pair.url, pair)
    other = Role.MENTOR if by is Role.MENTEE else Role.MENTEE
    async with working(services, pair), browser(services) as client:
        page = await pressed(client, services, await pair.link(kind, other), **fields)
    (kept,) = await pair.answers()
    assert (kept["refused"], kept["told_at"] is not None) == (None, True)
    assert NOTE in kept["words"].values()
    assert "settled before" not in page.text
    assert "Nothing has changed" not in page.text
