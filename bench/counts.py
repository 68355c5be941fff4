"""Counts of the events in a history."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

PREFIX = "EVENT_TYPE_"
# Events that only time skipping writes; a real mentorship has none of them.
HURRIED = ("WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED", "WORKFLOW_EXECUTION_OPTIONS_UPDATED")
ACTIONS = ("WORKFLOW_EXECUTION_STARTED", "TIMER_STARTED", "ACTIVITY_TASK_STARTED",
           "WORKFLOW_EXECUTION_UPDATE_ACCEPTED", "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES")  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """Events of one run, or of several in a row, by their type."""

    by_type: Counter[str]

    @property
    def steps(self) -> int:
        """Activities."""
        return self.by_type["ACTIVITY_TASK_SCHEDULED"]

    @property
    def wakes(self) -> int:
        """Timers that fired."""
        return self.by_type["TIMER_FIRED"]

    @property
    def answers(self) -> int:
        """Updates that were accepted."""
        return self.by_type["WORKFLOW_EXECUTION_UPDATE_ACCEPTED"]

    @property
    def upserts(self) -> int:
        """Changes of search attributes after the start."""
        return self.by_type["UPSERT_WORKFLOW_SEARCH_ATTRIBUTES"]

    @property
    def renewals(self) -> int:
        """Times it continued as new."""
        return self.by_type["WORKFLOW_EXECUTION_CONTINUED_AS_NEW"]

    @property
    def hurried(self) -> int:
        """Events that only time skipping writes."""
        return sum(self.by_type[name] for name in HURRIED)

    @property
    def events(self) -> int:
        """All others."""
        return sum(self.by_type.values()) - self.hurried

    @property
    def formula(self) -> int:
        """The number of events that so many steps, timed wakes, answers and continue-as-news cost."""
        return 5 + 6 * self.steps + 5 * self.wakes + 2 + 5 * self.answers + 5 * self.renewals

    @property
    def billable(self) -> int:
        """Actions as Temporal Cloud counts them: starts, timers, activity attempts, updates, upserts."""
        return sum(self.by_type[name] for name in ACTIONS)

    @property
    def bare_billable(self) -> int:
        """One action for each start, step, timed wake and answer."""
        return 1 + self.renewals + self.steps + self.wakes + self.answers


def together(runs: Iterable[Counts]) -> Counts:
    """Return the counts of several runs as one mentorship."""
    return Counts(sum((run.by_type for run in runs), Counter[str]()))


async def runs_of(client: Client, workflow: str, first: str) -> list[Counts]:
    """Return the counts of a workflow's runs, from the first one on."""
    runs, run = [], first
    while run:
        events = (await client.get_workflow_handle(workflow, run_id=run).fetch_history()).events
        runs.append(Counts(Counter(_name(event) for event in events)))
        run = events[-1].workflow_execution_continued_as_new_event_attributes.new_execution_run_id
    return runs


def _name(event: HistoryEvent) -> str:
    return EventType.Name(event.event_type).removeprefix(PREFIX)
