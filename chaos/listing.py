"""All scenarios, in the order in which a usual run tries them."""

from chaos.scenario import Scenario
from chaos.scenarios import anew, crowds, kills, late, late_night, outages, races, relays, slow_relay, sweeps

SCENARIOS = (
    Scenario("crash:worker_kill", kills.worker_kill, 120, 4),
    Scenario("crash:worker_kill_sync", kills.worker_kill_sync, 240, 1),
    Scenario("crash:gateway_kill", kills.gateway_kill, 90, 4),
    Scenario("crash:gateway_kill_once", kills.gateway_kill_once, 90, 6),
    Scenario("crash:postgres_stop", outages.postgres_stop, 150, 3),
    Scenario("crash:temporal_kill", outages.temporal_kill, 180, 3),
    Scenario("smtp:temporary", relays.temporary, 180, 2),
    Scenario("smtp:refused", relays.refused, 60),
    Scenario("smtp:broken", relays.broken, 120, 3),
    Scenario("smtp:slow", slow_relay.slow, 240, 1),
    Scenario("smtp:batch", sweeps.batch, 180, 4),
    Scenario("late:stale_outbox", late.stale_outbox, 90),
    Scenario("late:failing_days", late.failing_days, 180),
    Scenario("late:night", late_night.night, 1500, usual=False),
    Scenario("late:night_relay", late_night.night_relay, 1500, usual=False),
    Scenario("same:presses", crowds.presses, 90, 4),
    Scenario("same:starts", crowds.starts, 60),
    Scenario("same:capacity", crowds.capacity, 60),
    Scenario("same:races", races.races, 90, 4),
    Scenario("same:undo", races.undo, 240, 3),
    Scenario("anew", anew.anew, 120, 2, budget=20),
)
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
