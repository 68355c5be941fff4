"""A worker that gets no work, because another version is current or its own is not yet, says so at its start."""

from uuid import uuid4

from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion

from intake.current_version import why_idle
from tests.workflows.test_deployments import release, until
from workflows.converter import CONVERTER


async def test_whoever_has_no_version_or_another_than_the_current_one_gets_no_work(temporal: str) -> None:
    client = await Client.connect(temporal, data_converter=CONVERTER)
    deployment, queue = f"rapport-{uuid4().hex[:8]}", f"queue-{uuid4().hex[:8]}"
    one, two = (WorkerDeploymentVersion(deployment_name=deployment, build_id=build) for build in ("one", "two"))
    assert await why_idle(client, queue, None) == ""
    assert f"set-current-version --deployment-name {deployment} --build-id one`" in await why_idle(client, queue, one)
    async with release(client, deployment, "one", queue):

        async def is_current() -> bool:
            return await why_idle(client, queue, one) == ""

        await until(is_current)
        assert "version two is not current" in await why_idle(client, queue, two)
        without = await why_idle(client, queue, None)
        assert "version one is current" in without
        assert f"set-current-version --deployment-name {deployment} --unversioned`" in without


async def test_a_temporal_that_does_not_say_is_no_reason_to_warn() -> None:
    client = await Client.connect("127.0.0.1:1", lazy=True)
    assert await why_idle(client, "queue", None) == ""
