"""What Rapport does and why, in English sentences for operators and HR; letters have their own in letters/reasons.

Placeholders {mentee} and {mentor} become names where names may be shown, and roles
where they may not.
"""

from collections.abc import Sequence
from datetime import datetime
from textwrap import shorten

from policy.durations import counted, every, length
from schemas.messages import Step
from schemas.names import PAIR, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.step_key import REMINDERS

LONGEST_LABEL = 180  # characters that Temporal's pages show well
STEPS = {
    StepKind.REQUEST: "ask {mentor}",
    StepKind.REQUEST_REMINDER: "remind {mentor} of the request",
    StepKind.NO_MENTOR: "tell the coordinator that no mentor has been found so far",
    StepKind.PLACE_TAKEN: "tell both that {mentor} has no place free any more",
    StepKind.WITHDRAWN: "say that it has ended",
    StepKind.AGREEMENT: "send the agreement",
    StepKind.AGREEMENT_REMINDER: "remind of the agreement",
    StepKind.AGREED: "send the agreement, and how to begin",
    StepKind.CHECK_IN: "ask both how it is going",
    StepKind.THANKS: "pass on what they wrote to each other",
    StepKind.REVIEW: "ask both to look back and adjust",
    StepKind.NUDGE: "ask gently whether all is well",
    StepKind.RHYTHM: "ask both whether the rhythm still suits",
    StepKind.TASK: "ask the coordinator to look after them",
    StepKind.UNREACHABLE: "ask the coordinator for an address that works",
    StepKind.LAST_NOTICE: "give last notice",
    StepKind.PAUSED: "confirm the break",
    StepKind.RESUMED: "welcome both back",
    StepKind.CLOSING: "begin the goodbye: last agenda and thanks",
    StepKind.REOPENED: "tell those who heard of the end that it goes on after all",
    StepKind.FAREWELL: "say goodbye with a summary",
    StepKind.IN_TOUCH: "remind both of each other",
    StepKind.STOPPED: "close the mentorship, whose workflow was stopped from outside",
}
REASONS = {
    ReasonCode.ASKS: "{mentee} asks {mentor} to be their mentor",
    ReasonCode.REACHED_AGAIN: "mail reaches {mentee} again",
    ReasonCode.REQUEST_UNANSWERED: "{mentor} has not answered the request yet",
    ReasonCode.DECLINED_NEXT: "the mentor who was asked cannot take this on, so the next candidate is asked",
    ReasonCode.SILENT_NEXT: "no answer came within <days>, so the next candidate is asked",
    ReasonCode.UNREACHED_NEXT: "the mentor could not be reached, so the next candidate is asked",
    ReasonCode.LEFT_NEXT: "the mentor has left, so the next candidate is asked",
    ReasonCode.AWAY_NEXT: "the mentor whose turn it was is away for a while, so the next candidate is asked",
    ReasonCode.BOWED_OUT_NEXT: "<the one> would rather not begin, so the next candidate is asked",
    ReasonCode.FULL_NEXT: "the mentor has no place free, so the next candidate is asked",
    ReasonCode.COORDINATOR_NEXT: "the mentor runs the programme by now, so the next candidate is asked",
    ReasonCode.NOT_BEFORE_NEXT: (
        "the mentor whose turn it was has asked not to be asked before <the day>, so the next candidate is asked"
    ),
    ReasonCode.NAMED_NEXT: "more mentors were named for this search, so the next candidate is asked",
    ReasonCode.PASSED_NEXT: "the mentor whose turn it was cannot be asked at present, so the next candidate is asked",
    ReasonCode.DECLINED_LAST: "the last mentor who was asked cannot take this on, and this search asks nobody else",
    ReasonCode.BOWED_OUT_LAST: "the mentor who had said yes would rather not begin, and this search asks nobody else",
    ReasonCode.SILENT_LAST: "the last mentor did not answer within <days>, and this search asks nobody else",
    ReasonCode.UNREACHED_LAST: "the last mentor could not be reached, and this search asks nobody else",
    ReasonCode.LEFT_LAST: "the last mentor has left, and this search asks nobody else",
    ReasonCode.AWAY_LAST: "the last mentor is away for a while, and this search asks nobody else",
    ReasonCode.FULL_LAST: "the last mentor has no place free, and this search asks nobody else",
    ReasonCode.COORDINATOR_LAST: "the last mentor runs the programme by now, and this search asks nobody else",
    ReasonCode.NOT_BEFORE_LAST: (
        "the last mentor has asked not to be asked before <the day>, and this search asks nobody else"
    ),
    ReasonCode.PASSED_LAST: "the last mentor cannot be asked at present, and this search asks nobody else",
    ReasonCode.NOBODY_LEFT: "this search has nobody left to ask",
    ReasonCode.NO_MENTOR_FOUND: "no mentor was found in time",
    ReasonCode.SEARCH_ENDED: "the search was ended before it led to a pair",
    ReasonCode.PAIR_ENDED: "it was ended before the two had begun",
    ReasonCode.PLACE_TAKEN: "{mentor} has no place free any more",
    ReasonCode.LOOK_AT_AGREEMENT: "both are asked to look at the agreement before they begin",
    ReasonCode.AGREEMENT_CHANGED: "<who> changed the agreement",
    ReasonCode.AGREEMENT_UNANSWERED: "<who> <have> not answered the agreement yet",
    ReasonCode.BOTH_AGREED: "both accepted the agreement",
    ReasonCode.AGREED_BY_SILENCE: "nobody objected within <days>, so they begin with the agreement as it stands",
    ReasonCode.RHYTHM_DUE: "<they meet>",
    ReasonCode.MEETING_BOOKED: "<who> said that a meeting is booked for <the day>",
    ReasonCode.LOOK_BACK: "it is time to look back and adjust",
    ReasonCode.WORDS_WAITING: "both answered, and there are words to pass on",
    ReasonCode.SILENCE: "there has been no answer from <who> and no reported meeting for <days>; <they meet>",
    ReasonCode.UNREACHABLE: "mail cannot reach <who>",
    ReasonCode.TIME_NEARLY_OVER: "the agreed time is nearly over",
    ReasonCode.BREAK_ASKED: "a break was asked for",
    ReasonCode.BREAK_CHANGED: "the return date was changed",
    ReasonCode.BREAK_OVER: "the break is over",
    ReasonCode.DECIDED_TO_END: "it was decided to bring this to a good end",
    ReasonCode.BEGUN_ANEW: "the mentee has begun another mentorship",
    ReasonCode.LAST_NOTICE_UNANSWERED: "nobody answered the last notice",
    ReasonCode.END_TAKEN_BACK: "the end was taken back",
    ReasonCode.NOT_LEFT: "<who> <have> not left after all",
    ReasonCode.END_OVERTAKEN: "the question whether they go on is <settled>",
    ReasonCode.MORE_TIME: "<who> asked for more time together",
    ReasonCode.THANKS_OVER: "the time for thanks is over",
    ReasonCode.BOTH_IN_TOUCH: "both would like to stay in touch",
    ReasonCode.BOTH_THANKED: "both have said goodbye",
    ReasonCode.NOT_BEGUN: "they have not begun yet",
    ReasonCode.JUST_BEGUN: "they have just begun; <they meet>",
    ReasonCode.MET_TODAY: "a meeting was reported today; <they meet>",
    ReasonCode.MET_AGO: "a meeting was last reported <ago>; <they meet>",
    ReasonCode.NO_MEETING: "no meeting was reported for <days>; <they meet>",
    ReasonCode.REPORTED_BY_ONE: "only <who> reported the last meeting; the other answered that there was none",
    ReasonCode.RATED_LOW: "the last meeting was rated low",
    ReasonCode.ANSWERED: "<who> answered the last letter",
    ReasonCode.NOT_ANSWERED: "<who> did not answer <the last letters>",
    ReasonCode.ASKED: "<who> <were> asked <ago> and <have> time to answer until <until>",
    ReasonCode.ASKED_AGAIN: (
        "<who> did not answer <letters>, <were> asked again and <have> time to answer until <until>"
    ),
    ReasonCode.OUT_OF_HOURS: "it is outside of the working hours of <who>",
    ReasonCode.BEING_ASKED: "everybody who fits is being asked for somebody else at the moment",
    ReasonCode.ENOUGH_MAIL: "<who> had as many letters this week as the programme allows",
    ReasonCode.OVERTAKEN: "something else is due instead",
    ReasonCode.NEVER_ARRIVED: "the last letter to <who> never left",
    ReasonCode.HAS_LEFT: "<who> <have> left",
    ReasonCode.STOPPED: "its workflow was stopped from outside",
    ReasonCode.END_LOST: "its workflow had ended, and Postgres had lost that",
    ReasonCode.ON_LEAVE: "<who> <are> away<until when>",
}
# For a step in the future: reasons that only come true if nobody answers before.
AHEAD = {
    ReasonCode.REQUEST_UNANSWERED: "if {mentor} has not answered the request by then",
    ReasonCode.SILENT_NEXT: "if no answer has come by then",
    ReasonCode.SILENT_LAST: "if no answer has come by then; this search asks nobody else",
    ReasonCode.NOBODY_LEFT: "if nobody has accepted by then",
    ReasonCode.NO_MENTOR_FOUND: "if no mentor is found by then",
    ReasonCode.AGREEMENT_UNANSWERED: "if <who> <have> not answered the agreement by then",
    ReasonCode.AGREED_BY_SILENCE: "if nobody has objected by then",
    ReasonCode.SILENCE: "if nothing is heard from <who> by then; <they meet>",
    ReasonCode.UNREACHABLE: "if mail still does not reach <who> by then",
    ReasonCode.LAST_NOTICE_UNANSWERED: "if nothing is heard by then",
    ReasonCode.NEVER_ARRIVED: "if nothing is heard from <who> by then; the last letter never left",
}
# For a step in the future: reasons that come true by time alone.
THEN = {
    ReasonCode.LOOK_BACK: "it will be time to look back and adjust",
    ReasonCode.TIME_NEARLY_OVER: "the agreed time will be nearly over by then",
    ReasonCode.BREAK_OVER: "the break will be over by then",
    ReasonCode.THANKS_OVER: "the time for thanks will be over by then",
}
# With any other reason, a step that has a reminder's number asks for the first time: no letter before it has arrived.
REMINDS = (ReasonCode.REQUEST_UNANSWERED, ReasonCode.AGREEMENT_UNANSWERED, ReasonCode.REACHED_AGAIN)
FIRST = {reminder: first for first, reminder in REMINDERS.items()}
NAMED = {Role.MENTEE: "{mentee}", Role.MENTOR: "{mentor}"}
# Not {mentor}: at that step, the mentor is the next one already.
ONE: dict[tuple[Role, ...], str] = {(Role.MENTEE,): "{mentee}", (Role.MENTOR,): "the mentor who had said yes"}
ROLES = {
    Role.MENTEE: "the mentee",
    Role.MENTOR: "the mentor",
    Role.COORDINATOR: "the coordinator",
    Role.HR: "the HR platform",
}


