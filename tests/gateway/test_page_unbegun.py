"""A given pair that mail keeps from beginning: what its pages say while it waits, and once it has ended."""

import pytest

from policy.news import unreachable
from schemas.names import AnswerKind, Phase, Role
from tests.gateway.page_at import COORDINATOR, HR, MENTEE, MENTOR, At, seen, start
from tests.policy.pairs import paired, seeking


def waiting() -> At:
    """Return a given pair of which one has agreed, and the other was lost to mail."""
    at = start(paired()).goes_on().hears(MENTOR, AnswerKind.AGREE)
    return at._replace(state=unreachable(at.state, MENTEE, at.now))


def test_the_others_read_that_an_address_is_missing_and_until_when() -> None:
    at = waiting()
    for role in (MENTOR, COORDINATOR):
        text = seen(at, role).text
        assert "Our mail does not reach Zoë at the moment. If no address is corrected by" in text
        assert "has not answered by then" not in text
    assert "If no address is corrected" not in seen(at, MENTEE).text


def test_what_comes_if_it_does_not_is_not_said_to_depend_on_an_answer() -> None:
    at = waiting()
    while at.state.phase is Phase.AGREEING and at.goes_on().state.phase is not Phase.CLOSED:
        at = at.goes_on()
    for role in (MENTOR, COORDINATOR):
        text = seen(at, role).text
        assert "that it has ended, if our mail still does not reach Zoë by then." in text
        assert "has not answered by then" not in text


def test_once_it_has_ended_it_was_no_search_and_pages_say_why() -> None:
    at = waiting()
    while at.state.phase is not Phase.CLOSED:
        at = at.goes_on()
    says = {role: seen(at, role).text for role in (MENTEE, MENTOR, COORDINATOR)}
    assert "Your mentorship with Zoë has ended before it began." in says[MENTOR]
    assert "The mentorship of Zoë and Ruben has ended before it began." in says[COORDINATOR]
    assert not any("request" in text for text in says.values())
    for role in (MENTOR, COORDINATOR):
        assert ", because our mail did not reach Zoë." in says[role]
    assert ", because our mail did not reach you." in says[MENTEE]


def test_a_search_that_ends_without_a_mentor_is_still_called_one() -> None:
    at = start(seeking())
    while at.state.phase is not Phase.CLOSED:
        at = at.goes_on()
    assert "Your request for a mentor has ended." in seen(at, Role.MENTEE).text


ANEW = {"en": "have started for you since then", "de": "seither für dich begonnen", "es": "han empezado para ti"}


@pytest.mark.parametrize("language", ANEW)
def test_a_mentee_whose_search_was_ended_for_a_better_one_reads_that_it_goes_on(language: str) -> None:
    """The letter said so, and its page did not."""
    at = start(seeking()).goes_on().hears(HR, AnswerKind.CLOSE, step=None).goes_on()
    assert at.state.phase is Phase.CLOSED
    assert ANEW[language] in seen(at, MENTEE, language, begun_anew=True).text
    assert ANEW[language] not in seen(at, MENTOR, language, begun_anew=True).text
    assert ANEW[language] not in seen(at, MENTEE, language).text
