"""The mentors who fit one mentee best, and who was ruled out by which rule."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nlargest
from uuid import UUID

from pairing.fit import Column, Points, known_points, with_the_mean, word_of
from pairing.people import Profile, Search
from pairing.reasons import against, reasons_for
from pairing.rules import ruled_out
from schemas.fit import PRIVATE, FitReason, FitWord, Rule


@dataclass(frozen=True)
class Ranked:
    """One mentor who may be asked; `points` by reason leave matching only as a word and as reasons."""

    mentor: Profile
    points: Points
    word: FitWord
    reasons: tuple[FitReason, ...]
    against: tuple[FitReason, ...]


@dataclass(frozen=True)
class Shortlist:
    """The best, best first, and how many mentors each rule ruled out."""

    ranked: tuple[Ranked, ...]
    ruled_out: Mapping[Rule, int]

    @property
    def shown(self) -> dict[str, int]:
        """The counts by rule; those of private rules are one count, so that nobody learns whom they are about."""
        counts: Counter[str] = Counter()
        for rule, count in self.ruled_out.items():
            counts["other" if rule in PRIVATE else rule.value] += count
        return dict(counts)


def shortlist(search: Search, mentors: Iterable[Profile], limit: int) -> Shortlist:
    """Return the best mentors for a mentee; among equals those of whom more is known, then a lot, never their order."""
    others = [mentor for mentor in mentors if mentor.external_id != search.mentee.external_id]
    fitting, counts = ruled_out(search, others)
    return Shortlist(_best(search, fitting, limit), counts)


def _best(search: Search, fitting: Sequence[Profile], limit: int) -> tuple[Ranked, ...]:
    known = known_points(search, fitting)
    columns = {name: with_the_mean(column) for name, column in known.items()}
    totals = [sum(points) for points in zip(*columns.values(), strict=True)] or [0] * len(fitting)
    least = min(nlargest(limit, totals), default=0)
    best = [number for number, total in enumerate(totals) if total >= least]
    best.sort(key=lambda one: (-totals[one], -sure(known, one), lot(search.seed, search.mentee.id, fitting[one].id)))
    return tuple(_ranked(search, fitting[one], _at(columns, one), _at(known, one)) for one in best[:limit])


def sure(known: Mapping[str, Column], number: int) -> int:
    """Return how many points a mentor has for what is known of them, not for what is a mean."""
    return sum(column[number] or 0 for column in known.values())


def _at(columns: Mapping[str, Sequence[int | None]], number: int) -> Points:
    return {name: points for name, column in columns.items() if (points := column[number]) is not None}


def _ranked(search: Search, mentor: Profile, points: Points, known: Points) -> Ranked:
    reasons = reasons_for(search, mentor, points)
    return Ranked(mentor, points, word_of(known, search), reasons, against(search, mentor))


def lot(seed: bytes, mentee: UUID, mentor: UUID) -> int:
    """Return a number that decides among equals; anybody who knows the seed can draw it again."""
    return int.from_bytes(blake2b(seed + mentee.bytes + mentor.bytes, digest_size=8).digest())
