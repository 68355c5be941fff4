"""The footer of a page leads to the form for concerns, as that of its letter does, where somebody reads them."""

import pytest

from schemas.names import AnswerKind, Phase, Role, StepKind
from tests.gateway.concern_fixture import CONTACTS, at, named
from tests.gateway.page_at import COORDINATOR, HR, MENTEE, MENTOR, began, seen
from tests.gateway.pair_fixture import PairIn
from tests.gateway.reader import browser

LINK = {
    "en": "Raise a concern in confidence",
    "de": "Etwas vertraulich melden",
    "es": "Comunicar una preocupación de forma confidencial",
}


@pytest.mark.parametrize("language", LINK)
@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_the_footer_leads_to_the_form_where_a_contact_is_named(role: Role, language: str) -> None:
    """It once named nobody but the coordinator, who may be the very person it is about."""
    at_last = began().unanswered(StepKind.CHECK_IN)
    page = seen(at_last, role, language, safeguarded=True)
    assert page.soup.footer
    [link] = page.soup.footer.select("a[href='/a/x/concern']")
    assert link.get_text() == LINK[language]
    assert LINK[language] not in seen(at_last, role, language).text
    assert "Cleo" in page.soup.footer.get_text()


def test_neither_a_coordinator_nor_anybody_on_a_hold_has_it() -> None:
    """A hold shows, and no page is to speak of concerns beside it."""
    held = began().unanswered(StepKind.CHECK_IN).hears(HR, AnswerKind.HOLD, step=None)
    task = began().unanswered(StepKind.TASK)
    for now, role in ((held, MENTEE), (held, MENTOR), (task, COORDINATOR)):
        assert seen(now, role, safeguarded=True).text == seen(now, role).text


@pytest.mark.parametrize("field", ["", *CONTACTS])
async def test_the_link_opens_the_form(pair_in: PairIn, field: str) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    if field:
        await named(pair, field)
    path = f"/a/{services.links.token(await pair.link('check_in', Role.MENTOR))}"
    async with browser(services) as client:
        page = await at(client, path)
        assert (f"{path}/concern" in page.response.text) == bool(field)
        assert (await client.get(f"{path}/concern")).status_code == 200
