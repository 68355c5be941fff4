"""The last notice: whom it asks, whose silence it waits for, and what becomes of one that reaches nobody."""

from policy.card import named_until
from policy.engagement import judge, last_question, side_of
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way
from tests.policy.test_ladder import DAY, judged, quiet_until

MENTEE, MENTOR = PAIR


def notice_to(*written: Role) -> Story:
    """Return a pair whose mentor is silent, and whose last notice was written to these."""
    story = quiet_until("task")
    story.takes("last_notice", written=written, skipped=tuple(role for role in PAIR if role not in written))
    return story


def test_whether_the_last_notice_arrived_is_what_the_farewell_depends_on() -> None:
    story = notice_to(MENTEE, MENTOR)
    assert story.state.phase is Phase.CLOSING
    assert last_question(story.state) == "last_notice/1"


def test_only_whoever_was_sent_the_last_notice_is_asked_for_a_sign_of_life_by_it() -> None:
    story = notice_to(MENTOR)
    assert story.state.active
    keys = [question.key if (question := side_of(story.state.active, role).question) else None for role in PAIR]
    assert keys[1] == "last_notice/1"
    assert keys[0] != "last_notice/1"


def test_after_two_last_notices_that_could_be_sent_to_nobody_the_coordinator_is_asked() -> None:
    story = notice_to(MENTEE)
    story.takes("last_notice", written=(MENTEE,), skipped=(MENTOR,))
    assert (story.next.kind, story.next.to) == (StepKind.TASK, (Role.COORDINATOR,))


def test_a_farewell_ends_it_although_it_reached_somebody_whose_address_had_failed() -> None:
    """It once went out, and the two were asked again three weeks later."""
    story = Story(paired())
    under_way(story).goes_on_until("last_notice")
    story.learns(MENTOR, "unreachable")
    story.takes("farewell", written=PAIR, unreachable=())
    assert (story.state.phase, story.state.outcome) == (Phase.CLOSED, Outcome.LAPSED)


def test_a_pair_whose_last_notice_got_lost_is_judged_by_the_present_day_again() -> None:
    story = quiet_until("last_notice")
    judged(story)
    now, later = (judge(story.state, story.now + days * DAY).reasons[0].days for days in (0, 10))
    assert now
    assert later == now + 10


def test_a_notice_that_reaches_only_whoever_is_not_silent_names_no_day_that_is_past() -> None:
    """The other address failed elsewhere at that moment: "If neither of you answers by 5 January", on 21 January."""
    story = notice_to(MENTEE)
    until = named_until(story.state, story.taken[-1], MENTEE, story.now)
    assert until is None or until > story.now
