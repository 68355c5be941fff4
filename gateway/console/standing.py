"""One mentorship as the console shows it: who are the pair, who is asked, and why it needs somebody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from gateway.api.views import name_of, view
from gateway.console.clocks import Clock
from policy.card import card_of
from policy.lifecycle import hear
from policy.sentences import capitalised
from schemas.failures import Failure
from schemas.messages import Answer, Card
from schemas.names import AnswerKind, Health, Phase, Role
from schemas.shown import MentorshipOut
from schemas.state import State

WORSE = (Health.LATE, Health.QUIET, Health.AT_RISK)
NOBODY = "somebody who runs the programme"


@dataclass(frozen=True)
class Standing:
    """A row of `mentorships.views`, judged by the mentorship's own clock; `noted` is when somebody last confided."""

    row: Mapping[str, Any]
    noted: datetime | None = None

    @cached_property
    def it(self) -> MentorshipOut:
        """The same as the API shows it."""
        return view(self.row)

    @cached_property
    def state(self) -> State:
        """The state as it was last kept."""
        return State.model_validate(self.row["state"])

    @cached_property
    def card(self) -> Card:
        """The state at a glance, at this moment."""
        return card_of(self.state, self.row["clock"])

    @property
    def clock(self) -> Clock:
        """The coordinator's clock; without a coordinator UTC."""
        coordinator = self.row["coordinator"]
        return Clock(coordinator["time_zone"]) if coordinator else Clock()

    @property
    def is_pair(self) -> bool:
        """Whether the two have found each other; a mentor who is only asked, or has declined, is none of a pair."""
        return self.row["mentor"] is not None and found_each_other(self.state)

    @property
    def title(self) -> str:
        """The names of the pair, or of whoever looks for a mentor."""
        names = [name_of(self.row["mentee"])] + ([name_of(self.row["mentor"])] if self.is_pair else [])
        return " and ".join(names)

    @property
    def coordinator(self) -> str:
        """Who runs the programme, by name."""
        return name_of(self.row["coordinator"]) if self.row["coordinator"] else NOBODY

    @property
    def candidates(self) -> Iterator[tuple[str, str]]:
        """Who was, is or may be asked, each with how it stands; nothing once the two have found each other."""
        if self.is_pair:
            return
        for one in self.it.candidates:
            yield one.name, self._asked(one.rank)

    def _asked(self, rank: int) -> str:
        seeking, present = self.state.seeking, self.state.requests
        if rank < present or self.it.phase is Phase.CLOSED:
            return "is no candidate any more" if rank <= present else "was not asked"
        if rank > present:
            return "may be asked later"
        if seeking is None or seeking.asked is None:
            return "is asked next"
        if seeking.declined or seeking.nobody_left:
            return "is no candidate any more"
        return f"was asked on {self.clock.day(seeking.asked)}, has not answered yet"

    @property
    def need(self) -> str:
        """Why this stands where it does in the list, in one or two sentences; nothing where nobody need do anything."""
        if self.it.phase is Phase.CLOSED:
            return ""
        if self.it.trouble:
            return self.it.trouble.says
        if Role.COORDINATOR in self.card.waiting_for:
            return self._task
        return self.fares if self.is_waning else ""

    @property
    def fares(self) -> str:
        """How the pair fares and why, in one sentence, by the coordinator's clock."""
        return self.clock.retold(capitalised(self.it.health_reason))

    @property
    def is_waning(self) -> bool:
        """Whether the pair is under way and fares worse than it should."""
        return self.it.phase is Phase.ACTIVE and self.it.health in WORSE

    @property
    def _task(self) -> str:
        card = self.card
        since = f" on {self.clock.day(card.waiting_since)}" if card.waiting_since else ""
        until = f" and has time until {self.clock.day(card.answer_by)}" if card.answer_by else ""
        what = "Nobody has accepted. " if self.it.phase is Phase.SEEKING else ""
        why = self.fares if self.it.phase is Phase.ACTIVE else ""
        return f"{what}{self.coordinator} was asked what to do{since}{until}. {why}".strip()

    def can(self, kind: AnswerKind) -> bool:
        """Whether HR could say this now; a pause is asked about with a date that always fits."""
        answer = Answer(id=self.it.id, role=Role.HR, kind=kind)
        return not isinstance(hear(self.state, answer, self.row["clock"]), Failure)


def found_each_other(state: State) -> bool:
    """Whether a mentor was given or has accepted, and this has not come to nothing before they began."""
    if state.active is not None:
        return True
    before = state.closing.was if state.closing else state.phase
    if before is Phase.CLOSED:  # without a goodbye
        seeking = state.seeking
        return state.agreeing is not None and not (seeking and (seeking.declined or seeking.nobody_left))
    return before is not Phase.SEEKING
