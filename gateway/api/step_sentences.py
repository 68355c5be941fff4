"""What Rapport did, as sentences: from the letters that a step sent, and from its reason."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from activities.mail_outcomes import ENDED, STOPPED
from policy.engagement import partner_of
from policy.reasons import FIRST, NAMED, ROLES
from policy.sentences import fill, whole
from schemas.names import PAIR, MailState, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.step_key import StepKey

LOST = (MailState.SKIPPED, MailState.REJECTED, MailState.EXPIRED)
# <to> lists the people whom a letter reached, followed by <were>: "was" or "were".
DONE = {
    StepKind.REQUEST: "{mentor} was asked to be {mentee}'s mentor",
    StepKind.REQUEST_REMINDER: "<to> <were> reminded of the request",
    StepKind.NO_MENTOR: "<to> <were> told that no mentor has been found so far",
    StepKind.PLACE_TAKEN: "<to> <were> told that {mentor} has no place free any more",
    StepKind.WITHDRAWN: "it ended before it had begun, and <to> <were> told",
    StepKind.AGREEMENT: "<to> <were> asked to look at the agreement",
    StepKind.AGREEMENT_REMINDER: "<to> <were> reminded of the agreement",
    StepKind.AGREED: "<to> <were> sent the agreement, and how to begin",
    StepKind.CHECK_IN: "<to> <were> asked how it is going",
    StepKind.THANKS: "<to> <were> sent what they had written to each other",
    StepKind.REVIEW: "<to> <were> asked to look back and adjust",
    StepKind.NUDGE: "<to> <were> asked gently whether all is well",
    StepKind.RHYTHM: "<to> <were> asked whether the rhythm still suits",
    StepKind.TASK: "<to> <were> asked to look after them",
    StepKind.UNREACHABLE: "<to> <were> asked about an address that does not work",
    StepKind.LAST_NOTICE: "<to> <were> given last notice",
    StepKind.PAUSED: "<to> <were> told of the break",
    StepKind.RESUMED: "<to> <were> welcomed back",
    StepKind.CLOSING: "<to> <were> sent a goodbye letter",
    StepKind.REOPENED: "<to> <were> told that it goes on after all",
    StepKind.FAREWELL: "<to> <were> sent a farewell with a summary",
    StepKind.IN_TOUCH: "<to> <were> reminded of each other, as both would like to stay in touch",
    StepKind.STOPPED: "the mentorship was closed without a goodbye",
}
BECAUSE = {
    ReasonCode.SEARCH_ENDED: "the search was ended, and <to> <were> told",
    ReasonCode.NO_MENTOR_FOUND: "the search was ended without a mentor, and <to> <were> told",
    ReasonCode.REACHED_AGAIN: "<to> <were> told how the search stands",
    ReasonCode.PAIR_ENDED: "<to> <were> told that the two do not begin together",
    ReasonCode.BREAK_CHANGED: "<to> <were> told of the new date on which the break ends",
    ReasonCode.END_LOST: "the mentorship was closed",
}
ONE_WAY = "<to> <were> sent what <partner> had written"
NOT_ASKED = "{mentor} could not be asked to be {mentee}'s mentor"
MAILS = {
    MailState.RENDERED: "written, and about to be sent",
    MailState.CLAIMED: "written, and about to be sent",
    MailState.SENDING: "being sent",
    MailState.ACCEPTED: "handed over to the mail relay",
    MailState.DEFERRED: "the mail relay asked to try again later",
    MailState.REJECTED: "the mail relay refused it",
    MailState.UNKNOWN: "sent, but the line broke before the relay confirmed it",
    MailState.EXPIRED: "dropped, because it was no longer needed",
    MailState.SKIPPED: "not written",
}
RESTORED = "restored from a backup"  # see docs/how-to/run-in-production.md
NO_REPLY = (RESTORED, ENDED.reply, STOPPED.reply)  # why a letter's outcome is unknown although no connection broke


class Mailed(NamedTuple):
    """One mail of a step: its recipient, its letter and its delivery status."""

    to: Role
    given_name: str
    letter: str
    state: str

    @property
    def is_lost(self) -> bool:
        """Whether it reached nobody and will not be sent any more."""
        return self.state in LOST


def done(step: StepKey, reason: Reason | None, mails: Sequence[Mailed], names: Mapping[str, str]) -> str:
    """Return what a step did, with its readers by name; `names` holds the people whom it only mentions."""
    reached = tuple(mail.to for mail in mails if not mail.is_lost)
    names, first = named(mails, names), FIRST.get(step.kind, step.kind)
    match first if {mail.letter for mail in mails} == {first.value} else step.kind:  # none before it had reached them
        case StepKind.REQUEST if any(mail.is_lost for mail in mails if mail.to is Role.MENTOR):
            text = NOT_ASKED
        case StepKind.THANKS if len(reached) == 1 and reached[0] in PAIR:
            text = _to(ONE_WAY.replace("<partner>", NAMED[partner_of(reached[0])]), reached)
        case StepKind.NUDGE:
            text = _nudged(mails)
        case kind:
            because = BECAUSE.get(reason.code) if reason else None
            text = _to(because or DONE[kind], reached)
    return whole(fill(text, names))


def delivery(state: MailState, reply: str) -> str:
    """Return what became of a letter; the reply is quoted only if the words are ours, and not those of a relay."""
    if state is MailState.SKIPPED and reply:
        return whole(f"{MAILS[state]}: {reply}")
    why = next((ours for ours in NO_REPLY if reply.endswith(ours)), "") if state is MailState.UNKNOWN else ""
    return whole(f"perhaps sent: {why}" if why else MAILS[state])


def named(mails: Sequence[Mailed], names: Mapping[str, str]) -> dict[str, str]:
    """Return the names of the pair at the time of the step; the mentor may be another person now."""
    return {**names, **{mail.to.value: mail.given_name for mail in mails if mail.to in PAIR}}


def _nudged(mails: Sequence[Mailed]) -> str:
    """Only the person who did not answer is nudged; the other one gets the usual check-in."""
    reached = [mail for mail in mails if not mail.is_lost]
    usual = tuple(mail.to for mail in reached if mail.letter == "check_in")
    silent = tuple(mail.to for mail in reached if mail.letter != "check_in")
    parts = [_to(DONE[StepKind.NUDGE], silent)] if silent or not usual else []
    return "; ".join([*parts, *([_to(DONE[StepKind.CHECK_IN], usual)] if usual else [])])


def _to(text: str, reached: Sequence[Role]) -> str:
    who = " and ".join(NAMED.get(role, ROLES[role]) for role in reached) or "nobody"
    return text.replace("<to>", who).replace("<were>", "were" if len(reached) > 1 else "was")
