"""People and letters to try things on: one that knows everything, one that knows next to nothing."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

from activities.words_left import WITH_GUIDE
from letters.regional import forms
from letters.render import ALONE
from letters.voice import languages
from schemas.guides import Guide
from schemas.letter import Envelope, Letter, LetterName, Raised, Summary
from schemas.messages import Step
from schemas.names import Role
from schemas.people import Person
from schemas.reason import Reason, ReasonCode
from schemas.request import Goal, Request, Terms
from schemas.step_key import StepKey

NAMES: tuple[LetterName, ...] = get_args(LetterName)
LANGUAGES = (*languages(), *forms())  # all that letters are written in
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LINK = "https://rapport.example.org/a/5MeLO9QARPSJHRbcE6Gxeo3yqo_oXgBzJXYssgHh2YA"

READERS: dict[LetterName, tuple[Role, ...]] = {
    "request": (Role.MENTOR,),
    "request_reminder": (Role.MENTOR,),
    "asking": (Role.MENTEE,),
    "nobody_yet": (Role.MENTEE,),
    "no_mentor": (Role.COORDINATOR,),
    "task": (Role.COORDINATOR,),
    "concern": (Role.COORDINATOR,),  # none of the two, as the coordinator is
}
CASES = [(name, role) for name in NAMES for role in READERS.get(name, (Role.MENTEE, Role.MENTOR))]


def person(number: int, given: str, family: str, **more: str) -> Person:
    """Return somebody in Berlin."""
    known = {"email": f"{given.lower()}@example.org", "time_zone": "Europe/Berlin", **more}
    return Person(id=UUID(int=number), external_id=str(number), given_name=given, family_name=family, **known)


ANA = person(1, "Ana", "Díaz", job_title="Data analyst", about="Three years in logistics, new to leading.")
BEN = person(2, "Ben", "Okoro", job_title="Head of Platform")
EVA = person(3, "Eva", "Lind")
PEOPLE = {Role.MENTEE: ANA, Role.MENTOR: BEN, Role.COORDINATOR: EVA}

REQUEST = Request(
    objective="learn how to run a team of five without doing everything myself.",
    tried="I read two books and asked my manager.",
    questions=("What did you stop doing first?", "How do you plan a week?"),
    offer="I can help with your dashboards.",
    hours_a_month=1.5,
    meetings=(NOW + timedelta(days=44), NOW + timedelta(days=46, hours=5)),
    short_term_goals=(Goal.of("Delegate two projects by March"),),
    long_term_goals=(Goal.of("Lead a department"),),
)
TERMS = Terms(
    goals=(Goal.of("Delegate two projects by March"), Goal.of("Hold one-to-ones that help")),
    focus="leading; not pay",
    giving="Ben gives time, Ana helps with dashboards",
)
RAISED = Raised(by=ANA, at=NOW, words="He shouted again.\nI am afraid.", holds=True, closed=False)
FOLLOWING = Step(
    key=StepKey("check_in/8"),
    due=NOW + timedelta(days=21),
    to=(Role.MENTEE, Role.MENTOR),
    reason=Reason(code=ReasonCode.RHYTHM_DUE, cadence_days=21),
)


def rich(name: LetterName, role: Role = Role.MENTOR, **more: object) -> Letter:
    """Return a letter that knows everything a letter can know."""
    return minimal(name, role).model_copy(
        update={
            "mentor": BEN,
            "coordinator": EVA,
            "reason": Reason(code=ReasonCode.SILENCE, who=(Role.MENTOR,), days=42, cadence_days=21),
            "answer_by": NOW + timedelta(days=14),
            "request": REQUEST,
            "why_you": "Your talk on delegating stayed with me.\nYou have led three teams.",
            "reason_for_mentor": "You have led three teams and like to teach.",
            "reason_for_mentee": "Ben has led three teams and likes to teach.",
            "terms": TERMS,
            "terms_version": 2,
            "ends": NOW + timedelta(days=365),
            "until": NOW + timedelta(days=30),
            "waited_for": (Role.COORDINATOR,) if name == "nobody_yet" else (role,),
            "following": FOLLOWING,
            "away": (role,),
            "on_leave": (role,),
            "by_default": True,
            "partner_note": "Wednesday suits me.",
            "partner_thanks": "Thank you for the honest talk.\n\nIt helped.",
            "partner_next_step": "Write the plan",
            "own_next_step": "Read chapter 3",
            "partner_guides": (Guide.ADVICE,) if name in WITH_GUIDE else (),
            "summary": Summary(started=NOW - timedelta(days=365), meetings=14, check_ins=17, goals=TERMS.goals),
            "outcome": "ended_early",
            "reminds_on": NOW + timedelta(days=182) if name == "farewell" else None,
            "ended": NOW - timedelta(days=182) if name == "in_touch" else None,
            **more,
        }
    )


def minimal(name: LetterName, role: Role = Role.MENTOR) -> Letter:
    """Return a letter that knows only what every letter must."""
    return Letter(
        name=name,
        to=PEOPLE[role],
        role=role,
        organisation="Acme",
        programme="Leading Well",
        mentee=ANA,
        mentor=None if name in ALONE and role is not Role.MENTOR else BEN,
        link=LINK,
        now=NOW,
        request=Request(objective="find my feet"),
        raised=RAISED if name == "concern" else None,
    )


def envelope(**more: object) -> Envelope:
    """Return an envelope to Ben."""
    plain = Envelope(
        id=UUID("018f9c1e-0000-7000-8000-000000000001"),
        mentorship=UUID(int=5),
        step="check_in/7",
        sender="Rapport <rapport@example.org>",
        domain="example.org",
        to=BEN,
        date=NOW,
        thread="<018f9c1e-0000-7000-8000-000000000000@example.org>",
    )
    return plain.model_copy(update=more)
