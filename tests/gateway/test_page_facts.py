"""Single pages say what is so, at the turn at which it matters."""

from collections.abc import Iterator
from datetime import timedelta

from bs4 import BeautifulSoup

from gateway.pages.context import Standing
from gateway.pages.render import show
from schemas.names import StepKind
from tests.gateway.page_lives import LIVES
from tests.gateway.page_walk import standings, turns


def text_of(standing: Standing) -> str:
    """Return the words of a page."""
    soup = BeautifulSoup(show(standing, action="/a/x", nonce="x"), "html.parser")
    for each in soup.select("bdi"):
        each.unwrap()
    soup.smooth()
    return " ".join(soup.get_text(" ").split())


def pages(kind: StepKind, language: str = "en", life: str = "") -> Iterator[Standing]:
    """Yield what is behind links of a kind, over all lives or one."""
    for name in [life] if life else LIVES:
        for turn in turns(name):
            yield from (each for each in standings(turn, language) if each.kind is kind)


def test_a_mentor_who_opens_a_request_later_is_not_offered_meetings_that_have_passed() -> None:
    standing = next(each for each in pages(StepKind.REQUEST) if each.concerned)
    past, ahead = standing.clock - timedelta(days=1), standing.clock + timedelta(days=9)

    def text(*meetings: object) -> str:
        return text_of(
            standing.model_copy(update={"request": standing.request.model_copy(update={"meetings": meetings})})
        )

    assert text(past) == text()
    assert text(past, ahead) == text(ahead) != text()
