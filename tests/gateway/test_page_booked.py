"""What pages say of a booked meeting: whose word its day is, when it is asked about, moved and called off."""

from datetime import date, timedelta

import pytest

from gateway.api.sentences import spoken
from gateway.pages.form_fields import Form
from gateway.pages.options import calling_off, day_off, meeting_days, whether_met
from gateway.pages.replies import reply
from schemas.names import AnswerKind, Choice, Met, Phase, Role, StepKind
from schemas.rules import Rules
from tests.gateway.page_at import HR, MENTEE, MENTOR, At, Seen, began, seen, standing_at
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import browser, opened, pressed
from tests.policy.pairs import paired

LANGUAGES = {
    "en": ("as you told us", "as Zoë told us", "we ask about the meeting booked for", "Did you meet?", "is off"),
    "de": (
        "das hast du uns gesagt",
        "das hat Zoë uns gesagt",
        "nach dem Treffen, das für",
        "Habt ihr euch",
        "fällt aus",
    ),
    "es": ("según nos dijiste", "según nos dijo Zoë", "preguntamos por el encuentro", "¿Os habéis visto?", "anulado"),
    "es-419": ("según nos dijiste", "según nos dijo Zoë", "preguntamos por el encuentro", "¿Se vieron?", "anulado"),
}


def booked(days: int = 12, met: Met = Met.BOOKED) -> tuple[At, date]:
    """Return a pair of which the mentee has named the day of the next meeting, and the day."""
    at = began().unanswered(StepKind.CHECK_IN).hears(MENTOR, AnswerKind.CHECK_IN, met=Met.NO)
    day = (at.now + timedelta(days=days)).date()
    return at.hears(MENTEE, AnswerKind.CHECK_IN, met=met, booked_on=day), day


