"""A page as a browser shows it."""

from functools import cached_property

import httpx
from bs4 import BeautifulSoup, Tag

from gateway.pages.speech import catalogue

OUTCOMES = {403: "again", 422: "problems", 429: "limit", 404: "unknown", 503: "away"}
HEADINGS = {"noted": "thanks.noted", "refused": "thanks.nothing"}  # of a page after a press, by the key of its text
SETTLED = ("told", "noted", "refused")


class Page:
    """Status, words and form of a page."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.soup = BeautifulSoup(response.text, "html.parser")

    @cached_property
    def text(self) -> str:
        """The words of the page."""
        return " ".join(self.soup.get_text(" ").split())

    @cached_property
    def form(self) -> Tag | None:
        """The form, if there is one."""
        return self.soup.find("form")

    @property
    def fields(self) -> dict[str, str]:
        """What the form sends if nothing is changed."""
        sent = {}
        for field in self.soup.select("form input[name], form textarea[name], form select[name]"):
            name = str(field["name"])
            if field.name == "select":
                chosen = field.select_one("option[selected]") or field.select_one("option")
                sent[name] = str(chosen["value"]) if chosen else ""
            elif field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"):
                sent[name] = str(field.get("value", "")) if field.name == "input" else field.get_text().lstrip("\n")
        return sent

    @property
    def options(self) -> set[str]:
        """Every name and value in the form."""
        tags = self.soup.select("form [name]")
        return {str(tag[key]) for tag in tags for key in ("name", "value") if tag.has_attr(key)}

    @property
    def heading(self) -> str:
        """The page's heading."""
        found = self.soup.find("h1")
        return " ".join(found.get_text(" ").split()) if found else ""

    @property
    def outcome(self) -> str:
        """The result of a press: told, noted, refused; or shown, or why nothing was pressed."""
        if self.status != 200:
            return OUTCOMES.get(self.status, f"http {self.status}")
        for outcome, key in HEADINGS.items():
            if self.heading.startswith(catalogue("en")[key].partition("{")[0]):
                return outcome
        return "told" if self.soup.select_one("div[role=status].done") else "shown"

    @property
    def said(self) -> str:
        """Which answer of a mentor the page shows: accept, decline, or nothing."""
        if "yes, you would like to" in self.text:
            return "accept"
        return "decline" if "no, not this time" in self.text else ""


def kind_answer(page: Page) -> dict[str, str] | None:
    """Return a friendly answer, chosen from what the page offers."""
    offers = {
        "accept": {"choice": "accept"},
        "amend": {"choice": "agree"},
        "thanks": {"choice": "thank", "thanks": "a secret note of thanks", "keep_in_touch": "yes"},
        "extend": {"choice": "continue"},
        "met": {"met": "yes", "rating": "4", "note": "a secret note of thanks"},
    }
    fit = [answer for offer, answer in offers.items() if offer in page.options]
    return fit[0] if fit else None
