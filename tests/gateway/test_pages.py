"""What a reader finds behind the link of a mail."""

from uuid import UUID

import pytest

from schemas.names import Phase, Role
from store.pool import Pool
from tests.gateway.scene import browser, make_desk, make_pair, opened

NOWHERE = "127.0.0.1:1"
KINDS = [
    ("request", Role.MENTOR, Phase.SEEKING, "Ana asks you to be their mentor"),
    ("request_reminder", Role.MENTOR, Phase.SEEKING, "Ana asks you to be their mentor"),
    ("request", Role.MENTEE, Phase.SEEKING, "Where things stand"),
    ("no_mentor", Role.COORDINATOR, Phase.SEEKING, "Ana has no mentor yet"),
    ("agreement", Role.MENTEE, Phase.AGREEING, "How Ana and Ben will work together"),
    ("agreement_reminder", Role.MENTOR, Phase.AGREEING, "How Ana and Ben will work together"),
    ("agreed", Role.MENTEE, Phase.ACTIVE, "How is it going with Ben?"),
    ("check_in", Role.MENTOR, Phase.ACTIVE, "How is it going with Ana?"),
    ("resumed", Role.MENTOR, Phase.ACTIVE, "How is it going with Ana?"),
    ("nudge", Role.MENTEE, Phase.ACTIVE, "Is all well with you and Ben?"),
    ("review", Role.MENTEE, Phase.ACTIVE, "Looking back: how does it serve you?"),
    ("rhythm", Role.MENTOR, Phase.ACTIVE, "Is this still the right rhythm for you and Ana?"),
    ("last_notice", Role.MENTEE, Phase.ACTIVE, "Is this still the right rhythm for you and Ben?"),
    ("paused", Role.MENTEE, Phase.ACTIVE, "A break, with a return date"),
    ("closing", Role.MENTOR, Phase.ACTIVE, "Goodbye, with thanks to Ana"),
    ("task", Role.COORDINATOR, Phase.ACTIVE, "Ana and Ben could do with a look"),
    ("thanks", Role.MENTEE, Phase.ACTIVE, "Where things stand"),
    ("withdrawn", Role.MENTEE, Phase.ACTIVE, "Where things stand"),
    ("farewell", Role.MENTOR, Phase.ACTIVE, "Where things stand"),
]


@pytest.mark.parametrize(("kind", "role", "phase", "heading"), KINDS)
async def test_every_mail_has_a_page_that_says_what_it_is_about(
    database_url: str, pool: Pool, organisation: UUID, kind: str, role: Role, phase: Phase, heading: str
) -> None:
    pair = await make_pair(database_url, organisation, phase)
    desk = await make_desk(database_url, pool, NOWHERE)
    async with browser(desk) as client:
        leaf = await opened(client, desk, await pair.link(kind, role))
    assert leaf.response.status_code == 200
    assert heading in leaf.text
    assert "Lantern mentoring · Lantern Trust" in leaf.text
    assert "None" not in leaf.text
