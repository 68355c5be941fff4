"""`rapport key`: makes, lists and revokes, and says what to type where it used to be another command."""

from uuid import UUID

import asyncpg
import pytest

from gateway.security.key_management import organisation_id
from stack import postgres as server
from tests.conftest import Cluster
from tests.stack.command_line import rapport


def test_a_key_is_made_listed_and_revoked(database_url: str) -> None:
    made = rapport("key", "new", "Lantern Trust", "--name", "Workday", DATABASE_URL=database_url)
    taken = rapport("key", "new", "Lantern Trust", DATABASE_URL=database_url)
    more = rapport("key", "new", "Lantern Trust", "--existing", "--scope", "console", DATABASE_URL=database_url)
    listed = rapport("key", "list", DATABASE_URL=database_url).stdout.splitlines()
    id = next(line for line in listed if "Workday" in line).split("\t")[0]
    revoked = rapport("key", "revoke", id, DATABASE_URL=database_url)
    after = rapport("key", "list", "Lantern Trust", DATABASE_URL=database_url).stdout
    assert (made.returncode, taken.returncode, more.returncode, revoked.returncode) == (0, 1, 0, 0), more.stderr
    assert made.stdout.startswith("rk_")
    assert "add --existing" in taken.stderr
    assert taken.stdout == ""
    assert [line.split("\t")[1:4] for line in listed] == [
        ["Lantern Trust", "Workday", "read write"],
        ["Lantern Trust", "HR platform", "console"],
    ]
    assert [line.split("\t")[5].split()[0] for line in after.splitlines()] == ["in", "revoked"]
    assert {line.split("\t")[6] for line in listed} == {f"organisation {organisation_id('Lantern Trust')}"}
    strange = rapport("key", "list", "Lantern Trsut", DATABASE_URL=database_url)
    assert (strange.returncode, strange.stdout) == (1, "")
    assert "No organisation with keys is called “Lantern Trsut”." in strange.stderr


def test_with_two_organisations_of_one_name_their_ids_are_listed_and_an_id_makes_the_key(database_url: str) -> None:
    other = "11111111-1111-4111-8111-111111111111"
    rapport("key", "new", "Harbour Trust", DATABASE_URL=database_url)
    rapport("key", "new", "Harbour Trust", "--organisation-id", other, DATABASE_URL=database_url)
    guess = rapport("key", "new", "Harbour Trust", "--existing", DATABASE_URL=database_url)
    named = rapport("key", "new", other, "--existing", DATABASE_URL=database_url)
    assert (guess.returncode, guess.stdout) == (1, "")
    assert f"rapport key new {other} --existing" in guess.stderr
    assert (named.returncode, named.stdout[:36]) == (0, f"rk_{UUID(other).hex}_")


def test_the_old_way_to_make_a_key_says_the_new_one(database_url: str) -> None:
    done = rapport("key", "Lantern Trust", DATABASE_URL=database_url)
    assert done.returncode == 2
    assert 'rapport key new "Lantern Trust"' in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("typed", [("revoke", "zzz"), ("new", "Harbour Trust", "--organisation-id", "zzz")])
def test_an_id_that_is_none_is_answered_in_our_own_words(typed: tuple[str, ...]) -> None:
    """It said: Input should be a valid UUID, invalid character: found `z` at 0."""
    done = rapport("key", *typed)
    assert done.returncode == 2
    assert "Must be a UUID, such as those that `rapport key list` shows." in " ".join(
        done.stderr.replace("│", "").split()
    )


async def test_whatever_stands_in_the_way_is_said_in_a_sentence(postgres: Cluster, database_url: str) -> None:
    owner = await asyncpg.connect(database_url)
    await owner.execute("CREATE ROLE stranger LOGIN")
    try:
        server.client("createdb", postgres.port, "not_migrated")
        for url, says in (
            ("postgresql://rapport:hush@127.0.0.1:1/rapport", "Postgres at 127.0.0.1:1/rapport cannot be reached"),
            (database_url.replace("rapport@", "nobody@", 1), "does not know this login"),
            (database_url.replace("rapport@", "stranger@", 1), "This login may not manage keys."),
            (postgres.url("not_there"), "Postgres has no database 127.0.0.1"),
            (postgres.url("not_migrated"), "is not up to date. Run `rapport migrate`."),
        ):
            done = rapport("key", "new", "Lantern Trust", DATABASE_URL=url)
            assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done.stderr
            assert says in done.stderr
            assert "hush" not in done.stderr
    finally:
        server.client("dropdb", postgres.port, "not_migrated")
        await owner.execute("DROP ROLE stranger")
        await owner.close()


def test_names_that_the_api_would_not_take_make_no_key(database_url: str) -> None:
    for name in ("", "   ", "x" * 5000, "two\nlines", "an \x1b[31m escape"):
        for command in ((name,), ("Lantern Trust", "--name", name)):
            done = rapport("key", "new", *command, DATABASE_URL=database_url)
            assert (done.returncode, done.stdout) == (1, "")
            assert "name cannot be used: Must " in done.stderr
    assert rapport("key", "list", DATABASE_URL=database_url).stdout == ""


def test_a_scope_nobody_knows_and_a_missing_database_are_named() -> None:
    strange = rapport("key", "new", "Lantern Trust", "--scope", "all", DATABASE_URL="postgresql://nowhere")
    unset = rapport("key", "list")
    cut = rapport("key", "list", DATABASE_URL="postgresql://rapport:hush/hush@127.0.0.1/rapport")
    assert (strange.returncode, unset.returncode, cut.returncode) == (2, 2, 2)
    assert cut.stderr.startswith("DATABASE_URL cannot be used: percent-encode its user and its password")
    assert "hush" not in cut.stderr
    assert "Unknown scope: all. The scopes are: read, write, console, confidential." in strange.stderr
    assert "DATABASE_URL is not set" in unset.stderr
