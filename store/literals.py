"""Write values into a statement, because a transaction in one message takes no parameters."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

Value: TypeAlias = UUID | datetime | str | None


def literally(statement: str, *columns: Sequence[Value]) -> str:
    """Return a statement with arrays in place of $1, $2, …; a written value contains neither a quote nor a dollar."""
    for number, column in enumerate(columns, start=1):
        statement = statement.replace(f"${number}", f"ARRAY[{','.join(map(_literal, column))}]")
    return statement


def filled(statement: str, *values: Value) -> str:
    """Return a statement with single values in place of $1, $2, …"""
    for number, value in enumerate(values, start=1):
        statement = statement.replace(f"${number}", _literal(value))
    return statement


def _literal(value: Value) -> str:
    match value:
        case UUID():
            return f"'{value.hex}'"
        case datetime():
            return f"'{value.isoformat()}'"
        case str():
            return f"convert_from('\\x{value.encode().hex()}', 'UTF8')"
    return "NULL"
