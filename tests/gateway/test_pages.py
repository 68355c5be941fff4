"""What a reader finds behind the link of a mail."""

import re
from uuid import UUID

import pytest

from gateway.http.html import STYLE
from schemas.names import Phase, Role
from store.pool import Pool
from tests.gateway.pair_fixture import make_pair, make_services
from tests.gateway.reader import browser, opened

NOWHERE = "127.0.0.1:1"
KINDS = [
    ("request", Role.MENTOR, Phase.SEEKING, "Ana asks you to be their mentor"),
    ("request_reminder", Role.MENTOR, Phase.SEEKING, "Ana asks you to be their mentor"),
    ("request", Role.MENTEE, Phase.SEEKING, "Where things stand"),
    ("no_mentor", Role.COORDINATOR, Phase.SEEKING, "Where things stand"),
    ("agreement", Role.MENTEE, Phase.AGREEING, "How you and Ben will work together"),
    ("agreement_reminder", Role.MENTOR, Phase.AGREEING, "How you and Ana will work together"),
    ("agreed", Role.MENTEE, Phase.ACTIVE, "How is it going with Ben?"),
    ("check_in", Role.MENTOR, Phase.ACTIVE, "How is it going with Ana?"),
    ("resumed", Role.MENTOR, Phase.ACTIVE, "How is it going with Ana?"),
    ("resumed", Role.MENTOR, Phase.AGREEING, "Where things stand"),
    ("resumed", Role.MENTEE, Phase.SEEKING, "Where things stand"),
    ("nudge", Role.MENTEE, Phase.ACTIVE, "Is all well with you and Ben?"),
    ("review", Role.MENTEE, Phase.ACTIVE, "Looking back with Ben"),
    ("rhythm", Role.MENTOR, Phase.ACTIVE, "Is this still the right rhythm for you and Ana?"),
    ("last_notice", Role.MENTEE, Phase.ACTIVE, "Is this still the right rhythm for you and Ben?"),
    ("paused", Role.MENTEE, Phase.ACTIVE, "The break is over"),
    ("closing", Role.MENTOR, Phase.CLOSING, "Goodbye, and thanks to Ana"),
    ("closing", Role.MENTOR, Phase.ACTIVE, "You and Ana go on after all"),
    ("reopened", Role.MENTEE, Phase.ACTIVE, "Where things stand"),
    ("task", Role.COORDINATOR, Phase.ACTIVE, "Ana and Ben: no decision is needed now"),
    ("thanks", Role.MENTEE, Phase.ACTIVE, "Where things stand"),
    ("withdrawn", Role.MENTEE, Phase.ACTIVE, "Where things stand"),
    ("farewell", Role.MENTOR, Phase.ACTIVE, "Where things stand"),
]


@pytest.mark.parametrize(("kind", "role", "phase", "heading"), KINDS)
async def test_every_mail_has_a_page_that_says_what_it_is_about(
    database_url: str, pool: Pool, organisation: UUID, kind: str, role: Role, phase: Phase, heading: str
) -> None:
    pair = await make_pair(database_url, organisation, phase)
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client:
        leaf = await opened(client, services, await pair.link(kind, role))
    assert leaf.response.status_code == 200
    assert heading in leaf.text
    assert "Lantern mentoring · Lantern Trust" in leaf.text
    assert "None" not in leaf.text


async def test_only_the_silent_side_is_asked_whether_all_is_well(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    silent, lively = await pair.link("nudge", Role.MENTEE), await pair.link("nudge", Role.MENTOR)
    for role, name, letter in (("mentee", "ana", "nudge"), ("mentor", "ben", "check_in")):
        await pair.value(
            "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, "
            f"made_at) SELECT gen_random_uuid(), organisation_id, id, {role}_id, '{role}', 'nudge/1', '{letter}', "
            f"'accepted', '{name}@example.com', now() FROM mentorships"
        )
    async with browser(services) as client:
        nudged, asked = await opened(client, services, silent), await opened(client, services, lively, "?met=yes")
    assert "Is all well with you and Ben?" in nudged.text
    assert "How is it going with Ana?" in asked.text
    assert asked.fields["met"] == "yes"


async def test_a_question_asks_about_the_time_since_they_began_while_no_meeting_was_reported(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client:
        await pair.value("UPDATE mentorships SET state = jsonb_set(state, '{active,prompt}', '\"check_in/2\"')")
        earlier = await opened(client, services, await pair.link("check_in", Role.MENTEE))
        latest = await opened(client, services, await pair.link("check_in", Role.MENTEE, "check_in/2"))
    assert "Had you met when we asked this?" in earlier.text
    assert "Have you met since you began?" in latest.text


async def test_the_page_of_a_goodbye_that_was_taken_back_says_so_and_what_comes_next(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client:
        leaf = await opened(client, services, await pair.link("closing", Role.MENTEE), "?choice=thank")
    assert "The end that this letter told you about was taken back. You and Ben are working together." in leaf.text
    assert "we ask how it is going" in leaf.text
    assert leaf.soup.find("form") is None


@pytest.mark.parametrize(("kind", "role", "phase", "heading"), KINDS)
async def test_every_page_can_be_used_by_ear_and_by_keyboard(
    database_url: str, pool: Pool, organisation: UUID, kind: str, role: Role, phase: Phase, heading: str
) -> None:
    pair = await make_pair(database_url, organisation, phase)
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client:
        soup = (await opened(client, services, await pair.link(kind, role))).soup
    ids = [str(each["id"]) for each in soup.select("[id]")]
    named = {str(each["for"]) for each in soup.select("label[for]")}
    assert len(ids) == len(set(ids))
    assert [each.get_text().strip() for each in soup.select("h1")] == [heading]
    assert soup.html is not None
    assert soup.html["lang"] == "en"
    for each in soup.select("input:not([type=hidden]), select, textarea"):
        assert each.find_parent("label") or each.get("id") in named
    for each in soup.select("[aria-describedby]"):
        assert set(str(each["aria-describedby"]).split()) <= set(ids)
    for group in soup.select("fieldset"):
        assert group.legend is not None
        assert group.legend.get_text().strip()
    assert len(soup.select("button")) <= 1


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_stand_out_enough_from_their_ground_in_light_and_dark(scheme: int) -> None:
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", STYLE.split("@media", 2)[scheme]))
    for ink, ground, least in (
        *(("ink", each, 4.5) for each in ("paper", "card", "quote")),
        *(("soft", each, 4.5) for each in ("paper", "card")),
        *(("deep", each, 4.5) for each in ("paper", "card")),
        ("on-deep", "deep", 4.5),
        ("warn", "warn-paper", 4.5),
        ("warn", "card", 4.5),
        ("field", "card", 3),
    ):
        lighter, darker = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= least, (ink, ground)
