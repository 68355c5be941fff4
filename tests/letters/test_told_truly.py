"""Letters name the day on which something happens, and promise nothing to somebody whom mail does not reach."""

from datetime import datetime, timedelta

import pytest

from letters.render import write
from letters.voice import voice_of
from schemas.letter import LetterName
from schemas.messages import Step
from schemas.names import PAIR, Choice, Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.state import State
from schemas.step_key import StepKey
from tests.letters.lives import Life, Sent
from tests.letters.samples import LANGUAGES, NOW, PEOPLE, rich
from tests.policy.pairs import paired, seeking
from tests.policy.stories import under_way

MENTEE, MENTOR = Role.MENTEE, Role.MENTOR


def last(life: Life, role: Role) -> Sent:
    """Return the last letter to somebody."""
    return [sent for sent in life.letters if sent.letter.role is role][-1]


def next_of(day: int, now: datetime) -> datetime:
    """Return the noon of the next such day of the week, at least a week away."""
    noon = now.replace(hour=12, minute=0, second=0) + timedelta(days=7)
    return noon + timedelta(days=(day - noon.weekday()) % 7)


@pytest.mark.parametrize("day", range(7))
def test_a_break_ends_on_its_day_and_the_letter_says_on_which_day_the_next_one_comes(day: int) -> None:
    life = Life(paired())
    under_way(life)
    life.takes("check_in")
    until = next_of(day, life.now)
    life.hears(MENTEE, "adjust", life.taken[-1].key, choice=Choice.PAUSE, until=until)
    life.takes("paused")
    for role in PAIR:
        sent, following = last(life, role), last(life, role).letter.following
        assert following
        assert following.kind == "resumed"
        zone = voice_of("en", sent.letter.to.time_zone)
        zones = [voice_of("en", one.time_zone).zone for one in (sent.letter.mentee, sent.letter.mentor) if one]
        over, comes = (zone.shared(one, sent.letter.now, zones) for one in (until, following.due))
        assert f"On {over} it goes on by itself" in sent.says
        assert (f"on {comes} we write to you both" in sent.says) == (over != comes)


def paused_at(language: str) -> str:
    """Return what a letter says of a break that ends on a Saturday, while the next letter comes on Monday."""
    saturday = next_of(5, NOW)
    back = Step(
        key=StepKey("resumed/1"), due=saturday + timedelta(days=2), to=PAIR, reason=Reason(code=ReasonCode.BREAK_OVER)
    )
    letter = rich("paused", MENTEE, until=saturday, following=back)
    return write(letter.model_copy(update={"to": letter.to.model_copy(update={"language": language})})).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_days_are_named_in_every_language(language: str) -> None:
    voice = voice_of(language, "Europe/Berlin")
    for days in (0, 2):
        assert voice.day(next_of(5, NOW) + timedelta(days=days), NOW) in paused_at(language)


def test_a_yes_that_was_said_during_a_break_is_told_after_it() -> None:
    life = Life(seeking())
    life.takes("request")
    life.hears(Role.HR, "pause", until=life.now + timedelta(days=10))
    life.takes("paused")
    life.hears(MENTOR, "accept", "request/1")
    life.takes("resumed")
    assert "Ben Okoro has said yes to your request" in last(life, MENTEE).says
    assert "you have said yes to Ana Díaz's request" in last(life, MENTOR).says
    for role in PAIR:
        assert "go on where you stopped" not in last(life, role).says
        assert "we send you both a short agreement" in last(life, role).says


def unreachable_before(life: Life, role: Role) -> Life:
    """Return the life with mail that no longer reaches somebody."""
    life.learns(role, "unreachable")
    return life


def test_whoever_says_goodbye_to_somebody_whom_mail_does_not_reach_is_told_so() -> None:
    life = Life(paired())
    under_way(life)
    life.takes("check_in")
    unreachable_before(life, MENTEE)
    life.hears(MENTOR, "adjust", "check_in/1", choice=Choice.CLOSE)
    life.goes_on_until("closing")
    says = last(life, MENTOR).says
    assert "Mail does not reach Ana at the moment" in says
    for promise in ("Ana will read them", "We send you both", "we tell Ana"):
        assert promise not in says


def test_a_pair_of_which_mail_misses_one_begins_in_person() -> None:
    for agreed, other in ((MENTEE, MENTOR), (MENTOR, MENTEE)):
        life = Life(paired())
        life.takes("agreement")
        life.hears(agreed, "agree", "agreement/1")
        unreachable_before(life, agreed)
        life.hears(other, "agree", "agreement/1")
        life.goes_on_until("agreed")
        says, preview = last(life, other).says, last(life, other).written.preview
        assert "in person or by phone" in says
        assert "in person or by phone" in preview
        assert "we ask you both" not in says
        assert "write to you to find a time" not in says


