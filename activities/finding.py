"""Find mentors for a mentee: read who is there, rank them, and say why in the words of each reader."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from activities.profiles import Profiles
from letters.fitting import CONFIDED, Labels, fitting, sentences
from letters.names import GIVEN, NAME, isolated, plain, shortened
from letters.reasoning import Names
from letters.voice import Voice, voice_of
from pairing.people import Search
from pairing.ranking import Ranked, Shortlist, shortlist
from pairing.rules import against
from schemas.fit import FitReason, Rule
from schemas.names import Formality, Role
from schemas.request import CandidateWords
from schemas.rules import ProgrammeRules
from schemas.texts import folded
from schemas.vocabulary import Vocabulary
from store import queries
from store.pool import Connection

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """For whom mentors are sought: a mentee in a programme; without a version, by the present rules."""

    programme: UUID
    mentee: UUID
    rules_version: int | None = None
    mentorship: UUID | None = None  # a place that it holds already counts as free
    rank: int = 1  # of the request; whose turn came before is not found again
    only_present: bool = False  # leave out whoever is on leave now, however short
    despite_held: bool = False  # places that are only held, while mentors are asked, count as free
    hours_a_month: float | None = None  # as in the request; otherwise as in the traits
    without: frozenset[UUID] = frozenset()  # who is asked in any case, in a turn of their own


@dataclass(frozen=True)
class Found:
    """The mentors who fit best, the people as rows of queries.matching.chosen, and what their sentences need."""

    shortlist: Shortlist
    seeker: Row
    people: Mapping[UUID, Row]
    vocabulary: Vocabulary
    broken: frozenset[Rule] = frozenset()  # where only one mentor was considered: every rule against them

    def words(self, ranked: Ranked, asked: bool = False) -> CandidateWords:
        """Return why a mentor was chosen, for the mentor and for the mentee.

        What was told in confidence is named only when the mentor is asked: until then, consent may be taken back.
        """
        mentor = self.people[ranked.mentor.id]
        reasons = [one for one in ranked.reasons if asked or one.code not in CONFIDED]
        return CandidateWords(
            reason_for_mentor=self._said(reasons, ranked, Role.MENTOR, mentor),
            reason_for_mentee=self._said(reasons, ranked, Role.MENTEE, self.seeker),
        )

    def for_coordinator(self, ranked: Ranked) -> tuple[list[str], list[str]]:
        """Return what speaks for a mentor and what against, for whoever runs the programme."""
        reader = self.seeker["coordinator"] or {"language": "en", "time_zone": "UTC"}
        pro, contra = (self._sentences(some, reader, ranked) for some in (ranked.reasons, ranked.against))
        return pro, contra

    def _said(self, reasons: Sequence[FitReason], ranked: Ranked, role: Role, reader: Row) -> str:
        voice = self._voice(reader)
        return fitting(reasons, role, voice, self._names(ranked, voice), self._labels(voice))

    def _sentences(self, reasons: Sequence[FitReason], reader: Row, ranked: Ranked) -> list[str]:
        voice = self._voice(reader)
        return sentences(reasons, Role.COORDINATOR, voice, self._names(ranked, voice), self._labels(voice))

    def _voice(self, reader: Row) -> Voice:
        return voice_of(reader["language"], reader["time_zone"], Formality(self.seeker["formality"]))

    def _names(self, ranked: Ranked, voice: Voice) -> Names:
        people = {Role.MENTEE: self.seeker, Role.MENTOR: self.people[ranked.mentor.id]}
        return {role: _name(one, voice.formality) for role, one in people.items()}

    def _labels(self, voice: Voice) -> Labels:
        sought = (self.seeker["experiences"] or {}).get("sought", ())
        return {**self.vocabulary.labels(voice.language), **{folded(what): isolated(plain(what)) for what in sought}}


async def find(
    connection: Connection, wanted: Wanted, now: datetime, limit: int, only: UUID | None = None
) -> Found | None:
    """Return the mentors who fit a mentee best at present; None if there is no such mentee or programme.

    With `only`, nobody else is considered.
    """
    seeker = await queries.matching.seeker(
        connection,
        mentee=wanted.mentee,
        programme=wanted.programme,
        rules_version=wanted.rules_version,
        mentorship=wanted.mentorship,
        rank=wanted.rank,
    )
    if seeker is None or seeker["rules"] is None:
        return None
    rules = ProgrammeRules.model_validate(seeker["rules"])
    away_after = now if wanted.only_present else now + timedelta(days=rules.reply_days)
    rows = await _mentors(connection, away_after, now, wanted)
    rows = [row for row in rows if (row["id"] == only if only else row["id"] not in wanted.without)]
    vocabulary = Vocabulary.model_validate(seeker["vocabulary"] or {})
    profiles = Profiles(now, vocabulary)
    search = _search(seeker, wanted, rules, vocabulary, profiles)
    best = await asyncio.to_thread(_ranked, search, rows, profiles, limit)  # others need not wait for it
    ids = [one.mentor.id for one in best.ranked]
    people = {row["id"]: row async for row in queries.matching.chosen(connection, ids=ids)} if ids else {}
    broken = against(search, profiles.mentor(rows[0])) if only and rows else frozenset()
    return Found(best, seeker, people, vocabulary, broken)


async def _mentors(connection: Connection, away_after: datetime, now: datetime, wanted: Wanted) -> Sequence[Any]:
    """Return all mentors, of whom there may be thousands, in one round trip; a cursor takes one for every fifty."""
    known = (away_after, now, wanted.mentorship, not wanted.despite_held)
    return await connection.fetch(queries.matching.mentors.sql, *known)


def _ranked(search: Search, rows: Sequence[Row], profiles: Profiles, limit: int) -> Shortlist:
    return shortlist(search, map(profiles.mentor, rows), limit)


def _search(seeker: Row, wanted: Wanted, rules: ProgrammeRules, vocabulary: Vocabulary, profiles: Profiles) -> Search:
    mentee = profiles.mentee(seeker)
    if wanted.hours_a_month:
        mentee = mentee._replace(hours_a_month=wanted.hours_a_month)
    levels = rules.matching.line_levels
    return Search(
        mentee=mentee,
        rules=rules.matching,
        line=frozenset(id for id, level in seeker["line"] if level <= levels),
        before=frozenset(seeker["before"]),
        blocked=frozenset(seeker["blocked"]),
        coordinator=seeker["coordinator"]["external_id"] if seeker["coordinator"] else "",
        families=vocabulary.families,
        seed=wanted.programme.bytes,
    )


def _name(person: Row, formality: Formality) -> str:
    """Return how a reader knows somebody: by the given name, or in formal address by the full one."""
    given = plain(person["given_name"])
    full = f"{given} {plain(person['family_name'])}".strip()
    formal = formality is Formality.FORMAL
    return isolated(shortened(full, NAME) if formal else shortened(given, GIVEN))
