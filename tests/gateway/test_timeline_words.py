"""The timeline says what really happened: to whom a step's letters went, in which phase, and what was answered."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from gateway.api.sentences import because, spoken
from gateway.api.step_sentences import Mailed, done
from gateway.api.terms_changed import changes
from policy.hearing import hear
from policy.lifecycle import after, expected, next_step
from policy.news import hear_news
from schemas.messages import Answer, Step, StepOutcome
from schemas.names import AnswerKind, Choice, MailState, Met, NewsKind, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.request import Goal, Terms
from schemas.state import State
from schemas.step_key import StepKey
from tests.gateway.page_lives import LIVES
from tests.gateway.page_walk import turns
from tests.policy.pairs import START, news, paired
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
NAMES = {"mentee": "Ana", "mentor": "Ben"}
PEOPLE = {MENTEE: "Ana", MENTOR: "Ben", COORDINATOR: "coordinator"}
LOST = (MailState.SKIPPED, MailState.REJECTED, MailState.EXPIRED)


def test_the_timeline_says_how_hr_ended_it_and_that_it_took_the_end_back() -> None:
    ended = spoken(HR, "", AnswerKind.CLOSE, {"outcome": "ended_early"}, "Workday")
    assert ended == "“Workday” (API key) asked to end it: ended early."
    taken_back = spoken(HR, "", AnswerKind.RESUME, {}, "Workday", receipt="The end is taken back; everything goes on.")
    assert taken_back == "“Workday” (API key) took the end back."
    after_a_break = spoken(HR, "", AnswerKind.RESUME, {}, "Workday", receipt="The break is over.")
    assert after_a_break == "“Workday” (API key) asked to go on."


@pytest.mark.parametrize(
    ("role", "kind", "said", "step", "words"),
    [
        (MENTOR, AnswerKind.ACCEPT, {}, "request/1", "accept the request"),
        (MENTOR, AnswerKind.DECLINE, {}, "request/1", "decline the request"),
        (MENTOR, AnswerKind.AGREE, {}, "agreement/1", "accept the agreement"),
        (MENTEE, AnswerKind.THANK, {"note": True}, "closing/1", "write a thank-you"),
        (MENTEE, AnswerKind.THANK, {}, "closing/1", "say goodbye"),
        (COORDINATOR, AnswerKind.DECIDE, {"choice": "rematch"}, "task/1", "decide: another match"),
        (COORDINATOR, AnswerKind.DECIDE, {"choice": "continue"}, "task/1", "give them time"),
        (COORDINATOR, AnswerKind.DECIDE, {"choice": "close"}, "no_mentor/1", "end the search"),
    ],
)
def test_what_was_refused_is_told_as_a_wish(
    role: Role, kind: AnswerKind, said: dict[str, object], step: str, words: str
) -> None:
    assert spoken(role, "Cleo", kind, said, step=StepKey(step), refused=True) == f"Cleo wanted to {words}."
    taken = spoken(role, "Cleo", kind, said, step=StepKey(step))
    assert "wanted" not in taken


def test_what_the_programme_could_not_do_any_more_is_told_as_a_wish() -> None:
    for kind, said, words in (
        (AnswerKind.HOLD, {}, "put it on hold"),
        (AnswerKind.LIFT, {}, "let it go on"),
        (AnswerKind.LIFT, {"choice": "close"}, "end it"),
    ):
        assert spoken(HR, "", kind, said, refused=True) == f"The programme wanted to {words}."


class Taken(NamedTuple):
    """A step that was taken, how it stood before and after, and whom its letters reached."""

    before: State
    step: Step
    outcome: StepOutcome
    after: State


def taken(name: str, lost: Role | None = None) -> Iterator[Taken]:
    """Yield every step of a life; the letters to one role never reach them."""
    life = LIVES[name]
    state, now, number = life.begins(), START, 0
    for _ in range(life.steps):
        step = next_step(state, now)
        if step is None:
            return
        now, before = max(now, step.due), state
        outcome = expected(state, step)
        outcome = outcome.with_(written=tuple(role for role in outcome.written if role is not lost))
        state = after(state, step, expected(state, step), now)
        yield Taken(before, step, outcome, state)
        for words in life.says(step, state):
            number += 1
            if "news" in words:
                heard = hear_news(state, news(number, words["about"], words["news"]), now)  # type: ignore[arg-type]
                assert isinstance(heard, State)
                state = heard
                continue
            said = Answer.model_validate({"id": f"{number:032x}", "step": step.key, **words})
            heard = hear(state, said, now)
            assert isinstance(heard, State)
            state = heard


def mails_of(one: Taken) -> tuple[Mailed, ...]:
    """Return a step's mails, as they are kept."""
    return tuple(
        Mailed(role, PEOPLE[role], str(one.step.kind), "accepted" if role in one.outcome.written else "skipped")
        for role in one.step.to
    )