def spoken_of_as(step: Step) -> StepKind:
    """Return the kind of step that words and letters are about."""
    return step.kind if step.reason.code in REMINDS else FIRST.get(step.kind, step.kind)


def what_of(step: Step, readers: Sequence[Role] | None = None) -> str:
    """Return what a step does, as the rest of a sentence that begins with "we"; `readers` are those whom it reaches."""
    if step.reason.code is ReasonCode.REACHED_AGAIN:
        return "tell {mentee} how the search stands"
    if step.kind is StepKind.NO_MENTOR and Role.COORDINATOR not in step.to:
        return STEPS[step.kind].replace("the coordinator", NAMED[Role.MENTEE])
    if step.kind is StepKind.RESUMED and not step.to:  # neither of a pair has heard of the other one
        return "go on"
    pair = [role for role in readers or () if role in PAIR]
    what = STEPS[spoken_of_as(step)]
    return what.replace("both", NAMED[pair[0]]) if len(pair) == 1 else what


def sentence(reason: Reason, ahead: bool = False) -> str:
    """Return a reason in words; with `ahead`, what is not true yet is worded with "if" or in the future."""
    text = AHEAD.get(reason.code) or THEN.get(reason.code) if ahead else None
    text = text or REASONS[reason.code]
    for mark, words in _parameters(reason).items():
        text = text.replace(f"<{mark}>", words)
    return text


