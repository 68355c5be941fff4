"""Once a booked day is over, the page asks about it, and what is said of it changes nothing that was told before."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.pages.form_fields import Form
from gateway.pages.options import asked_about, asked_by_letter, today
from gateway.pages.replies import reply
from intake.answers import Kept
from policy.engagement import judge
from schemas.booking import Booked
from schemas.names import AnswerKind, Choice, Met, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.state import Active
from schemas.step_key import StepKey
from tests.gateway.page_at import HR, MENTEE, MENTOR, At, Seen, began, seen, standing_at
from tests.gateway.page_walk import _kept
from tests.gateway.pair_fixture import PairIn
from tests.gateway.reader import browser, opened
from tests.policy.pairs import answer

KEY = StepKey("check_in/1")
DAY = timedelta(days=1)
ASKS = {"en": "A meeting was booked for", "de": "war ein Treffen verabredet", "es": "Había un encuentro previsto"}


def press(at: At, met: Met, **said: Any) -> tuple[At, Kept]:
    """Let the mentee press a button; return how it stands, and what is kept of it."""
    given = answer(len(at.state.heard) + 100, MENTEE, AnswerKind.CHECK_IN, step=at.step.key, met=met, **said)
    return at.hears(MENTEE, AnswerKind.CHECK_IN, met=met, **said), _kept(given, at.now, at.state)


def on_the_day(days: int = 1) -> tuple[At, Kept, date]:
    """Return a pair of which one has told of a meeting, days after the day of another one, which the other booked."""
    at = began().unanswered(StepKind.CHECK_IN)
    day = (at.now + 12 * DAY).date()
    at, kept = press(at, Met.YES, rating=5)
    return at.hears(MENTOR, AnswerKind.CHECK_IN, met=Met.BOOKED, booked_on=day).later((12 + days) * DAY), kept, day


def active_of(at: At) -> Active:
    assert at.state.active
    return at.state.active


def ticked(page: Seen) -> list[str]:
    """Return which answers about the meeting are ticked."""
    return [str(one["value"]) for one in page.soup.select("input[name=met][checked], input[name=rating][checked]")]


def asked_of(page: Seen) -> str:
    """Return the day that the form sends along."""
    field = page.soup.select_one("input[name=about]")
    assert field
    return str(field["value"])


@pytest.mark.parametrize("language", ASKS)
def test_once_its_day_is_over_the_page_asks_about_the_booked_meeting_and_nothing_is_ticked(language: str) -> None:
    """It asked about the time before, with "Yes, we met" and five stars ticked, and took them for the booked day."""
    at, kept, day = on_the_day()
    page = seen(at, MENTEE, language, kept)
    assert ASKS[language] in page.text
    assert (ticked(page), asked_of(page)) == ([], str(day))


def test_nobody_is_asked_about_a_day_that_has_not_come_where_they_live() -> None:
    """The form would ask about tomorrow, and no answer could be about that."""
    at, kept, day = on_the_day(0)
    there = ZoneInfo("Pacific/Kiritimati")  # of whoever named it: that day is over there
    booked = active_of(at).booked[0].with_(over=datetime.combine(day + DAY, time(), there))
    at = at._replace(state=at.state.with_(active=active_of(at).with_(booked=(booked,))), now=booked.over)
    standing = standing_at(at, MENTEE, answered=kept)
    reader = standing.reader.model_copy(update={"time_zone": "Pacific/Niue"})
    west = standing_at(at, MENTEE, answered=kept, reader=reader)
    assert (asked_about(standing), asked_about(west)) == (day, None)


def test_one_meeting_that_both_tell_of_after_a_break_is_the_same() -> None:
    """It counted twice: the page of the one asked about the booked day, the other's about the time since the break."""
    at = began().unanswered(StepKind.CHECK_IN)
    at = at.hears(HR, AnswerKind.PAUSE, step=None, until=at.now + 7 * DAY).unanswered(StepKind.RESUMED)
    day = (at.now + 3 * DAY).date()
    at = at.hears(MENTOR, AnswerKind.CHECK_IN, met=Met.BOOKED, booked_on=day).later(4 * DAY)
    at, _ = press(at, Met.YES, about=day)
    assert asked_of(seen(at, MENTOR)) == str(day)


@pytest.mark.parametrize("days", [-2, 0])
def test_until_that_day_is_over_the_page_asks_as_before(days: int) -> None:
    at, kept, _ = on_the_day(days)
    page = seen(at, MENTEE, answered=kept)
    assert ASKS["en"] not in page.text
    assert (ticked(page), asked_of(page)) == (["yes", "5"], "")


