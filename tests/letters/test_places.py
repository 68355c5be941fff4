"""A search in which a mentor is passed over without a letter, or says yes without a place, is told as it was."""

import pytest

from letters.regional import forms
from letters.render import write
from letters.voice import languages
from schemas.messages import StepOutcome
from schemas.names import Role
from schemas.reason import Reason, ReasonCode
from tests.letters.lives import Life, Sent
from tests.letters.samples import BEN, rich
from tests.policy.pairs import seeking

PASSED_OVER = "the mentor we asked before"
SKIPPED = (
    ReasonCode.FULL_NEXT,
    ReasonCode.LEFT_NEXT,
    ReasonCode.AWAY_NEXT,
    ReasonCode.UNREACHED_NEXT,
    ReasonCode.COORDINATOR_NEXT,
    ReasonCode.NOT_BEFORE_NEXT,
    ReasonCode.PASSED_NEXT,
)


def dropped(code: ReasonCode) -> dict[str, object]:
    return StepOutcome.dropped(Reason(code=code)).model_dump(exclude_none=True) | {"because": Reason(code=code)}


def to(role: Role, life: Life) -> Sent:
    """Return the latest letter to somebody."""
    return [sent for sent in life.letters if sent.letter.role is role][-1]


@pytest.mark.parametrize("code", SKIPPED)
def test_a_mentee_is_not_told_of_a_mentor_who_was_never_asked(code: ReasonCode) -> None:
    life = Life(seeking())
    life.takes("request", **dropped(code))
    life.takes("request")
    assert PASSED_OVER not in to(Role.MENTEE, life).says


@pytest.mark.parametrize("code", SKIPPED)
def test_a_mentee_is_told_of_the_mentor_who_was_asked_even_if_the_next_one_was_not(code: ReasonCode) -> None:
    life = Life(seeking(zones=("Europe/Berlin", "Asia/Tokyo", "Europe/London")))
    life.takes("request")
    life.hears(Role.MENTOR, "decline", "request/1")
    life.takes("request", **dropped(code))
    life.takes("request")
    assert PASSED_OVER in to(Role.MENTEE, life).says


def without_a_place(*zones: str) -> Life:
    """Let the last mentor of these say yes when they have no place any more."""
    life = Life(seeking(zones=zones))
    life.takes("request")
    life.hears(Role.MENTOR, "accept", "request/1")
    life.takes("agreement", **dropped(ReasonCode.PLACE_TAKEN))
    life.takes("place_taken")
    return life


def test_nobody_is_said_to_have_taken_a_place_that_was_given_up() -> None:
    life = without_a_place("Europe/Berlin", "Asia/Tokyo")
    assert "somebody else" not in to(Role.MENTEE, life).says
    assert "has no free place any more" in to(Role.MENTEE, life).says
    assert "taken" not in to(Role.MENTOR, life).says


def test_a_mentee_reads_what_comes_after_a_yes_without_a_place() -> None:
    [more, last] = (without_a_place(*zones) for zones in (("Europe/Berlin", "Asia/Tokyo"), ("Europe/Berlin",)))
    assert "We ask another mentor next" in to(Role.MENTEE, more).says
    assert more.takes().kind == "request"
    assert "We now ask Eva Lind how to go on" in to(Role.MENTEE, last).says
    assert last.takes().kind == "no_mentor"
    alone = to(Role.MENTEE, last).letter
    for language in (*languages(), *forms()):
        reader = alone.to.model_copy(update={"language": language})
        letters = [alone.model_copy(update={"to": reader, "coordinator": one}) for one in (None, alone.mentor)]
        texts = [write(letter).text for letter in letters]
        assert texts[0] != texts[1]


@pytest.mark.parametrize(
    ("language", "whom"),
    [
        ("en", "whoever runs Leading Well"),
        ("de", "den Verantwortlichen im Programm Leading Well"),
        ("es", "las personas responsables de Leading Well"),
    ],
)
def test_where_nobody_coordinates_no_coordinator_is_named(language: str, whom: str) -> None:
    to = BEN.model_copy(update={"language": language})
    assert whom in " ".join(write(rich("place_taken", Role.MENTOR, to=to, coordinator=None)).text.split())
