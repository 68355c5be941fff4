"""A letter is never wider than a phone, whatever people write or paste into it."""

import pytest
from playwright.async_api import Page

from letters.render import write
from schemas.letter import LetterName
from schemas.names import Role
from schemas.request import Terms
from tests.accessibility import SIZES
from tests.letters.samples import rich

MEETING = "https://teams.example.com/l/meetup-join/19%3ameeting_" + "MzQ1NjdhYmNkZWZnaGlq" * 10
LONGEST = "Donaudampfschifffahrtsgesellschaft" * 4


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("check_in", {"partner_note": f"Let us meet here: {MEETING}"}),
        ("agreement", {"terms": Terms.model_validate({"goals": [LONGEST], "focus": LONGEST, "boundaries": MEETING})}),
    ],
)
async def test_a_pasted_address_or_a_long_term_wraps(name: LetterName, known: dict[str, object], page: Page) -> None:
    width, height = SIZES["phone"]
    await page.set_viewport_size({"width": width, "height": height})
    await page.set_content(write(rich(name, Role.MENTOR, **known)).html)
    assert (MEETING if "partner_note" in known else LONGEST) in await page.inner_text("body")
    assert await page.evaluate("document.documentElement.scrollWidth") == width