@pytest.mark.parametrize("met", Met)
def test_what_is_said_then_stays_the_answer_to_that_question_also_for_the_other_one(met: Met) -> None:
    at, _, day = on_the_day()
    at, kept = press(at, met, about=day)
    page = seen(at.later(timedelta(hours=1)), MENTEE, answered=kept)
    assert ASKS["en"] in page.text
    assert (ticked(page), asked_of(page)) == ([met], str(day))
    assert asked_of(seen(at, MENTOR)) == str(day)


def test_whoever_says_something_else_on_the_day_is_still_asked_about_it() -> None:
    at, kept, day = on_the_day()
    at = at.chooses(MENTEE, Choice.CONTINUE)
    assert asked_of(seen(at, MENTEE, answered=kept)) == str(day)


def test_in_a_break_nobody_is_asked_about_a_day_in_it() -> None:
    at, kept, _ = on_the_day(-2)
    at = at.hears(HR, AnswerKind.PAUSE, step=None, until=at.now + 14 * DAY)
    assert asked_of(seen(at.later(3 * DAY), MENTEE, answered=kept)) == ""


def test_in_a_break_a_meeting_can_be_named_from_the_day_on_which_it_ends() -> None:
    """A day in it was taken, and the other one was said to see it, but nobody did."""
    at = began().unanswered(StepKind.CHECK_IN)
    back = at.now + 14 * DAY
    standing = standing_at(at.hears(HR, AnswerKind.PAUSE, step=None, until=back), MENTEE)
    for days, problems in ((13, ["booked_on"]), (14, [])):
        form = Form({"met": Met.BOOKED, "booked_on": str(today(standing) + days * DAY)})
        reply("check_in", form, standing)
        assert [*form.problems] == problems


def test_once_the_other_one_has_told_of_the_new_day_nobody_is_asked_about_the_missed_one_again() -> None:
    """One meeting counted twice: the page asked about the missed day, of which its reader had said when they meet."""
    at, _, missed = on_the_day()
    new = (at.now + 5 * DAY).date()
    at, kept = press(at, Met.BOOKED, about=missed, booked_on=new)
    at = at.later(6 * DAY)
    assert asked_of(seen(at, MENTEE, answered=kept)) == str(new)
    at = at.hears(MENTOR, AnswerKind.CHECK_IN, met=Met.YES, about=new)
    page = seen(at, MENTEE, answered=kept)
    assert (ticked(page), asked_of(page)) == ([], str(new))


def test_who_named_today_and_has_met_meets_not_again_today() -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    at, kept = press(at, Met.BOOKED, booked_on=at.now.date())
    standing = standing_at(at, MENTEE, answered=kept)
    said = {met: reply("check_in", Form({"met": met, "booked_on": str(today(standing))}), standing).said for met in Met}
    assert "booked_on" not in said[Met.YES]
    assert said[Met.BOOKED]["booked_on"] == str(today(standing))


def test_who_told_of_an_earlier_meeting_and_adds_to_it_on_the_booked_day_keeps_that_day() -> None:
    """A note for that evening, or three stars after it, took the booking away from both."""
    at = began().unanswered(StepKind.CHECK_IN)
    at = at.hears(MENTOR, AnswerKind.CHECK_IN, met=Met.YES)
    day = (at.now + 5 * DAY).date()
    at, kept = press(at, Met.YES, rating=5, booked_on=day)
    at = at.later(5 * DAY)
    standing = standing_at(at, MENTEE, answered=kept)
    said = reply("check_in", Form({"met": "yes", "rating": "3", "booked_on": str(day), "about": ""}), standing).said
    assert said["booked_on"] == str(day)
    at, kept = press(at, Met.YES, rating=3, booked_on=day)
    assert asked_of(seen(at.later(DAY), MENTEE, answered=kept)) == str(day)


@pytest.mark.parametrize("kind", [StepKind.AGREED, StepKind.RESUMED])
def test_a_no_of_the_one_leaves_the_question_about_that_day_to_the_other_one_at_any_letter(kind: StepKind) -> None:
    """At the first letter, the other one was asked "Have you met yet?", and one meeting counted twice."""
    at = began()
    if kind is StepKind.RESUMED:
        at = at.unanswered(StepKind.CHECK_IN).hears(HR, AnswerKind.PAUSE, step=None, until=at.now + 40 * DAY)
        at = at.unanswered(kind)
    day = (at.now + 5 * DAY).date()
    at, kept = press(at, Met.BOOKED, booked_on=day)
    at = at.later(6 * DAY).hears(MENTOR, AnswerKind.CHECK_IN, met=Met.NO, about=day)
    page = seen(at, MENTEE, answered=kept)
    assert (ticked(page), asked_of(page)) == ([], str(day))


