"""`make chaos` ends within its 20 minutes: of the long scenarios, each run tries half."""

from chaos.listing import SCENARIOS


def _usual(seed: int) -> set[str]:
    return {one.name for one in SCENARIOS if one.is_usual(seed)}


def test_two_runs_with_neighbouring_seeds_try_all_but_what_only_runs_when_named() -> None:
    """So nothing is left out for good by a seed."""
    only_named = {one.name for one in SCENARIOS if one.seeds == "none"}
    assert _usual(7) | _usual(8) == {one.name for one in SCENARIOS} - only_named


def test_a_seed_always_chooses_the_same_half() -> None:
    """Whoever repeats a run with its seed tries the same again."""
    assert _usual(1) == _usual(21) != _usual(2) == _usual(34)
