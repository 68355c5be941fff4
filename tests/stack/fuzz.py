"""Calls that the description of the API allows, and many that it forbids; schemathesis makes them."""

import asyncio
import sys
from pathlib import Path

from tests.patience import PATIENCE

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
EXAMPLES = 10  # of each operation, besides those that cover its schema


async def fuzz(address: str, key: str, folder: Path) -> tuple[int, str]:
    """Call every operation in many ways, always the same ones; return the exit code, and what was found."""
    config = folder / "schemathesis.toml"
    config.write_text("", "utf-8")
    command = (
        *(str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config), "--no-color"),
        *("run", f"{address}/openapi.json", "--header", f"Authorization: Bearer {key}", "--seed", "7"),
        *("--phases", "coverage,fuzzing", "--checks", ",".join(CHECKS), "--max-examples", str(EXAMPLES)),
        *("--request-timeout", str(PATIENCE), "--continue-on-failure", "--no-shrink"),
        *("--generation-database", "none", "--warnings", "off"),
    )
    pipe = asyncio.subprocess.PIPE
    running = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=asyncio.subprocess.STDOUT, cwd=folder)
    said, _ = await running.communicate()
    return running.returncode or 0, said.decode()
