"""Once the mentee has begun another mentorship, a page offers nothing that would take the end back, and says why."""

from datetime import timedelta

import pytest

from gateway.pages.effects import extension
from schemas.names import AnswerKind, Choice, Outcome, Phase, Role, StepKind
from schemas.state import Closing
from tests.gateway.page_at import COORDINATOR, HR, MENTEE, MENTOR, At, Seen, began, seen, standing_at
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import Leaf, browser, opened, pressed
from tests.gateway.test_console_rematch import begins_another

GO_ON = "everything goes on"
FINAL = {
    "en": "The end is final and can no longer be taken back",
    "de": "Das Ende steht fest und lässt sich nicht mehr zurücknehmen",
    "es": "El final es definitivo y ya no se puede anular",
}
WHY = {
    "en": (", because the people who run XXXX have started another mentorship for you.", ", because Zoë now has"),
    "de": (", denn die Verantwortlichen im Programm XXXX haben für dich ein anderes", ", denn Zoë hat inzwischen ein"),
    "es": (", porque las personas responsables de XXXX han empezado otra mentoría para ti.", ", porque Zoë ya tiene"),
}


@pytest.mark.parametrize(("kind", "field"), [("check_in", "met"), ("review", "choice")])
async def test_a_mentee_who_asked_for_another_match_is_not_asked_to_go_on_once_there_is_one(
    kind: str, field: str, pair_in: PairIn
) -> None:
    """The page once offered "Go on as before: the end is taken back", refused it, and offered it again."""
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link(kind, MENTEE)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, **{field: "rematch"})
        left_open = await opened(client, services, link)
        assert "You can still change your answer." in left_open.text
        assert FINAL["en"] not in left_open.text
        await begins_another(pair.url, pair)
        page = await opened(client, services, link)
        url = f"/a/{services.links.token(link)}"
        late = Leaf(await client.post(url, data={**left_open.fields, field: "continue"}))
    assert [one["refused"] for one in await pair.answers()] == [None, "TooLate"]
    assert "This answer can no longer be changed here." in page.text
    for each in (page, late):
        assert each.soup.form is None
        assert GO_ON not in each.text
        assert each.text.count(f"{FINAL['en']}, because the people who run") == 1


async def test_a_coordinator_who_ended_it_for_another_search_reads_that_the_end_is_final_once_it_has_begun(
    pair_in: PairIn,
) -> None:
    """The task once offered to give them time, refused that, and offered it again."""
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("task", COORDINATOR)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="rematch")
        assert await pair.value("SELECT phase FROM mentorships") == "closing"
        assert "They stay together" in (await opened(client, services, link)).text
        await begins_another(pair.url, pair)
        page = await opened(client, services, link)
    assert page.soup.form is None
    assert "They stay together" not in page.text
    assert f"{FINAL['en']}, because Ana now has another mentorship in Lantern mentoring." in page.text


async def test_who_asks_for_more_time_on_a_page_left_open_reads_why_nothing_has_changed(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    ends = pair.now + timedelta(days=14)
    goodbye = Closing(since=pair.now, outcome=Outcome.COMPLETED, was=Phase.ACTIVE, until=ends, asked=pair.now)
    assert pair.state.active
    known = {"active": pair.state.active.with_(agreed=pair.now - timedelta(days=200)), "ends": ends}
    await pair.keep(pair.state.with_(phase=Phase.CLOSING, closing=goodbye, revision=2, **known))
    link = await pair.link("closing", MENTEE)
    async with browser(services) as client:
        left_open = await opened(client, services, link)
        assert "Have more time together" in left_open.text
        await begins_another(pair.url, pair)
        url = f"/a/{services.links.token(link)}"
        late = Leaf(await client.post(url, data={**left_open.fields, "choice": "extend"}))
    assert "Nothing has changed" in late.text
    assert late.text.count(f"{FINAL['en']}, because the people who run") == 1
    assert "Have more time together" not in late.text
    assert late.soup.select("textarea[name=thanks]")


def ended(role: Role) -> At:
    """Return how it stands after somebody has asked for an end."""
    if role is not COORDINATOR:
        return began().unanswered(StepKind.CHECK_IN).chooses(role, Choice.REMATCH)
    at = began().unanswered(StepKind.TASK)
    return at.hears(role, AnswerKind.DECIDE, choice=Choice.REMATCH)


@pytest.mark.parametrize("language", FINAL)
def test_each_reads_why_and_the_mentor_nothing_of_another_mentorship(language: str) -> None:
    ours, theirs = WHY[language]
    for role, why in ((MENTEE, ours), (COORDINATOR, theirs), (MENTOR, ".")):
        page = seen(ended(role), role, language, begun_anew=True)
        assert FINAL[language] + why in page.text
        assert page.soup.form is None
        assert (ours in page.text or theirs in page.text) is (role is not MENTOR)
        assert FINAL[language] not in seen(ended(role), role, language).text


def test_the_other_one_who_does_not_know_of_the_end_is_asked_as_before() -> None:
    for by, other in ((MENTEE, MENTOR), (MENTOR, MENTEE)):
        anew, before = (seen(ended(by), other, begun_anew=begun) for begun in (True, False))
        assert anew.text == before.text
        assert anew.choices


def test_a_last_notice_is_no_end_that_could_be_final() -> None:
    """The other one, who wants another match, was not told of yet, and the page said both "final" and "answer by"."""
    at = began().unanswered(StepKind.LAST_NOTICE, [MENTEE]).chooses(MENTEE, Choice.REMATCH)
    anew, before = (seen(at, MENTOR, begun_anew=begun) for begun in (True, False))
    assert "One answer" in before.text
    assert anew.text == before.text
    assert anew.choices


def saying_goodbye() -> At:
    """Return a goodbye by the agreed time."""
    at = began().unanswered(StepKind.CLOSING, answering=(MENTEE, MENTOR))
    assert at.state.closing
    assert at.state.closing.outcome is Outcome.COMPLETED
    return at


def asked_for_more(at: At, role: Role) -> Seen:
    """Return the page behind "Have more time together" in the closing letter, once there is another mentorship."""
    return Seen(standing_at(at, role, begun_anew=True), given={"choice": "extend"})


def test_who_wants_more_time_once_it_is_too_late_reads_so_above_the_thanks() -> None:
    at = saying_goodbye()
    for role, why in ((MENTEE, WHY["en"][0]), (MENTOR, ".")):
        page = asked_for_more(at, role)
        assert page.soup.form
        assert page.soup.select("textarea[name=thanks]")
        assert "extend" not in page.choices
        above, _, below = page.text.partition("Your thanks to")
        assert FINAL["en"] + why in above
        assert FINAL["en"] not in below
        assert "extend" in seen(at, role).choices


def test_where_an_end_could_not_be_taken_back_anyway_nothing_is_said_of_it() -> None:
    at = began().unanswered(StepKind.CHECK_IN).hears(HR, AnswerKind.CLOSE, step=None).goes_on()
    for role in (MENTEE, MENTOR):
        page = seen(at, role, begun_anew=True)
        assert page.soup.select("textarea[name=thanks]")
        assert FINAL["en"] not in page.text


def test_more_time_does_not_seem_to_be_added_already_where_the_reader_knows_of_no_end() -> None:
    """A mentor's wish to end, kept from the mentee, once changed what the mentee's review offers."""
    at = began().unanswered(StepKind.REVIEW, answering=(MENTEE, MENTOR))
    told = extension(standing_at(at, MENTEE))
    assert "you both have time until" in told
    assert extension(standing_at(at.chooses(MENTOR, Choice.REMATCH), MENTEE, begun_anew=True)) == told
