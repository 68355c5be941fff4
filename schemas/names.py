"""Every closed list of words that the parts of Rapport share."""

from enum import StrEnum


class Role(StrEnum):
    """Who a person is within one mentorship."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    HR = "hr"  # the HR platform or an operator, by API


PAIR = (Role.MENTEE, Role.MENTOR)


class Formality(StrEnum):
    """How a programme addresses people, as CLDR names it: in German, "Sie" or "du"."""

    FORMAL = "formal"
    INFORMAL = "informal"


class Phase(StrEnum):
    """Where a mentorship stands, after Clutterbuck's phases."""

    SEEKING = "seeking"
    AGREEING = "agreeing"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSING = "closing"
    CLOSED = "closed"


class Health(StrEnum):
    """How a pair fares against its own agreed cadence."""

    NEW = "new"
    ON_TRACK = "on_track"
    LATE = "late"
    QUIET = "quiet"
    AT_RISK = "at_risk"


class StepKind(StrEnum):
    """What the machine does next; every kind has letters of its own."""

    REQUEST = "request"
    REQUEST_REMINDER = "request_reminder"
    NO_MENTOR = "no_mentor"
    PLACE_TAKEN = "place_taken"  # the mentor said yes, but has no place free any more
    WITHDRAWN = "withdrawn"
    AGREEMENT = "agreement"
    AGREEMENT_REMINDER = "agreement_reminder"
    AGREED = "agreed"
    CHECK_IN = "check_in"
    THANKS = "thanks"
    REVIEW = "review"
    NUDGE = "nudge"
    RHYTHM = "rhythm"
    TASK = "task"
    UNREACHABLE = "unreachable"  # a task, too: somebody's address does not work
    LAST_NOTICE = "last_notice"
    PAUSED = "paused"
    RESUMED = "resumed"
    CLOSING = "closing"
    REOPENED = "reopened"  # both were told of an end that does not come after all
    FAREWELL = "farewell"
    STOPPED = "stopped"  # no letter: somebody ended the workflow from outside


class AnswerKind(StrEnum):
    """What a person or the HR platform said."""

    ACCEPT = "accept"  # mentor, to a request
    DECLINE = "decline"  # mentor, to a request
    AGREE = "agree"  # either, to the agreement as it stands
    AMEND = "amend"  # either, with terms of their own: a new version
    CHECK_IN = "check_in"  # either, to a check-in, nudge or resumed mail
    ADJUST = "adjust"  # either, to a review, rhythm or last notice: see Choice
    THANK = "thank"  # either, to the closing mail
    DECIDE = "decide"  # coordinator, to a task: see Choice
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"


class Met(StrEnum):
    """Did you meet since the last check-in?"""

    YES = "yes"
    BOOKED = "booked"
    NO = "no"


class Choice(StrEnum):
    """What a review, a rhythm question or a coordinator's task may lead to."""

    CONTINUE = "continue"
    CADENCE = "cadence"  # with cadence_days
    PAUSE = "pause"  # with until
    EXTEND = "extend"
    REMATCH = "rematch"
    CLOSE = "close"


class Outcome(StrEnum):
    """How a mentorship ended."""

    COMPLETED = "completed"
    ENDED_EARLY = "ended_early"
    REMATCHED = "rematched"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    LEFT = "left"


class StepResult(StrEnum):
    """What became of a due step."""

    TAKEN = "taken"
    ANSWER_PENDING = "answer_pending"
    POSTPONED = "postponed"
    DROPPED = "dropped"


class NewsKind(StrEnum):
    """What can become known about a person."""

    LEFT = "left"  # the organisation
    AWAY = "away"  # until a date
    BACK = "back"
    UNREACHABLE = "unreachable"  # mail to their address fails for good
    REACHABLE = "reachable"
    MOVED = "moved"  # to another time zone


class MailState(StrEnum):
    """Where one outbox row stands."""

    RENDERED = "rendered"  # bytes fixed, not yet handed over
    CLAIMED = "claimed"  # a worker has it in hand; nothing of it has left
    SENDING = "sending"  # the relay may have it; a crash now leaves the outcome unknown
    ACCEPTED = "accepted"  # the relay said 250
    DEFERRED = "deferred"  # the relay said 4xx or was away; tried again
    REJECTED = "rejected"  # the relay said 5xx; never tried again
    UNKNOWN = "unknown"  # the line broke after the final dot
    EXPIRED = "expired"  # its need passed before it could be sent
    SKIPPED = "skipped"  # not written: the reason stands in the row
