"""`make chaos` ends within its 20 minutes: each run tries a third of the long scenarios."""

from chaos.listing import SCENARIOS


def _usual(seed: int) -> set[str]:
    return {one.name for one in SCENARIOS if one.is_usual(seed)}


def test_three_runs_with_neighbouring_seeds_try_all_but_what_is_tried_only_when_named() -> None:
    """So no seed leaves anything out for good."""
    only_named = {one.name for one in SCENARIOS if not one.usual}
    assert _usual(7) | _usual(8) | _usual(9) == {one.name for one in SCENARIOS} - only_named


def test_a_seed_always_chooses_the_same_third() -> None:
    """Whoever repeats a run with its seed tries the same again."""
    assert _usual(1) == _usual(34) != _usual(2) == _usual(35)
