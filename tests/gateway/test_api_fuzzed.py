"""Calls that the description allows, and many that it forbids: each is answered as the description says."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

from gateway.security.key_management import create_key
from stack.sample import ORGANISATION, load
from store.pool import Pool
from tests.gateway.served import served, worker

# Left out: that whatever a schema allows is taken. Only the roster knows who is there and who may be asked.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
)
EXAMPLES = 5  # of each operation, besides those that cover its schema


async def fuzz(address: str, key: str, folder: Path) -> tuple[int, str]:
    """Call every operation in many ways, always the same ones; return the exit code, and what was found."""
    config = folder / "schemathesis.toml"
    config.write_text("", "utf-8")
    command = (
        *(str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config), "--no-color"),
        *("run", f"{address}/openapi.json", "--header", f"Authorization: Bearer {key}", "--seed", "7"),
        *("--phases", "coverage,fuzzing", "--checks", ",".join(CHECKS), "--max-examples", str(EXAMPLES)),
        *("--continue-on-failure", "--no-shrink", "--generation-database", "none", "--warnings", "off"),
    )
    pipe = asyncio.subprocess.PIPE
    running = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=asyncio.subprocess.STDOUT, cwd=folder)
    said, _ = await running.communicate()
    return running.returncode or 0, said.decode()


async def test_every_operation_answers_as_it_is_described_whatever_it_is_sent(
    database_url: str, pool: Pool, temporal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal)
    key = await create_key(pool, ORGANISATION)
    async with worker(temporal), served(database_url) as address:
        await load(address, key, database_url)
        failed, said = await fuzz(address, key, tmp_path)
    assert not failed, said
    [(selected, total)] = re.findall(r"Operations: +(\d+) selected / (\d+) total", said)
    [tested] = re.findall(r"Tested: (\d+)", said)
    assert selected == total == tested, said
