"""The one data converter, for client, worker and replayer alike."""

from dataclasses import replace

from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter, ToJsonOptions, pydantic_data_converter
from temporalio.converter import CompositePayloadConverter, DefaultPayloadConverter, JSONPlainPayloadConverter

# One for all: the SDK makes a converter for each cached workflow, and each would build its own adapters of all types.
LEAN_JSON = PydanticJSONPlainPayloadConverter(ToJsonOptions(exclude_unset=True))


class LeanPayloadConverter(CompositePayloadConverter):
    """Pydantic's converter without fields nobody set: defaults only grow, so histories stay small and readable."""

    def __init__(self) -> None:
        usual = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(*(LEAN_JSON if isinstance(one, JSONPlainPayloadConverter) else one for one in usual))


CONVERTER = replace(pydantic_data_converter, payload_converter_class=LeanPayloadConverter)