def test_a_nudge_too_asks_about_the_booked_day() -> None:
    at = began().unanswered(StepKind.NUDGE)
    day = (at.now + 2 * DAY).date()
    at = at.hears(MENTOR, AnswerKind.CHECK_IN, met=Met.BOOKED, booked_on=day).later(3 * DAY)
    page = seen(at, MENTEE)
    assert ASKS["en"] in page.text
    assert asked_of(page) == str(day)


def test_the_button_of_a_nudge_ticks_no_answer_about_a_booked_day_of_which_the_letter_does_not_ask() -> None:
    """Whoever had been silent pressed "Yes, we met", and so said that a missed meeting had taken place."""
    asked = began().unanswered(StepKind.CHECK_IN)
    booked = asked.hears(MENTOR, AnswerKind.CHECK_IN, met=Met.BOOKED, booked_on=(asked.now + 30 * DAY).date())
    at = booked.unanswered(StepKind.NUDGE, answering=[MENTOR])
    assert active_of(at).about
    for letter, is_asked in ((StepKind.NUDGE, False), (StepKind.CHECK_IN, True)):
        standing = standing_at(at, MENTEE, letter=letter)
        assert (asked_by_letter(standing) == asked_about(standing)) is is_asked


def test_what_is_said_of_a_missed_meeting_does_not_contradict_what_the_other_one_said_of_another() -> None:
    at, _, day = on_the_day()
    at = at.hears(MENTOR, AnswerKind.CHECK_IN, met=Met.YES)
    at, _ = press(at, Met.NO, about=day)
    reasons = {reason.code for reason in judge(at.state, at.now).reasons}
    assert ReasonCode.REPORTED_BY_ONE not in reasons


def test_whoever_has_not_answered_a_letter_is_asked_what_it_asks_until_the_booked_day_is_over() -> None:
    """The button "Yes, we met" of the letter was taken for a meeting of that evening."""
    at = began().unanswered(StepKind.CHECK_IN)
    day = (at.now + 3 * DAY).date()
    at = at.hears(MENTOR, AnswerKind.CHECK_IN, met=Met.YES, booked_on=day)
    assert asked_of(seen(at.later(3 * DAY), MENTEE)) == ""
    over = seen(at.later(4 * DAY), MENTEE)
    assert asked_of(over) == str(day)
    assert asked_about(over.it) != asked_by_letter(over.it)


@pytest.mark.parametrize("booked", [False, True])
async def test_a_button_ticks_no_answer_to_another_question_than_its_letter_asks(pair_in: PairIn, booked: bool) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    active, yesterday = pair.state.active, pair.now - DAY
    assert active
    over = Booked(role=Role.MENTOR, step=KEY, day=yesterday.date(), over=yesterday.replace(hour=23))
    active = active.with_(prompt=KEY, prompted=pair.now - 7 * DAY, cycle=1, booked=(over,) if booked else ())
    await pair.keep(pair.state.with_(active=active, revision=pair.state.revision + 1))
    link = await pair.link("check_in", Role.MENTEE)
    async with browser(services) as client:
        page = await opened(client, services, link, "?met=yes")
    assert bool(page.soup.select("input[name=met][checked]")) is not booked


@pytest.mark.parametrize("about", ["", "soon", "9999-01-01", "0001-01-01"])
def test_a_day_that_nobody_could_have_been_asked_about_is_no_day(about: str) -> None:
    at, _, _ = on_the_day()
    standing = seen(at, MENTEE).it
    form = Form({"met": "yes", "about": about}, standing.say)
    said = reply("check_in", form, standing).said
    assert not form.problems
    assert said.get("about") == ("0001-01-01" if about.startswith("0001") else None)


def test_a_form_from_before_the_day_that_is_shown_again_ticks_nothing_about_that_day() -> None:
    at, kept, _ = on_the_day()
    standing = standing_at(at, MENTEE, answered=kept)
    again = Seen(standing, given={"met": "yes", "rating": "5", "about": "", "note": "Thank you"}, again=True)
    assert ticked(again) == []
    assert "Thank you" in str(again.soup.select_one("#note"))
