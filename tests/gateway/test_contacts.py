"""HR names whom concerns go to: known people, apart from whoever runs the programme, and never the same one twice."""

from typing import Any

import pytest

from gateway.security.key_management import USUAL
from tests.gateway.api import Api
from tests.gateway.test_api_input import check_problem
from tests.gateway.test_keys import with_scopes

CONTACTS = {"coordinator": "cleo", "safeguarding": "sam", "safeguarding_deputy": "dana"}


async def founded(api: Api, **body: Any) -> dict[str, Any]:
    """Return a programme with Cleo, Sam and Dana in the roster."""
    for name in CONTACTS.values():
        await api.person(name)
    shown: dict[str, Any] = await api.done("POST", "/v1/programmes", {"name": "Lantern", **body})
    return shown


async def test_a_programme_names_its_contacts_and_others_later(lonely: Api) -> None:
    shown = await founded(lonely, **CONTACTS)
    assert {name: shown[name] for name in CONTACTS} == CONTACTS
    path = f"/v1/programmes/{shown['id']}"
    assert (await lonely.done("PATCH", path, {"name": "Still Lantern"}))["safeguarding"] == "sam"
    swapped = {"safeguarding": "dana", "safeguarding_deputy": "sam"}
    assert await lonely.done("PATCH", path, swapped) == {**shown, "name": "Still Lantern", **swapped}
    around = {"coordinator": "dana", "safeguarding": "cleo"}
    assert (await lonely.done("PATCH", path, around))["coordinator"] == "dana"
    nobody = {"safeguarding": None, "safeguarding_deputy": None}
    assert (await lonely.done("PATCH", path, nobody))["safeguarding"] is None


@pytest.mark.parametrize(
    ("change", "pointer", "says"),
    [
        ({"safeguarding": "cleo"}, "/safeguarding", "cleo runs this programme."),
        ({"safeguarding_deputy": "cleo"}, "/safeguarding_deputy", "cleo runs this programme."),
        ({"coordinator": "sam"}, "/coordinator", "sam runs this programme."),
        ({"safeguarding_deputy": "sam"}, "/safeguarding_deputy", "sam is the contact for concerns already."),
        ({"safeguarding": None}, "/safeguarding", "A deputy needs somebody whose deputy they are"),
        ({"safeguarding": "nobody"}, "/safeguarding", "No active person has the external id nobody."),
    ],
)
async def test_who_does_not_fit_is_not_named(lonely: Api, change: dict[str, Any], pointer: str, says: str) -> None:
    shown = await founded(lonely, **CONTACTS)
    path = f"/v1/programmes/{shown['id']}"
    response = await lonely.call("PATCH", path, change)
    problem = check_problem(response, 422)
    assert problem["errors"][0]["pointer"] == pointer
    assert says in problem["errors"][0]["detail"]
    assert await lonely.done("GET", path) == shown


async def test_whoever_may_only_write_names_no_other_contact(lonely: Api) -> None:
    """They would learn of every concern that waits."""
    shown = await founded(lonely, **CONTACTS)
    path = f"/v1/programmes/{shown['id']}"
    writing = await with_scopes(lonely, *USUAL)
    for change in ({"safeguarding": "dana", "safeguarding_deputy": None}, {"safeguarding_deputy": None}):
        problem = check_problem(await writing.call("PATCH", path, change), 403)
        assert "`confidential`" in problem["detail"]
    assert await lonely.done("GET", path) == shown
