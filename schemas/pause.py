"""A break: who is away, who asked for it, and who was told."""

from datetime import datetime

from schemas.names import Role
from schemas.step_key import StepKey
from schemas.value import Durable, Utc


class Pause(Durable):
    """A break while somebody is away; every due time moves by its length.

    `absences` has the return date of each role that asked; HR may pause the whole mentorship.
    `leave` has the return dates from the roster. Neither shortens or ends the other.
    """

    since: Utc
    absences: dict[Role, Utc]
    began: dict[Role, Utc] = {}  # when each absence began, if later than the break
    leave: dict[Role, Utc] = {}
    asked: dict[Role, StepKey] = {}  # the question at which each of the two asked for it
    told: bool = False  # both were told of it, with its current return date
    told_until: Utc | None = None  # the last return date that both were told
    missed: tuple[Role, ...] = ()  # whom mail did not reach when both were told of it
    changed: Utc | None = None  # when a return date that both had been told was changed
    number: int  # counts confirmations, for unique keys
    ends_named: bool = False  # an end date was set during the break; while it comes after it, it does not move
    dated_by_hr: bool = False  # HR or the coordinator set the present return date, though it is not their break
    prolonged: tuple[Role, ...] = ()  # whose leave HR made longer, by a date in `absences`: they asked for nothing

    @property
    def until(self) -> datetime:
        """When the last of those who are away is back."""
        return max(self.away.values())

    @property
    def away(self) -> dict[Role, datetime]:
        """Who is away, and until when."""
        both = {role: [one[role] for one in (self.absences, self.leave) if role in one] for role in Role}
        return {role: max(dates) for role, dates in both.items() if dates}

    @property
    def is_announced(self) -> bool:
        """Whether both were told of it, with its current return date or an earlier one."""
        return self.told or self.changed is not None

    @property
    def wished(self) -> tuple[Role, ...]:
        """Who asked for a break."""
        return tuple(role for role in self.absences if role not in self.prolonged)

    @property
    def by_hr(self) -> bool:
        """Whether it lasts as long as it does because HR or the coordinator asked for a break of both."""
        return self.away.get(Role.HR) == self.until
