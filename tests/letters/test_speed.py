"""Writing a letter costs little, so that a full hour of prompts is not a full hour of work."""

from time import process_time

from letters.message import compose
from letters.render import write
from tests.letters.samples import CASES, envelope, rich

LIMIT = 1.5e-3  # seconds of CPU for one letter, written and composed, in the mean over all letters


def test_a_letter_costs_under_a_millisecond_and_a_half() -> None:
    """The best of some rounds, since other work shares the machine."""
    letters = [rich(name, role) for name, role in CASES]
    plain = envelope()

    def round_of_letters() -> float:
        began = process_time()
        for letter in letters:
            compose(letter, write(letter), plain)
        return (process_time() - began) / len(letters)

    assert min(round_of_letters() for _ in range(8)) < LIMIT
