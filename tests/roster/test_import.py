"""`rapport import` as its user sees it: over real HTTP, with exit codes that mean something."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rapport import app
from schemas.api import PersonIn
from tests.roster.small_api import KEY, SmallApi, problem, serving

EXAMPLES = Path(__file__).parents[2] / "examples"
HEAD = "email,first name,role,time zone,team\n"


@pytest.fixture
def api() -> Iterator[SmallApi]:
    """Yield a server that takes people."""
    with serving() as api:
        yield api


def run(*arguments: object, api: SmallApi | None = None) -> Result:
    """Run `rapport import` against that server."""
    where = ["--api", api.url, "--key", KEY] if api else []
    return CliRunner().invoke(app, ["import", *map(str, arguments), *where])


def roster(folder: Path, *lines: str) -> Path:
    """Write a roster of these lines below the headings."""
    file = folder / "roster.csv"
    file.write_text(HEAD + "".join(f"{line}\n" for line in lines), "utf-8")
    return file


@pytest.mark.parametrize(("size", "people"), [("small", 50), ("large", 500)])
def test_the_civil_service_rosters_load_as_they_are(api: SmallApi, size: str, people: int) -> None:
    for role in ("mentor", "mentee"):
        file = EXAMPLES / "mentor-match" / f"{size}-{role}s.csv"
        done = run(file, "--mapping", "civil-service", "--role", role, api=api)
        assert (done.exit_code, done.stdout) == (0, f"{people} people now as in the file ({people} new).\n"), (
            done.stderr
        )
    assert len(api.people) == 2 * people
    assert api.people["mentor.01@gov.uk" if size == "small" else "mentor.001@gov.uk"].mentor
    assert {person.time_zone for person in api.people.values()} == {"Europe/London"}
    assert 1 < api.most_at_once <= 8


def test_yes_to_both_roles_makes_a_mentor_who_is_also_a_mentee(api: SmallApi) -> None:
    run(EXAMPLES / "mentor-match/small-mentors.csv", "--mapping", "civil-service", "--role", "mentor", api=api)
    assert (api.people["mentor.00@gov.uk"].mentee, api.people["mentor.02@gov.uk"].mentee) == (True, False)


def test_lantern_loads_without_any_option(api: SmallApi) -> None:
    assert run(EXAMPLES / "lantern/people.csv", api=api).exit_code == 0
    people = api.people.values()
    assert len({person.time_zone for person in people}) >= 6
    assert {person.language for person in people} >= {"en", "de", "es"}
    assert all(person.profile["offers"] for person in people if person.mentor)


def test_valid_lines_are_loaded_and_every_broken_one_is_named(api: SmallApi, tmp_path: Path) -> None:
    file = roster(tmp_path, "a@example.com,Ana,mentee,UTC,x", "b@,Ben,boss,UTC,x", "c@example.com,Cai", "", GOOD)
    done = run(file, api=api)
    assert done.exit_code == 1
    assert done.stdout == "2 people now as in the file (2 new), 2 broken lines left out.\n"
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["line 3, 'role'", "line 3, 'email'", "line 4"]
    assert set(api.people) == {"a@example.com", "good@example.com"}


GOOD = "good@example.com,Good,both,UTC,x"


def test_the_broken_lines_can_be_written_out_mended_and_loaded(api: SmallApi, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    file = roster(tmp_path, GOOD, "zoë@example.com,Zoë,mentee,UTC,Lens", "d@example.com,Dan,mentor,UTC,a,b")
    assert run(file, "--errors", broken, api=api).exit_code == 1
    text = broken.read_text("utf-8-sig")
    assert text.splitlines()[0] == "email,first name,role,time zone,team,rapport: what is wrong"
    broken.write_text(text.replace("zoë@", "zoe@").replace("a,b,", '"a,b",'), "utf-8-sig")
    assert run(broken, api=api).exit_code == 0
    assert api.people["zoe@example.com"].profile == {"team": "Lens"}
    assert api.people["d@example.com"].profile == {"team": "a,b"}


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_the_roster_is_not_replaced_by_its_own_broken_lines(api: SmallApi, tmp_path: Path, more: tuple[str]) -> None:
    file = roster(tmp_path, "ana@x.org,Ana,mentee,Europe/Lisbon,", "ben@x.org,,mentor,Europe/Berlin,")
    whole, link = file.read_text("utf-8"), tmp_path / "link.csv"
    link.symlink_to(file)
    for errors in (file, tmp_path / ".." / tmp_path.name / "roster.csv", link):
        done = run(file, "--errors", errors, *more, api=api)
        assert (done.exit_code, done.stderr) == (2, "--errors names the roster itself. Choose another file.\n")
        assert file.read_text("utf-8") == whole
    assert not api.people


def test_of_people_who_are_there_only_what_their_line_tells_is_changed(api: SmallApi, tmp_path: Path) -> None:
    kept = {"email": "good@example.com", "given_name": "Old", "time_zone": "Asia/Kolkata", "active": False}
    more = {"capacity": 3, "language": "de", "about": "Loves lenses", "profile": {"site": "Jena"}}
    api.people["good@example.com"] = PersonIn.model_validate(kept | more)
    done = run(roster(tmp_path, "good@example.com,Good,both,,x"), "--time-zone", "UTC", "--language", "es", api=api)
    assert (done.exit_code, api.puts) == (0, 0), done.stderr
    told = {"email": "good@example.com", "given_name": "Good", "mentee": True, "mentor": True, "profile": {"team": "x"}}
    assert api.patches == {"good@example.com": told}


def test_what_the_command_says_of_all_holds_for_people_who_are_new(api: SmallApi, tmp_path: Path) -> None:
    done = run(roster(tmp_path, "good@example.com,Good,both,,x"), "--time-zone", "UTC", "--language", "es", api=api)
    assert (done.exit_code, api.puts, api.patches) == (0, 1, {})
    assert (api.people["good@example.com"].time_zone, api.people["good@example.com"].language) == ("UTC", "es")


def test_a_role_that_the_command_says_is_told_of_everybody(api: SmallApi, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("email,first name,time zone,active\ngood@example.com,Good,UTC,no\n", "utf-8")
    for role in ("mentor", "both"):
        assert run(file, "--role", role, api=api).exit_code == 0
    person = api.people["good@example.com"]
    assert (person.mentee, person.mentor, person.active) == (True, True, False)
    assert "capacity" not in api.patches["good@example.com"]


def test_a_dry_run_checks_everything_and_loads_nothing(api: SmallApi, tmp_path: Path) -> None:
    done = run(roster(tmp_path, GOOD, "b@,Ben,mentor,UTC,x"), "--dry-run", api=api)
    assert (done.exit_code, api.puts) == (1, 0)
    assert done.stdout == "1 person would be imported, 1 broken line left out.\n"


def test_a_file_of_broken_lines_alone_is_told_from_one_that_was_imported_in_part(api: SmallApi, tmp_path: Path) -> None:
    bad = roster(tmp_path, "b@,Ben,mentor,UTC,x")
    assert run(bad, "--dry-run", api=api).exit_code == 2
    assert run(bad, api=api).exit_code == 2
    api.refusals = {"good@example.com": [problem(409, "Not now.")]}
    assert run(roster(tmp_path, GOOD), api=api).exit_code == 2
    assert api.people == {}


def test_what_the_api_refuses_is_a_broken_line_like_any_other(api: SmallApi, tmp_path: Path) -> None:
    api.refusals = {
        "good@example.com": [problem(422, "Mend it.", time_zone="name a zone")],
        "b@example.com": [problem(409, "Not now.")],
    }
    done = run(roster(tmp_path, GOOD, "b@example.com,Ben,mentor,UTC,x", "c@example.com,Cai,mentor,UTC,x"), api=api)
    assert (done.exit_code, set(api.people)) == (1, {"c@example.com"})
    assert "line 2, 'time zone': name a zone" in done.stderr
    assert "line 3: the API says 409: Not now." in done.stderr


def test_an_api_that_is_busy_for_a_moment_loses_nobody(api: SmallApi, tmp_path: Path) -> None:
    api.refusals = {"good@example.com": [problem(503, "Busy.")], "b@example.com": [problem(429, "Slower.")] * 2}
    assert run(roster(tmp_path, GOOD, "b@example.com,Ben,mentor,UTC,x"), api=api).exit_code == 0
    assert len(api.people) == 2


def test_a_key_that_is_refused_stops_at_once(api: SmallApi, tmp_path: Path) -> None:
    done = run(roster(tmp_path, GOOD, "b@example.com,Ben,mentor,UTC,x"), "--api", api.url, "--key", "rk_wrong")
    assert (done.exit_code, api.puts) == (2, 0)
    assert "refuses this key" in done.stderr


@pytest.mark.parametrize(
    ("address", "key", "says"),
    [
        ("http://127.0.0.1:9", KEY, "Is it running?"),
        ("nonsense", KEY, "Is it running?"),
        ("http://[::1", KEY, "not allowed there"),
        ("http://127.0.0.1:9", "ключ", "not allowed there"),
    ],
)
def test_an_api_that_cannot_be_reached_is_said_once(tmp_path: Path, address: str, key: str, says: str) -> None:
    done = run(roster(tmp_path, GOOD, "b@example.com,Ben,mentor,UTC,x"), "--api", address, "--key", key)
    assert (done.exit_code, done.stderr.count(says)) == (2, 1)


def test_another_service_at_that_address_is_told_from_rapport(api: SmallApi, tmp_path: Path) -> None:
    done = run(roster(tmp_path, GOOD), "--api", f"{api.url}/elsewhere", "--key", KEY)
    assert done.exit_code == 2
    assert "no Rapport at" in done.stderr


def test_without_api_and_key_the_local_stack_is_found(
    api: SmallApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "rapport up" in run(roster(tmp_path, GOOD)).stderr
    (tmp_path / ".rapport").mkdir()
    (tmp_path / ".rapport/local.json").write_text(json.dumps({"api": api.url, "api_key": KEY}))
    assert run(roster(tmp_path, GOOD)).exit_code == 0


def test_the_key_of_the_local_stack_is_sent_nowhere_else(
    api: SmallApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".rapport").mkdir()
    (tmp_path / ".rapport/local.json").write_text(json.dumps({"api": "http://127.0.0.1:9", "api_key": KEY}))
    done = run(roster(tmp_path, GOOD), "--api", api.url)
    assert (done.exit_code, api.puts) == (2, 0)


def test_a_mapping_nobody_knows_is_answered_with_those_there_are(tmp_path: Path) -> None:
    done = run(roster(tmp_path, GOOD), "--mapping", "unknown", "--dry-run")
    assert done.exit_code == 2
    assert "civil-service, rapport" in done.stderr