def because(step: Step, now: datetime) -> str:
    """Return why a step is taken, as the end of a sentence: "because …", or "if …" if it is not true yet."""
    why = sentence(step.reason, ahead=step.due > now)
    return why if why.startswith("if ") else f"because {why}"


def all_of(reasons: tuple[Reason, ...]) -> str:
    """Return several reasons as one sentence."""
    return "; ".join(sentence(reason) for reason in reasons)


def anonymous(text: str) -> str:
    """Return a sentence with roles in place of names, for use in Temporal."""
    for role, place in NAMED.items():
        text = text.replace(place, ROLES[role])
    return text


def summary(step: Step, now: datetime | None = None) -> str:
    """Return the label of a step's timer (if it is due after `now`) or activity: what, and why."""
    label = anonymous(f"{what_of(step, step.to)} ({step.key}), {because(step, now or step.due)}")
    return shorten(label, LONGEST_LABEL, placeholder=" …")


def dated(instant: datetime) -> str:
    """Return an instant in the format for operators."""
    return f"{instant:%-d %B %Y, %H:%M} UTC"


def _parameters(reason: Reason) -> dict[str, str]:
    several, count, days = len(reason.who) > 1, reason.count or 0, reason.days or 0
    paused = f" (paused for {length(reason.paused)})" if reason.paused else ""
    until = dated(reason.until) if reason.until else ""
    who = " and ".join(NAMED.get(role, ROLES[role]) for role in reason.who)
    return {
        "who": who,
        "settled": f"settled by {who}" if who else "not open any more",
        "the one": ONE.get(reason.who, "one of the two"),
        "have": "have" if several else "has",
        "are": "are" if several else "is",
        "were": "were" if several else "was",
        "days": f"{length(days)}{paused}",
        "ago": f"{length(days)} ago{paused}" if days else "today",
        "they meet": _rhythm(reason),
        "letters": counted(count, "letter"),
        "the last letters": "the last letter" if count == 1 else f"the last {counted(count, 'letter')}",
        "until": until,
        "the day": f"{reason.until:%-d %B %Y}" if reason.until else "",
        "until when": f" until {until}" if until else "",
    }


def _rhythm(reason: Reason) -> str:
    """Return the rhythm that both agreed on, or that one of the two chose for both."""
    rhythm = every(reason.cadence_days) if reason.cadence_days else ""
    return f"{NAMED[reason.set_by]} chose to meet {rhythm}" if reason.set_by else f"they agreed to meet {rhythm}"
