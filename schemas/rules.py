"""Programme policy: every number of a programme's conduct, as versioned data."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.value import Durable

Days = Annotated[int, Field(ge=1, le=1100)]


class Courtesy(Durable):
    """When a reader may be written to, in the reader's own time zone.

    Hours are local, from inclusive to exclusive. A mail to one person goes out
    within working hours; a mail to two people in far-apart zones falls back to
    the hours in which both are awake. `jitter_minutes` spreads mails that would
    otherwise leave at the same opening hour.
    """

    working_days: tuple[Annotated[int, Field(ge=1, le=7)], ...] = (1, 2, 3, 4, 5)  # ISO weekdays
    from_hour: Annotated[int, Field(ge=0, le=23)] = 9
    to_hour: Annotated[int, Field(ge=1, le=24)] = 17
    awake_from: Annotated[int, Field(ge=0, le=10)] = 7
    awake_to: Annotated[int, Field(ge=20, le=24)] = 21
    jitter_minutes: Annotated[int, Field(ge=0, le=120)] = 30

    @model_validator(mode="after")
    def _hours_make_a_day(self) -> Self:
        if not self.working_days:
            raise ValueError("name at least one working day (1 = Monday … 7 = Sunday)")
        if self.from_hour >= self.to_hour:
            raise ValueError("from_hour must be before to_hour")
        return self


class Rules(Durable):
    """What a programme does when; the defaults come from published practice.

    Sources: reply limits and reminders after PushFar and Mentorloop, cadence and
    first weeks after Clutterbuck, the ladder after iMentor and Guider; multiples
    of the cadence are our own judgement.
    """

    courtesy: Courtesy = Courtesy()

    reply_days: Days = 14  # how long one mentor has to answer a request
    reply_reminders: tuple[Days, ...] = (4, 10)  # days after the request
    undo_minutes: Annotated[int, Field(ge=0, le=1440)] = 10  # an answer may be changed before it acts
    no_mentor_days: Days = 30  # how long the coordinator has when nobody accepted

    agreement_days: Days = 21  # then the default terms apply
    agreement_reminders: tuple[Days, ...] = (3, 7, 14)

    cadence_days: Days = 21
    duration_days: Days = 365
    reviews: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = (1 / 3, 1 / 2)  # shares of the duration
    review_before_end_days: Days = 28
    extend_days: Days = 91

    grace_days: Days = 14  # no judgement in the first days
    late: Annotated[float, Field(gt=1)] = 1.5  # multiples of the pair's own cadence
    quiet: Annotated[float, Field(gt=1)] = 2.0
    at_risk: Annotated[float, Field(gt=1)] = 3.0
    missed_check_ins: Annotated[int, Field(ge=1)] = 2
    low_rating: Annotated[int, Field(ge=0, le=5)] = 2
    task_days: Days = 14  # the coordinator's time to act
    notice_days: Days = 7  # from last notice to closing

    closing_days: Days = 14  # from the closing mail to the farewell
    pause_max_days: Days = 60

    @model_validator(mode="after")
    def _steps_come_in_order(self) -> Self:
        if not self.late < self.quiet < self.at_risk:
            raise ValueError("late must be below quiet, and quiet below at_risk")
        for name, days, limit in (
            ("reply_reminders", self.reply_reminders, self.reply_days),
            ("agreement_reminders", self.agreement_reminders, self.agreement_days),
        ):
            if list(days) != sorted(set(days)) or (days and days[-1] >= limit):
                raise ValueError(f"{name} must rise and end before day {limit}")
        return self
