"""What a worker counts of its letters: how each try came out, by letter, and nothing about anybody."""

import httpx
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from activities.outbox import Outbox
from activities.smtp import Relay
from schemas.names import Role
from stack.catcher.server import Catcher
from stack.ports import free_port
from tests.activities.pair_fixture import ANA, SENDER, StepRunner
from tests.patience import PATIENCE
from worker import mail_count


async def test_a_worker_counts_what_became_of_its_letters(runner: StepRunner, catcher: Catcher) -> None:
    port = free_port()
    runtime = Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=f"127.0.0.1:{port}")))
    catcher.behaviour.defer = 1
    await runner.crash(runner.check_in(to=[Role.MENTEE]))
    async with Relay(catcher.smtp_url, 1) as relay:
        outbox = Outbox(runner.pool, relay, SENDER, count=mail_count(runtime))
        for _ in range(2):
            await runner.do("UPDATE outbox SET try_at = now()")
            assert await outbox.sweep() == 1
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
        text = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
    lines = [line for line in text.splitlines() if line.startswith("rapport_mail_outcomes_total{")]
    assert len(lines) == 2
    for line, state in zip(sorted(lines), ("accepted", "deferred"), strict=True):
        assert 'letter="check_in"' in line
        assert f'state="{state}"' in line
        assert line.endswith(" 1")
    assert ANA not in text
