"""Descriptions of the fields of responses, each with an example from the sample: for the API's description."""

from typing import Any

from gateway.api.matching_words import MATCHING
from gateway.api.survey_words import SURVEYS

PROGRAMME_ID, MENTORSHIP_ID = "01930000-0000-7000-8000-000000000001", "01930000-0000-7000-8000-000000000002"
BEGAN, LATER, WEEKS_LATER = "2026-11-02T08:00:00Z", "2026-11-16T09:12:00Z", "2026-12-07T08:00:00Z"
CURSOR = "`cursor` of the next page; null on the last one."

# shape → field → description and example; None where the schema of the field says enough
FIELDS: dict[str, dict[str, tuple[str, Any]]] = {
    "PersonOut": {
        "external_id": ("Your own id of the person.", "noor"),
        "given_name": ("How letters address them.", "Noor"),
        "family_name": ("Empty if you sent none.", "Haddad"),
        "email": ("Where their letters go.", "noor@lantern.example"),
        "time_zone": ("IANA name.", "Europe/Amsterdam"),
        "language": ("Language tag.", "en"),
        "mentee": ("Whether they may look for a mentor.", True),
        "mentor": ("Whether they may be asked to be a mentor.", False),
        "capacity": ("How many mentees they have at a time, as a mentor.", 1),
        "job_title": ("Empty if you sent none.", "Product designer"),
        "about": ("A few sentences about them.", "New to the company."),
        "profile": ("Any other data that you keep about them.", {"department": "Design"}),
        "active": ("False once they have left.", True),
        "away_until": ("As reported in news. If the date is in the past, they are back.", None),
        "unreachable_since": ("When mail to this address began to fail; null if it works.", None),
        "not_before": (
            "With a no to a request, they asked not to be asked again before this day. Null if they did not, or once "
            "it has come.",
            None,
        ),
        "created_at": ("When they were added.", BEGAN),
        "updated_at": ("When their data last changed.", LATER),
    },
    **MATCHING,
    **SURVEYS,
    "PeopleOut": {"items": ("People, by external id.", None), "next_cursor": (CURSOR, None)},
    "NewsOut": {
        "id": ("The id of this news.", "01930000-0000-7000-8000-000000000003"),
        "kind": ("What happened.", "away"),
        "mentorships": ("The open mentorships that receive the news.", [MENTORSHIP_ID]),
    },
    "ProgrammeOut": {
        "id": ("The id of the programme.", PROGRAMME_ID),
        "name": ("Unique within your organisation.", "Lantern mentoring"),
        "coordinator": ("External id of the person who runs it; null for nobody.", "chloe"),
        "safeguarding": ("The person who reads concerns raised in confidence; null for nobody.", "sam"),
        "safeguarding_deputy": ("Who reads them in their place; null for nobody.", None),
        "formality": ("How people are addressed: in German, `formal` is “Sie” and `informal` is “du”.", "informal"),
        "version": ("The version of the rules; it goes up by one with each change.", 1),
        "rules": ("The current rules.", None),
        "created_at": ("When it was created.", BEGAN),
    },
    "ProgrammesOut": {"items": ("Programmes, oldest first.", None), "next_cursor": (CURSOR, None)},
    "ProgrammeRef": {
        "id": ("The id of the programme.", PROGRAMME_ID),
        "name": ("Its name.", "Lantern mentoring"),
    },
    "Somebody": {
        "external_id": ("Your own id of the person.", "ana"),
        "name": ("Full name.", "Ana Gómez"),
        "given_name": ("How letters address them.", "Ana"),
        "time_zone": ("IANA name.", "Europe/Madrid"),
    },
    "People": {
        "mentee": ("The person who is looking for a mentor or has one.", None),
        "mentor": ("The mentor, or the mentor who is being asked; null if there is none.", None),
        "coordinator": ("The person who runs the programme; null for nobody.", None),
    },
    "CandidateOut": {
        "rank": ("1 is asked first.", 1),
        "external_id": ("Your own id of the mentor.", "ben"),
        "name": ("Full name.", "Ben Okafor"),
        "not_before": (
            "They asked not to be asked before this day; searches pass them over until then. Null if they did not, or "
            "once it has come.",
            None,
        ),
    },
    "NextOut": {
        "what": ("What comes next, as a sentence.", "Ask both how it is going."),
        "when": ("When, unless somebody answers first.", WEEKS_LATER),
        "overdue": ("Whether that is more than five minutes ago: no worker has taken the step.", False),
        "why": ("Why, as a sentence.", "They agreed to meet every 3 weeks."),
        "code": ("The reason, for programs.", "rhythm_due"),
        "kind": ("What comes next, for programs.", "check_in"),
        "step": ("The key of the step, as the timeline shows it later.", "check_in/1"),
        "to": ("Who gets a letter.", ["mentee", "mentor"]),
        "delayed": ("Why Rapport has put it off; null if it has not.", None),
    },
    "DelayOut": {
        "says": ("Why, as a sentence.", "Everybody who fits is being asked for somebody else at the moment."),
        "code": ("The reason, for programs.", "being_asked"),
    },
    "TroubleOut": {
        "step": ("The step that keeps failing.", "check_in/1"),
        "since": ("Since when.", WEEKS_LATER),
        "says": ("What fails and how often it was tried, as sentences.", "We have not managed to ask both."),
    },
    "MentorshipOut": {
        "id": ("The id of the mentorship.", MENTORSHIP_ID),
        "programme": ("The programme that it belongs to.", None),
        "phase": (
            "The phase, for programs. It stays `paused` until the letter after a break; `standing` says if it is over.",
            "active",
        ),
        "standing": ("How it stands, in words.", "under way"),
        "health": ("The pair's health, by its own rhythm and at this moment; null once it is closed.", "on_track"),
        "health_reason": ("Why, as a sentence.", "A meeting was last reported 3 days ago."),
        "health_codes": ("Why, for programs.", ["met_ago"]),
        "waiting_for": ("Whose answer is awaited.", []),
        "next": ("The next step, when and why; null once it is closed.", None),
        "trouble": ("A step that keeps failing; null if there is none.", None),
        "people": ("Who takes part.", None),
        "candidates": (
            "The mentors to ask, in order; with `propose`, as found so far. Those named later come last. "
            "Empty for a given pair.",
            None,
        ),
        "cadence_days": (
            "Days from one meeting to the next: as in the programme's rules at first, then as both have agreed, or as "
            "one of the two has chosen since.",
            21,
        ),
        "check_ins": ("How many times they were asked how it is going.", 0),
        "ends": (
            "When it ends: on the agreed day, or on the day of the farewell once a goodbye has begun. Null until both "
            "have agreed, unless the terms name an end (one that has come too close is shown as the earliest that is "
            "still possible), while a goodbye is on hold, and once it is closed.",
            "2027-11-16T12:00:00Z",
        ),
        "ended": ("When it was closed; null while it is open.", None),
        "paused_until": ("When the break ends; null if there is none, or once it is over.", None),
        "outcome": ("How it ends, from the day this is decided; null before. An end can be taken back.", None),
        "request": ("The mentee's request.", None),
        "terms": ("The current agreement.", None),
        "terms_version": ("The version of the agreement; it goes up by one with each change.", 1),
        "rules_version": ("The version of the programme's rules that it began with. It does not change.", 1),
        "under_way": (
            "Whether its workflow runs in Temporal; false until Temporal has it, or if it has lost it.",
            True,
        ),
        "created_at": ("When it began.", BEGAN),
        "updated_at": ("When it last changed.", LATER),
        "says": ("What this request changed, as a sentence; empty if it only reads.", ""),
    },
    "MentorshipsOut": {"items": ("Mentorships, newest first.", None), "next_cursor": (CURSOR, None)},
    "MailOut": {
        "to": ("Who it is for.", "mentor"),
        "name": ("Full name.", "Ben Okafor"),
        "letter": ("Which letter it is.", "request"),
        "state": ("Delivery status, for programs.", "accepted"),
        "says": ("Delivery status, as a sentence.", "Handed over to the mail relay."),
    },
    "Entry": {
        "at": ("When it happened.", BEGAN),
        "type": ("A step of Rapport, a person's answer, or news about a person.", "step"),
        "kind": ("What it was, for programs.", "request"),
        "step": ("The step, or the one that was answered.", "request/1"),
        "says": ("What it was, as a sentence.", "Ben was asked to be Ana's mentor."),
        "why": ("Why, as a sentence; may be empty.", "Ana asks Ben to be their mentor."),
        "code": ("Why, for programs.", "asks"),
        "by": ("The role that answered or that the news is about; null for a step.", None),
        "state": ("The status of an answer or news; null for a step.", None),
        "mails": ("The letters of a step.", None),
    },
    "TimelineOut": {"items": ("What happened, oldest first.", None)},
    "Goal": {
        "id": ("Stays the same when the text changes.", "01930000-0000-7000-8000-000000000004"),
        "text": ("The goal.", "Lead a team of three within a year"),
    },
    "Request": {
        "objective": ("What the mentee would like to do; completes “I would like to …”.", "learn to lead a small team"),
        "tried": ("What they have tried so far.", "I led one project of three people."),
        "questions": ("Questions to the mentor.", ["How do you decide what to let go of?"]),
        "offer": ("What they offer in return.", "I can show you how my team tests its dashboards."),
        "hours_a_month": ("How much time they have in mind.", 2),
        "meetings": ("Proposed first meetings.", ["2026-11-18T10:00:00Z"]),
        "short_term_goals": ("What they would like to reach soon.", None),
        "long_term_goals": ("What they would like to reach in the long run.", None),
    },
    "Terms": {
        "goals": ("The goals they work on.", None),
        "focus": ("The scope: what it is about and what it is not about.", "Leading people, not tools"),
        "cadence_days": ("Days from one meeting to the next.", 21),
        "channel": ("How they meet.", "video call"),
        "minutes": ("How long a meeting lasts.", 45),
        "boundaries": ("What they can rely on.", "We cancel a day ahead."),
        "confidentiality": ("What stays between them.", "What we say stays between us."),
        "giving": ("What each gives back.", "I will write up what I learn for others."),
        "ends": ("When the mentorship ends.", "2027-11-16T12:00:00Z"),
        "no_fault": ("Either may end it at any time, without blame.", True),
    },
    "Alive": {"status": ("Always `alive`.", "alive")},
    "Ready": {
        "status": ("`ready` if all checks pass; `signing_key` and `workers` do not count.", "ready"),
        "postgres": ("Whether Postgres can be reached and accepts writes.", True),
        "temporal": ("Whether Temporal can be reached.", True),
        "checks": ("Every check, with what is wrong.", None),
    },
    "Check": {
        "name": ("What was checked.", "postgres"),
        "ok": ("Whether the check passed.", True),
        "says": ("What is wrong, as a sentence.", "ok"),
    },
    "Fault": {
        "detail": ("What is wrong with it.", "This field is required."),
        "pointer": ("JSON pointer into the body (RFC 6901).", "/mentee"),
        "parameter": ("The parameter, if it is about one.", None),
        "header": ("The header, if it is about one.", None),
    },
    "ProblemOut": {
        "type": ("Which problem it is, for programs.", "urn:rapport:problem:invalid"),
        "title": ("The same in a few words.", "Some values are not valid"),
        "status": ("The HTTP status, repeated.", 422),
        "detail": ("What happened and what to do.", None),
        "instance": ("With `failed`: the number of this failure in the log.", None),
        "errors": ("Each value that is not valid.", None),
    },
}
