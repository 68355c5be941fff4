"""A run decides by the edition of the policy that it began with."""

import pytest

from policy.editions import OLDEST, PRESENT, UnknownEditionError, check, renewed
from tests.policy.pairs import paired


def test_a_run_of_every_edition_that_is_kept_goes_on() -> None:
    for edition in range(OLDEST, PRESENT + 1):
        check(paired().with_(edition=edition))


@pytest.mark.parametrize("edition", [OLDEST - 1, PRESENT + 1])
def test_a_release_never_decides_for_a_run_of_an_edition_that_it_does_not_have(edition: int) -> None:
    foreign = paired().with_(edition=edition)
    with pytest.raises(UnknownEditionError, match=f"not {edition}"):
        check(foreign)
    with pytest.raises(UnknownEditionError):
        renewed(foreign)


def test_a_run_that_begins_anew_takes_the_present_edition_and_nothing_else_changes() -> None:
    old = paired().with_(edition=OLDEST)
    assert renewed(old) == old.with_(edition=PRESENT)


def test_at_most_one_edition_before_the_present_one_is_kept() -> None:
    assert PRESENT - OLDEST in (0, 1)
