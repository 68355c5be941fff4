"""A mentor who was passed over reads why, and that the time was over only if it was."""

from datetime import timedelta

import pytest

from policy.news import hear_news
from schemas.names import AnswerKind, NewsKind, Phase, Role
from schemas.state import Pause, State
from tests.gateway.page_at import MENTOR, At, Seen, seen, start
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import browser, opened, pressed
from tests.policy.pairs import news, seeking

LANGUAGES = ("en", "de", "es")
OVER = {"en": "Your time to answer", "de": "Die Zeit für deine Antwort", "es": "El plazo para responder"}
AWAY = {"en": "You were reported as away", "de": "Du warst als abwesend gemeldet", "es": "Constaba que estabas"}
LOST = {"en": "Our mail did not reach you", "de": "haben dich nicht erreicht", "es": "no te llegaron"}
LEFT = {"en": "You were reported as having left", "de": "du seist nicht mehr dabei", "es": "que ya no estabas"}


def hears(at: At, kind: NewsKind) -> At:
    """Return what becomes of it a minute later, once HR or the mail server reports something of the mentor."""
    now = at.now + timedelta(minutes=1)
    until = now + timedelta(days=31) if kind is NewsKind.AWAY else None
    heard = hear_news(at.state, news(1, MENTOR, kind, person=at.state.mentor, until=until), now)
    assert isinstance(heard, State)
    return at._replace(state=heard, now=now)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "sentence"), [(NewsKind.AWAY, AWAY), (NewsKind.UNREACHABLE, LOST), (NewsKind.LEFT, LEFT)]
)
def test_a_mentor_who_is_passed_over_reads_why_at_once_and_after_the_next_one_was_asked(
    kind: NewsKind, sentence: dict[str, str], language: str
) -> None:
    asked = start(seeking()).goes_on()
    passed = hears(asked, kind)
    after = passed.goes_on()
    assert after.step.key == "request/2"
    for page in (seen(passed, MENTOR, language), at_first_request(asked, after, language)):
        assert sentence[language] in page.text
        assert OVER[language] not in page.text


def at_first_request(asked: At, after: At, language: str) -> Seen:
    """Return the page of the mentor who was asked first, after the next one was asked."""
    reader, because = seen(asked, MENTOR, language).it.reader, after.step.reason
    return seen(after.to("request/1"), MENTOR, language, followed_because=because, reader=reader)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_let_the_time_pass_still_reads_that_it_is_over(language: str) -> None:
    asked = start(seeking()).goes_on()
    at = asked
    while at.step.key != "request/2":
        at = at.goes_on()
    assert OVER[language] in at_first_request(asked, at, language).text


def test_a_reason_that_is_about_a_later_mentor_is_not_given_to_an_earlier_one() -> None:
    asked = start(seeking()).goes_on()
    state = asked.state.with_(mentor=None, requests=2, seeking=hears(asked, NewsKind.AWAY).state.seeking)
    page = seen(asked._replace(state=state), MENTOR)
    assert "This request goes on without you." in page.text
    assert AWAY["en"] not in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_mentor_who_says_no_does_not_read_that_the_request_is_settled(language: str) -> None:
    settled = {"en": "settled", "de": "erledigt", "es": "resuelta"}[language]
    at = start(seeking(zones=("Europe/Berlin",))).goes_on()
    page: Seen = seen(at.hears(MENTOR, AnswerKind.DECLINE).goes_on().to("request/1"), MENTOR, language)
    assert settled not in page.text


async def test_a_mentor_who_said_no_is_not_welcomed_back_from_a_break_of_the_search(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.SEEKING)
    link = await pair.link("request", Role.MENTOR, "request/1")
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="decline")
        state = await pair.kept()
        until = pair.now + timedelta(days=20)
        away = Pause(since=pair.now, absences={Role.HR: until}, told=True, number=1)
        await pair.keep(state.with_(pause=away, revision=state.revision + 1))
        page = await opened(client, services, link)
    assert "This request goes on without you" in page.text
    assert "welcome you back" not in page.text
    assert "There is a break" not in page.text
