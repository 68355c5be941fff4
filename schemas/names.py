"""The enumerations that the parts of Rapport share."""

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
    """The phase of a mentorship, after Clutterbuck's phases."""

    SEEKING = "seeking"
    AGREEING = "agreeing"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSING = "closing"
    CLOSED = "closed"


UNBEGUN = (Phase.SEEKING, Phase.AGREEING)  # phases before the two have started


class Health(StrEnum):
    """The health of a pair, measured against its own agreed cadence."""

    NEW = "new"
    ON_TRACK = "on_track"
    LATE = "late"
    QUIET = "quiet"
    AT_RISK = "at_risk"


class StepKind(StrEnum):
    """The kinds of steps that Rapport takes; each has letters of its own."""

    REQUEST = "request"
    REQUEST_REMINDER = "request_reminder"
    NO_MENTOR = "no_mentor"
    PLACE_TAKEN = "place_taken"  # the mentor said yes, but has no free place any more
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
    UNREACHABLE = "unreachable"  # also a task: somebody's address does not work
    LAST_NOTICE = "last_notice"
    PAUSED = "paused"
    RESUMED = "resumed"
    CLOSING = "closing"
    REOPENED = "reopened"  # the end that both were told of is cancelled
    FAREWELL = "farewell"
    IN_TOUCH = "in_touch"  # no step of the workflow, which is over: a reminder of each other, months later
    STOPPED = "stopped"  # no letter: the workflow was cancelled or terminated from outside


class AnswerKind(StrEnum):
    """The kinds of answers from a person or the HR platform."""

    ACCEPT = "accept"  # mentor, to a request
    DECLINE = "decline"  # mentor, to a request
    AGREE = "agree"  # either, to the current version of the agreement
    AMEND = "amend"  # either, with changed terms: a new version
    CHECK_IN = "check_in"  # either, to a check-in, nudge or resumed mail
    ADJUST = "adjust"  # either, to a review, rhythm or last notice: see Choice
    THANK = "thank"  # either, to the closing mail
    DECIDE = "decide"  # coordinator, to a task: see Choice
    NAME = "name"  # coordinator, to a search without candidates, or the HR platform: with `named`, more mentors to ask
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    HOLD = "hold"  # the programme, without a reason: nothing is sent until it is lifted
    LIFT = "lift"  # of a hold, with `hold`; the choice `close` ends the mentorship as well


class Met(StrEnum):
    """Did you meet since the last check-in?"""

    YES = "yes"
    BOOKED = "booked"
    NO = "no"


class Choice(StrEnum):
    """The choices in a review, a rhythm question or a coordinator's task."""

    CONTINUE = "continue"
    CADENCE = "cadence"  # with cadence_days
    PAUSE = "pause"  # with until
    EXTEND = "extend"
    REMATCH = "rematch"
    CLOSE = "close"
    CALL_OFF = "call_off"  # a booked meeting does not take place


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
    """The result of a due step."""

    TAKEN = "taken"
    ANSWER_PENDING = "answer_pending"
    POSTPONED = "postponed"
    DROPPED = "dropped"


class NewsKind(StrEnum):
    """The kinds of news about a person."""

    LEFT = "left"  # the organisation
    AWAY = "away"  # until a date
    BACK = "back"
    UNREACHABLE = "unreachable"  # mail to their address fails permanently
    REACHABLE = "reachable"
    READDRESSED = "readdressed"  # to another address: links in earlier letters end
    MOVED = "moved"  # to another time zone
    AVAILABILITY = "availability"  # whether a mentor who is waited for may be asked has to be judged again


class MailState(StrEnum):
    """The delivery status of one outbox row."""

    RENDERED = "rendered"  # bytes fixed, not yet sent
    CLAIMED = "claimed"  # a worker is about to send it; nothing has been sent yet
    SENDING = "sending"  # the relay may already have it; after a crash now, the outcome is unknown
    ACCEPTED = "accepted"  # the relay replied 250
    DEFERRED = "deferred"  # the relay replied 4xx or could not be reached; it is retried
    REJECTED = "rejected"  # the relay replied 5xx; it is not retried
    UNKNOWN = "unknown"  # the connection broke after the final dot
    EXPIRED = "expired"  # no longer of use before it could be sent
    SKIPPED = "skipped"  # not written; the row has the reason