def test_a_coordinator_is_not_told_that_an_unreached_mentee_knows() -> None:
    life = Life(seeking())
    life.takes("request")
    unreachable_before(life, MENTEE)
    life.goes_on_until("no_mentor")
    says = last(life, Role.COORDINATOR).says
    assert "whom mail does not reach" in says
    assert "has been told" not in says
    assert "we tell Ana" not in says


def test_whoever_answered_every_letter_is_thanked_and_not_called_silent_with_the_other() -> None:
    life = Life(paired())
    under_way(life)
    while (step := life.takes()).kind != "last_notice":
        if step.kind in ("check_in", "nudge", "review"):
            life.hears(MENTOR, "check_in", step.key, met="no")
        elif step.kind == "rhythm":
            life.hears(MENTOR, "adjust", step.key, choice=Choice.CONTINUE)
    assert "Thank you for answering. We have heard nothing from Ana Díaz" in last(life, MENTOR).says
    assert "We have heard little about you and Ben Okoro lately" in last(life, MENTEE).says


def test_thanks_are_said_to_be_kept_only_if_somebody_wrote_some() -> None:
    for own in (True, False):
        says = write(rich("reopened", MENTEE, reason=Reason(code=ReasonCode.END_TAKEN_BACK), own_thanks=own)).text
        assert ("is not lost" in says) == own


def test_a_second_goodbye_does_not_ask_for_thanks_as_if_none_had_been_written() -> None:
    for own in (True, False):
        says = write(rich("closing", MENTEE, own_thanks=own)).text
        assert ("What you wrote before is not lost: it comes with the farewell." in " ".join(says.split())) == own


def test_a_mentee_without_a_coordinator_reads_until_when_the_request_stays_open() -> None:
    life = Life(seeking())
    life.state = _alone(life.state)
    life.takes("request")
    life.goes_on_until("no_mentor")
    sent = last(life, MENTEE)
    assert sent.letter.name == "nobody_yet"
    ends = sent.silence
    assert ends.kind == "withdrawn"
    zones = [voice_of("en", one.time_zone).zone for one in (sent.letter.mentee, sent.letter.mentor) if one]
    day = voice_of("en", sent.letter.to.time_zone).by(ends.due, sent.letter.now, zones)
    assert f"Your request stays open until {day}; then it ends" in sent.says
    assert day in sent.written.preview


def test_a_pair_that_begins_by_silence_is_told_what_can_be_changed_and_no_more() -> None:
    says = write(rich("agreed", by_default=True, phase=Phase.ACTIVE)).text
    assert "How often you meet can still be changed later." in says
    assert "change anything" not in says


def _alone(state: State) -> State:
    return state.with_(readers={role: one for role, one in state.readers.items() if role is not Role.COORDINATOR})


@pytest.mark.parametrize("name", ["farewell", "resumed", "reopened", "nudge"])
def test_nobody_is_sent_to_an_address_that_mail_does_not_reach(name: LetterName) -> None:
    for language in ("en", "de", "es"):
        to = PEOPLE[Role.MENTEE].model_copy(update={"language": language})
        reached, lost = (write(rich(name, Role.MENTEE, partner_unreached=lost, to=to)).text for lost in (False, True))
        assert PEOPLE[Role.MENTOR].email in reached, language
        assert PEOPLE[Role.MENTOR].email not in lost, language


def test_a_coordinator_who_is_to_write_to_a_silent_pair_reads_whom_mail_does_not_reach() -> None:
    """The letter once promised that both are asked, beside the address that had failed."""
    text = write(rich("task", Role.COORDINATOR, reason=None, answer_by=NOW, unreached=(MENTOR,))).text
    assert f"{PEOPLE[MENTOR].email}> (mail does not arrive there)" in text
    assert "Whoever our mail reaches gets a proper goodbye" in text
    assert "we ask whoever our mail reaches" in text
    assert "Both get" not in text
    assert "both of them" not in text


@pytest.mark.parametrize(
    ("language", "on_the_day", "before"),
    [
        ("en", "Next, we send you both", "Next, on"),
        ("de", "euch beiden eine", "am "),
        ("es", "A continuación os enviamos", "A continuación, el"),
    ],
)
def test_what_follows_a_break_within_the_day_is_told_without_its_date(
    language: str, on_the_day: str, before: str
) -> None:
    def told(due: datetime) -> str:
        why = Reason(code=ReasonCode.LOOK_AT_AGREEMENT)
        following = Step(key=StepKey("agreement/1"), due=due, to=PAIR, reason=why)
        to = PEOPLE[MENTEE].model_copy(update={"language": language})
        waiting = {"phase": Phase.AGREEING, "waited_for": (), "answer_by": None, "following": following}
        lines = write(rich("resumed", MENTEE, to=to, **waiting)).text.splitlines()
        return next(line for line in lines if line.startswith(("Next", "Als N", "A continuación")))

    assert on_the_day in told(NOW + timedelta(minutes=10))
    assert before not in told(NOW + timedelta(minutes=10))
    assert before in told(NOW + timedelta(days=1))
