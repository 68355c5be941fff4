"""Read what a later release may have written, as after a roll-back: it is left out, and hides nothing else."""

import logging
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")
Read = TypeVar("Read")
log = logging.getLogger(__name__)


class LaterRelease(ValueError):
    """What a later release wrote; this one cannot read it."""


def must_know(read: Callable[[Given], Read], given: Given, what: str) -> Read:
    """Return what was read; raises LaterRelease for what this release does not know."""
    try:
        return read(given)
    except LaterRelease:
        raise  # it is logged already
    except ValueError as error:
        log.error("%s cannot be read, perhaps a later release wrote it: %s", what, type(error).__name__)
        raise LaterRelease(what) from error


def if_known(read: Callable[[Given], Read], given: Given, what: str) -> Read | None:
    """Return what was read; None for what this release does not know, which is read once the later one is back."""
    try:
        return must_know(read, given, what)
    except LaterRelease:
        return None
