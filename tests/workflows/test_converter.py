"""What operators type is read by the data converter: a slip is named in plain words."""

import pytest

from schemas.messages import Answer
from workflows.converter import CONVERTER

GOOD = {"id": "01930000-0000-7000-8000-000000000002", "role": "hr", "kind": "pause", "until": "2027-03-01T09:00:00Z"}


def read(sent: object) -> Answer:
    converter = CONVERTER.payload_converter
    [answer] = converter.from_payloads(converter.to_payloads([sent]), [Answer])
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"id": ""}, "id"),
        ({"role": "boss"}, "role"),
        ({"until": "soon"}, "until"),
        ({"id": "", "kind": "x"}, "id, kind"),
    ],
)
def test_a_slip_is_named_without_a_librarys_words(wrong: dict[str, str], named: str) -> None:
    assert str(read(GOOD).id) == GOOD["id"]
    with pytest.raises(ValueError, match="missing") as refused:
        read({**GOOD, **wrong})
    assert str(refused.value) == f"missing or not valid: {named}"