def can_call_off(page: Seen) -> bool:
    """Whether a page offers to call a meeting off."""
    return any(day_off(choice) for choice in page.choices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_read_whose_word_the_day_is_and_when_they_are_asked(language: str) -> None:
    own, theirs, asks, did_you, off = LANGUAGES[language]
    at, _ = booked()
    assert own in seen(at, MENTEE, language).text
    mentors = seen(at, MENTOR, language)
    assert theirs in mentors.text
    assert asks in mentors.text
    assert off in mentors.text
    later = at.goes_on()
    page = seen(later, MENTOR, language)
    assert did_you in page.text
    assert theirs not in page.text
    assert not can_call_off(page), "its day is over"


def test_the_question_that_follows_names_the_day_to_whoever_has_answered_also_beside_a_nudge() -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    day = (at.now + timedelta(days=40)).date()
    nudged = at.hears(MENTEE, AnswerKind.CHECK_IN, met=Met.BOOKED, booked_on=day).goes_on()
    assert nudged.step.kind is StepKind.NUDGE
    standing = standing_at(nudged, MENTEE, letter="check_in")
    assert f"A meeting was booked for {day:%A}, {day.day} {day:%B %Y}. Did you meet?" == whether_met(standing)


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_either_can_call_it_off_and_reads_that_nobody_else_is_told(role: Role) -> None:
    at, day = booked()
    page = seen(at, role)
    assert calling_off(day) in page.choices
    assert f"{day:%-d %B %Y} is off" in page.text
    assert "No letter tells" in page.text
    off = at.chooses(role, Choice.CALL_OFF, booked_on=day)
    assert not can_call_off(seen(off, role))
    assert "Next meeting" not in seen(off, role).text
    assert "we ask how it is going" in seen(off, role).text


ANEW = {
    "en": ("No, but we have a new date", "Not yet, but it is booked"),
    "de": ("Nein, aber wir haben einen neuen Termin", "Noch nicht, aber verabredet"),
    "es": ("No, pero ya hay otra fecha", "Aún no, pero hay fecha"),
    "es-419": ("No, pero ya hay otra fecha", "Aún no, pero hay fecha"),
}


@pytest.mark.parametrize("language", ANEW)
def test_whoever_is_asked_about_a_booked_meeting_can_say_on_the_page_that_it_has_a_new_day(language: str) -> None:
    anew, usual = ANEW[language]
    at, _ = booked()
    for moment, shown, other in ((at, usual, anew), (at.goes_on(), anew, usual)):
        text = seen(moment, MENTOR, language).text
        assert shown in text
        assert other not in text


OFF = {
    "en": ("Meeting called off {}, as Zoë told us", "Meeting called off {}, as you told us"),
    "de": ("Abgesagtes Treffen {}, das hat Zoë uns gesagt", "Abgesagtes Treffen {}, das hast du uns gesagt"),
    "es": ("Encuentro anulado {}, según nos dijo Zoë", "Encuentro anulado {}, según nos dijiste"),
    "es-419": ("Encuentro anulado {}, según nos dijo Zoë", "Encuentro anulado {}, según nos dijiste"),
}


@pytest.mark.parametrize("language", OFF)
def test_whoever_named_the_day_reads_that_the_other_one_has_called_it_off_until_it_is_over(language: str) -> None:
    theirs, own = OFF[language]
    at = began().unanswered(StepKind.CHECK_IN)
    date_of = (at.now + timedelta(days=12)).date()
    off = at.hears(MENTOR, AnswerKind.CHECK_IN, met=Met.BOOKED, booked_on=date_of).chooses(
        MENTEE, Choice.CALL_OFF, booked_on=date_of
    )
    day = standing_at(off, MENTOR, language).say.date(date_of)
    assert theirs.format(day) in seen(off, MENTOR, language).text
    assert own.format(day) in seen(off, MENTEE, language).text
    label = theirs.split(" {}")[0]
    assert label in seen(off.later(timedelta(days=11)), MENTOR, language).text
    assert label not in seen(off.later(timedelta(days=14)), MENTOR, language).text


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
def test_a_new_day_takes_the_place_of_the_one_that_is_off(role: Role) -> None:
    at, day = booked()
    off = at.chooses(MENTOR, Choice.CALL_OFF, booked_on=day)
    other = day + timedelta(days=2)
    anew = off.hears(role, AnswerKind.CHECK_IN, met=Met.BOOKED, booked_on=other)
    for reader in (MENTEE, MENTOR):
        assert "called off" not in seen(anew, reader).text
        assert f"Next meeting {other:%-d %B %Y}" in seen(anew, reader).text


def test_nothing_can_be_called_off_that_is_not_booked() -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    assert not can_call_off(seen(at, MENTEE))


def test_the_form_becomes_an_answer_with_the_day_or_one_that_calls_it_off() -> None:
    at, day = booked()
    standing = standing_at(at, MENTEE)
    for met, said in (
        ("yes", {"met": "yes", "note": False, "booked_on": day.isoformat()}),
        ("booked", {"met": "booked", "note": False, "booked_on": day.isoformat()}),
        ("no", {"met": "no", "note": False}),
        (calling_off(day), {"choice": "call_off", "booked_on": day.isoformat()}),
    ):
        form = Form({"met": met, "booked_on": day.isoformat()}, standing.say)
        assert reply("check_in", form, standing).said == said
        assert not form.problems


def test_a_meeting_can_be_booked_from_today_until_their_time_is_over() -> None:
    at = began(paired(Rules(duration_days=90))).unanswered(StepKind.CHECK_IN)
    standing = standing_at(at, MENTEE)
    assert at.state.ends
    first, last = meeting_days(standing)
    assert first == at.now.date()
    assert last == (at.state.ends - timedelta(hours=5)).date()
    for day in (first - timedelta(days=1), last + timedelta(days=1)):
        form = Form({"met": "booked", "booked_on": day.isoformat(), "note": "See you."}, standing.say)
        reply("check_in", form, standing)
        assert form.problems["booked_on"].startswith("Choose a day from")
        assert form.fields["note"] == "See you."
    without_end = standing.model_copy(update={"known": at.state.with_(ends=None)})
    assert meeting_days(without_end)[1] == first + timedelta(days=366)


async def test_saying_the_same_again_counts_anew_once_the_other_one_has_named_another_day(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    mentee, mentor = await pair.link("check_in", MENTEE), await pair.link("check_in", MENTOR)
    day, other = ((pair.now + timedelta(days=days)).date().isoformat() for days in (9, 12))
    async with working(services, pair), browser(services) as client:
        for link, said in (
            (mentee, {"met": "booked", "booked_on": day}),
            (mentor, {"met": f"call_off_{day}"}),
            (mentee, {"met": "booked", "booked_on": day}),
            (mentor, {"met": f"call_off_{day}"}),
            (mentor, {"met": f"call_off_{day}"}),
            (mentee, {"met": "booked", "booked_on": day}),
            (mentor, {"met": "booked", "booked_on": other}),
            (mentee, {"met": "booked", "booked_on": day}),
        ):
            told = await pressed(client, services, link, **said)
            assert told.response.status_code == 200
        asks = f"we ask about the meeting booked for {date.fromisoformat(day):%A, %-d %B %Y}"
        assert asks in told.text
        rebooked = await opened(client, services, mentor, "")
    assert len(await pair.answers()) == 7
    assert rebooked.fields["met"] == "booked"


async def test_a_page_that_is_sent_as_it_is_does_not_move_a_meeting_back(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    mentee, mentor = await pair.link("check_in", MENTEE), await pair.link("check_in", MENTOR)
    day, other = ((pair.now + timedelta(days=days)).date().isoformat() for days in (9, 12))
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, mentee, met="yes", booked_on=day)
        own = await opened(client, services, mentee)
        await pressed(client, services, mentor, met="booked", booked_on=other)
        moved = await opened(client, services, mentee)
        await pressed(client, services, mentor, met=f"call_off_{other}")
        off = await opened(client, services, mentee)
    assert [page.fields["met"] for page in (own, moved, off)] == ["yes"] * 3
    assert [page.fields["booked_on"] for page in (own, moved, off)] == [day, "", ""]


async def test_a_meeting_that_is_booked_anew_is_not_called_off_by_a_page_that_is_sent_as_it_is(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    mentee, mentor = await pair.link("check_in", MENTEE), await pair.link("check_in", MENTOR)
    day = (pair.now + timedelta(days=9)).date().isoformat()
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, mentee, met="booked", booked_on=day)
        off = await pressed(client, services, mentor, met=f"call_off_{day}")
        await pressed(client, services, mentee, met="booked", booked_on=day)
        page = await opened(client, services, mentor)
    that = date.fromisoformat(day)
    assert f"The meeting on {that:%A, %-d %B %Y} is off, and we do not ask about it." in off.text
    assert f"the meeting on {that:%A, %-d %B %Y} is off" in page.text
    assert not page.fields.get("met", "").startswith("call_off")


def test_on_hold_nothing_promises_a_question() -> None:
    at, _ = booked()
    held = at.hears(HR, AnswerKind.HOLD, step=None)
    text = seen(held, MENTOR).text
    assert "we ask about the meeting" not in text
    assert "We then do not ask about it" not in text


@pytest.mark.parametrize(
    ("kind", "said", "words"),
    [
        (AnswerKind.CHECK_IN, {"met": "booked"}, "answered how it is going: a meeting is booked"),
        (AnswerKind.CHECK_IN, {"met": "booked", "booked_on": "2027-01-05"}, "a meeting is booked for 5 January 2027"),
        (AnswerKind.CHECK_IN, {"met": "yes", "booked_on": "2027-01-05"}, "they met, and meet again on 5 January 2027"),
        (AnswerKind.ADJUST, {"choice": "call_off"}, "answered: the booked meeting is off"),
        (
            AnswerKind.ADJUST,
            {"choice": "call_off", "booked_on": "2027-01-05"},
            "answered: the meeting on 5 January 2027 is off",
        ),
    ],
)
def test_the_timeline_says_when_a_meeting_is_booked_or_off(kind: AnswerKind, said: dict[str, str], words: str) -> None:
    assert spoken(MENTEE, "Ana", kind, said).endswith(f"{words}.")
