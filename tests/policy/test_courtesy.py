"""Mail arrives at decent hours in the reader's own time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.time_zones import clock_of
from policy.courtesy import decent, is_unasked, next_day
from policy.lifecycle import next_step
from schemas.messages import Step
from schemas.names import Role, StepKind
from schemas.reader import Reader
from schemas.reason import Reason, ReasonCode
from schemas.rules import Courtesy, Rules
from schemas.rules_in import CourtesyIn
from schemas.state import State
from tests.policy.pairs import START, paired, seeking
from tests.policy.stories import Story, under_way

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EXACT = Courtesy(jitter_minutes=0)
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc", "posix", "right")))


def due(instant: str, *zones: str, rules: Courtesy = EXACT) -> datetime:
    return decent(datetime.fromisoformat(instant), [clock_of(zone, NOW) for zone in zones], rules, "seed")


def test_a_mail_due_within_working_hours_goes_at_once() -> None:
    assert due("2026-11-24T10:00+00:00", "Europe/London").isoformat() == "2026-11-24T10:00:00+00:00"


def test_a_mail_due_at_night_waits_for_the_morning() -> None:
    assert due("2026-11-24T23:30+00:00", "Europe/Berlin").isoformat() == "2026-11-25T08:00:00+00:00"


def test_a_mail_due_on_a_saturday_waits_for_monday() -> None:
    assert due("2026-11-28T10:00+00:00", "Europe/London").isoformat() == "2026-11-30T09:00:00+00:00"


def test_nine_in_the_morning_stays_nine_when_the_clocks_change() -> None:
    before = due("2027-03-27T12:00+00:00", "Europe/Berlin")  # the weekend in which summer time begins
    assert before.astimezone(ZoneInfo("Europe/Berlin")).isoformat() == "2027-03-29T09:00:00+02:00"


@pytest.mark.parametrize(("a", "b"), [("Asia/Tokyo", "America/New_York"), ("Pacific/Auckland", "Europe/London")])
def test_people_on_far_sides_of_the_world_are_both_awake(a: str, b: str) -> None:
    moment = due("2026-11-24T03:00+00:00", a, b)
    for zone in (a, b):
        local = moment.astimezone(ZoneInfo(zone))
        assert 7 <= local.hour < 21
        assert local.isoweekday() <= 5


def test_a_programme_that_is_open_day_and_night_never_waits() -> None:
    always = Courtesy(working_days=(1, 2, 3, 4, 5, 6, 7), from_hour=0, to_hour=24)
    moment = due("2026-11-28T03:00+00:00", "Asia/Tokyo", "America/New_York", rules=always)
    assert moment.isoformat() == "2026-11-28T03:00:00+00:00"


@settings(max_examples=200, deadline=None)
@given(
    minutes=st.integers(0, 60 * 24 * 365),
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=2),
    seed=st.text(max_size=5),
)
def test_any_two_readers_get_it_awake_and_soon(minutes: int, zones: list[str], seed: str) -> None:
    earliest = NOW + timedelta(minutes=minutes)
    moment = decent(earliest, [clock_of(zone, NOW) for zone in zones], Courtesy(), seed)
    assert earliest <= moment <= earliest + timedelta(days=5)
    for zone in zones:
        assert 7 <= moment.astimezone(ZoneInfo(zone)).hour < 21


@settings(max_examples=100, deadline=None)
@given(minutes=st.integers(0, 60 * 24 * 365), zone=st.sampled_from(ZONES))
def test_a_clock_as_plain_values_agrees_with_the_time_zone_database(minutes: int, zone: str) -> None:
    instant = NOW + timedelta(minutes=minutes)
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    assert clock_of(zone, NOW).minutes_at(instant) == round(offset.total_seconds() / 60)


def test_asking_again_later_in_the_same_wait_gives_the_same_moment() -> None:
    night = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    clocks = [clock_of("Europe/Berlin", NOW)]
    first = decent(night, clocks, Courtesy(), "check_in/1")
    assert decent(first, clocks, Courtesy(), "check_in/1") == first


def test_hours_that_become_possible_in_two_weeks_do_not_put_off_what_is_due_now() -> None:
    """From 14 March on New York and Tokyo share an hour of Monday: at 22:09 that was within two weeks' reach."""
    mondays = Courtesy(working_days=(1,))
    clocks = [clock_of("America/New_York", NOW), clock_of("Asia/Tokyo", NOW)]
    due = decent(datetime(2027, 3, 1, 5, 18, tzinfo=UTC), clocks, mondays, "seed")
    for late in range(0, 60, 10):
        assert decent(due + timedelta(seconds=late), clocks, mondays, "seed") == due + timedelta(seconds=late)


def test_the_next_day_begins_at_the_readers_own_midnight_even_when_the_clocks_change() -> None:
    evening = datetime(2027, 3, 27, 22, 30, tzinfo=UTC)  # 23:30 in Berlin, the night in which summer time begins
    berlin = clock_of("Europe/Berlin", NOW)
    first = next_day(evening, berlin)
    assert next_day(evening + timedelta(seconds=7, microseconds=5), berlin) == first, "to the second"
    second = next_day(first, berlin)
    assert first.isoformat() == "2027-03-27T23:00:00+00:00"
    assert second - first == timedelta(hours=23)


def lives() -> dict[str, Story]:
    """Return mentorships that wait for something in every phase."""
    asked, agreeing, paused, closing = Story(seeking()), Story(paired()), under_way(Story(paired())), Story(paired())
    asked.takes("request")
    agreeing.takes("agreement")
    paused.hears(Role.HR, "pause", until=paused.now + timedelta(days=20))
    under_way(closing).hears(Role.HR, "close")
    closing.takes("closing")
    told = Story(paused.state, paused.now)
    told.takes("paused")
    ladder = under_way(Story(paired()))
    ladder.goes_on_until("rhythm")
    both = {"new": Story(seeking()), "given": Story(paired()), "active": under_way(Story(paired()))}
    rest = {"asked": asked, "agreeing": agreeing, "paused": paused, "told": told, "closing": closing, "ladder": ladder}
    return {**both, **rest}


