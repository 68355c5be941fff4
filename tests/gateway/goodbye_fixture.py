"""A pair whose mentorship has said goodbye, or is saying it."""

from datetime import timedelta

import httpx

from intake.services import Services
from schemas.names import Outcome, Phase, Role
from schemas.state import Closing, State
from tests.gateway.pair_fixture import Pair
from tests.gateway.reader import Leaf

REASON = '{"code": "thanks_over"}'


def ended(state: State, **closing: object) -> State:
    """Return a mentorship after its farewell."""
    goodbye = Closing(
        since=state.started, asked=state.started, until=state.started, outcome=Outcome.COMPLETED, was=Phase.ACTIVE
    ).with_(**closing)
    return state.with_(phase=Phase.CLOSED, outcome=goodbye.outcome, closing=goodbye, closings=1)


async def farewell(pair: Pair, services: Services, role: Role = Role.MENTEE, kind: str = "farewell") -> str:
    """Return where the letter of a goodbye leads."""
    return f"/a/{services.links.token(await pair.link(kind, role))}"


async def over(pair: Pair, days: int = 200, **closing: object) -> None:
    """Let the mentorship have begun so many days ago, and have ended today."""
    assert pair.state.active
    began = pair.now - timedelta(days=days)
    active = pair.state.active.with_(agreed=began, began=began)
    await pair.keep(ended(pair.state.with_(active=active), **closing))
    await pair.value(
        "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason, facts) SELECT id, "
        f"organisation_id, 'farewell/1', 'farewell', '{pair.now.isoformat()}', '{REASON}', '{{}}' FROM mentorships "
        "RETURNING 1"
    )


async def at(client: httpx.AsyncClient, path: str) -> Leaf:
    """Open a page."""
    return Leaf(await client.get(path))


async def sends(client: httpx.AsyncClient, path: str, **fields: str) -> Leaf:
    """Open a page, fill in its form and send it."""
    leaf = await at(client, path)
    return Leaf(await client.post(path, data={**leaf.fields, **fields}))
