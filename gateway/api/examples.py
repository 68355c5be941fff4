"""Examples of the API's description: unchanged, they succeed on a local stack that was just started.

They use people of the sample, the two ids below, and dates that are in the future when they are read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

PROGRAMME = UUID("01930000-0000-7000-8000-000000000001")  # of the sample
MENTORSHIP = UUID("01930000-0000-7000-8000-000000000002")  # of the sample: Ana looks for a mentor
NOOR = {
    "given_name": "Noor",
    "family_name": "Haddad",
    "email": "noor@lantern.example",
    "time_zone": "Europe/Amsterdam",
    "language": "en",
    "mentee": True,
    "mentor": False,
    "job_title": "Product designer",
    "about": "New to the company; wants to find her way around it.",
    "profile": {"department": "Design"},
}
RULES = {
    "cadence_days": 14,
    "undo_minutes": 0,
    "courtesy": {
        "working_days": [1, 2, 3, 4, 5, 6, 7],
        "from_hour": 0,
        "to_hour": 24,
        "awake_from": 0,
        "awake_to": 24,
        "jitter_minutes": 0,
    },
}
REQUEST = {
    "objective": "learn how decisions are made here",
    "tried": "I asked around in my team, and got five different answers.",
    "questions": ["Whom do you ask before you change a product?"],
    "offer": "I can look at your slides with a designer's eye.",
    "hours_a_month": 2,
    "short_term_goals": ["Present one proposal to the product board"],
}
SKILLS = [
    {"name": "leading a team", "family": "leading", "labels": {"de": "ein Team leiten", "es": "dirigir un equipo"}},
    {"name": "delegating", "family": "leading", "labels": {"de": "Delegieren", "es": "delegar"}},
    {"name": "facilitation", "family": "speaking", "labels": {"de": "Moderieren", "es": "facilitación"}},
    {"name": "presenting", "family": "speaking", "labels": {"de": "Präsentieren", "es": "hablar en público"}},
    {"name": "budgeting", "family": "money", "labels": {"de": "Budgetplanung", "es": "elaborar presupuestos"}},
]
TRAITS = {
    "skills_sought": ["presenting", "facilitation"],
    "grade": 3,
    "department": "Design",
    "languages": ["en"],
    "hours_a_month": 2,
    "values": ["curiosity", "fairness"],
    "style_sought": ["listens"],
    "wishes": {"department": "other", "another_team": True},
}


@dataclass(frozen=True)
class Example:
    """Examples of one operation: parameters by name, and bodies by the title of each example."""

    parameters: dict[str, str]
    bodies: dict[str, dict[str, Any]]


def examples(now: datetime) -> dict[str, Example]:
    """Return the examples of each operation, by its id."""
    return {**_of_people(now), **_of_matching(), **_of_programmes(), **_of_mentorships(now)}


def _of_people(now: datetime) -> dict[str, Example]:
    ravi = {"external_id": "ravi"}
    news = {
        "Away until a date": {"kind": "away", "until": _day(now, 30)},
        "Back": {"kind": "back"},
        "Moved to another time zone": {"kind": "moved", "time_zone": "Asia/Dubai"},
    }
    return {
        "listPeople": Example({}, {}),
        "putPerson": Example({"external_id": "noor"}, {"A mentee": NOOR}),
        "getPerson": Example({"external_id": "ana"}, {}),
        "changePerson": Example(ravi, {"More places": {"capacity": 2}, "No job title": {"job_title": None}}),
        "reportNews": Example(ravi, news),
        "clearNotBefore": Example(ravi, {}),
    }


def _of_matching() -> dict[str, Example]:
    noor, grace = {"external_id": "noor"}, {"external_id": "grace"}
    offered = {"offered": [{"what": "moving to another country", "may_be_said": True}]}
    return {
        "putSkills": Example({}, {"Five skills": {"skills": SKILLS}}),
        "listSkills": Example({}, {}),
        "putTraits": Example(noor, {"A mentee": TRAITS}),
        "getTraits": Example(grace, {}),
        "putExperiences": Example(grace, {"Offered as a mentor": offered, "Taken back": {}}),
        "getExperiences": Example(grace, {}),
        "putBlocks": Example(noor, {"Nobody": {"own": [], "coordinator": []}}),
        "getBlocks": Example(noor, {}),
        "findMentors": Example({**noor, "programme": str(PROGRAMME)}, {}),
    }


def _of_programmes() -> dict[str, Example]:
    id = {"id": str(PROGRAMME)}
    rules = {"cadence_days": 28, "duration_days": 180, "courtesy": {"working_days": [1, 2, 3, 4], "to_hour": 16}}
    founded: dict[str, dict[str, Any]] = {
        "With the default rules": {"name": "Returners mentoring", "coordinator": "chloe"},
        "With rules of its own": {"name": "Leadership mentoring", "coordinator": "chloe", "rules": rules},
        "With formal German": {"name": "Graduates mentoring", "coordinator": "chloe", "formality": "formal"},
    }
    return {
        "listProgrammes": Example({}, {}),
        "createProgramme": Example({}, founded),
        "getProgramme": Example(id, {}),
        "changeProgramme": Example(
            id, {"Another coordinator": {"coordinator": "chloe"}, "Formal German": {"formality": "formal"}}
        ),
        "getSurvey": Example(id, {}),
        "listVolunteers": Example(id, {}),
        "replaceRules": Example(id, {"A meeting every two weeks": RULES}),
    }


def _of_mentorships(now: datetime) -> dict[str, Example]:
    id = {"id": str(MENTORSHIP)}
    return {
        "listMentorships": Example({}, {}),
        "beginMentorship": Example(
            {},
            {
                "A search for a mentor": _search(now),
                "A search that finds its mentors": _proposal(),
                "A given pair": _pair(now),
            },
        ),
        "getMentorship": Example(id, {}),
        "getTimeline": Example(id, {}),
        "nameMentors": Example(id, {"One more": {"mentors": [{"external_id": "grace"}]}}),
        "pauseMentorship": Example(id, {"A break": {"until": _day(now, 30), "reason": "Parental leave"}}),
        "resumeMentorship": Example(id, {"Back early": {"reason": "Back earlier than planned"}}),
        "closeMentorship": Example(
            id, {"No mentor needed": {"outcome": "withdrawn", "reason": "Found a mentor herself"}}
        ),
    }


def _search(now: datetime) -> dict[str, Any]:
    request = {**REQUEST, "meetings": [f"{_day(now, 7)}T10:00:00Z", f"{_day(now, 9)}T15:00:00+01:00"]}
    mentors = [{"external_id": "ravi"}, {"external_id": "grace"}]
    return {"programme": str(PROGRAMME), "mentee": "noor", "mentors": mentors, "request": request}


def _proposal() -> dict[str, Any]:
    request = {"objective": "learn to lead a small team", "hours_a_month": 2}
    return {"programme": str(PROGRAMME), "mentee": "ines", "propose": 3, "request": request}


def _pair(now: datetime) -> dict[str, Any]:
    terms = {"cadence_days": 21, "channel": "a walk", "minutes": 60, "ends": _day(now, 270)}
    request = {"objective": "grow into leading a workshop", "short_term_goals": ["Lead one workshop by spring"]}
    return {"programme": str(PROGRAMME), "mentee": "mira", "mentor": "grace", "request": request, "terms": terms}


def _day(now: datetime, days: int) -> str:
    return f"{(now + timedelta(days=days)).date()}"
