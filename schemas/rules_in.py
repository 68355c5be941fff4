"""The rules that a programme may ask for: what is out of bounds is refused where it comes in."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from schemas.rules import Courtesy, Rules

Days = Annotated[int, Field(ge=1, le=1100)]
Multiple = Annotated[float, Field(gt=1, le=20, allow_inf_nan=False)]  # of the pair's own rhythm
USUAL, USUAL_HOURS = Rules(), Courtesy()


class CourtesyIn(Courtesy):
    """Courtesy rules that refuse names they do not know, and hours in which nobody could be written to."""

    model_config = ConfigDict(extra="forbid")

    working_days: tuple[Annotated[int, Field(ge=1, le=7)], ...] = USUAL_HOURS.working_days
    from_hour: Annotated[int, Field(ge=0, le=23)] = USUAL_HOURS.from_hour
    to_hour: Annotated[int, Field(ge=1, le=24)] = USUAL_HOURS.to_hour
    awake_from: Annotated[int, Field(ge=0, le=10)] = USUAL_HOURS.awake_from
    awake_to: Annotated[int, Field(ge=20, le=24)] = USUAL_HOURS.awake_to
    jitter_minutes: Annotated[int, Field(ge=0, le=120)] = USUAL_HOURS.jitter_minutes

    @model_validator(mode="after")
    def _hours_make_a_day(self) -> Self:
        if not self.working_days:
            raise ValueError("name at least one working day (1 = Monday … 7 = Sunday)")
        if self.from_hour >= self.to_hour:
            raise ValueError("from_hour must be before to_hour")
        if self.awake_to - self.awake_from < 13:
            raise ValueError("name at least 13 waking hours, so that two people on far sides of the world share one")
        return self


class RulesIn(Rules):
    """Rules in part: what is left out takes its default."""

    model_config = ConfigDict(extra="forbid")

    courtesy: CourtesyIn = CourtesyIn()
    letters_a_week: Annotated[int, Field(ge=1, le=100)] = USUAL.letters_a_week
    reply_days: Days = USUAL.reply_days
    reply_reminders: tuple[Days, ...] = USUAL.reply_reminders
    undo_minutes: Annotated[int, Field(ge=0, le=1440)] = USUAL.undo_minutes
    no_mentor_days: Days = USUAL.no_mentor_days
    agreement_days: Days = USUAL.agreement_days
    agreement_reminders: tuple[Days, ...] = USUAL.agreement_reminders
    cadence_days: Annotated[int, Field(ge=1, le=366)] = USUAL.cadence_days
    duration_days: Days = USUAL.duration_days
    reviews: Annotated[tuple[Annotated[float, Field(gt=0, lt=1)], ...], Field(max_length=12)] = USUAL.reviews
    review_before_end_days: Days = USUAL.review_before_end_days
    extend_days: Days = USUAL.extend_days
    grace_days: Days = USUAL.grace_days
    late: Multiple = USUAL.late
    quiet: Multiple = USUAL.quiet
    at_risk: Multiple = USUAL.at_risk
    missed_check_ins: Annotated[int, Field(ge=1)] = USUAL.missed_check_ins
    low_rating: Annotated[int, Field(ge=0, le=5)] = USUAL.low_rating
    task_days: Days = USUAL.task_days
    notice_days: Days = USUAL.notice_days
    closing_days: Days = USUAL.closing_days
    pause_max_days: Days = USUAL.pause_max_days

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

    def whole(self) -> Rules:
        """Return the rules with every field set, so that later defaults change nothing."""
        return Rules.model_validate(self.model_dump())