@pytest.mark.parametrize("lost", [None, MENTEE, MENTOR])
@pytest.mark.parametrize("name", LIVES)
def test_every_step_names_those_and_only_those_whom_its_letters_reached(name: str, lost: Role | None) -> None:
    for one in taken(name, lost):
        says = done(one.step.key, one.step.reason, mails_of(one), NAMES)
        assert "both" not in says.lower(), says
        assert not set("{}<>") & set(says), says
        if one.step.kind in (StepKind.REQUEST, StepKind.PLACE_TAKEN, StepKind.THANKS):
            continue  # their sentences name both in any case
        if one.step.kind in (StepKind.NO_MENTOR, StepKind.TASK, StepKind.UNREACHABLE):
            assert ("coordinator" in says) == (COORDINATOR in one.outcome.written), says
        for role in (MENTEE, MENTOR):
            assert (PEOPLE[role] in says) == (role in one.outcome.written), (one.step.key, says)
        assert ("obody was" in says) == (not one.outcome.written), says


@pytest.mark.parametrize("name", LIVES)
def test_a_search_is_only_said_to_have_ended_where_there_was_one_and_it_is_over(name: str) -> None:
    for one in taken(name):
        says = done(one.step.key, one.step.reason, mails_of(one), NAMES)
        if "search was ended" in says:
            assert one.before.seeking or one.before.phase is Phase.SEEKING
            assert one.after.phase is Phase.CLOSED


@pytest.mark.parametrize("name", LIVES)
def test_every_answer_is_told_as_what_it_answers(name: str) -> None:
    for turn in turns(name):
        kept = turn.latest
        if kept is None:
            continue
        says = spoken(kept.role, "Ana", AnswerKind(kept.kind), kept.said, step=kept.step)
        asked = kept.step.question.kind if kept.step else None
        assert not ("looked back" in says and asked is not StepKind.REVIEW), says
        assert not ("thanks" in says and not kept.said.get("note")), says
        if turn.before.phase is Phase.AGREEING and kept.kind is AnswerKind.ADJUST:
            assert "rather" in says, says
            assert "end" not in says, says


def test_an_end_before_they_began_is_told_without_a_search_where_there_was_none() -> None:
    key, to_both = StepKey("withdrawn/1"), mails("Ana", "Ben", letter="withdrawn")
    assert done(key, Reason(code=ReasonCode.PAIR_ENDED), to_both, NAMES) == (
        "Ana and Ben were told that the two do not begin together."
    )
    assert done(key, Reason(code=ReasonCode.PAIR_ENDED), mails("", "Ben", letter="withdrawn"), NAMES) == (
        "Ben was told that the two do not begin together."
    )
    assert done(key, Reason(code=ReasonCode.SEARCH_ENDED), to_both, NAMES) == (
        "The search was ended, and Ana and Ben were told."
    )
    left = Reason(code=ReasonCode.HAS_LEFT, who=(MENTEE,))
    assert done(key, left, mails("", "Ben", letter="withdrawn"), NAMES) == (
        "It ended before it had begun, and Ben was told."
    )


def test_a_step_speaks_of_the_mentor_it_was_sent_to_and_not_of_a_later_one() -> None:
    key = StepKey("place_taken/1")
    says = done(key, Reason(code=ReasonCode.PLACE_TAKEN), mails("Ana", "Moe", letter="place_taken"), NAMES)
    assert says == "Ana and Moe were told that Moe has no place free any more."


def test_a_nudge_says_who_was_asked_what() -> None:
    mailed = (Mailed(MENTEE, "Ana", "check_in", "accepted"), Mailed(MENTOR, "Ben", "nudge", "accepted"))
    silence = Reason(code=ReasonCode.SILENCE, who=(MENTOR,), days=42, cadence_days=21)
    assert done(StepKey("nudge/2"), silence, mailed, NAMES) == (
        "Ben was asked gently whether all is well; Ana was asked how it is going."
    )


def test_the_first_agreement_that_somebody_gets_is_no_reminder() -> None:
    first, key = Reason(code=ReasonCode.LOOK_AT_AGREEMENT), StepKey("agreement/1/reminder/1")
    says = done(key, first, (Mailed(MENTEE, "Ana", "agreement", "accepted"),), NAMES)
    assert says == "Ana was asked to look at the agreement."


def test_words_that_were_passed_on_to_one_alone_are_told_so() -> None:
    waiting = Reason(code=ReasonCode.WORDS_WAITING)
    both, one = mails("Ana", "Ben", letter="thanks"), mails("Ana", "", letter="thanks")
    assert done(StepKey("check_in/1/thanks"), waiting, both, NAMES) == (
        "Ana and Ben were sent what they had written to each other."
    )
    assert done(StepKey("check_in/1/thanks"), waiting, one, NAMES) == "Ana was sent what Ben had written."


