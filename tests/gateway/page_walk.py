"""Every page that a link can open: each letter of whole lives, each reader, at every turn that these lives take."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from gateway.pages.context import Standing
from gateway.pages.naming import is_to_name
from gateway.pages.reading import as_known
from gateway.pages.so_far import SoFar
from gateway.pages.suggested import Naming, Suggested
from intake.answers import Kept
from letters.terms import shown
from policy.ends import shown_end
from policy.hearing import hear
from policy.lifecycle import addressee, after, expected, next_step
from policy.news import hear_news
from policy.versions import as_drafted, is_proposed
from schemas.messages import Answer, News, Step
from schemas.names import PAIR, AnswerKind, Role, StepKind
from schemas.people import Person
from schemas.reason import Reason
from schemas.request import Goal, Request, Terms
from schemas.state import State
from schemas.step_key import StepKey
from tests.gateway.page_lives import LIVES, Life
from tests.policy.pairs import START, person

BY_ROLE = {"mentee": "Zoë", "mentor": "Ruben", "coordinator": "Cleo"}
NAMES = {**BY_ROLE, "Europe/Berlin": "Ruben", "Asia/Tokyo": "Keiko", "Dora": "Dora"}
ZONES = {Role.MENTEE: "America/New_York", Role.MENTOR: "Europe/Berlin", Role.COORDINATOR: "Europe/London"}
REQUEST = Request(
    objective="XXXX",
    tried="XXXX",
    questions=("XXXX",),
    offer="XXXX",
    hours_a_month=1.5,
    meetings=(START,),
    short_term_goals=(Goal.of("XXXX"),),
)
TERMS = Terms(goals=(Goal.of("XXXX"),), focus="XXXX", giving="XXXX")
WORDS = {"note": "XXXX", "next_step": "XXXX", "private": "XXXX", "thanks": "XXXX", "reason": "XXXX", "progress": "XXXX"}

RULES = ("full", "away", "not_before", "language", "hours", "line", "team", "grade", "other")
GUIDED = {"difficulty": "fit", "guide": "not-the-right-fit", "guide_for_partner": "not-the-right-fit"}


class Sent(NamedTuple):
    """A letter that somebody got, and who the mentor was by then."""

    step: Step
    role: Role
    mentor: UUID | None


class Turn(NamedTuple):
    """A moment of a life: how it stands, what was sent, and what was answered to which letter."""

    life: str
    state: State
    now: datetime
    sent: tuple[Sent, ...]
    answers: dict[tuple[str, Role], Kept]
    before: State  # before the latest answer
    latest: Kept | None  # where this turn is an answer


@cache
def turns(name: str) -> tuple[Turn, ...]:
    """Return every turn of a life: after each step, after each answer, and just before a step comes late."""
    return tuple(_turns(name))


def _turns(name: str) -> Iterator[Turn]:
    life: Life = LIVES[name]
    state, now, number = life.begins(), START, 0
    sent: list[Sent] = []
    answers: dict[tuple[str, Role], Kept] = {}
    for _ in range(life.steps):
        step = next_step(state, now)
        if step is None:
            return
        if step.due - now > timedelta(days=2):
            yield Turn(name, state, step.due - timedelta(days=1), tuple(sent), dict(answers), state, None)
        mentor, now = addressee(state, step), max(now, step.due)
        state = after(state, step, expected(state, step), now)
        sent += [Sent(step, role, mentor) for role in expected(state, step).written]
        yield Turn(name, state, now, tuple(sent), dict(answers), state, None)
        for words in life.says(step, state):
            number += 1
            now, before = now + timedelta(hours=1), state
            if "news" in words:
                state = _informed(state, words, number, now)
                yield Turn(name, state, now, tuple(sent), dict(answers), before, None)
                continue
            said = Answer.model_validate({"id": UUID(int=number), "step": step.key, **words})
            heard = hear(state, said, now)
            assert isinstance(heard, State), (name, step.key, words, heard)
            state, kept = heard, _kept(said, now, before)
            answers = {**answers, ((said.step or step.key).question, said.role): kept}
            yield Turn(name, state, now, tuple(sent), dict(answers), before, kept)


def standings(turn: Turn, language: str, latest: int = 12) -> Iterator[Standing]:
    """Yield what each of the latest letters' readers finds behind its link at a turn."""
    for sent in turn.sent[-latest:]:
        yield standing_of(turn, sent, language)


