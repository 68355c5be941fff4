"""A page names the day of the meeting that it calls off, and a page left open calls off no other one."""

from datetime import date, timedelta

import pytest

from gateway.api.timeline import timeline_of
from gateway.pages.form_fields import Form
from gateway.pages.options import calling_off, day_off
from gateway.pages.replies import reply
from gateway.pages.said import worded_change
from policy.changes import Change, Changed
from schemas.names import Choice, Formality, Phase
from store.pool import Pool
from tests.gateway.page_at import MENTEE, MENTOR, seen, standing_at
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import Leaf, browser, opened, pressed
from tests.gateway.test_page_booked import booked, can_call_off

DAY = date(2027, 1, 7)
SAYS = {
    "en": (
        "The meeting on Thursday, 7 January 2027 is off, and we",
        "It was off already: no meeting is booked for Thursday, 7 January 2027.",
    ),
    "de": (
        "Das Treffen am Donnerstag, 7. Januar 2027, fällt aus, und wir",
        "Das war schon abgesagt: Für Donnerstag, 7. Januar 2027, ist kein Treffen verabredet.",
    ),
    "es": (
        "El encuentro del jueves 7 de enero de 2027 queda anulado y no",
        "Ya estaba anulado: no hay ningún encuentro para el jueves 7 de enero de 2027.",
    ),
}


@pytest.mark.parametrize("formality", Formality)
@pytest.mark.parametrize("language", SAYS)
def test_the_receipt_names_the_day_in_every_language(language: str, formality: Formality) -> None:
    at, _ = booked()
    standing = standing_at(at, MENTEE, language, formality=formality)
    off, already = SAYS[language]
    assert worded_change(standing, Changed(Change.CALLED_OFF, day=DAY)).startswith(off)
    assert worded_change(standing, Changed(Change.OFF_ALREADY, day=DAY)) == already


def test_a_choice_without_a_day_or_with_none_that_exists_calls_nothing_off() -> None:
    at, _ = booked()
    standing = standing_at(at, MENTEE)
    for question, name in (("check_in", "met"), ("nudge", "choice")):
        for choice in ("call_off", "call_off_", "call_off_2026-02-30", "call_off_soon"):
            form = Form({name: choice}, standing.say)
            reply(question, form, standing)
            assert name in form.problems
    assert day_off(calling_off(date(2027, 1, 5))) == date(2027, 1, 5)


def test_whoever_has_ended_it_is_not_offered_to_call_it_off_unlike_the_other_one_until_they_know() -> None:
    at, _ = booked()
    ended = at.chooses(MENTEE, Choice.CLOSE)
    assert not can_call_off(seen(ended, MENTEE))
    assert can_call_off(seen(ended, MENTOR))
    assert can_call_off(seen(ended.chooses(MENTEE, Choice.CONTINUE), MENTEE))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2024-01-05", "2030-01-05"])
def test_a_day_on_which_no_meeting_could_be_booked_is_a_problem_of_the_form(day: str) -> None:
    """It was taken, and the workflow failed on 31 December 9999, for every answer that followed."""
    at, booked_on = booked()
    standing = standing_at(at, MENTEE)
    for question, name in (("check_in", "met"), ("nudge", "choice")):
        form, shown = Form({name: f"call_off_{day}"}, standing.say), Form({name: calling_off(booked_on)}, standing.say)
        reply(question, form, standing)
        reply(question, shown, standing)
        assert (name in form.problems, shown.problems) == (True, {})


@pytest.mark.parametrize("language", SAYS)
@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_page_names_any_day_that_is_saved_already(day: date, language: str) -> None:
    at, _ = booked()
    for code in (Change.CALLED_OFF, Change.OFF_ALREADY):
        assert worded_change(standing_at(at, MENTEE, language), Changed(code, day=day))


async def test_a_page_left_open_calls_off_the_day_that_it_shows_or_none(pair_in: PairIn, pool: Pool) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    mentee, mentor = await pair.link("check_in", MENTEE), await pair.link("check_in", MENTOR)
    day, other = ((pair.now + timedelta(days=days)).date() for days in (9, 12))
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, mentee, met="booked", booked_on=day.isoformat())
        left_open = await opened(client, services, mentee)
        assert calling_off(day) in str(left_open.soup)
        await pressed(client, services, mentor, met="booked", booked_on=other.isoformat())
        fields = {**left_open.fields, "met": calling_off(day)}
        stale = Leaf(await client.post(f"/a/{services.links.token(mentee)}", data=fields))
        off = await pressed(client, services, mentee, met=calling_off(other))
        again = await pressed(client, services, mentor, met=calling_off(other))
    assert f"It was off already: no meeting is booked for {day:%A, %-d %B %Y}." in stale.text
    assert f"we ask about the meeting booked for {other:%A, %-d %B %Y}" in stale.text
    assert f"The meeting on {other:%A, %-d %B %Y} is off, and we do not ask about it." in off.text
    assert f"It was off already: no meeting is booked for {other:%A, %-d %B %Y}." in again.text
    assert "stays as it is" not in stale.text + again.text
    said = [one.says for one in (await timeline_of(pool, pair.organisation, pair.id)).items if one.type == "answer"]
    assert said[-3:] == [
        f"Ana Example answered: the meeting on {day:%-d %B %Y} is off.",
        f"Ana Example answered: the meeting on {other:%-d %B %Y} is off.",
        f"Ben Example answered: the meeting on {other:%-d %B %Y} is off.",
    ]
