"""Why something happens, as a code with parameters; the words are added where it is shown."""

from enum import StrEnum

from schemas.names import Role
from schemas.value import Durable, Utc


class ReasonCode(StrEnum):
    """Every reason of a step, a health or an outcome; the comment is the English sentence."""

    # seeking
    ASKS = "asks"  # {mentee} asks {mentor} to be their mentor
    REACHED_AGAIN = "reached_again"  # mail reaches {mentee} again, who is told how the search stands
    REQUEST_UNANSWERED = "request_unanswered"  # {mentor} has not answered the request yet
    DECLINED_NEXT = "declined_next"  # the mentor who was asked cannot take this on, so the next candidate is asked
    SILENT_NEXT = "silent_next"  # no answer came within {days} days, so the next candidate is asked
    UNREACHED_NEXT = "unreached_next"  # the mentor could not be reached, so the next candidate is asked
    LEFT_NEXT = "left_next"  # the mentor has left, so the next candidate is asked
    AWAY_NEXT = "away_next"  # the mentor whose turn it was is away for a while, so the next candidate is asked
    BOWED_OUT_NEXT = "bowed_out_next"  # one of the two would rather not begin, so the next candidate is asked
    FULL_NEXT = "full_next"  # the mentor has no place free, so the next candidate is asked
    COORDINATOR_NEXT = "coordinator_next"  # the mentor runs the programme by now, so the next candidate is asked
    NOT_BEFORE_NEXT = "not_before_next"  # the mentor whose turn it was asked not to be asked before {until}, so …
    NAMED_NEXT = "named_next"  # more mentors were named for this search, so the next candidate is asked
    PASSED_NEXT = "passed_next"  # the mentor whose turn it was may not be asked now, so the next candidate is asked
    # the same, if the search asks nobody else
    DECLINED_LAST = "declined_last"  # the last mentor who was asked cannot take this on
    BOWED_OUT_LAST = "bowed_out_last"  # the last mentor, who had said yes, would rather not begin
    SILENT_LAST = "silent_last"  # the last mentor who was asked has not answered within {days} days
    UNREACHED_LAST = "unreached_last"  # the last mentor for this search could not be reached
    LEFT_LAST = "left_last"  # the last mentor for this search has left
    AWAY_LAST = "away_last"  # the last mentor for this search is away for a while
    FULL_LAST = "full_last"  # the last mentor for this search has no place free
    COORDINATOR_LAST = "coordinator_last"  # the last mentor for this search runs the programme by now
    NOT_BEFORE_LAST = "not_before_last"  # the last mentor for this search asked not to be asked before {until}
    PASSED_LAST = "passed_last"  # the last mentor for this search may not be asked now
    NOBODY_LEFT = "nobody_left"  # the search has nobody left to ask
    NO_MENTOR_FOUND = "no_mentor_found"  # no mentor was found in time
    SEARCH_ENDED = "search_ended"  # the search was ended before it led to a pair
    PAIR_ENDED = "pair_ended"  # it was ended before the two had begun
    PLACE_TAKEN = "place_taken"  # {mentor} has no place free any more
    # agreeing
    LOOK_AT_AGREEMENT = "look_at_agreement"  # both are asked to look at the agreement before they begin
    AGREEMENT_CHANGED = "agreement_changed"  # {who} changed the agreement
    AGREEMENT_UNANSWERED = "agreement_unanswered"  # {who} have/has not answered the agreement yet
    BOTH_AGREED = "both_agreed"  # both accepted the agreement
    AGREED_BY_SILENCE = "agreed_by_silence"  # nobody objected within {days} days, so they begin as it stands
    # active
    RHYTHM_DUE = "rhythm_due"  # they agreed to meet every {cadence_days} days
    MEETING_BOOKED = "meeting_booked"  # {who} said that a meeting is booked for {until}
    LOOK_BACK = "look_back"  # it is time to look back and adjust
    WORDS_WAITING = "words_waiting"  # both answered, and there are words to pass on
    SILENCE = "silence"  # no answer from {who}, no reported meeting for {days}; they agreed to meet every …
    UNREACHABLE = "unreachable"  # mail cannot reach {who}
    TIME_NEARLY_OVER = "time_nearly_over"  # the agreed time is nearly over
    # pausing
    BREAK_ASKED = "break_asked"  # a break was asked for
    BREAK_CHANGED = "break_changed"  # the return date was changed
    BREAK_OVER = "break_over"  # the break is over
    # closing
    DECIDED_TO_END = "decided_to_end"  # it was decided to bring this to a good end
    BEGUN_ANEW = "begun_anew"  # somebody who had left is back, but the mentee has begun another mentorship
    LAST_NOTICE_UNANSWERED = "last_notice_unanswered"  # nobody answered the last notice
    END_TAKEN_BACK = "end_taken_back"  # the end was taken back
    NOT_LEFT = "not_left"  # {who} has not left after all
    END_OVERTAKEN = "end_overtaken"  # the question whether they go on is settled by {who}, or not open any more
    MORE_TIME = "more_time"  # {who} asked for more time together
    THANKS_OVER = "thanks_over"  # the time for thanks is over
    BOTH_THANKED = "both_thanked"  # both have said goodbye
    BOTH_IN_TOUCH = "both_in_touch"  # both would like to stay in touch
    # the health of a pair: usually several of these
    NOT_BEGUN = "not_begun"  # they have not begun yet
    JUST_BEGUN = "just_begun"  # they have just begun; they agreed to meet every {cadence_days} days
    MET_TODAY = "met_today"  # a meeting was reported today; they agreed to meet every {cadence_days} days
    MET_AGO = "met_ago"  # a meeting was last reported {days} days ago; they agreed …
    NO_MEETING = "no_meeting"  # no meeting reported for {days} days; they agreed to meet every {cadence_days} days
    REPORTED_BY_ONE = "reported_by_one"  # only {who} reported the meeting, the other answered no
    RATED_LOW = "rated_low"  # the last meeting was rated low
    ANSWERED = "answered"  # {who} answered the last letter
    NOT_ANSWERED = "not_answered"  # {who} did not answer the last {count} letters
    ASKED = "asked"  # {who} was asked {days} days ago and has time to answer until {until}
    ASKED_AGAIN = "asked_again"  # {who} did not answer {count} letters, was asked again and has time until {until}
    # why a step was not taken, or is taken later
    OUT_OF_HOURS = "out_of_hours"  # it is outside of {who}'s hours
    ENOUGH_MAIL = "enough_mail"  # {who} had as many letters this week as the programme allows
    OVERTAKEN = "overtaken"  # something else is due instead
    NEVER_ARRIVED = "never_arrived"  # the last letter to {who} was never sent, so no answer is expected
    HAS_LEFT = "has_left"  # {who} has/have left
    STOPPED = "stopped"  # its workflow was stopped from outside
    END_LOST = "end_lost"  # its workflow had ended, and Postgres had lost that, as after a restore
    ON_LEAVE = "on_leave"  # {who} is away
    BEING_ASKED = "being_asked"  # everybody who fits and may have a place is being asked for somebody else


class Reason(Durable):
    """A code with its parameters; `who` are the roles it is about."""

    code: ReasonCode
    who: tuple[Role, ...] = ()
    days: int | None = None
    paused: int | None = None  # how many of these days were breaks, or an end that was taken back
    count: int | None = None
    cadence_days: int | None = None
    set_by: Role | None = None  # who of the two set this rhythm alone; None: they agreed on it
    until: Utc | None = None
