"""The rules that a programme may set, with their limits."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from schemas.rules import Courtesy, Matching, ProgrammeRules, Rules
from schemas.scalars import AtMost, Number, Whole, misfit
from schemas.value import Durable

WAKING_HOURS = 13  # at least, so that two people in any time zones share one
USUAL, USUAL_HOURS, USUAL_MATCHING, USUAL_PROGRAMME = Rules(), Courtesy(), Matching(), ProgrammeRules()
MOST_POINTS = 1000
MOST_FOR_AN_EXPERIENCE = 50
Days = Annotated[Whole, Field(ge=1, le=1100)]
Weekday = Annotated[Whole, Field(ge=1, le=7)]
Share = Annotated[Number, Field(gt=0, lt=1)]
Multiple = Annotated[Number, Field(gt=1, le=20, allow_inf_nan=False)]  # of the pair's own rhythm


class CourtesyIn(Courtesy):
    """When letters may arrive, in the reader's own time zone."""

    model_config = ConfigDict(extra="forbid")

    working_days: Annotated[
        tuple[Weekday, ...],
        AtMost(7),
        Field(min_length=1, description="Days on which letters arrive; 1 is Monday, 7 is Sunday."),
    ] = USUAL_HOURS.working_days
    from_hour: Annotated[Whole, Field(ge=0, le=23, description="Letters arrive from this hour on.")] = (
        USUAL_HOURS.from_hour
    )
    to_hour: Annotated[Whole, Field(ge=1, le=24, description="Letters arrive before this hour; after `from_hour`.")] = (
        USUAL_HOURS.to_hour
    )
    awake_from: Annotated[
        Whole, Field(ge=0, le=10, description="If two readers share no working hour: from this hour on.")
    ] = USUAL_HOURS.awake_from
    awake_to: Annotated[
        Whole,
        Field(ge=20, le=24, description=f"And before this hour, at least {WAKING_HOURS} hours after `awake_from`."),
    ] = USUAL_HOURS.awake_to
    jitter_minutes: Annotated[
        Whole, Field(ge=0, le=120, description="Letters that wait for `from_hour` are spread over this many minutes.")
    ] = USUAL_HOURS.jitter_minutes

    @model_validator(mode="after")
    def _hours_make_a_day(self) -> Self:
        if self.from_hour >= self.to_hour:
            raise misfit(f"Must be after `from_hour`, which is {self.from_hour}.", "to_hour")
        if self.awake_to - self.awake_from < WAKING_HOURS:
            earliest = self.awake_from + WAKING_HOURS
            raise misfit(f"Must be at least {WAKING_HOURS} hours after `awake_from`: {earliest} or later.", "awake_to")
        return self

    @model_validator(mode="after")
    def _people_are_awake_at_work(self) -> Self:
        if self.from_hour >= self.awake_to:
            raise misfit(f"Must be before `awake_to`, which is {self.awake_to}.", "from_hour")
        if self.to_hour <= self.awake_from:
            raise misfit(f"Must be after `awake_from`, which is {self.awake_from}.", "to_hour")
        return self


Points = Annotated[Whole, Field(ge=0, le=MOST_POINTS)]
Percent = Annotated[Whole, Field(ge=0, le=100)]


class MatchingIn(Matching):
    """How mentors are ranked. Each weight is the most points that its reason gives; 0 turns a reason off."""

    model_config = ConfigDict(extra="forbid")

    skills: Annotated[Points, Field(description="Points if all skills sought are offered.")] = USUAL_MATCHING.skills
    seniority: Annotated[Points, Field(description="Points for the grades between the two.")] = USUAL_MATCHING.seniority
    values: Annotated[Points, Field(description="Points if both name the same values.")] = USUAL_MATCHING.values
    profession: Annotated[Points, Field(description="Points if the profession is as the mentee wishes.")] = (
        USUAL_MATCHING.profession
    )
    department: Annotated[Points, Field(description="Points if the department is as the mentee wishes.")] = (
        USUAL_MATCHING.department
    )
    style: Annotated[Points, Field(description="Points if the mentor's style is the one sought.")] = (
        USUAL_MATCHING.style
    )
    availability: Annotated[
        Points, Field(description="Points for enough hours a month, and for working hours that both share.")
    ] = USUAL_MATCHING.availability
    mentor_wishes: Annotated[Points, Field(description="Points if topics and grade are as the mentor wishes.")] = (
        USUAL_MATCHING.mentor_wishes
    )
    experience: Annotated[
        Whole,
        Field(ge=0, le=MOST_FOR_AN_EXPERIENCE, description="Points for an experience that one seeks and one offers."),
    ] = USUAL_MATCHING.experience
    grades_above: Annotated[
        tuple[Percent, ...],
        Field(
            min_length=1,
            max_length=20,
            description="Percent of `seniority` for a mentor 0, 1, 2, … grades above; the last one also for more.",
        ),
    ] = USUAL_MATCHING.grades_above
    least_grades_above: Annotated[
        Whole,
        Field(ge=-100, le=100, description="Mentors fewer grades above are ruled out; below 0 allows lower grades."),
    ] = USUAL_MATCHING.least_grades_above
    least_overlap_hours: Annotated[
        Whole, Field(ge=0, le=12, description="Mentors with fewer shared working hours a day are ruled out.")
    ] = USUAL_MATCHING.least_overlap_hours
    line_levels: Annotated[
        Whole,
        Field(
            ge=0, le=5, description="Mentors so many levels above or below in the line are ruled out; 0 allows them."
        ),
    ] = USUAL_MATCHING.line_levels


