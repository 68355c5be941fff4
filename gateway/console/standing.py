"""One mentorship as the console shows it: the pair, the candidates, and why it needs attention."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from gateway.api.views import name_of, view
from gateway.console.clocks import Clock
from policy.card import LAPSING, NOBODY_LEFT, TURNS_USED_UP, card_of
from policy.ending import carried_out, is_parted
from policy.ends import before_the_end
from policy.hearing import hear
from policy.participants import kept_from_asking
from policy.places import awaited
from policy.sentences import capitalised
from policy.standstills import by_calendar
from schemas.failures import Failure
from schemas.later import must_know
from schemas.messages import Answer, Card
from schemas.names import AnswerKind, Health, Outcome, Phase, Role
from schemas.shown import CandidateOut, MentorshipOut
from schemas.state import State

BEGUN_ENDINGS = (Outcome.ENDED_EARLY, Outcome.COMPLETED, Outcome.LEFT)
UNBEGUN_ENDINGS = (Outcome.WITHDRAWN, Outcome.LEFT)
WORSE = (Health.LATE, Health.QUIET, Health.AT_RISK)
NOBODY = "somebody who runs the programme"
NOBODY_RUNS_IT = "nobody runs the programme. End"
HAS_LEFT = "{coordinator}, who ran the programme, has left. Name another coordinator, who is then asked, or end"
IS_UNREACHED = "mail does not reach {coordinator}, who runs the programme. Correct that address, or end"
WHO_IS_LEFT = {
    NOBODY_LEFT: ("Nobody is left to ask", "with more mentors"),
    TURNS_USED_UP: ("This search asks nobody else", "that looks whether others fit"),
}
STUCK = (
    "{left}, and {why} this search and begin another {others}. "
    "{mentee} reads that it has ended, so say first that you go on looking. Or name more mentors by the API: then this "
    "search goes on."
)
LEFT = (
    "{who} has left, which brought this to an end on {day}. {mentee} has no other mentor yet: ask whether {mentee} "
    "would like one, and begin another search."
)
NOT_BEGUN = LEFT.replace("has left", "would rather not begin", 1)
REMATCH = "{who} asked for another match on {day}. {mentee} has none yet: begin another search, with other mentors."


@dataclass(frozen=True)
class Standing:
    """A row of `mentorships.views`, evaluated by the mentorship's own clock; `noted` is the time of the latest note,
    `rematch` since when another match is wished for, or the mentor ended it by leaving or by not beginning, while the
    mentee has no other."""

    row: Mapping[str, Any]
    noted: datetime | None = None
    rematch: datetime | None = None

    @cached_property
    def it(self) -> MentorshipOut:
        """The mentorship as the API shows it."""
        return view(self.row)

    @cached_property
    def state(self) -> State:
        """The state as last saved; raises LaterRelease where this release cannot read it."""
        return must_know(State.model_validate, self.row["state"], f"mentorship {self.row['id']}")

    @cached_property
    def card(self) -> Card:
        """The card: a summary of the state at this moment."""
        return card_of(self.state, self.row["clock"])

    @property
    def clock(self) -> Clock:
        """The coordinator's clock; UTC if there is no coordinator."""
        coordinator = self.row["coordinator"]
        return Clock(coordinator["time_zone"]) if coordinator else Clock()

    @property
    def is_pair(self) -> bool:
        """Whether there is a pair; a mentor who is only being asked, or has declined, is not part of one."""
        return self.row["mentor"] is not None and are_matched(self.state)

    @property
    def title(self) -> str:
        """The names of the pair, or of the mentee who is looking for a mentor."""
        names = [name_of(self.row["mentee"])] + ([name_of(self.row["mentor"])] if self.is_pair else [])
        return " and ".join(names)

    @property
    def coordinator(self) -> str:
        """The name of the person who runs the programme."""
        return name_of(self.row["coordinator"]) if self.row["coordinator"] else NOBODY

    @property
    def candidates(self) -> Iterator[tuple[str, str]]:
        """Who was, is or may be asked, each with a status; nothing once there is a pair. Of one name, with HR's id."""
        if self.is_pair:
            return
        names = Counter(one.name.casefold() for one in self.it.candidates)
        for one in self.it.candidates:
            name = f"{one.name} ({one.external_id})" if names[one.name.casefold()] > 1 else one.name
            yield name, self._asked(one)

    def _asked(self, one: CandidateOut) -> str:
        seeking, present, rank = self.state.seeking, self.state.requests, one.rank
        if rank < present or self.it.phase is Phase.CLOSED:
            return "is no candidate any more" if rank <= present else "was not asked"
        if awaited(self.state) and self.state.postponed and rank == self.state.postponed.key.number:
            return "is asked once they are back from leave"
        if one.not_before and (rank > present or seeking is None or seeking.asked is None):
            passed_over = "" if seeking and seeking.nobody_left else ", and is passed over until then"
            return f"asked not to be asked before {one.not_before:%-d %b %Y}{passed_over}"
        if rank > present:
            is_next = seeking is not None and seeking.named is not None and rank == present + 1
            return "is asked next" if is_next else "may be asked later"
        if seeking and (seeking.declined or seeking.nobody_left):  # also without having been asked
            return "is no candidate any more"
        if seeking is None or seeking.asked is None or kept_from_asking(self.state):
            return "is asked next"
        return f"was asked on {self.clock.day(by_calendar(self.state, seeking.asked))}, has not answered yet"

    @property
    def need(self) -> str:
        """Why the mentorship needs attention, in one or two sentences; empty if nobody has to do anything."""
        if self.it.trouble and self.it.phase is not Phase.CLOSED:
            return self.it.trouble.says
        if self.rematch:
            return self._rematch(self.rematch)
        if self.it.phase is Phase.CLOSED:
            return ""
        if Role.COORDINATOR in self.card.waiting_for:
            return self._task
        if self.is_stuck:
            return self._stuck
        return self.fares if self.is_waning else ""

    @property
    def fares(self) -> str:
        """The pair's health and the reasons, in one sentence, by the coordinator's clock."""
        return self.clock.retold(capitalised(self.it.health_reason))

    @property
    def is_waning(self) -> bool:
        """Whether the mentorship is active and its health is not good."""
        return self.it.phase is Phase.ACTIVE and self.it.health in WORSE

    @property
    def is_stuck(self) -> bool:
        """Whether nobody is left to ask, and nobody runs the programme who could decide what to do."""
        return self.card.standing in WHO_IS_LEFT

    @property
    def is_lapsing(self) -> bool:
        """Whether the two have had their last notice, and one answer still keeps them going."""
        return self.card.standing == LAPSING

    @property
    def waits_on_hold(self) -> str:
        """What a hold stops of an end."""
        closing = self.state.closing
        if closing and closing.lapsed:
            return "Both were asked whether they would like to continue. That waits while it is on hold."
        what = "The goodbye waits" if self.state.active else "Its last letters wait"
        return f"{what} while it is on hold."

    @property
    def is_parted(self) -> bool:
        """Whether it was ended from a hold: nobody can take that back."""
        return is_parted(self.state)

    @property
    def _stuck(self) -> str:
        """Why nobody decides about a search without candidates, and what HR can do."""
        coordinator = self.row["coordinator"]
        why = NOBODY_RUNS_IT if not coordinator else IS_UNREACHED if coordinator["active"] else HAS_LEFT
        left, others = WHO_IS_LEFT[self.card.standing]
        why, mentee = why.format(coordinator=self.coordinator), self.row["mentee"]["given_name"]
        return STUCK.format(left=left, others=others, why=why, mentee=mentee)

    def _rematch(self, since: datetime) -> str:
        """Who asked for another match or has left, and what HR can do."""
        end, mentee = carried_out(self.state).closing, self.row["mentee"]["given_name"]
        day = self.clock.day(by_calendar(self.state, since))
        if end and end.outcome is Outcome.LEFT:
            return LEFT.format(who=name_of(self.row["mentor"]), day=day, mentee=mentee)
        if end and end.outcome is not Outcome.REMATCHED:
            return NOT_BEGUN.format(who=name_of(self.row["mentor"]), day=day, mentee=mentee)
        by = end.by if end and end.by else Role.MENTEE  # of two who wished for an end, the mentee alone decides on it
        who = name_of(self.row[by]) if self.row.get(by) else "The programme"
        return REMATCH.format(who=who, day=day, mentee=mentee)

    @property
    def _task(self) -> str:
        card = self.card
        since = f" on {self.clock.day(card.waiting_since)}" if card.waiting_since else ""
        until = f" and has time until {self.clock.day(card.answer_by)}" if card.answer_by else ""
        what = "No mentor has been found so far. " if self.it.phase is Phase.SEEKING else ""
        why = self.fares if self.it.phase is Phase.ACTIVE else ""
        return f"{what}{self.coordinator} was asked what to do{since}{until}. {why}".strip()

    @property
    def endings(self) -> tuple[Outcome, ...]:
        """The outcomes that can be true: what has begun is not withdrawn before, and what has not is not completed."""
        return BEGUN_ENDINGS if self.state.active else UNBEGUN_ENDINGS

    def can(self, kind: AnswerKind) -> bool:
        """Whether HR may give this answer now; a pause is tested with a date that is always valid."""
        answer = Answer(id=self.it.id, role=Role.HR, kind=kind)
        return not isinstance(hear(self.state, answer, self.row["clock"]), Failure)


def are_matched(state: State) -> bool:
    """Whether a mentor was given or has accepted, and the two did not part before they began."""
    if state.active is not None:
        return True
    before = before_the_end(state)
    if before is Phase.CLOSED:  # without a goodbye
        seeking = state.seeking
        return state.agreeing is not None and not (seeking and (seeking.declined or seeking.nobody_left))
    return before is not Phase.SEEKING
