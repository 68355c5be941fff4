"""Programme rules: every number that a programme can set, as versioned data.

The types here accept any numbers, because running mentorships carry them for years;
the limits for new rules are in schemas/rules_in.py.
"""

from datetime import timedelta

from schemas.value import Durable

FURTHEST = timedelta(days=3660)  # ten years: no break or mentorship ends later


class Courtesy(Durable):
    """When a reader may be written to, in the reader's own time zone.

    Hours are local, from inclusive to exclusive. A mail to one person goes out
    within working hours; a mail to two people in far-apart zones falls back to
    the hours in which both are awake. `jitter_minutes` spreads mails that would
    otherwise leave at the same opening hour.
    """

    working_days: tuple[int, ...] = (1, 2, 3, 4, 5)  # ISO weekdays
    from_hour: int = 9
    to_hour: int = 17
    awake_from: int = 7
    awake_to: int = 21
    jitter_minutes: int = 30


class Matching(Durable):
    """How mentors are ranked for a mentee: the most points that each reason gives, and the numbers of the hard rules.

    A shared experience gives no points unless a programme says so: it may touch on protected traits.
    """

    skills: int = 350
    seniority: int = 150
    values: int = 100
    profession: int = 100
    department: int = 50
    style: int = 50
    availability: int = 50
    mentor_wishes: int = 50
    experience: int = 0
    grades_above: tuple[int, ...] = (30, 75, 100, 75, 50, 25)  # percent for 0, 1, 2, … grades; the last also for more
    least_grades_above: int = 0
    least_overlap_hours: int = 2
    line_levels: int = 1


class Rules(Durable):
    """What a programme does, and when; the defaults come from published practice.

    Sources: reply limits and reminders after PushFar and Mentorloop, cadence and
    first weeks after Clutterbuck, the ladder after iMentor and Guider; multiples
    of the cadence are our own judgement.
    """

    courtesy: Courtesy = Courtesy()
    letters_a_week: int = 5  # unrequested ones to one mentee or mentor, over all their mentorships

    reply_days: int = 14  # how long one mentor has to answer a request
    reply_reminders: tuple[int, ...] = (4, 10)  # days after the request
    undo_minutes: int = 10  # an answer may be changed before it acts
    no_mentor_days: int = 30  # how long the coordinator has when nobody is left to ask

    agreement_days: int = 21  # then the default terms apply
    agreement_reminders: tuple[int, ...] = (3, 7, 14)

    cadence_days: int = 21
    duration_days: int = 365
    reviews: tuple[float, ...] = (1 / 3, 1 / 2)  # shares of the duration
    review_before_end_days: int = 28
    extend_days: int = 91

    grace_days: int = 14  # health is not judged in the first days
    late: float = 1.5  # multiples of the pair's own cadence
    quiet: float = 2.0
    at_risk: float = 3.0
    missed_check_ins: int = 2
    low_rating: int = 2
    task_days: int = 14  # the coordinator's time to act
    notice_days: int = 7  # from last notice to closing

    closing_days: int = 14  # from the closing mail to the farewell; at most a quarter of the time together
    pause_max_days: int = 60
    stay_in_touch_days: int = 182  # from the farewell until two who both wish it are reminded of each other; 0: never


class ProgrammeRules(Rules):
    """All rules of a programme: those that a running mentorship carries, and those by which mentors are found and
    concerns are looked after.

    The latter are read from Postgres when they are needed, so that no workflow has to carry them.
    """

    concern_days: int = 3  # until the contact for concerns is asked again, and the deputy as well
    concern_hold_days: int = 28  # the same, once somebody has taken it up, as long as the mentorship is on hold

    matching: Matching = Matching()
