"""The whole card, as operators read it in Temporal's own interface."""

from datetime import timedelta
from pathlib import Path

from policy.card import card_of, live_card
from schemas.messages import Card, StepOutcome
from schemas.names import PAIR, Health, Phase, Role
from schemas.reason import Reason, ReasonCode
from tests.policy.pairs import START, paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR = PAIR


def text(story: Story) -> list[str]:
    """Return the lines of the live card at this moment."""
    return live_card(card_of(story.state, story.now)).split("\n")


def test_the_card_of_a_search_that_waits_for_a_mentor() -> None:
    story = Story(seeking(zones=("Europe/London",)))
    story.takes("request")
    assert text(story) == [
        "**Looking for a mentor** · new: they have not begun yet",
        "",
        "- As of 23 November 2026, 14:00 UTC",
        "- Waiting for: the mentor, since 23 November 2026, 14:00 UTC, until 7 December 2026, 14:00 UTC",
        "- Rhythm: every 3 weeks; 0 questions about how it is going so far",
        "- Next: remind the mentor of the request, on 27 November 2026, 14:00 UTC, "
        "if the mentor has not answered the request by then",
        "- To step in: send the update `pause`, `resume` or `close`, or use the console.",
    ]


def test_the_card_of_a_pair_that_falls_silent() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.now += timedelta(days=21)
    first, _, as_of, waiting, rhythm, following, ends, _ = text(story)
    assert first.startswith("**Under way** · late: no meeting was reported for 6 weeks; they agreed to meet every")
    assert first.endswith("; the mentee did not answer the last letter; the mentor did not answer the last letter")
    assert as_of.startswith("- As of 4 January 2027, ")
    assert waiting.startswith("- Waiting for: the mentee and the mentor, since 14 December 2026, ")
    assert rhythm == "- Rhythm: every 3 weeks; 1 question about how it is going so far"
    assert following.startswith("- Next: ask gently whether all is well, on 4 January 2027")
    assert ends == f"- Ends: {story.state.ends:%-d %B %Y, %H:%M} UTC"


def test_the_card_names_those_whom_the_next_letters_reach() -> None:
    story = under_way(Story(paired()))
    story.state = story.state.with_(unreachable=(MENTOR,))
    assert story.next.kind == "check_in"
    assert card_of(story.state, story.now).readers == (MENTEE,)
    assert next(line for line in text(story) if line.startswith("- Next: ask the mentee how it is going, on"))


def test_the_card_of_a_closed_mentorship_says_how_it_ended_and_offers_nothing() -> None:
    card = Card(
        as_of=START,
        phase=Phase.CLOSED,
        health=Health.AT_RISK,
        health_reasons=(Reason(code=ReasonCode.NOT_BEGUN), Reason(code=ReasonCode.RATED_LOW)),
        cadence_days=7,
        outcome="ended_early",
    )
    assert live_card(Card.model_validate(card.model_dump())).split("\n") == [
        "**Closed** · at risk: they have not begun yet; the last meeting was rated low",
        "",
        "- As of 23 November 2026, 09:00 UTC",
        "- Waiting for: nobody",
        "- Rhythm: every week; 0 questions about how it is going so far",
        "- Outcome: ended early",
    ]


def test_whoever_is_waited_for_without_a_date_is_named_all_the_same() -> None:
    bare = {"as_of": START, "phase": Phase.ACTIVE, "health": Health.NEW, "health_reasons": (), "cadence_days": 7}
    card = Card(**bare, waiting_for=(Role.COORDINATOR,))
    assert "- Waiting for: the coordinator\n" in live_card(card)


def test_the_card_carries_what_lists_show() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    card = card_of(story.state, story.now)
    assert (card.mentor, card.ends, card.cycle) == (story.state.mentor, story.state.ends, 1)
    assert card.phase is Phase.ACTIVE
    assert (card.waiting_since, card.answer_by) == (story.now, story.now + timedelta(days=21))
    assert card_of(Story(seeking()).state, START).cycle == 0


def test_nobody_is_waited_for_since_a_date_when_nobody_is_waited_for() -> None:
    story = Story(paired())
    story.takes("agreement")
    for role in PAIR:
        story.hears(role, "agree", "agreement/1")
    story.takes("agreed")
    card = card_of(story.state, story.now)
    assert (card.waiting_for, card.waiting_since) == ((), None)


def test_a_goodbye_keeps_the_health_that_the_pair_had() -> None:
    story = under_way(Story(paired()))
    story.goes_on_until("last_notice")
    for days in (0, 400):
        assert card_of(story.state, story.now + timedelta(days=days)).health is Health.AT_RISK


def test_what_was_put_off_is_not_said_of_another_step() -> None:
    story = under_way(Story(paired()))
    story.now = story.next.due
    because = Reason(code=ReasonCode.ENOUGH_MAIL, who=(MENTOR,))
    put_off = StepOutcome.postponed(story.now + timedelta(days=3), because)
    story.takes(result=put_off.result, until=put_off.until, because=put_off.because)
    assert card_of(story.state, story.now).delayed == because
    closing = story.state.with_(phase=Phase.CLOSED)
    assert card_of(closing, story.now).delayed is None
    ends = story.state.with_(ends=story.now)
    assert card_of(ends, story.now).delayed is None


def test_nobody_is_shown_a_time_to_answer_that_is_past() -> None:
    """The next question reached nobody: whoever had the one before was shown to have time until last week."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.takes("nudge", written=(), skipped=PAIR)
    card = card_of(story.state, story.now + timedelta(days=7))
    assert card.waiting_for == PAIR
    assert card.answer_by is None
    assert ", until " not in next(line for line in live_card(card).split("\n") if "Waiting for" in line)


def test_the_manual_shows_the_card_as_it_is() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    for role in (MENTEE, MENTOR):
        story.hears(role, "check_in", "check_in/1", met="yes")
    manual = Path("docs/how-to/step-in.md").read_text("utf-8")
    assert f"```\n{live_card(card_of(story.state, story.now))}\n```" in manual


def test_after_the_last_notice_nobody_says_goodbye_yet() -> None:
    story = under_way(Story(paired()))
    while not story.is_in(Phase.CLOSING):
        story.takes()
    assert text(story)[0].startswith("**Asked one last time whether to continue**")


def test_a_search_with_nobody_left_to_ask_and_nobody_to_decide_says_so() -> None:
    state = seeking(zones=("Europe/London",))
    story = Story(state.with_(readers={Role.MENTEE: state.readers[Role.MENTEE]}))
    story.takes("request")
    story.hears(Role.MENTOR, "decline", "request/1")
    story.goes_on_until("no_mentor")
    assert text(story)[0].startswith("**Looking for a mentor, with nobody left to ask**")


def test_a_closed_mentorship_does_not_end_on_a_day_to_come() -> None:
    story = under_way(Story(paired()))
    story.hears(Role.HR, "close")
    while not story.is_in(Phase.CLOSED):
        story.takes()
    assert card_of(story.state, story.now).ends is None
