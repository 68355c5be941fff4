"""Somebody who follows links, fills in forms and presses buttons by the words that they see, without a browser."""

from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx
from bs4 import BeautifulSoup, Tag


def words(tag: Tag) -> str:
    """Return the visible words of a tag, with single spaces."""
    return " ".join(tag.get_text(" ").split()).replace(" ,", ",").replace(" .", ".")


@dataclass
class Visitor:
    """One browser window, with the page that is open in it."""

    client: httpx.Client  # follows redirects
    address: str = ""
    page: BeautifulSoup = field(default_factory=lambda: BeautifulSoup("", "html.parser"))
    filled: dict[str, str] = field(default_factory=dict)

    def open(self, address: str) -> None:
        """Open an address."""
        self._show(self.client.get(urljoin(self.address, address)))

    @property
    def words(self) -> str:
        """All words of the page; those of a letter, if one is open."""
        return words(self._letter or self.page)

    def follow(self, name: str, within: str = "") -> None:
        """Follow the link with these words, on the page or in the letter that is open, or within a part of it."""
        links = self.links(name, within)
        assert links, f"no link “{name}” in: {self.words}"
        self.open(links[0])

    def links(self, name: str, within: str = "") -> list[str]:
        """Return the addresses of the links with these words; a letter in a list has them in its subject."""
        links = (self._letter or self.page).select(f"{within} a[href]")
        found = [(link, link.select_one("b") or link) for link in links]
        return [str(link["href"]) for link, said in found if name in words(said)]

    def choose(self, name: str) -> None:
        """Choose the answer to a question, or the entry of a list, with these words."""
        for one in self.page.select("label.option"):
            if words(one).startswith(name) and (option := one.select_one("input")):
                self.filled[str(option["name"])] = str(option["value"])
                return
        lists = [each for each in self.page.select("select") if name in map(words, each.select("option"))]
        assert lists, f"no option “{name}” in: {self.words}"
        self._take(lists[0], name)

    def select(self, label: str, name: str) -> None:
        """Choose an entry of the list with this label."""
        self._take(self._labelled(label), name)

    def write(self, label: str, text: str) -> None:
        """Write into the field with this label."""
        self.filled[str(self._labelled(label)["name"])] = text

    def _labelled(self, label: str) -> Tag:
        labels = [each for each in self.page.select("label[for]") if words(each).startswith(label)]
        assert labels, f"no field “{label}” in: {self.words}"
        return self.page.select(f"[id='{labels[0]['for']}']")[0]

    def _take(self, listed: Tag, name: str) -> None:
        entry = next(each for each in listed.select("option") if words(each) == name)
        self.filled[str(listed["name"])] = str(entry["value"])

    def press(self, name: str) -> None:
        """Press the button with these words, and see the page that comes."""
        buttons = [button for button in self.page.select("form button") if words(button).startswith(name)]
        assert buttons, f"no button “{name}” in: {self.words}"
        form = buttons[0].find_parent("form")
        assert isinstance(form, Tag)
        pressed = {str(buttons[0]["name"]): str(buttons[0].get("value", ""))} if buttons[0].get("name") else {}
        address = urljoin(self.address, str(form.get("action") or self.address))
        self._show(self.client.post(address, data={**_untouched(form), **self.filled, **pressed}))

    @property
    def _letter(self) -> BeautifulSoup | None:
        frame = self.page.select_one("iframe[srcdoc]")
        return BeautifulSoup(str(frame["srcdoc"]), "html.parser") if frame else None

    def _show(self, reply: httpx.Response) -> None:
        assert reply.is_success, reply.text
        self.address, self.page, self.filled = str(reply.url), BeautifulSoup(reply.text, "html.parser"), {}


def _untouched(form: Tag) -> dict[str, str]:
    """Return what a browser sends of a form that nobody touched."""
    sent: dict[str, str] = {}
    for one in form.select("input[name], textarea[name]"):
        if one.get("type") not in ("radio", "checkbox") or one.has_attr("checked"):
            sent[str(one["name"])] = str(one.get("value") or (one.get_text() if one.name == "textarea" else ""))
    for listed in form.select("select[name]"):
        chosen = listed.select_one("option[selected]") or listed.select_one("option")
        sent[str(listed["name"])] = str(chosen["value"]) if chosen else ""
    return sent
