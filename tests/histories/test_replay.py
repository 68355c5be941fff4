"""A mentorship that began under an earlier release goes on under this one: every kept history replays."""

from pathlib import Path

import pytest

from tests.histories.replaying import HISTORIES, difference
from worker import sandbox

PATHS = {
    "after_begun_anew",
    "another_rhythm",
    "away_and_back",
    "begun_anew",
    "begun_anew_in_a_break",
    "begun_anew_in_closing",
    "begun_anew_on_the_ladder",
    "bounced_mentor",
    "break_while_seeking",
    "completed",
    "extended_to_the_end",
    "lost_in_the_loop",
    "more_time",
    "nobody_answers",
    "on_hold",
    "passed_over",
    "paused_by_hr",
    "silent_on_leave",
    "skipped_coordinator",
    "waned",
    "withdrawn_by_hr",
    "yes_with_changes",
}


def test_there_is_a_history_for_each_path() -> None:
    """An empty folder would make the test below pass by doing nothing."""
    names = {file.stem for file in HISTORIES}
    assert names >= PATHS
    assert len(names) >= 39


@pytest.mark.parametrize("file", HISTORIES, ids=[file.stem for file in HISTORIES])
async def test_it_replays(file: Path) -> None:
    """The same events lead to the same steps, to the same people for the same reasons, at the same times."""
    assert await difference(file, sandbox()) == ""
