"""Which letter of a step each person gets."""

from collections.abc import Iterable
from typing import get_args

from policy.delivery import kept_in_a_break, outdated_by
from policy.engagement import silent
from policy.reasons import spoken_of_as
from schemas.letter import LetterName
from schemas.messages import Step
from schemas.names import Role, StepKind
from schemas.state import State

LETTERS: dict[StepKind, LetterName] = {
    StepKind.UNREACHABLE: "task",
    **{StepKind(name): name for name in get_args(LetterName) if name in set(StepKind)},
}
OTHER_LETTERS: dict[tuple[StepKind, Role], LetterName] = {
    (StepKind.REQUEST, Role.MENTEE): "asking",
    (StepKind.NO_MENTOR, Role.MENTEE): "nobody_yet",
}

OF_A_SEARCH = (StepKind.REQUEST, StepKind.NO_MENTOR, StepKind.AGREEMENT, StepKind.WITHDRAWN)


def letters_of(kinds: Iterable[StepKind]) -> list[LetterName]:
    """Return the names of the main letters of these kinds of steps: those to the people who are asked or told."""
    return sorted(LETTERS[kind] for kind in kinds if kind in LETTERS)


def outdated_letters(step: Step, state: State) -> list[LetterName]:
    """Return the names of earlier letters that are of no use after a step: what a mentee was told of the search only
    once they are told how it went on."""
    outdated = letters_of(outdated_by(step.kind, kept_in_a_break(state)))
    is_news = Role.MENTEE in step.to and step.kind in OF_A_SEARCH
    return sorted({*outdated, *OTHER_LETTERS.values()}) if is_news else outdated


def letter_name(step: Step, state: State, role: Role) -> LetterName:
    """Return which letter one person gets: only a person who was silent is nudged, the other is asked as usual."""
    kind = spoken_of_as(step)
    if kind is StepKind.NUDGE and role not in silent(state):
        return "check_in"
    if kind is StepKind.REQUEST_REMINDER and role is Role.MENTEE:
        return "nobody_yet" if state.seeking and state.seeking.nobody_left else "asking"
    return OTHER_LETTERS.get((kind, role)) or LETTERS[kind]
