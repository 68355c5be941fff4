"""A letter can be read by ear, with large type, in the dark, and in any mail program that knows tables."""

import re

import pytest
from bs4 import BeautifulSoup

from letters.render import write
from schemas.letter import LetterName
from schemas.names import Role
from tests.letters.samples import CASES, rich

CONTRAST = 4.5  # WCAG 2.2 AA for text of normal size
every_letter = pytest.mark.parametrize(("name", "role"), CASES)


def page(name: LetterName, role: Role) -> BeautifulSoup:
    """Return the HTML part, read."""
    return BeautifulSoup(write(rich(name, role)).html, "html.parser")


@every_letter
def test_language_and_direction_are_said_twice(name: LetterName, role: Role) -> None:
    """Once for browsers, once for mail programs that keep only the body."""
    html = page(name, role)
    article = html.select_one('[role="article"]')
    assert html.html is not None
    assert article is not None
    for element in (html.html, article):
        assert element["lang"] == "en"
        assert element["dir"] == "ltr"
    labelled = html.find(id=str(article["aria-labelledby"]))
    assert labelled is not None
    assert labelled.name == "h1"
    assert html.title is not None
    assert html.title.get_text() == labelled.get_text()


@every_letter
def test_headings_are_headings_and_in_order(name: LetterName, role: Role) -> None:
    html = page(name, role)
    headings = html.find_all(re.compile("^h[1-6]$"))
    assert [heading.name for heading in headings] == ["h1"] + ["h2"] * (len(headings) - 1)
    assert all(heading.get_text().strip() for heading in headings)


@every_letter
def test_layout_tables_are_silent_and_tables_of_facts_have_headers(name: LetterName, role: Role) -> None:
    for table in page(name, role).find_all("table"):
        if table.get("role") == "presentation":
            assert not table.find_all("th", recursive=False)
        else:
            assert "facts" in table["class"]
            assert all(row.find("th", scope="row") for row in table.find_all("tr"))


@every_letter
def test_links_say_what_they_open(name: LetterName, role: Role) -> None:
    labels = [link.get_text().strip() for link in page(name, role).find_all("a")]
    assert all(len(label) > 3 and label.lower() not in ("here", "click here", "link") for label in labels)
    buttons = [link.get_text() for link in page(name, role).select("a.first, a.other")]
    assert len(buttons) == len(set(buttons))


@every_letter
def test_nothing_is_fetched_nobody_is_tracked_and_no_picture_wants_words(name: LetterName, role: Role) -> None:
    html = page(name, role)
    assert not html.find_all(["img", "script", "link", "iframe", "form", "input", "object", "video"])
    assert "url(" not in str(html)
    assert "@import" not in str(html)
    ours = tuple(f"https://rapport.example.org/{path}/" for path in ("a", "guides"))
    assert all(str(link["href"]).startswith((*ours, "mailto:")) for link in html.find_all("a"))


def test_dark_and_light_are_both_meant() -> None:
    html = page("request", Role.MENTOR)
    schemes = {meta["name"]: meta["content"] for meta in html.find_all("meta", attrs={"name": True})}
    assert schemes["color-scheme"] == schemes["supported-color-schemes"] == "light dark"
    assert "prefers-color-scheme: dark" in str(html)
    assert not re.search(r"#(?:000|fff|000000|ffffff)\b|\b(?:black|white)\b", str(html))


def test_type_is_large_enough() -> None:
    sizes = [int(size) for size in re.findall(r"font-size:\s*(\d+)px", str(page("request", Role.MENTOR)))]
    assert min(sizes) >= 14


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rules(css: str) -> dict[str, dict[str, str]]:
    """Return the colours of a style sheet by selector."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        colours = dict(re.findall(r"(background-color|color):\s*(#[0-9a-f]{6})", body))
        for selector in selectors.split(","):
            found.setdefault(selector.strip(), {}).update(colours)
    return found


def test_text_stands_out_from_its_ground_by_day_and_by_night() -> None:
    html = str(page("request", Role.MENTOR))
    style = html.partition("<style>")[2].partition("</style>")[0]
    day, _, night = style.partition("@media (prefers-color-scheme: dark) {")
    light, dark = rules(day), rules(night)
    for selector in ("card", "first", "other"):  # by day these carry their colours inline
        inline = re.search(rf'class="{selector}"[^>]*style="([^"]+)"', html)
        assert inline is not None
        light["." + selector] = dict(re.findall(r"(background-color|color):(#[0-9a-f]{6})", inline[1]))
    light[".first"]["color"], light[".other"]["color"] = "#fbfaf6", "#1b4d3d"
    for sheet in (light, dark):
        ground = sheet[".card"]["background-color"]
        pairs = [(sheet[each]["color"], sheet[each]["background-color"]) for each in (".card", ".first", ".other")]
        pairs += [(sheet[".footer"]["color"], ground), (sheet["p a"]["color"], ground)]
        pairs += [(sheet[".card"]["color"], sheet["blockquote"]["background-color"])]
        for text, behind in pairs:
            assert contrast(text, behind) >= CONTRAST, (text, behind)