def test_a_request_that_never_left_is_not_told_as_asked() -> None:
    mailed = (Mailed(MENTEE, "Ana", "asking", "accepted"), Mailed(MENTOR, "Moe", "request", "rejected"))
    assert done(StepKey("request/1"), Reason(code=ReasonCode.ASKS), mailed, NAMES) == (
        "Moe could not be asked to be Ana's mentor."
    )


def test_a_farewell_after_somebody_left_went_to_the_other_alone() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.learns(MENTOR, NewsKind.LEFT)
    story.takes("closing")
    farewell = story.goes_on_until("farewell")
    mailed = tuple(Mailed(role, PEOPLE[role], "farewell", "accepted") for role in farewell.to)
    assert done(farewell.key, farewell.reason, mailed, NAMES) == "Ana was sent a farewell with a summary."


def test_a_goodbye_without_thanks_is_no_word_of_thanks() -> None:
    step = StepKey("closing/1")
    for said in ({}, {"note": False}):
        assert spoken(MENTEE, "Ute Lang", AnswerKind.THANK, said, step=step) == "Ute Lang said goodbye."
    assert spoken(MENTEE, "Ute Lang", AnswerKind.THANK, {"note": True}, step=step) == ("Ute Lang wrote a thank-you.")
    assert because((Reason(code=ReasonCode.BOTH_THANKED),), NAMES) == "Both have said goodbye."


def test_answers_to_an_agreement_are_no_look_back() -> None:
    agreement = StepKey("agreement/1/reminder/1")
    ends, other = {"choice": Choice.CLOSE}, {"choice": Choice.REMATCH}
    assert spoken(MENTOR, "Moe", AnswerKind.ADJUST, ends, step=agreement) == "Moe would rather not begin."
    assert spoken(MENTOR, "Moe", AnswerKind.ADJUST, other, step=agreement) == "Moe would rather not begin."
    assert spoken(MENTEE, "Yan", AnswerKind.ADJUST, other, step=agreement) == "Yan would rather ask another mentor."
    kept = {"choice": Choice.CONTINUE}
    assert spoken(MENTEE, "Yan", AnswerKind.ADJUST, kept, step=agreement) == "Yan would like to begin after all."


def test_decisions_are_told_as_what_they_decide() -> None:
    goes_on, ends = {"choice": Choice.CONTINUE}, {"choice": Choice.CLOSE}
    for step, said, words in (
        ("no_mentor/2", goes_on, "decided to go on looking"),
        ("no_mentor/2", ends, "decided to end the search"),
        ("task/1", goes_on, "decided to give them time"),
        ("task/1", ends, "decided: a good end"),
        ("unreachable/1", goes_on, "decided to give them time"),
    ):
        assert spoken(COORDINATOR, "Chloe", AnswerKind.DECIDE, said, step=StepKey(step)) == f"Chloe {words}."


def test_choices_at_other_letters_are_answers() -> None:
    said = {"choice": Choice.CADENCE, "cadence_days": 42}
    assert spoken(MENTEE, "Ana", AnswerKind.ADJUST, said, step=StepKey("rhythm/1")) == (
        "Ana answered: another rhythm, every 6 weeks."
    )
    assert spoken(MENTEE, "Ana", AnswerKind.ADJUST, said, step=StepKey("review/3")) == (
        "Ana looked back: another rhythm, every 6 weeks."
    )
    assert spoken(MENTOR, "Ben", AnswerKind.DECLINE, {}, step=StepKey("request/1")) == "Ben declined the request."
    assert spoken(MENTEE, "Ana", AnswerKind.CHECK_IN, {"met": Met.YES}, step=StepKey("check_in/1")) == (
        "Ana answered how it is going: they met."
    )


def test_a_changed_agreement_says_all_that_was_changed_and_no_words() -> None:
    before = Terms(goals=(Goal.of("lead well"),), focus="teams", cadence_days=21, minutes=45)
    after = before.model_copy(
        update={"goals": (Goal.of("speak up"),), "cadence_days": 42, "minutes": 60, "giving": "feedback"}
    )
    said = {"cadence_days": 42, "until": "2027-05-01T12:00:00Z"}
    says = spoken(MENTEE, "Lucía", AnswerKind.AMEND, said, step=StepKey("agreement/1"), changed=changes(before, after))
    assert says == (
        "Lucía changed the agreement: the goals, what each gives, every 6 weeks, 60 minutes each "
        "time, until 1 May 2027."
    )
    assert changes(before, before) == ()
    assert spoken(MENTEE, "Ana", AnswerKind.AMEND, {"cadence_days": 21}) == "Ana changed the agreement."


def mails(mentee: str, mentor: str, letter: str) -> tuple[Mailed, ...]:
    """Return mails that were accepted; somebody without a name got none."""
    both = ((MENTEE, mentee), (MENTOR, mentor))
    return tuple(Mailed(role, name, letter, "accepted") for role, name in both if name)
