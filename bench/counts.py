"""What a history says when its events are counted."""

from collections import Counter
from dataclasses import dataclass

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.api.history.v1 import HistoryEvent

PREFIX = "EVENT_TYPE_"
# Traces of letting time pass; no event of a life that nobody hurries.
HURRIED = ("WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED", "WORKFLOW_EXECUTION_OPTIONS_UPDATED")


@dataclass(frozen=True)
class Counts:
    """Events of one run by their type."""

    by_type: Counter[str]
    next_run: str

    def __getitem__(self, name: str) -> int:
        return self.by_type[name]

    @property
    def events(self) -> int:
        """All events but those that letting time pass left behind."""
        return sum(self.by_type.values()) - sum(self.by_type[name] for name in HURRIED)

    @property
    def formula(self) -> int:
        """Return what a life of so many steps, timed wakes and answers costs (performance-reliability §1.2)."""
        answers = self["WORKFLOW_EXECUTION_UPDATE_ACCEPTED"]
        return 5 + 6 * self["ACTIVITY_TASK_SCHEDULED"] + 5 * self["TIMER_FIRED"] + 2 + 5 * answers

    @property
    def billable(self) -> int:
        """Actions as Temporal Cloud counts them: starts, timers, activity attempts, updates, upserts."""
        names = ("WORKFLOW_EXECUTION_STARTED", "TIMER_STARTED", "ACTIVITY_TASK_STARTED",
                 "WORKFLOW_EXECUTION_UPDATE_ACCEPTED", "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES")  # fmt: skip
        return sum(self[name] for name in names)

    @property
    def bare_billable(self) -> int:
        """The same for one start, and one action a step, timed wake and answer."""
        names = ("ACTIVITY_TASK_SCHEDULED", "TIMER_FIRED", "WORKFLOW_EXECUTION_UPDATE_ACCEPTED")
        return 1 + sum(self[name] for name in names)


async def runs_of(client: Client, workflow: str, first: str) -> list[Counts]:
    """Return the counts of a workflow's runs, from the first one on."""
    runs, run = [], first
    while run:
        history = await client.get_workflow_handle(workflow, run_id=run or None).fetch_history()
        runs.append(_count(history.events))
        run = runs[-1].next_run
    return runs


def _count(events: list[HistoryEvent]) -> Counts:
    names = Counter(EventType.Name(event.event_type).removeprefix(PREFIX) for event in events)
    last = events[-1].workflow_execution_continued_as_new_event_attributes
    return Counts(names, last.new_execution_run_id)
