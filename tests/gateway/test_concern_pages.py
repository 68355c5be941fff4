"""The pages about concerns in every language: nothing is left out, and everybody can use them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from playwright.async_api import Page

from gateway.pages.case import Case, shown
from gateway.pages.concern import Place, nowhere, shown_form
from gateway.pages.render import note
from gateway.pages.unsaved import unsaved
from intake.concerns import Raising
from schemas.names import Formality, Role
from schemas.people import Person
from tests.accessibility import SIZES, faults, too_wide
from tests.letters.familiar import familiar
from tests.letters.samples import ANA, BEN, EVA, NOW, person

SAM, DANA = person(8, "Sam", "Roe"), person(9, "Dana", "Ito")
SPOKEN = [("en", Formality.INFORMAL), ("de", Formality.INFORMAL), ("de", Formality.FORMAL), ("es", Formality.INFORMAL)]
everywhere = pytest.mark.parametrize(("language", "formality"), [*SPOKEN, ("es-MX", Formality.INFORMAL)])


def row(one: Person, **more: object) -> dict[str, object]:
    """Return a person as the database has them."""
    known = {"active": True, "unreachable_since": None, "away_until": None, **more}
    return {**one.model_dump(mode="json"), **known}


def place(language: str = "en", formality: Formality = Formality.INFORMAL, **more: object) -> Place:
    """Return where Ana raises a concern."""
    known = {
        **dict.fromkeys(("link", "mentorship", "organisation_id"), UUID(int=1)),
        "role": Role.MENTEE,
        "organisation": "Acme",
        "programme": "Leading Well",
        "formality": formality,
        "reader": ANA.model_copy(update={"language": language}),
        "mentee": ANA,
        "mentor": BEN,
        "coordinator": EVA,
        "contacts": [row(SAM), row(DANA)],
        "concern_days": 3,
        "closed": False,
        "clock": NOW,
        "over": False,
        **more,
    }
    return Place.model_validate(known)


def case(language: str = "en", formality: Formality = Formality.INFORMAL, **more: object) -> Case:
    """Return a concern as Sam's page knows it."""
    known = {
        **dict.fromkeys(("link", "organisation_id", "concern", "mentorship"), UUID(int=1)),
        **{"organisation": "Acme", "programme": "Leading Well", "formality": formality},
        "reader": SAM.model_copy(update={"language": language}),
        **{"mentee": ANA, "mentor": BEN, "raised_at": NOW, "holds": True, "held": True, "others": False},
        **dict.fromkeys(("taken_up_at", "taken_up_by", "decided_at", "decision")),
        **{"closed": False, "ending": False, "matched": True, "takes_part": True, "concern_hold_days": 28},
        **{"handed_over": False, "unnamed": False, "involved": False, "over": False, **more},
    }
    return Case.model_validate(known)


CASES: dict[str, dict[str, Any]] = {
    "new": {},
    "taken up": {"taken_up_at": NOW, "taken_up_by": SAM, "others": True},
    "taken up by another": {"taken_up_at": NOW, "taken_up_by": DANA},
    "not on hold": {"holds": False, "held": False},
    "passed over": {"holds": False, "held": False, "takes_part": False},
    "ending": {"ending": True},
    "settled": {"holds": False, "held": False, "decided_at": NOW, "decision": "settled"},
    "went on": {"taken_up_at": NOW, "decided_at": NOW, "decision": "go_on"},
    "ended": {"taken_up_at": NOW, "decided_at": NOW, "decision": "end", "closed": True, "held": False},
    "over": {"closed": True, "held": False},
    "being ended": {"held": False},
    "being ended beside another": {"held": False, "others": True},
    "not on hold beside another": {"holds": False, "held": False, "others": True},
    "went on beside another": {"taken_up_at": NOW, "decided_at": NOW, "decision": "go_on", "others": True},
    "in a search": {"mentor": None},
    "in a search, asked": {"matched": False, "holds": False, "held": False, "decided_at": NOW},
}


