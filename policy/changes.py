"""Everything that an answer can change, each with one English sentence for the API; pages have theirs in wording/."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Change(StrEnum):
    """Everything that an answer can change."""

    END_TAKEN_BACK = "end_taken_back"
    END_OFF_IN_BREAK = "end_off_in_break"  # the same, in a break that goes on
    END_UNSAID = "end_unsaid"  # the same, where both had been told of it
    THEY_GO_ON = "they_go_on"  # the same, where the coordinator gave them time
    THEIR_VERSION = "their_version"  # a no is taken back, and the other one has changed the agreement meanwhile
    ACCEPTED = "accepted"
    PROPOSED = "proposed"  # the same, on other terms
    PASSED = "passed"
    BEGAN = "began"
    AGREED = "agreed"
    AMENDED = "amended"
    KEPT = "kept"
    BACK_BUT = "back_but"  # somebody else is still away
    BREAK_OVER = "break_over"
    OVER_ALREADY = "over_already"  # a break was over, and the letter that says so is still to come
    BACK = "back"
    THANKED = "thanked"
    UNCHANGED = "unchanged"
    AS_IT_IS = "as_it_is"  # the same, with the rhythm and the end that hold
    BREAK_STAYS = "break_stays"  # the same, while somebody else is away
    NO_BREAK = "no_break"  # a break was asked for, and taken back
    CADENCE = "cadence"
    MORE_TIME = "more_time"
    TIME_ALREADY = "time_already"
    TIME_AS_BEFORE = "time_as_before"  # more time was asked for, and taken back
    BOTH_AS_BEFORE = "both_as_before"  # the same, and another rhythm as well
    THEY_HAVE_TIME = "they_have_time"
    TIME_UNTIL_GOODBYE = "time_until_goodbye"  # nothing is asked until the agreed time is nearly over
    SEARCH_GOES_ON = "search_goes_on"
    NAMED = "named"
    PAUSED = "paused"
    ENDED_UNBEGUN = "ended_unbegun"
    NEXT_MENTOR = "next_mentor"
    NOT_TOGETHER = "not_together"
    ENDED = "ended"
    CALLED_OFF = "called_off"  # a booked meeting
    OFF_ALREADY = "off_already"  # the same, of a day for which none is booked any more
    ON_HOLD = "on_hold"  # by the programme: the answer counts, and nothing is sent
    LIFTED = "lifted"


class Changed(NamedTuple):
    """A change with its parameters."""

    code: Change
    until: datetime | None = None
    days: int | None = None
    day: date | None = None  # of a meeting


SENTENCES = {
    Change.END_TAKEN_BACK: "The end is taken back, and everything goes on.",
    Change.END_OFF_IN_BREAK: (
        "The end is taken back. The break still lasts until {until}; on that day everything goes on."
    ),
    Change.END_UNSAID: "The end is taken back, and everything goes on. You are both told.",
    Change.THEY_GO_ON: "The end is taken back, and they are told. We ask them again on {until}.",
    Change.THEIR_VERSION: (
        "Your no is taken back. Your partner has changed the agreement, and we send you the new version."
    ),
    Change.ACCEPTED: "You said yes. Before you begin, you and your partner each get a short agreement.",
    Change.PROPOSED: "You said yes, with your changes. Your partner is asked to look at them.",
    Change.PASSED: "You said no. The mentee is not told why.",
    Change.BEGAN: "You have both agreed, so you can begin.",
    Change.AGREED: "Your yes is saved. We are waiting for your partner.",
    Change.AMENDED: "Your changes are saved. Your partner is asked to look at them.",
    Change.KEPT: "Your answer is saved.",
    Change.BACK_BUT: "The break still lasts until {until}; on that day everything goes on.",
    Change.BREAK_OVER: "The break is over, and everything goes on where it stopped.",
    Change.OVER_ALREADY: "The break was over already, and everything goes on where it stopped.",
    Change.BACK: "Everything goes on where it stopped.",
    Change.THANKED: "Your partner reads your thanks in the farewell.",
    Change.UNCHANGED: "Everything stays as it is.",
    Change.AS_IT_IS: "Everything stays as it is: we ask you both {rhythm}, and you have time until {until}.",
    Change.BREAK_STAYS: "The break until {until} stays; after that we ask you both {rhythm}.",
    Change.NO_BREAK: "There is no break any more. We ask you both {rhythm}, and you have time until {until}.",
    Change.CADENCE: "From now on we ask you both {rhythm}.",
    Change.MORE_TIME: "You have more time together: until {until}.",
    Change.TIME_ALREADY: "The time was added already: you have until {until}.",
    Change.TIME_AS_BEFORE: "You have time until {until}, as before.",
    Change.BOTH_AS_BEFORE: "You have time until {until}, and we ask you both {rhythm}, as before.",
    Change.THEY_HAVE_TIME: "They have time: we ask them again on {until}, and not before.",
    Change.TIME_UNTIL_GOODBYE: "They have time: we ask nothing before their goodbye begins on {until}, as agreed.",
    Change.SEARCH_GOES_ON: "The search stays open.",
    Change.NAMED: "We ask them one after another, until somebody says yes.",
    Change.PAUSED: "A break until {until}; on that day it goes on. Until then we send you only a confirmation.",
    Change.ENDED_UNBEGUN: "It ends here. We tell everybody who knows of it.",
    Change.NEXT_MENTOR: "You do not begin together. We ask another mentor.",
    Change.NOT_TOGETHER: "You do not begin together. The request stays open.",
    Change.ENDED: "We end it with a goodbye, and time for thanks. Nobody is to blame.",
    Change.CALLED_OFF: (
        "The meeting on {day} is off, and we do not ask about it. No letter tells your partner, so please do."
    ),
    Change.OFF_ALREADY: "It was off already: no meeting is booked for {day}.",
    Change.ON_HOLD: "Your answer is saved. Everything is on hold for now, so no questions come.",
    Change.LIFTED: "Everything goes on where it stopped.",
}
TO_HR = {
    Change.END_TAKEN_BACK: "The end is taken back; everything goes on.",
    Change.END_UNSAID: "The end is taken back; everything goes on, and both are told.",
    Change.OVER_ALREADY: "The break was over already, so nothing has changed.",
    Change.BACK: SENTENCES[Change.BREAK_OVER],
    Change.NAMED: "The mentors are asked when it is their turn, one after another, until somebody says yes.",
    Change.PAUSED: "A break until {until}.",
    Change.ON_HOLD: "It is on hold by the programme.",
}


def is_end_off_in_break(receipt: str) -> bool:
    """Whether a receipt says that an end was taken back in a break, which the same command would end now."""
    return receipt.startswith(SENTENCES[Change.END_OFF_IN_BREAK].partition("{")[0])
