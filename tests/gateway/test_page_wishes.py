"""A wish beside a report: the page says what holds, and offers to go on as before."""

from datetime import timedelta

import pytest

from schemas.names import AnswerKind, Choice, Met, Phase, Role, StepKind
from tests.gateway.page_at import MENTEE, MENTOR, At, began, seen
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import browser, opened, pressed

AS_BEFORE = "Go on as before"
BREAK, RHYTHM = "Your break until", "The rhythm that you chose stays: every 4 weeks."


def asked(kind: StepKind = StepKind.CHECK_IN) -> At:
    """Return a pair whose latest letter is of this kind."""
    return began().unanswered(kind)


def day_of(pair_now: object, days: int) -> str:
    """Return a day as a form has it."""
    return f"{pair_now + timedelta(days=days):%Y-%m-%d}"  # type: ignore[operator]


async def test_a_rhythm_that_stays_beside_a_report_is_named_and_can_be_taken_back_there(pair_in: PairIn) -> None:
    """The page once showed the report alone, while the next question came four weeks later."""
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE, "check_in/1")
    async with working(services, pair), browser(services) as client:
        wished = await pressed(client, services, link, met="cadence", cadence_days="28")
        reported = await pressed(client, services, link, met="no")
        page = await opened(client, services, link)
        back = await pressed(client, services, link, met="continue")
    assert RHYTHM not in wished.text, "that is what they just said"
    assert AS_BEFORE in wished.text
    for leaf in (reported, page):
        assert f"{RHYTHM} If you no longer want that, choose “{AS_BEFORE}” below." in leaf.text
    assert "From now on we ask you both every 3 weeks" in back.text
    assert AS_BEFORE not in back.text
    assert "you have not met" in back.text or "carry on as it is" in back.text


async def test_a_wish_that_the_partners_lies_on_can_be_taken_back_at_once(pair_in: PairIn) -> None:
    """It was once offered only when the partner had taken theirs back."""
    pair, services = await pair_in(Phase.ACTIVE)
    mine, theirs = [await pair.link("check_in", role, "check_in/1") for role in (Role.MENTEE, Role.MENTOR)]
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, mine, met="cadence", cadence_days="42")
        await pressed(client, services, theirs, met="cadence", cadence_days="56")
        page = await opened(client, services, mine)
        await pressed(client, services, mine, met="continue")
        again = await opened(client, services, mine)
        back = await pressed(client, services, theirs, met="continue")
    assert "Your own wish at this question is taken back. What Ben asked for after it stays." in page.text
    assert AS_BEFORE not in again.text
    assert "From now on we ask you both every 3 weeks" in back.text


async def test_a_break_by_mistake_is_named_beside_the_report_and_ends_without_a_letter(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE, "check_in/1")
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, met="pause", until=day_of(pair.now, 30))
        reported = await pressed(client, services, link, met="no")
        back = await pressed(client, services, link, met="continue")
    assert BREAK in reported.text
    assert "There is no break any more. We ask you both every 3 weeks" in back.text
    assert "welcome you both back" not in back.text
    assert BREAK not in back.text


async def test_go_on_in_the_rhythm_letter_ends_the_own_break(pair_in: PairIn) -> None:
    """It once said "Everything stays as it is" and, in the same breath, that the break begins."""
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("rhythm", Role.MENTEE, "rhythm/1")
    async with working(services, pair), browser(services) as client:
        wished = await pressed(client, services, link, choice="pause", until=day_of(pair.now, 30))
        back = await pressed(client, services, link, choice="continue")
    assert "There is no break any more." in wished.text, "what going on would do"
    assert "Everything stays as it is" not in back.text
    assert "There is no break any more." in back.text


@pytest.mark.parametrize("kind", [StepKind.CHECK_IN, StepKind.NUDGE])
def test_go_on_is_offered_only_once_something_can_be_taken_back(kind: StepKind) -> None:
    at = asked(kind)
    assert "continue" not in seen(at, MENTEE).choices
    assert "continue" not in seen(at.chooses(MENTOR, Choice.CADENCE, cadence_days=28), MENTEE).choices
    for choice in (Choice.CADENCE, Choice.PAUSE, Choice.CLOSE):
        until = at.now + timedelta(days=20)
        wished = at.chooses(MENTEE, choice, cadence_days=28, until=until)
        assert "continue" in seen(wished, MENTEE).choices, choice
        assert "continue" not in seen(wished.chooses(MENTEE, Choice.CONTINUE), MENTEE).choices


async def test_who_goes_on_while_the_other_one_is_away_reads_that_the_break_stays(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    theirs, mine = [await pair.link("rhythm", role, "rhythm/1") for role in (Role.MENTOR, Role.MENTEE)]
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, theirs, choice="pause", until=day_of(pair.now, 30))
        page = await pressed(client, services, mine, choice="continue")
    assert "stays; after that we ask you both every 3 weeks." in page.text
    assert "You carry on" not in page.text


def test_a_first_meeting_that_was_reported_before_is_not_asked_for_again() -> None:
    """One meeting was once counted twice: "since you began" asked for the same one."""
    at = began()
    plain = seen(at.goes_on(), MENTEE).text
    assert "Have you met since you began?" in plain
    for by in (MENTEE, MENTOR):
        again = at.hears(by, AnswerKind.CHECK_IN, met=Met.YES).goes_on()
        assert again.step.kind is StepKind.CHECK_IN
        answered = again.hears(MENTEE, AnswerKind.CHECK_IN, met=Met.YES)
        for page in (seen(again, MENTEE), seen(again, MENTOR), seen(answered, MENTEE), seen(answered, MENTOR)):
            assert "Have you met again since Monday, 23 November 2026, when we last heard of a meeting?" in page.text
    here = at.goes_on().hears(MENTEE, AnswerKind.CHECK_IN, met=Met.YES)
    assert "Have you met since you began?" in seen(here, MENTOR).text


async def test_a_meeting_that_was_not_leaves_no_trace_on_the_pages(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE, "check_in/1")
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, met="yes", rating="1")
        page = await pressed(client, services, link, met="no")
    assert "have not met" in page.text
    query = "SELECT concat(state #> '{active,met}', state #> '{active,reported}', state #> '{active,mentee,low}')"
    assert await pair.value(f"{query} FROM mentorships") == "nullnullfalse"
