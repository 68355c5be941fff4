"""The one data converter, for client, worker and replayer alike."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter, ToJsonOptions, pydantic_data_converter
from temporalio.converter import CompositePayloadConverter, DefaultPayloadConverter, JSONPlainPayloadConverter

# Shared: the SDK makes a converter for each cached workflow, and each would build its own adapters for all types.
LEAN_JSON = PydanticJSONPlainPayloadConverter(ToJsonOptions(exclude_unset=True))


class LeanPayloadConverter(CompositePayloadConverter):
    """Pydantic's converter without unset fields, so that histories stay small and readable.

    This is safe because fields are only ever added, with defaults.
    """

    def __init__(self) -> None:
        usual = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(*(LEAN_JSON if isinstance(one, JSONPlainPayloadConverter) else one for one in usual))

    def from_payloads(self, payloads: Sequence[Payload], type_hints: list[type] | None = None) -> list[Any]:
        """Return what was sent; raises ValueError that names the fields that are missing or not valid."""
        try:
            return super().from_payloads(payloads, type_hints)
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
            fields = sorted({".".join(map(str, one["loc"])) or "all of it" for one in found})
            raise ValueError(f"missing or not valid: {', '.join(fields)}") from None


CONVERTER = replace(pydantic_data_converter, payload_converter_class=LeanPayloadConverter)
