"""What the page of a farewell says about staying in touch, and about the reminder of it that is to come."""

from datetime import timedelta

import pytest

from schemas.names import AnswerKind, Phase, Role
from store.pool import Pool
from tests.gateway.goodbye_fixture import at, farewell, over
from tests.gateway.pair_fixture import Pair, PairIn
from tests.gateway.reader import browser
from tests.gateway.test_pages_later import say_it

PROMISED = (  # on a day of its own: the clocks of the local stack are not the mentorship's
    "INSERT INTO in_touch (mentorship_id, organisation_id, due_at, look_at) "
    "SELECT id, organisation_id, now() + interval '9 days', now() + interval '9 days' FROM mentorships RETURNING 1"
)
BOTH_WISH = "You would both like to stay in touch"
ONE_MORE = "each of you gets one more letter from us about it, if you are both still here then."
REMINDED = "UPDATE in_touch SET look_at = NULL RETURNING 1"
LONG_AGO = "UPDATE timeline SET at = at - interval '183 days' RETURNING 1"
BEN_LEFT = "UPDATE people SET active = false WHERE given_name = 'Ben' RETURNING 1"
AGAIN = """
INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, mentor_id, request, phase, health,
                         revision, state, started, as_of, told_at)
SELECT uuidv7(), organisation_id, programme_id, rules_version, {}, request, 'active', health, revision,
       state || '{{"phase": "active"}}', started, as_of, now() FROM mentorships RETURNING 1
"""
AS_BEFORE, TURNED_ROUND = "mentee_id, mentor_id", "mentor_id, mentee_id"
WITH_ANOTHER = "mentee_id, (SELECT id FROM people WHERE given_name = 'Cleo')"
NOT_WITH = (
    "INSERT INTO exclusions (organisation_id, person_id, other_id, said_by) "
    "SELECT organisation_id, mentee_id, mentor_id, 'person' FROM mentorships RETURNING 1"
)


async def told(pair_in: PairIn, pool: Pool, *since: str) -> tuple[Pair, str]:
    """Return what the mentee's page says where both wished to stay in touch, after these changes."""
    pair, services = await pair_in(Phase.ACTIVE)
    for role in (Role.MENTEE, Role.MENTOR):
        await say_it(pair, pool, kind=AnswerKind.THANK, role=role, words={"keep_in_touch": "yes"})
    await over(pair)
    for change in (PROMISED, *since):
        await pair.value(change)
    async with browser(services) as client:
        page = await at(client, await farewell(pair, services))
    assert page.response.status_code == 200
    return pair, page.text


async def test_the_day_of_the_reminder_is_the_one_that_the_farewell_names(pair_in: PairIn, pool: Pool) -> None:
    """After time that was let pass, the page named a day half a year before the letter's, before the end itself."""
    pair, text = await told(pair_in, pool)
    day = f"{pair.now + timedelta(days=182):%A, %-d %B %Y}"
    assert f"{BOTH_WISH}: write to Ben . About {day}, {ONE_MORE}" in text


@pytest.mark.parametrize("since", [REMINDED, LONG_AGO])
async def test_no_reminder_is_promised_once_it_was_sent_or_its_day_is_past(
    pair_in: PairIn, pool: Pool, since: str
) -> None:
    _, text = await told(pair_in, pool, since)
    assert f"{BOTH_WISH}: write to Ben ." in text
    assert "one more letter" not in text


@pytest.mark.parametrize("since", [BEN_LEFT, AGAIN.format(AS_BEFORE), AGAIN.format(TURNED_ROUND)])
async def test_nobody_is_told_to_write_to_one_who_has_left_or_with_whom_they_have_begun_again(
    pair_in: PairIn, pool: Pool, since: str
) -> None:
    """The page promised a reminder that does not come, and offered an address that is gone."""
    _, text = await told(pair_in, pool, since)
    assert BOTH_WISH not in text
    assert "one more letter" not in text


@pytest.mark.parametrize("since", [NOT_WITH, AGAIN.format(WITH_ANOTHER)])
async def test_the_page_stays_as_it_was_where_what_changed_is_private_or_not_about_the_two(
    pair_in: PairIn, pool: Pool, since: str
) -> None:
    """If the line went when one of them no longer wants to be paired with the other one, it would tell that."""
    _, text = await told(pair_in, pool, since)
    assert BOTH_WISH in text
    assert ONE_MORE in text