def pages(language: str, formality: Formality) -> dict[str, str]:
    """Return every page about concerns in one language."""
    said: dict[str, Any] = {"action": "/a/x/concern", "nonce": "x"}
    places: dict[str, dict[str, Any]] = {
        "to both": {},
        "to one": {"contacts": [row(SAM)]},
        "away": {"contacts": [row(SAM, away_until=(NOW + timedelta(days=3)).isoformat())]},
        "over": {"closed": True},
        "passed over": {"role": Role.MENTOR, "reader": EVA.model_copy(update={"language": language})},
        "no mentor": {"mentor": None},
    }
    forms = {name: shown_form(place(language, formality, **one), form="1", **said) for name, one in places.items()}
    done = {name: shown(case(language, formality, **one), **said) for name, one in CASES.items()}
    here = place(language, formality)
    return {
        **{f"raise: {name}": html for name, html in forms.items()},
        "raise: sent": shown_form(here, form="1", sent=Raising.HELD, **said),
        "raise: again": shown_form(
            here, form="1", given={"words": "Words"}, problems={"words": "No"}, alert=here.tell("empty"), **said
        ),
        "raise: nobody": nowhere(place(language, formality, contacts=[]), "Words"),
        "raise: nobody at all": nowhere(place(language, formality, contacts=[], coordinator=None), ""),
        **{f"case: {name}": html for name, html in done.items()},
        "case: pressed": shown(case(language, formality, taken_up_at=NOW, taken_up_by=SAM), chosen="taken_up", **said),
        "case: held": shown(case(language, formality), chosen="hold", **said),
        "raise: readers changed": shown_form(here, form="1", alert=here.tell("readers_changed"), **said),
        **{f"case: {key}": note(here.say, key) for key in ("handed_on", "unnamed", "involved")},
        "raise: unsaved": unsaved(here.say, "/a/x/concern", {"words": "Words", "nonce": "x", "stop": "yes"}, "concern"),
    }


@everywhere
def test_each_page_says_something_of_its_own_with_names(language: str, formality: Formality) -> None:
    found = pages(language, formality)
    assert len(set(found.values())) == len(found)
    for name, html in found.items():
        assert "{" not in html.partition("</style>")[2], name
        assert "None" not in html, name
        assert f'lang="{ {"es-MX": "es-419"}.get(language, language) }"' in html


def test_formal_german_says_sie_on_each_of_them() -> None:
    for name, html in pages("de", Formality.FORMAL).items():
        assert familiar(BeautifulSoup(html.partition("</style>")[2], "html.parser").get_text(" ")) == set(), name


@pytest.mark.parametrize("size", SIZES)
async def test_everybody_can_use_them(page: Page, size: str) -> None:
    for language, formality in SPOKEN:
        for name, html in pages(language, formality).items():
            await page.set_content(html)
            assert not await (faults if language == "en" else too_wide)(page, size), name


@everywhere
def test_while_another_concern_holds_it_no_page_says_that_it_goes_on(language: str, formality: Formality) -> None:
    """In German and Spanish, the page of a concern without a hold said that the mentorship goes on as before."""
    found = pages(language, formality)
    another = str(case(language, formality).tell("others"))
    for name, lonely in (
        ("not on hold", case(language, formality, **CASES["not on hold"]).tell("not_held")),
        ("being ended", case(language, formality, **CASES["being ended"]).tell("released")),
        ("went on", case(language, formality).tell("did_go_on", day="DAY")),
    ):
        beside = found[f"case: {name} beside another"]
        assert another in beside
        if name != "not on hold":
            assert str(lonely).partition("DAY")[0] not in beside


def test_whoever_is_away_or_gone_is_not_named_as_the_reader() -> None:
    away = (NOW + timedelta(days=3)).isoformat()
    for hindered in ({"active": False}, {"unreachable_since": NOW.isoformat()}, {"away_until": away}):
        contact = place(contacts=[row(SAM, **hindered), row(DANA)]).contact
        assert contact
        assert contact.id == DANA.id
    alone = place(contacts=[row(SAM, away_until=away)]).contact
    assert alone
    assert alone.id == SAM.id
