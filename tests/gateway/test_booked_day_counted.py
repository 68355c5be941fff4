"""A meeting that was told of is counted on the page and in the farewell, whatever is said of a later one."""

from datetime import timedelta
from uuid import UUID

from activities.deciding import look
from activities.letter_data import letter_for
from intake.answers import NewAnswer, record
from schemas.booking import Booked
from schemas.messages import Order, Step
from schemas.names import PAIR, AnswerKind, Met, Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.replaceable import Report
from schemas.step_key import StepKey
from store import queries
from store.pool import Pool, within
from tests.gateway.pair_fixture import Pair, PairIn, working
from tests.gateway.reader import browser, opened, pressed

KEY = StepKey("check_in/1")
DAY = timedelta(days=1)


async def test_a_no_about_that_day_leaves_the_meeting_told_of_before_on_the_page_and_in_the_farewell(
    pair_in: PairIn, pool: Pool
) -> None:
    """It left the page, the farewell and the certificate, which count what was said last behind each link."""
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE)
    await told_long_ago(pair, pool, link)
    counts = []
    async with working(services, pair), browser(services) as client:
        for met in ("no", "yes", "no"):
            await pressed(client, services, link, met=met)
            page = await opened(client, services, link)
            counts.append(page.text.partition("Meetings you told us about ")[2][:1])
            assert counts[-1] == str(await meetings_in_farewell(pair, pool)), "page and letter count alike"
    assert counts == ["1", "2", "1"]
    state = await pair.kept()
    assert state.active
    assert state.active.met == pair.now - 10 * DAY


async def meetings_in_farewell(pair: Pair, pool: Pool) -> int:
    """Return how many meetings the farewell would name."""
    over = Reason(code=ReasonCode.THANKS_OVER)
    farewell = Step(key=StepKey("farewell/1"), due=pair.now, to=PAIR, reason=over)
    async with within(pool, pair.organisation) as connection:
        data = await look(connection, Order(state=await pair.kept(), step=farewell, now=pair.now))
    summary = letter_for(Role.MENTEE, data, link="").summary
    assert summary
    return summary.meetings


async def told_long_ago(pair: Pair, pool: Pool, link: UUID) -> None:
    """Let the mentee have told of a meeting ten days ago, and the mentor have booked one for yesterday."""
    said = {"person": pair.people[Role.MENTEE], "link": link, "role": Role.MENTEE, "said": {"met": Met.YES}}
    new = NewAnswer(mentorship=pair.id, step=KEY, kind=AnswerKind.CHECK_IN, **said)
    kept, _ = await record(pool, pair.organisation, new)
    async with within(pool, pair.organisation) as connection:
        await queries.answers.settle(connection, id=kept.id, receipt="Kept.", refused=None)
    long, yesterday = pair.now - 10 * DAY, pair.now - DAY
    await pair.value(f"UPDATE answers SET said_at = '{long.isoformat()}' RETURNING 1")
    report = Report(step=KEY, at=long, reported=long, low=False)
    booked = Booked(role=Role.MENTOR, step=KEY, day=yesterday.date(), over=yesterday.replace(hour=23))
    active = pair.state.active
    assert active
    active = active.with_(
        agreed=long - 21 * DAY,
        began=long - 21 * DAY,
        prompt=KEY,
        prompted=long - timedelta(hours=1),
        cycle=1,
        met=long,
        reported=long,
        mentee=active.mentee.with_(met=Met.YES, report=report, life=long),
        booked=(booked,),
    )
    await pair.keep(pair.state.with_(active=active, revision=pair.state.revision + 1))
