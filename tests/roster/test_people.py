"""From cells to people: what each broken cell is told, and that the others of its file are not harmed."""

import pytest

from roster.mapping import extended, named
from roster.people import Roster, roster
from roster.reading import sheet
from roster.trouble import UnusableError

HEAD = "email,first name,role,time zone,language,capacity,team\n"
GOOD = "ana@example.com,Ana,mentee,Europe/Madrid,es,1,Lens works\n"


def read(text: str, *pairs: str, **defaults: str) -> Roster:
    """Read a file of text with Rapport's own headings."""
    columns = extended(named("rapport"), pairs, defaults)
    return roster(sheet(text.encode(), columns.columns), columns)


def said(people: Roster) -> list[str]:
    """Return every fault as it is printed."""
    return [str(fault) for one in people.broken for fault in one.faults]


def test_a_good_line_becomes_a_person_and_unmapped_columns_go_into_the_profile() -> None:
    [entry] = read(HEAD + GOOD).entries
    body = entry.person.body()
    assert entry.person.path == "/v1/people/ana%40example.com"
    assert (body["given_name"], body["time_zone"], body["language"]) == ("Ana", "Europe/Madrid", "es")
    assert (body["mentee"], body["mentor"], body["profile"]) == (True, False, {"team": "Lens works"})
    assert "external_id" not in body


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("ana@,Ana,mentee,Europe/Madrid,es,1,", "'email': Must be an email address"),
        ('"ana@example.com\nBcc: x@example.com",Ana,mentee,Europe/Madrid,es,1,', "'email': Must be an email address"),
        ("änä@example.com,Ana,mentee,Europe/Madrid,es,1,", "'email': The part before the @"),
        (",Ana,mentee,Europe/Madrid,es,1,", "'email': is empty: fill it in"),
        ('a@example.com,"Ana\nMaria",mentee,Europe/Madrid,es,1,', "'first name': 'Ana\\nMaria' contains a line break"),
        ("a@example.com,Ana,mentee,Mars/Base,es,1,", "'time zone': 'Mars/Base' is not a time zone: use an IANA name"),
        ("a@example.com,Ana,mentee,,es,1,", "'time zone': is empty: fill it in, or pass --time-zone"),
        ("a@example.com,Ana,boss,Europe/Madrid,es,1,", "'role': 'boss' is not a role: write mentee, mentor"),
        ("a@example.com,Ana,,Europe/Madrid,es,1,", "'role': does not say mentee or mentor"),
        ("a@example.com,Ana,mentee,Europe/Madrid,Spanish!,1,", "'language': 'Spanish!' is not a language tag"),
        ("a@example.com,Ana,mentee,Europe/Madrid,es,many,", "'capacity': 'many' is not a whole number"),
        ("a@example.com,Ana,mentee,Europe/Madrid,es,-1,", "'capacity': '-1' is too low: it must be 0 or more"),
        ("a@example.com,Ana,mentee,Europe/Madrid,es,1,\0", "'team': holds the character U+0000"),
        (f"a@example.com,{'A' * 101},mentee,Europe/Madrid,es,1,", "'first name': has 101 characters: keep it to 100"),
        (f"a@example.com,Ana,mentee,Europe/Madrid,es,1,{'A' * 10_000_000}", "'team': has 10000000 characters"),
    ],
)
def test_a_broken_line_is_named_with_its_column_and_what_to_do_and_its_neighbours_are_read(
    line: str, says: str
) -> None:
    people = read(HEAD + GOOD + line + "\n" + GOOD.replace("ana@", "eva@"))
    assert [entry.person.email for entry in people.entries] == ["ana@example.com", "eva@example.com"]
    [sentence] = said(people)
    assert sentence.startswith(f"line 3, {says}")


def test_everything_wrong_with_a_line_is_said_at_once() -> None:
    assert len(said(read(HEAD + "nobody,,boss,Mars/Base,?,x,\n"))) == 6


def test_the_second_line_with_the_same_id_is_reported_and_the_first_one_kept() -> None:
    people = read(HEAD + GOOD + GOOD.replace("ana@", "Ana@").replace("Lens works", "Quality"))
    assert [entry.person.profile for entry in people.entries] == [{"team": "Lens works"}]
    assert said(people) == ["line 3, 'email': 'ana@example.com' is already on line 2: keep one of the two"]


def test_an_id_of_the_organisations_own_wins_over_the_address() -> None:
    [entry] = read("staff number,email,first name\nA/7,a@example.com,Ana\n", role="mentor", time_zone="UTC").entries
    assert entry.person.path == "/v1/people/A%2F7"


def test_options_fill_only_empty_cells() -> None:
    people = read(HEAD + GOOD + "b@example.com,Ben,,,,,\n", role="mentor", time_zone="Asia/Tokyo", language="ja")
    told = [(one.person.mentor, one.person.time_zone, one.person.language) for one in people.entries]
    assert told == [(False, "Europe/Madrid", "es"), (True, "Asia/Tokyo", "ja")]


def test_a_column_of_ones_own_is_mapped_and_takes_the_place_of_the_usual_one() -> None:
    text = "E-mail,private e-mail,Name,role,time zone\nx@example.com,a@example.com,Ana,both,UTC\n"
    [entry] = read(text, "private e-mail=email", "NAME=given_name").entries
    assert (entry.person.email, entry.person.profile) == ("a@example.com", {"E-mail": "x@example.com"})


@pytest.mark.parametrize(
    ("text", "pairs", "says"),
    [
        ("name,role\n", (), "No column holds the email: pass --map 'HEADING=email' with one of 'name', 'role'"),
        ("email,first name\n", (), "No column says who is a mentor. Pass --role"),
        ("email,e-mail,first name,role\n", (), "'email' and 'e-mail' both mean email"),
        (HEAD, ("Sprach=language",), "--map names 'Sprach', which the file does not have: 'email', "),
        (HEAD, ("team",), "'team' should read"),
        (HEAD, ("team=boss",), "'team=boss' should read"),
    ],
)
def test_a_file_that_can_make_no_person_is_refused_with_what_to_say(
    text: str, pairs: tuple[str, ...], says: str
) -> None:
    with pytest.raises(UnusableError, match=says):
        read(text, *pairs)


def test_an_unknown_default_zone_is_refused_before_every_line_is() -> None:
    with pytest.raises(UnusableError, match="--time-zone 'Mars/Base' is not a time zone"):
        read(HEAD + GOOD, time_zone="Mars/Base")


@pytest.mark.parametrize("zone", ["Factory", "localtime"])
def test_a_name_that_is_no_place_is_refused_as_the_api_refuses_it(zone: str) -> None:
    with pytest.raises(UnusableError, match="is not a time zone"):
        read(HEAD + GOOD, time_zone=zone)


@pytest.mark.parametrize("key", [".", "..", "a/../b", "./a", "ana/news", "ana//traits", "a/b/mentors"])
def test_an_id_that_no_address_can_hold_is_found_before_anything_is_sent(key: str) -> None:
    people = read(f"id,{HEAD}{key},{GOOD}", "id=external_id")
    assert people.entries == ()
    [sentence] = said(people)
    assert "'id': Must not end in /news, /traits, /experiences, /blocks, /mentors or /not-before" in sentence


@pytest.mark.parametrize("key", ["news", "a.b", "...", "a/news/b", ".a", "newsnews", "a/..b"])
def test_any_other_id_is_taken(key: str) -> None:
    [entry] = read(f"id,{HEAD}{key},{GOOD}", "id=external_id").entries
    assert entry.person.key == key
