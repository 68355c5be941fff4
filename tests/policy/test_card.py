"""The card says who is waited for, since when and until when, and what is next and why: true when it is read."""

from datetime import timedelta

from policy.card import answer_by, card_of, live_card, waiting_for
from policy.receipts import receipt
from schemas.messages import StepOutcome
from schemas.names import PAIR, Choice, Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.state import State
from tests.policy.pairs import answer, paired, seeking
from tests.policy.stories import Story, a_good_pair, under_way

MENTEE, MENTOR = PAIR
COORDINATOR, HR = Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def asked() -> Story:
    """Return a pair with its first check-in before it."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    return story


def line(story: Story, begins: str) -> str:
    """Return one line of the live card at this moment."""
    lines = live_card(card_of(story.state, story.now)).splitlines()
    return next((line for line in lines if line.startswith(f"- {begins}")), "")


def said(story: Story, role: Role, kind: str, step: str = "", **words: object) -> str:
    """Take an answer in, and return its receipt."""
    before = story.state
    story.hears(role, kind, step, **words)
    return receipt(answer(1, role, kind, step, **words), before, story.state, story.now)


# Who is waited for


def test_nobody_is_waited_for_before_anybody_was_asked() -> None:
    story = Story(seeking())
    assert (waiting_for(story.state), answer_by(story.state)) == ((), None)
    assert line(story, "Waiting") == "- Waiting for: nobody"


def test_the_mentor_who_was_asked_is_waited_for_until_the_limit() -> None:
    story = Story(seeking())
    request = story.takes("request")
    assert waiting_for(story.state) == (MENTOR,)
    assert answer_by(story.state) == request.due + 14 * DAY
    assert line(story, "Waiting").startswith("- Waiting for: the mentor, since 23 November 2026, ")
    assert line(story, "Waiting").endswith(" UTC")
    story.hears(MENTOR, "decline", "request/1")
    assert waiting_for(story.state) == ()


def test_the_coordinator_is_waited_for_when_nobody_is_left() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    story.hears(MENTOR, "decline", "request/1")
    told = story.takes("no_mentor")
    assert waiting_for(story.state) == (COORDINATOR,)
    assert answer_by(story.state) == told.due + 30 * DAY


def test_whoever_has_not_agreed_is_waited_for() -> None:
    story = Story(paired())
    agreement = story.takes("agreement")
    story.hears(MENTEE, "agree", agreement.key)
    assert waiting_for(story.state) == (MENTOR,)
    assert answer_by(story.state) == agreement.due + 21 * DAY


def test_both_are_waited_for_after_a_check_in_and_whoever_answers_no_longer() -> None:
    story = asked()
    assert waiting_for(story.state) == PAIR
    assert answer_by(story.state) == story.now + 21 * DAY
    story.hears(MENTEE, "check_in", "check_in/1", met="no")
    assert waiting_for(story.state) == (MENTOR,)
    story.hears(MENTOR, "check_in", "check_in/1", met="no")
    assert (waiting_for(story.state), answer_by(story.state)) == ((), None)


def test_the_longest_wait_is_told() -> None:
    story = under_way(Story(paired()))
    first = story.takes("check_in", written=(MENTOR,))
    story.takes("nudge", written=(MENTEE,))
    card = card_of(story.state, story.now)
    assert (card.waiting_for, card.waiting_since) == (PAIR, first.due)


def test_nobody_is_waited_for_whom_mail_cannot_reach() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in", written=(MENTEE,), unreachable=(MENTOR,))
    assert waiting_for(story.state) == (MENTEE,)


def test_an_answer_is_asked_for_before_the_next_rung_is_climbed() -> None:
    story = asked()
    for kind in ("nudge", "rhythm", "task", "last_notice"):
        story.takes(kind)
        by = answer_by(story.state)
        assert by
        assert by <= story.next.due


def test_the_coordinator_alone_is_waited_for_after_a_task() -> None:
    story = asked()
    task = story.goes_on_until("task")
    assert waiting_for(story.state) == (COORDINATOR,)
    assert answer_by(story.state) == task.due + 14 * DAY
    assert card_of(story.state, story.now).waiting_since == task.due


def test_nobody_is_waited_for_during_a_break() -> None:
    story = asked()
    story.hears(HR, "pause", until=story.now + 30 * DAY)
    card = card_of(story.state, story.now)
    assert (card.phase, card.waiting_for, card.answer_by) == (Phase.PAUSED, (), None)
    assert "away" not in line(story, "Break until")
    story.hears(MENTEE, "pause", until=story.now + 50 * DAY)
    assert "; the mentee is away until" in line(story, "Break until")
    assert set(card_of(story.state, story.now).away) == {HR, MENTEE}


def test_whoever_has_not_thanked_is_waited_for_until_the_farewell() -> None:
    story = asked()
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(MENTEE, "thank", "closing/1", note=True)
    assert waiting_for(story.state) == (MENTOR,)
    assert story.state.closing
    assert answer_by(story.state) == story.state.closing.until


# What is next, and why


def test_what_comes_only_if_nobody_speaks_is_said_with_if() -> None:
    story = asked()
    assert "if nothing is heard from the mentee and the mentor by then" in line(story, "Next")
    story.now = story.next.due
    silence = "no answer from the mentee and the mentor and no reported meeting for 6 weeks"
    assert f"because there has been {silence}" in line(story, "Next")


def test_what_comes_in_any_case_is_said_with_because() -> None:
    story = under_way(Story(paired()))
    assert "because they agreed to meet every 3 weeks" in line(story, "Next")
    assert " UTC, because" in line(story, "Next")


def test_a_step_that_was_put_off_says_why() -> None:
    story = under_way(Story(paired()))
    story.now = story.next.due
    postponed = StepOutcome.postponed(story.now + 3 * DAY, Reason(code=ReasonCode.ENOUGH_MAIL, who=(MENTOR,)))
    story.takes(**{name: getattr(postponed, name) for name in ("result", "until", "because")})
    assert line(story, "Later") == (
        "- Later than planned, because the mentor had as many letters this week as the programme allows"
    )


def test_the_card_ages_as_it_is_read() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    assert "a meeting was reported today" in live_card(card_of(story.state, story.now))
    later = card_of(story.state, story.now + 10 * DAY)
    assert "a meeting was last reported 10 days ago" in live_card(later)
    assert later.as_of == story.now + 10 * DAY


def test_a_live_card_names_nobody_and_leaves_no_placeholder() -> None:
    story = Story(seeking())
    for _ in range(60):
        if story.state.phase is Phase.CLOSED:
            break
        text = live_card(card_of(story.state, story.now))
        assert "To step in" in text
        assert not set("{}<>") & set(text)
        assert "None" not in text
        step = story.takes()
        for words in a_good_pair(step, story.state):
            story.hears(step=step.key, **words)  # type: ignore[arg-type]
    assert "Outcome: completed" in live_card(card_of(story.state, story.now))
    assert not line(story, "Next")
    assert not line(story, "To step in")


# What an answer changed


def test_a_receipt_for_more_time_says_until_when_and_never_promises_it_twice() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    story.hears(MENTOR, "check_in", "check_in/1", met="yes")
    first = said(story, MENTEE, "adjust", "check_in/1", choice=Choice.EXTEND)
    assert first == "You have more time together: until 22 February 2028."
    second = said(story, MENTOR, "adjust", "check_in/1", choice=Choice.EXTEND)
    assert second == "The time was added already: you have until 22 February 2028."


def test_a_receipt_for_an_end_taken_back_says_that_it_goes_on() -> None:
    story = asked()
    assert "a goodbye" in said(story, MENTEE, "adjust", "check_in/1", choice="close")
    assert said(story, MENTEE, "adjust", "check_in/1", choice="continue").startswith("The end is taken back, and")
    assert "a goodbye" in said(story, HR, "close")
    assert said(story, HR, "resume") == "The end is taken back; everything goes on."


def test_a_receipt_for_the_coordinators_patience_says_until_when_nobody_is_asked() -> None:
    story = asked()
    story.goes_on_until("task")
    words = said(story, COORDINATOR, "decide", "task/1", choice="continue")
    assert isinstance(story.state, State)
    assert story.state.active
    assert f"{story.state.active.next_check_in:%-d %B %Y}" in words


def test_every_answer_has_a_receipt() -> None:
    story = Story(seeking())
    assert said_after("request", MENTOR, "accept", story) == (
        "You said yes. Before you begin, you and your partner each get a short agreement."
    )
    assert said_after("agreement", MENTEE, "agree", story) == "Your yes is saved. We are waiting for your partner."
    assert said(story, MENTOR, "agree", "agreement/1") == "You have both agreed, so you can begin."
    story.takes("agreed")
    assert said_after("check_in", MENTEE, "check_in", story, met="yes") == "Your answer is saved."
    assert said(story, MENTOR, "adjust", "check_in/1", choice="cadence", cadence_days=7) == (
        "From now on we ask you both every week."
    )
    assert said(story, MENTOR, "adjust", "check_in/1", choice="continue").endswith("we ask you both every 3 weeks.")
    assert said(story, MENTEE, "adjust", "check_in/1", choice="continue").startswith("Everything stays as it is: we")
    assert said(story, HR, "pause", until=story.now + 10 * DAY).startswith("A break until ")
    assert said(story, HR, "resume") == "The break is over, and everything goes on where it stopped."
    said(story, HR, "close")
    assert said_after("closing", MENTEE, "thank", story) == "Your answer is saved."


def said_after(kind: str, role: Role, answer_kind: str, story: Story, **words: object) -> str:
    """Take a step, and return the receipt for an answer to it."""
    step = story.takes(kind)
    return said(story, role, answer_kind, step.key, **words)