def standing_of(turn: Turn, sent: Sent, language: str) -> Standing:
    """Return what a reader finds behind the link of one letter at a turn."""
    state, role, step = turn.state, sent.role, sent.step
    people = {one: _person(one, state.mentor, language) for one in PAIR}
    coordinator = _person(Role.COORDINATOR, None, language) if Role.COORDINATOR in state.readers else None
    reader = _person(Role.MENTOR, sent.mentor, language) if role is Role.MENTOR else people.get(role) or coordinator
    assert reader
    newer = any(one.role is role and one.step.due > step.due for one in turn.sent)
    answered = turn.answers.get((step.key.question, role))
    letter = {StepKind.UNREACHABLE: "task"}.get(step.kind, step.kind.value)
    standing = Standing(
        link=UUID(int=1),
        mentorship=state.mentorship,
        organisation_id=state.organisation,
        role=role,
        step=StepKey(step.key),
        **dict.fromkeys(("organisation", "programme", "why_you", "reason_for_mentor"), "XXXX"),
        reader=reader,
        mentee=people[Role.MENTEE],
        mentor=people[Role.MENTOR] if state.mentor else None,
        coordinator=coordinator,
        request=REQUEST,
        reason=step.reason,
        followed_because=_followed_because(turn, step),
        letter=letter,
        **_terms(turn, role, language),
        rules=state.rules,
        known=state,
        clock=turn.now,
        made_at=step.due,
        newer=newer,
        over=False,
        answered=answered if answered and answered.person == reader.id else None,
        so_far=_so_far(turn),
        story=tuple(one for one in turn.answers.values() if one.person == reader.id) if state.outcome else (),
        in_touch=bool(state.outcome and state.active and role in PAIR),
    )
    return _naming(as_known(standing), language)


def _naming(standing: Standing, language: str) -> Standing:
    """Return a standing with somebody to name, where a coordinator can."""
    if not is_to_name(standing):
        return standing
    eve = Suggested(id=person("Eve"), name="XXXX", job_title="XXXX", reasons=("XXXX",), against=("XXXX",))
    dora = eve.model_copy(update={"name": f"{NAMES['Dora']} XXXX"})
    named = tuple(dora for one in standing.known.candidates[1:] if one.named)
    names = {one.person: dora.name for one in standing.known.candidates[1:] if one.named}
    left_out = dict.fromkeys(RULES, 1) | {"full": 2}
    naming = Naming(suggested=(*named, eve), left_out=left_out, named=named, names=names)
    return standing.model_copy(update={"naming": naming})


def _terms(turn: Turn, role: Role, language: str) -> dict[str, Any]:
    """Return the terms at present, and those of the first draft."""
    state = turn.state
    mine = state.agreeing is not None and is_proposed(state.agreeing)
    held, drafted = (
        TERMS.model_copy(update={"cadence_days": one.cadence_days, "ends": shown_end(one, turn.now)})
        for one in (state, as_drafted(state))
    )
    return {
        "terms": shown(held, language),
        "drafted": shown(drafted, language),
        "drafted_by": Role.MENTOR if mine else Role.MENTEE,
        "for_mentee": "XXXX" if mine and role is Role.MENTEE else "",
    }


def _followed_because(turn: Turn, step: Step) -> Reason | None:
    """Return why the next mentor was asked after a request, or why nobody could be."""
    keys = {f"{StepKind.REQUEST}/{step.key.number + 1}", f"{StepKind.NO_MENTOR}/{step.key.number}"}
    of_request = step.key.question.kind is StepKind.REQUEST
    return next((one.step.reason for one in turn.sent if of_request and one.step.key in keys), None)


def _so_far(turn: Turn) -> SoFar:
    over = turn.state.outcome is not None
    thanks = "XXXX" if over and turn.state.active else ""
    return SoFar(meetings=2, partner_thanks=thanks, ended=turn.now if over else None)


def _informed(state: State, words: Mapping[str, Any], number: int, now: datetime) -> State:
    news = News(id=UUID(int=number), kind=words["news"], about=words["about"], person=person("mentor"))
    heard = hear_news(state, news, now)
    assert isinstance(heard, State), heard
    return heard


def _drafted(said: Answer) -> dict[str, Any]:
    if not said.draft:
        return {}
    return {"for_mentee": "XXXX", "terms": TERMS.model_copy(update={"minutes": 30}).model_dump(mode="json")}


def _person(role: Role, mentor: UUID | None, language: str) -> Person:
    by_id = {person(name): given for name, given in NAMES.items()}
    given = by_id.get(mentor, "Ruben") if role is Role.MENTOR and mentor else NAMES[role.value]
    id = mentor if role is Role.MENTOR and mentor else person(role.value)
    return Person(
        id=id,
        external_id=given,
        given_name=given,
        family_name="XXXX",
        email="x@x.test",
        time_zone=ZONES[role],
        language=language,
        job_title="XXXX",
    )


def _kept(said: Answer, now: datetime, before: State) -> Kept:
    who = before.mentor if said.role is Role.MENTOR else person(said.role.value)
    whole = said.model_dump(mode="json", exclude_defaults=True, exclude={"id", "role", "kind", "step"})
    guided = GUIDED if said.role is Role.MENTEE and said.kind is AnswerKind.CHECK_IN else {}
    return Kept(
        id=uuid5(UUID(int=3), str(said.id)),
        mentorship=before.mentorship,
        link=UUID(int=1),
        seq=1,
        person=who,
        role=said.role,
        step=said.step,
        kind=AnswerKind(said.kind),
        said=whole,
        words={**WORDS, **guided, **_drafted(said)},
        said_at=now,
        told_at=now,
        receipt="",
        refused=None,
    )