LIVES = lives()


def readers_of(state: State, step: Step) -> list[Reader]:
    readers = dict(state.readers)
    if step.kind is StepKind.REQUEST:
        readers[Role.MENTOR] = state.candidates[step.key.number - state.requests].reader
    return [readers[role] for role in step.to]


def is_decent(moment: datetime, readers: list[Reader], rules: Courtesy) -> bool:
    """Whether all readers are at work, or two of them at least awake."""
    local = [moment + timedelta(minutes=reader.minutes_at(moment)) for reader in readers]
    if all(one.isoweekday() in rules.working_days and rules.from_hour <= one.hour < rules.to_hour for one in local):
        return True
    return len(local) > 1 and all(rules.awake_from <= one.hour < rules.awake_to for one in local)


@settings(max_examples=300, deadline=None)
@given(life=st.sampled_from(sorted(LIVES)), minutes=st.integers(0, 60 * 24 * 60))
def test_whenever_we_wake_no_step_is_due_out_of_hours_or_in_the_past(life: str, minutes: int) -> None:
    """A request once left at 02:25, and a reminder on a Saturday at 04:00, after the worker had been away."""
    story = LIVES[life]
    now = story.now + timedelta(minutes=minutes)
    step = next_step(story.state, now)
    assert step
    assert step.due >= now
    assert is_decent(step.due, readers_of(story.state, step), story.state.rules.courtesy)


@settings(max_examples=200, deadline=None)
@given(life=st.sampled_from(sorted(LIVES)), minutes=st.integers(0, 60 * 24 * 60))
def test_a_step_is_still_the_next_one_when_its_time_comes(life: str, minutes: int) -> None:
    story = LIVES[life]
    step = next_step(story.state, story.now + timedelta(minutes=minutes))
    assert step
    again = next_step(story.state, step.due)
    assert again
    assert (again.key, again.due) == (step.key, step.due)


@pytest.mark.parametrize("life", sorted(set(LIVES) - {"new", "given", "paused"}))
def test_a_letter_that_nobody_asked_for_waits_for_another_day_than_the_last_one(life: str) -> None:
    story = LIVES[life]
    step = story.next
    if not is_unasked(step):
        return
    for role in step.to:
        reader = story.state.readers[role]
        that_day = story.state.with_(last_letters={role: step.due})
        later = next_step(that_day, step.due)
        assert later
        assert later.key == step.key
        assert later.due >= next_day(step.due, reader)


def test_what_follows_from_an_answer_does_not_wait_for_another_day() -> None:
    story = Story(paired())
    story.takes("agreement")
    for role in (Role.MENTEE, Role.MENTOR):
        story.hears(role, "agree", "agreement/1")
    assert story.takes("agreed").due - story.taken[0].due < timedelta(hours=1)


def test_a_pair_that_agreed_by_silence_did_not_ask_for_the_letter() -> None:
    silence = Step(key="agreed/1", due=NOW, to=(), reason=Reason(code=ReasonCode.AGREED_BY_SILENCE))
    assert is_unasked(silence)
    assert not is_unasked(silence.with_(reason=Reason(code=ReasonCode.BOTH_AGREED)))


def test_a_farewell_comes_on_another_day_than_the_last_letter() -> None:
    story = under_way(Story(paired()))
    story.hears(Role.HR, "close")
    closing = story.takes("closing")
    for role in (Role.MENTEE, Role.MENTOR):
        story.hears(role, "thank", closing.key)
    assert story.takes("farewell").due.date() > closing.due.date()


@pytest.mark.parametrize(
    "hours",
    [
        {"working_days": ()},
        {"working_days": (9,)},
        {"from_hour": 20, "to_hour": 4},
        {"from_hour": 20, "to_hour": 4, "awake_from": 23, "awake_to": 2},
        {"awake_from": 0, "awake_to": 0, "working_days": (6,)},
    ],
)
def test_hours_that_make_no_sense_in_an_old_state_stop_nothing(hours: dict[str, object]) -> None:
    rules = Rules(courtesy=Courtesy.model_validate(hours))
    state = State.model_validate_json(paired(rules).model_dump_json())
    step = next_step(state, START)
    assert step
    assert step.due < START + timedelta(days=14)


def test_hours_in_which_nobody_can_be_written_to_are_refused_where_they_come_in() -> None:
    for hours in ({"awake_from": 10, "awake_to": 20}, {"working_days": ()}, {"from_hour": 17, "to_hour": 9}):
        with pytest.raises(ValueError, match=r"[Mm]ust|[Aa]t least"):
            CourtesyIn.model_validate(hours)


@settings(max_examples=100, deadline=None)
@given(
    minutes=st.integers(0, 60 * 24 * 365),
    zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
    awake=st.sampled_from([(7, 21), (7, 20), (10, 23), (8, 21)]),
)
def test_any_two_readers_share_a_waking_hour_in_every_programme(
    minutes: int, zones: tuple[str, str], awake: tuple[int, int]
) -> None:
    rules = CourtesyIn(awake_from=awake[0], awake_to=awake[1])
    earliest = NOW + timedelta(minutes=minutes)
    readers = [clock_of(zone, NOW) for zone in zones]
    moment = decent(earliest, readers, rules, "seed")
    assert is_decent(moment, readers, rules)
    assert moment < earliest + timedelta(days=5)
