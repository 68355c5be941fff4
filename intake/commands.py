"""`rapport temporal setup` and `rapport renew`: an operator's commands for Temporal."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from settings import ConfigurationError, require_database, require_temporal

if TYPE_CHECKING:  # the rest is imported when it is used, so that `rapport --help` is fast
    from temporalio.client import Client

    from intake.renewing import Tally

T = TypeVar("T")
FAILED, UNSET = 1, 2
EVERY = 100  # runs between two progress lines when there is no terminal
Database = Annotated[str, typer.Option("--database-url", envvar="DATABASE_URL", hidden=True, help="Where Postgres is.")]
out, err = (Console(highlight=False, soft_wrap=True, stderr=stderr) for stderr in (False, True))
temporal = typer.Typer(no_args_is_help=True, help="Prepare Temporal.")


@temporal.callback()
def _group() -> None:
    """Prepare Temporal."""


@temporal.command()
def setup(
    retention_days: Annotated[
        int, typer.Option(help="Days for which a new namespace keeps closed workflows.", min=1, max=365)
    ] = 30,
    wait: Annotated[
        float, typer.Option(help="Seconds to wait for Temporal, and for it to apply the changes.", min=0)
    ] = 120,
) -> None:
    """Create the namespace and the seven search attributes if they are missing, and wait until they can be used.

    Without them no mentorship starts. You can run this again at any time: it only adds what is missing.

    Exit codes: 0 success, 1 Temporal is down or rejects the change, 2 missing configuration.
    """
    from intake.temporal_setup import set_up
    from intake.waiting import until_there

    _require(require_temporal)

    async def run() -> None:
        if client := await until_there("Temporal", _connected, asyncio.Event(), wait):
            await set_up(client, retention_days, wait, lambda says: out.print(says, markup=False))

    _run(run())
    _leave(0)


def renew(
    rate: Annotated[str, typer.Option(help="How many mentorships to renew per second, for example 10/s.")] = "5/s",
    older_than: Annotated[
        int | None,
        typer.Option(metavar="EDITION", help="Only mentorships that used an older edition at their last step."),
    ] = None,
    started_before: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M:%SZ"],
            help="Only runs that started before this time, to continue after an interruption.",
        ),
    ] = None,
    stuck: Annotated[
        bool, typer.Option("--stuck", help="Restart runs that cannot continue, from the state in Postgres.")
    ] = False,
    restored: Annotated[
        bool, typer.Option("--restored", help="Restart all runs like that, after Temporal was restored from a backup.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count them.")] = False,
    database: Database = "",
) -> None:
    """Move running mentorships to the current edition of the policy.

    Each run continues as new, with the same state and a new history; mentors and mentees notice nothing. Runs that
    use the current edition are left alone, so you can interrupt this command and repeat it.

    Exit codes: 0 success, 1 some failed or a server is down, 2 usage error or missing configuration.
    """
    if stuck and restored:
        _fail("Pass either --stuck or --restored: after a restore, --restored restarts all runs.", UNSET)
    _require(require_temporal)
    _require(lambda: require_database(database))
    choice = _Choice(older_than, started_before and started_before.replace(tzinfo=UTC), stuck, restored)
    tally = _run(choice.renew(database, _rate(rate), dry_run), database)
    for id, why in tally.failed.items():
        err.print(f"{id}: {why}", markup=False)
    _leave(FAILED if tally.failed else 0)


class _Choice:
    """Which runs to renew, and how."""

    def __init__(self, older_than: int | None, before: datetime | None, stuck: bool, restored: bool) -> None:
        self.older_than, self.before, self.stuck, self.again = older_than, before, stuck, stuck or restored

    async def renew(self, database: str, rate: float, dry_run: bool) -> "Tally":
        """Choose the runs, renew them with progress, and print the result."""
        from intake import renewing
        from intake.services import connect_temporal
        from intake.starting import FREED
        from intake.waiting import temporal as reached
        from store.pool import open_pool

        begun, pool = datetime.now(UTC), await open_pool(database, 5)
        try:
            client = await reached(connect_temporal)
            runs = await self.chosen(client, pool)
            if dry_run:
                left = "to restart." if self.again else "to ask. Those on the current edition are left alone."
                out.print(f"{len(runs)} {left}", markup=False)
                return renewing.Tally(total=len(runs))
            if runs and not self.again:
                out.print(
                    f"To continue after an interruption: --started-before {begun:%Y-%m-%dT%H:%M:%SZ}", markup=False
                )
            with _Shown(len(runs)) as show:
                if self.again:
                    tally = await renewing.restart(client, pool, runs, rate, show)
                else:
                    tally = await renewing.renew(client, runs, rate, show)
        finally:
            await pool.close()
        out.print(_summary(tally), markup=False)
        for id in tally.freed:
            out.print(f"{id}: {FREED}.", markup=False)
        return tally

    async def chosen(self, client: "Client", pool: Any) -> list[Any]:
        """Return the runs to renew."""
        from intake import renewing

        runs = await renewing.running(client, self.before)
        if self.stuck:
            runs = await renewing.stuck(client, runs)
        if self.older_than is not None:
            runs = await renewing.older_than(pool, runs, self.older_than)
        return runs


class _Shown:
    """Progress: a bar in a terminal, otherwise a line from time to time."""

    def __init__(self, total: int) -> None:
        columns = (TextColumn("Renewing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.bar = Progress(*columns, console=out, disable=not out.is_terminal)
        self.task = self.bar.add_task("", total=total)

    def __enter__(self) -> "Callable[[Tally], None]":
        self.bar.start()
        return self._show

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def _show(self, tally: "Tally") -> None:
        self.bar.update(self.task, completed=tally.asked)
        if not out.is_terminal and tally.asked % EVERY == 0:
            out.print(f"{tally.asked} of {tally.total}", markup=False)


def _summary(tally: "Tally") -> str:
    parts = (
        (tally.renewed, "renewed"),
        (tally.present, "already on the current edition"),
        (tally.closed, "ended because Postgres has them as closed"),
        (tally.gone, "ended or continued as new in the meantime"),
        (len(tally.failed), "failed"),
    )
    return ", ".join(f"{count} {what}" for count, what in parts if count or what == "renewed") + "."


def _rate(rate: str) -> float:
    try:
        pace = float(rate.strip().removesuffix("/s"))
        if 0 < pace <= 1000:
            return pace
    except ValueError:
        pass
    _fail("--rate needs a number of mentorships per second, for example 10/s.", UNSET)


async def _connected() -> "Client":
    """Connect to Temporal; the namespace may still be missing."""
    from intake.services import connect_temporal

    client = await connect_temporal()
    if not await client.service_client.check_health():
        raise OSError("it is not ready yet")
    return client


def _require(check: Callable[[], object]) -> None:
    try:
        check()
    except ConfigurationError as error:
        _fail(str(error), UNSET)


def _run(work: Coroutine[Any, Any, T], database: str = "") -> T:
    from temporalio.service import RPCError

    from intake.temporal_setup import SetupError
    from intake.waiting import AwayError, unreached
    from store.troubles import TROUBLES, told

    try:
        return asyncio.run(work)
    except (SetupError, AwayError) as error:
        says = str(error)
    except RPCError as error:
        says = f"Temporal: {error.status.name}: {error.message}"
    except RuntimeError as error:
        place = unreached(error)
        away = place and f"Temporal at {place}. Correct TEMPORAL_ADDRESS, or start it."
        says = away or f"{type(error).__name__}: {error}"
    except TROUBLES as error:
        says = told(error, database, "renew mentorships")
    err.print(says, markup=False)
    _leave(FAILED)


def _leave(code: int) -> NoReturn:
    """End the process at once: threads of the Temporal SDK may abort a process that is shutting down."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _fail(says: str, code: int = FAILED) -> NoReturn:
    err.print(says, markup=False)
    raise typer.Exit(code)
