"""The named statements that only measurements need; see sql/fill.sql."""

from importlib.resources import files
from typing import Any

import aiosql

TEXT = files("bench").joinpath("sql", "fill.sql").read_text("utf-8")
fill: Any = aiosql.from_str(TEXT, "asyncpg", mandatory_parameters=False)