class RulesIn(ProgrammeRules):
    """What a programme does, and when. Rules that are left out take their defaults."""

    model_config = ConfigDict(extra="forbid")

    courtesy: Annotated[CourtesyIn, Field(description="When letters may arrive.")] = CourtesyIn()
    letters_a_week: Annotated[
        Whole, Field(ge=1, le=100, description="Letters to one person in seven days that they did not ask for.")
    ] = USUAL.letters_a_week
    reply_days: Annotated[Days, Field(description="Days that one mentor has to answer a request.")] = USUAL.reply_days
    reply_reminders: Annotated[
        tuple[Days, ...],
        AtMost(12),
        Field(description="Days after the request with a reminder: rising, and below `reply_days`."),
    ] = USUAL.reply_reminders
    undo_minutes: Annotated[Whole, Field(ge=0, le=1440, description="Minutes in which an answer can be changed.")] = (
        USUAL.undo_minutes
    )
    no_mentor_days: Annotated[Days, Field(description="Days that the coordinator has when nobody is left to ask.")] = (
        USUAL.no_mentor_days
    )
    agreement_days: Annotated[
        Days, Field(description="Days to look at the agreement; then they begin with its current version.")
    ] = USUAL.agreement_days
    agreement_reminders: Annotated[
        tuple[Days, ...],
        AtMost(12),
        Field(description="Days after the agreement with a reminder: rising, and below `agreement_days`."),
    ] = USUAL.agreement_reminders
    cadence_days: Annotated[
        Whole, Field(ge=1, le=366, description="Days from one meeting to the next, unless a pair agrees otherwise.")
    ] = USUAL.cadence_days
    duration_days: Annotated[
        Days, Field(description="Days from the agreement to the end, unless the terms name an end.")
    ] = USUAL.duration_days
    reviews: Annotated[
        tuple[Share, ...],
        AtMost(12),
        Field(description="Reviews, as shares of the agreed time, such as 0.5."),
    ] = USUAL.reviews
    review_before_end_days: Annotated[Days, Field(description="Days before the end with one more review.")] = (
        USUAL.review_before_end_days
    )
    extend_days: Annotated[Days, Field(description="Days that more time together adds.")] = USUAL.extend_days
    grace_days: Annotated[Days, Field(description="First days in which health is not judged.")] = USUAL.grace_days
    late: Annotated[Multiple, Field(description="`late` after this many rhythms without a meeting; below `quiet`.")] = (
        USUAL.late
    )
    quiet: Annotated[Multiple, Field(description="`quiet` after this many rhythms; below `at_risk`.")] = USUAL.quiet
    at_risk: Annotated[Multiple, Field(description="`at_risk` after this many rhythms.")] = USUAL.at_risk
    missed_check_ins: Annotated[
        Whole, Field(ge=1, description="Also `at_risk`: this many letters in a row that one person did not answer.")
    ] = USUAL.missed_check_ins
    low_rating: Annotated[
        Whole, Field(ge=0, le=5, description="Also `at_risk`: a meeting rated this low, from 1 to 5; 0 turns it off.")
    ] = USUAL.low_rating
    task_days: Annotated[Days, Field(description="Days that the coordinator has to act.")] = USUAL.task_days
    notice_days: Annotated[Days, Field(description="Days from last notice to the end.")] = USUAL.notice_days
    closing_days: Annotated[
        Days, Field(description="Days from the closing letter to the farewell, at most a quarter of their time.")
    ] = USUAL.closing_days
    pause_max_days: Annotated[Days, Field(description="Longest break, in days, that one of the two may ask for.")] = (
        USUAL.pause_max_days
    )
    stay_in_touch_days: Annotated[
        Whole,
        Field(
            ge=0,
            le=1100,
            description="Days from the farewell until two who both wish it are reminded of each other; 0 for never.",
        ),
    ] = USUAL.stay_in_touch_days

    concern_days: Annotated[
        Days, Field(description="Days until everybody named is reminded of a concern that nobody has taken up.")
    ] = USUAL_PROGRAMME.concern_days
    concern_hold_days: Annotated[
        Days, Field(description="The same for one that somebody has taken up, as long as the mentorship is on hold.")
    ] = USUAL_PROGRAMME.concern_hold_days

    matching: Annotated[MatchingIn, Field(description="How mentors are ranked for a mentee.")] = MatchingIn()

    @model_validator(mode="after")
    def _steps_come_in_order(self) -> Self:
        if self.late >= self.quiet:
            raise misfit(f"Must be above `late`, which is {self.late:g}.", "quiet")
        if self.quiet >= self.at_risk:
            raise misfit(f"Must be above `quiet`, which is {self.quiet:g}.", "at_risk")
        _check_reminders("reply_reminders", self.reply_reminders, "reply_days", self.reply_days)
        _check_reminders("agreement_reminders", self.agreement_reminders, "agreement_days", self.agreement_days)
        return self

    def whole(self) -> ProgrammeRules:
        """Return the rules with every field set, so that later defaults change nothing."""
        return ProgrammeRules.model_validate(self.model_dump())


def _check_reminders(name: str, days: Sequence[int], limit: str, last: int) -> None:
    if list(days) != sorted(set(days)):
        raise misfit("Each day must be later than the one before.", name)
    if days and days[-1] >= last:
        raise misfit(f"Each day must be below `{limit}`, which is {last}.", name)


def descriptions(shape: type[Durable]) -> dict[str, str]:
    """Return the description of each field of a type."""
    return {name: field.description or "" for name, field in shape.model_fields.items()}
