"""A search that waits for a mentor on leave, where HR says with whom somebody is not to be paired."""

import pytest

from tests.gateway.api import Api
from tests.gateway.pair_fixture import connected
from tests.gateway.test_api_asking_again import asking
from tests.gateway.test_api_mentors import matched_programme

WAITS = """UPDATE mentorships SET state = state || '{"postponed":
  {"key": "request/1", "until": "2026-12-09T09:00:00Z", "because": {"code": "on_leave"}}}'"""


@pytest.mark.parametrize(
    ("whose", "blocked", "is_judged_again"),
    [("ana", "ben", True), ("ben", "ana", True), ("ana", "eve", False), ("ben", "eve", False)],
)
async def test_a_search_judges_again_who_is_waited_for_and_does_not_tell_why(
    lonely: Api, database_url: str, whose: str, blocked: str, is_judged_again: bool
) -> None:
    """It once waited until they were back, to pass them over then."""
    body = asking(await matched_programme(lonely), mentors=[{"external_id": "ben"}])
    begun = await lonely.done("POST", "/v1/mentorships", body)
    async with connected(database_url) as connection:
        await connection.execute(WAITS)
    for _ in range(2):
        await lonely.done("PUT", f"/v1/people/{whose}/blocks", {"own": [blocked]})
    timeline = await lonely.done("GET", f"/v1/mentorships/{begun['id']}/timeline")
    told = [one["says"] for one in timeline["items"] if one["kind"] == "availability"]
    sentence = "Ben Example is waited for; whether they can be asked is checked again."
    assert told == [sentence] * is_judged_again
