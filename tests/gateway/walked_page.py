"""Pages of whole lives as their readers see them, with what is true of them."""

import re
from collections.abc import Iterator
from datetime import datetime

from bs4 import BeautifulSoup

from gateway.pages.context import Standing
from gateway.pages.effects import settled_itself
from gateway.pages.questions import is_open, question_of
from gateway.pages.render import show
from schemas.names import Phase, Role
from tests.gateway.page_walk import Turn, standings, turns


class Page:
    """A page as its reader sees it, with what is true of it."""

    def __init__(self, turn: Turn, standing: Standing) -> None:
        self.turn, self.it = turn, standing
        page = show(standing, action="/a/x", nonce="x")
        self.soup = BeautifulSoup(re.sub(r"</?bdi>|<style.*?</style>", "", page, flags=re.DOTALL), "html.parser")
        self.text = " ".join(self.soup.get_text(" ").split())
        self.stands = " ".join(self.soup.select_one(".stands").get_text(" ").split())  # type: ignore[union-attr]

    def __repr__(self) -> str:
        return f"{self.turn.life}: {self.it.step} as {self.it.role}, {self.it.phase} at {self.it.clock}: {self.text}"

    @property
    def asks(self) -> bool:
        """Whether a question waits here for its first answer."""
        question = question_of(self.it)
        if question is None or settled_itself(self.it):
            return False
        return is_open(self.it, question) and self.it.answered is None

    @property
    def out(self) -> bool:
        """Whether it is not the reader's affair any more."""
        seeking, closing, step = self.it.state.seeking, self.it.state.closing, self.it.card.next
        over = self.it.phase is Phase.SEEKING and seeking and (seeking.declined or seeking.nobody_left)
        ends = closing and closing.was is Phase.SEEKING and step and Role.MENTOR not in step.to
        return not self.it.concerned or (self.it.role is Role.MENTOR and bool(over or ends))

    @property
    def undoable(self) -> bool:
        """Whether somebody else has just ended it, and may still think again."""
        return self.it.kept_back

    def names(self, role: Role) -> str:
        """Return what somebody is called."""
        return str(self.it.who(role))

    def day(self, instant: datetime) -> str:
        """Return a date as the reader reads it."""
        return self.it.say.day(instant)


def pages(life: str) -> Iterator[Page]:
    """Yield the pages of a life."""
    for turn in turns(life):
        for standing in standings(turn, "en", latest=6):
            yield Page(turn, standing)
