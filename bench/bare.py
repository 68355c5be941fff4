"""What somebody would write for the bare engine: the same counts of events, and nothing else."""

from datetime import timedelta

from temporalio import activity, workflow

QUEUE = "bare"
YEAR = timedelta(days=365)


@activity.defn
async def nothing(number: int) -> int:
    """Take a step that has no effect."""
    return number


@workflow.defn
class Bare:
    """A year of waits, empty steps and counted answers; no state, no mail, no database."""

    def __init__(self) -> None:
        self.heard = 0

    @workflow.run
    async def run(self, gaps: list[float]) -> int:
        """Wait each number of seconds, and take an empty step after each; 0 is no timer at all."""
        for number, gap in enumerate(gaps):
            if gap:
                await workflow.sleep(gap)
            await workflow.execute_activity(nothing, number, start_to_close_timeout=timedelta(minutes=15))
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.heard

    @workflow.update
    async def answer(self, word: str) -> int:
        """Count an answer."""
        self.heard += 1
        return self.heard


@workflow.defn
class Sleeper:
    """Nothing but one long sleep."""

    @workflow.run
    async def run(self) -> None:
        """Sleep for a year."""
        await workflow.sleep(YEAR)
