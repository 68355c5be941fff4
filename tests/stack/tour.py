"""Somebody who walks the tour of the manual, and finds that what it names is there, and what it quotes."""

import re
import time
from pathlib import Path

import httpx

from tests.patience import PATIENCE
from tests.stack.test_up import Up
from tests.stack.visitor import Visitor

TEXT = " ".join(Path("docs", "tour.md").read_text("utf-8").replace("**", "").split())
GOOD, SAD = TEXT.split("## A good year")[1].split("## A sad year")
SEND = "Send my answer"


class Tour(Visitor):
    """Somebody who walks one part of the page, and keeps account of what they pressed and read."""

    def __init__(self, client: httpx.Client, up: Up, part: str) -> None:
        super().__init__(client)
        self.up, self.inbox = up, up.told["inbox"]
        self.named, self.quoted = set(re.findall(r"\*([^*]+)\*", part)), set(re.findall("“([^”]+)”", part))
        self.used: set[str] = set()
        self.seen: set[str] = set()

    def named_here(self, name: str) -> str:
        """Return a name that the page gives in italics."""
        assert name in self.named, f"the tour does not name “{name}”"
        self.used.add(name)
        return name

    def reads(self, *sentences: str) -> None:
        """See that what the tour quotes is there."""
        for sentence in sentences:
            assert sentence in self.quoted, f"the tour does not quote “{sentence}”"
            assert sentence.rstrip(".") in self.words, f"“{sentence}” is not in: {self.words}"
            self.seen.add(sentence)

    def letters_of(self, name: str) -> None:
        """Choose a person at the top of the inbox, once a first letter to them is there."""
        self._wait_for(name, self.inbox, "nav")
        self.follow(self.named_here(name) if name in self.named else name, "nav")

    def open_letter(self, name: str, subject: str) -> None:
        """Open the newest letter to somebody with these words in its subject, once it is there."""
        self.letters_of(name)
        self._wait_for(subject, self.address, ".mails")
        self.follow(subject, ".mails")
        if subject in self.quoted:
            self.reads(subject)

    def _wait_for(self, name: str, address: str, within: str) -> None:
        limit = time.monotonic() + PATIENCE
        self.open(address)
        while not self.links(name, within) and time.monotonic() < limit:
            time.sleep(0.1)
            self.open(address)

    def answer(self, name: str, subject: str, choice: str, *others: str, **written: str) -> None:
        """Open a letter to somebody, follow a button of it, choose and write, and send it."""
        self.open_letter(name, subject)
        self.follow(self.named_here(choice))
        for other in others:
            self.choose(self.named_here(other))
        for field, text in written.items():
            self.write(self.named_here(field.replace("_", " ")), text)
        self.press(self.named_here(SEND))

    def let_pass(self, name: str = "Ana Gómez") -> None:
        """Let time pass until somebody's next letter."""
        self.letters_of(name)
        self.press(self.named_here(f"until the next letter to {name}"))
        assert "no letter came" not in self.words

    def start_over(self) -> None:
        """Begin with the sample as it is at the first start."""
        self.open(self.inbox)
        self.press(self.named_here("Start over"))
        assert "Everything was reset" in self.words, self.words

    def console(self) -> None:
        """Sign in at the console, and open the page of Ana's mentorship."""
        self.open(self.up.told["console"])
        self.write("API key", self.up.told["api_key"])
        self.press("Sign in")
        self.follow("Ana Gómez")

    def is_whole(self) -> None:
        """See that everything that the page names was used, and everything that it quotes was read."""
        assert (self.named - self.used, self.quoted - self.seen) == (set(), set())
