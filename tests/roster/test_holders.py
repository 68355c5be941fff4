"""A roster without ids: whom a line with an address is about, and who is new."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.api import PersonIn
from tests.roster.small_api import SmallApi, problem, serving
from tests.roster.test_import import GOOD, roster, run


@pytest.fixture
def api() -> Iterator[SmallApi]:
    """Yield a server that takes people."""
    with serving() as api:
        yield api


def people(api: SmallApi, **addresses: str) -> None:
    """Let the API know people by these ids, with these addresses."""
    for id, email in addresses.items():
        told = {"email": email, "given_name": id, "time_zone": "UTC", "mentor": True}
        api.people[id] = PersonIn.model_validate(told)


def test_the_last_line_tells_how_many_are_new(api: SmallApi, tmp_path: Path) -> None:
    """In a file without ids, somebody with a new address would be somebody new."""
    file = roster(tmp_path, GOOD, "ben.lund@example.com,Ben,mentor,UTC,x")
    api.people["good@example.com"] = PersonIn(email="good@example.com", given_name="Good", time_zone="UTC")
    assert run(file, api=api).stdout == "2 people now as in the file (1 new).\n"
    assert run(file, api=api).stdout == "2 people now as in the file.\n"


def test_a_line_without_an_id_is_about_whoever_was_given_its_address(api: SmallApi, tmp_path: Path) -> None:
    """HR has corrected the address by the old id: the corrected file made a second person with the same address."""
    people(api, ana="ana@example.com", ben="Ben.Lund@example.com", cai="cai@example.com", dan="dan@example.com")
    done = run(roster(tmp_path, "ben.lund@example.com,Benedict,mentor,UTC,x"), api=api)
    assert (done.exit_code, done.stdout) == (0, "1 person now as in the file.\n"), done.stderr
    assert set(api.people) == {"ana", "ben", "cai", "dan"}
    assert api.people["ben"].given_name == "Benedict"


def test_a_line_whose_address_several_people_have_is_left_out(api: SmallApi, tmp_path: Path) -> None:
    people(api, ben="office@example.com", cai="office@example.com")
    done = run(roster(tmp_path, "office@example.com,Ben,mentor,UTC,x", GOOD), api=api)
    assert (done.exit_code, set(api.people)) == (1, {"ben", "cai", "good@example.com"})
    assert (
        done.stderr
        == "line 2: 'ben' and 'cai' all have this address: give the file a column with the ids that they have\n"
    )


def test_who_has_left_is_only_meant_if_nobody_else_has_the_address(api: SmallApi, tmp_path: Path) -> None:
    people(api, ben="office@example.com", cai="office@example.com")
    api.people["ben"] = api.people["ben"].model_copy(update={"active": False})
    assert run(roster(tmp_path, "office@example.com,Cai,mentor,UTC,x"), api=api).exit_code == 0
    assert set(api.patches) == {"cai"}


def test_a_line_with_an_id_is_about_that_id_whoever_has_its_address(api: SmallApi, tmp_path: Path) -> None:
    people(api, ben="office@example.com")
    file = tmp_path / "roster.csv"
    file.write_text("external id,email,first name,role,time zone\ncai,office@example.com,Cai,mentor,UTC\n", "utf-8")
    assert run(file, api=api).stdout == "1 person now as in the file (1 new).\n"
    assert set(api.people) == {"ben", "cai"}


def test_a_busy_api_is_asked_again_who_has_an_address(api: SmallApi, tmp_path: Path) -> None:
    people(api, ben="ben@example.com")
    api.unlisted = [problem(503, "Not now.")]
    assert run(roster(tmp_path, "ben@example.com,Ben,mentor,UTC,x"), api=api).exit_code == 0
    assert set(api.people) == {"ben"}


def test_a_key_that_may_not_list_people_makes_nobody_twice_and_is_told_what_is_missing(
    api: SmallApi, tmp_path: Path
) -> None:
    people(api, ben="ben@example.com")
    api.unlisted = [problem(403, "This key has no scope `read`.")]
    done = run(roster(tmp_path, "ben@example.com,Ben,mentor,UTC,x"), api=api)
    assert (done.exit_code, set(api.people)) == (2, {"ben"})
    assert "the scope `read`" in done.stderr
    assert "the ids that they have" in done.stderr


def test_an_address_that_was_given_to_somebody_new_does_not_make_them_the_colleague_who_had_it(
    api: SmallApi, tmp_path: Path
) -> None:
    """Anna Schmidt is Anna Meier now; Annabel Schmidt gets her old address, and overwrote her."""
    people(api, **{"anna.schmidt@example.com": "anna.meier@example.com"})
    lines = ("anna.meier@example.com,Anna,mentor,UTC,x", "anna.schmidt@example.com,Annabel,mentee,UTC,x")
    done = run(roster(tmp_path, *lines), api=api)
    assert (done.exit_code, set(api.people)) == (1, {"anna.schmidt@example.com"})
    assert api.people["anna.schmidt@example.com"].given_name == "Anna"
    assert (
        "'anna.schmidt@example.com' is the id of somebody whose address is 'anna.meier@example.com' now" in done.stderr
    )


def test_a_column_with_ids_that_comes_later_makes_nobody_twice(api: SmallApi, tmp_path: Path) -> None:
    people(api, **{"ben@example.com": "ben@example.com"})
    file = tmp_path / "roster.csv"
    file.write_text("external id,email,given name,role,time zone\n1002,ben@example.com,Ben,mentor,UTC\n")
    done = run(file, api=api)
    assert (done.exit_code, set(api.people)) == (2, {"ben@example.com"})
    assert "under the id 'ben@example.com', and ids do not change: use that id" in done.stderr


def test_somebody_new_with_an_id_and_the_address_of_one_who_has_left_is_a_person_of_their_own(
    api: SmallApi, tmp_path: Path
) -> None:
    people(api, **{"jo@example.com": "jo@example.com"})
    api.people["jo@example.com"] = api.people["jo@example.com"].model_copy(update={"active": False})
    file = tmp_path / "roster.csv"
    file.write_text("external id,email,given name,role,time zone\n77,jo@example.com,Joan,mentor,UTC\n", "utf-8")
    assert run(file, api=api).stdout == "1 person now as in the file (1 new).\n"
    assert set(api.people) == {"jo@example.com", "77"}
