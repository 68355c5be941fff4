"""The one data converter, for client, worker and replayer alike."""

from dataclasses import replace

from temporalio.contrib.pydantic import PydanticPayloadConverter, ToJsonOptions, pydantic_data_converter


class LeanPayloadConverter(PydanticPayloadConverter):
    """Pydantic's converter without fields nobody set: defaults only grow, so histories stay small and readable."""

    def __init__(self) -> None:
        super().__init__(ToJsonOptions(exclude_unset=True))


CONVERTER = replace(pydantic_data_converter, payload_converter_class=LeanPayloadConverter)
