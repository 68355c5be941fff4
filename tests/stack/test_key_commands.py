"""`rapport key`: makes, lists and revokes, and says what to type where it used to be another command."""

from tests.stack.test_commands import rapport


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
    strange = rapport("key", "list", "Lantern Trsut", DATABASE_URL=database_url)
    assert (strange.returncode, strange.stdout) == (1, "")
    assert "No organisation with keys is called 'Lantern Trsut'." in strange.stderr


def test_the_old_way_to_make_a_key_says_the_new_one(database_url: str) -> None:
    done = rapport("key", "Lantern Trust", DATABASE_URL=database_url)
    assert done.returncode == 2
    assert 'rapport key new "Lantern Trust"' in done.stderr
    assert done.stdout == ""


def test_a_scope_nobody_knows_and_a_missing_database_are_named() -> None:
    strange = rapport("key", "new", "Lantern Trust", "--scope", "all", DATABASE_URL="postgresql://nowhere")
    unset = rapport("key", "list")
    assert (strange.returncode, unset.returncode) == (2, 2)
    assert "Unknown scope: all. The scopes are: read, write, console, confidential." in strange.stderr
    assert "DATABASE_URL is not set" in unset.stderr
