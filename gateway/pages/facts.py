"""The facts of a mentorship, as a list of labels and values: the agreement, and the results so far."""

from datetime import datetime

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.goals import goals_so_far
from gateway.pages.speech import Name
from policy.booking import is_off, still_to_come
from policy.ends import named_end
from policy.sentences import capitalised
from schemas.booking import Booked, CalledOff
from schemas.names import PAIR, Formality, Phase, Role
from schemas.request import Terms

Facts = list[tuple[str, object]]
NOTHING = "–"
TOGETHER = (Phase.ACTIVE, Phase.PAUSED, Phase.CLOSING, Phase.CLOSED)


def agreement(standing: Standing, terms: Terms, tells_of_move: bool = True) -> Facts:
    """Return the terms that are not empty; rhythm and end are those of the current state.

    `tells_of_move` adds which end was named, if it has moved since.
    """
    say, whose = standing.say, "_theirs" if standing.role is Role.COORDINATOR else ""
    facts: Facts = [
        ("goals", goals_so_far(standing)),
        ("focus", terms.focus),
        ("rhythm", _rhythm(standing, terms)),
        ("how", _how(standing, terms)),
        ("boundaries", terms.boundaries),
        ("confidentiality", terms.confidentiality),
        (f"giving{whose}", _giving(standing, terms)),
        ("until", _until(standing, terms, tells_of_move)),
        ("no_fault", say(f"facts.no_fault_hint{whose}") if terms.no_fault else ""),
    ]
    return [(say(f"facts.{name}"), value) for name, value in facts if value]


def proposed(standing: Standing) -> Facts:
    """Return what a mentor who has said yes would change: what was in the draft, and what is instead."""
    if not standing.proposed or standing.role is not Role.MENTEE or not standing.drafted or not standing.terms:
        return []
    before, plain = (dict(agreement(standing, one, False)) for one in (standing.drafted, standing.terms))
    after, labels = dict(agreement(standing, standing.terms)), dict.fromkeys((*before, *plain))
    changed = [label for label in labels if before.get(label) != plain.get(label)]
    return [
        (label, Markup("{} → {}").format(*(one.get(label) or NOTHING for one in (before, after)))) for label in changed
    ]


def so_far(standing: Standing) -> Facts:
    """Return the results of a mentorship or of a search; nothing for readers who may not see them."""
    if not standing.concerned or standing.role not in PAIR:
        return []
    facts = _together(standing) if standing.state.active else _search(standing)
    return [(standing.tell(f"facts.{name}"), value) for name, value in facts if value]


def heading(standing: Standing) -> str:
    """Return the key of the heading for the terms at present; empty if there are none yet, or none for this reader."""
    if not standing.concerned or standing.terms is None:
        return ""
    if standing.state.active:
        return "facts.agreement_theirs" if standing.role is Role.COORDINATOR else "facts.agreement"
    return "agreement.the_draft" if standing.phase is Phase.AGREEING else ""


def _giving(standing: Standing, terms: Terms) -> str | Markup:
    """Return "what each gives"; it names the mentee while it is the mentee's own offer."""
    if not standing.offered:
        return terms.giving
    return standing.tell("facts.offered", offer=Name(terms.giving))


def _rhythm(standing: Standing, terms: Terms) -> str | Markup:
    """Return the present rhythm; one that a single person chose is not said to be agreed."""
    active = standing.state.active
    rhythm = capitalised(standing.say.voice.rhythm(standing.card.cadence_days if active else terms.cadence_days))
    if not active or not active.rhythm_by:
        return rhythm
    key = "facts.rhythm_by_you" if active.rhythm_by is standing.role else "facts.rhythm_by"
    return standing.tell(key, rhythm=rhythm, by=standing.who(active.rhythm_by))


def _how(standing: Standing, terms: Terms) -> str:
    key = "facts.how_long" if terms.channel else "facts.how_long_alone"
    return standing.say(key, channel=capitalised(terms.channel), minutes=terms.minutes)


def _until(standing: Standing, terms: Terms, tells_of_move: bool) -> str | Markup:
    if standing.phase is Phase.CLOSED:
        return ""  # it may have ended earlier
    if terms.ends:
        until = standing.say.day(terms.ends)
        return _moved(standing, until) if tells_of_move else until
    whose = "_theirs" if standing.role is Role.COORDINATOR else ""
    return standing.say(f"facts.until_counted{whose}", count=standing.rules.duration_days)


def _moved(standing: Standing, until: str) -> str | Markup:
    """Add which earlier end was named, and by whom, if the end that is shown has moved since."""
    named, by = named_end(standing.state)
    day = standing.say.day(named) if named else until
    if day == until:
        return until
    key = "you" if by is standing.role else "by"
    return standing.tell(f"facts.until_moved_{key}", until=until, day=day, by=standing.who(by) if by else "")


def _search(standing: Standing) -> Facts:
    """Return who was asked and when, in order; only the mentee may see this."""
    if standing.role is not Role.MENTEE:
        return []
    say, formal = standing.say, standing.formality is Formality.FORMAL
    asked = [
        say("facts.asked_since", mentor=Name(one.name if formal else one.given_name), day=say.here(one.at))
        for one in standing.so_far.asked
    ]
    return [("asked", Markup("\n").join(asked))]


def _together(standing: Standing) -> Facts:
    say, so_far, active = standing.say, standing.so_far, standing.state.active
    meetings: object = so_far.meetings
    if so_far.meetings and active and active.met:
        meetings = say("facts.last_meeting", count=so_far.meetings, day=say.here(active.reported or active.met))
    began = began_on(standing)
    return [
        ("began", say.here(began) if began else ""),
        ("meetings", str(meetings)),
        ("booked", _booked(standing)),
        ("called_off", _called_off(standing)),
        ("questions", str(standing.card.cycle)),
    ]


def began_on(standing: Standing) -> datetime | None:
    """Return when the two began, by the calendar."""
    active = standing.state.active
    return (active.began if active else None) or standing.so_far.began or (active.agreed if active else None)


def _booked(standing: Standing) -> str | Markup:
    """Return the day of the next meeting and who named it, unless it has passed, lies in a break, or somebody has
    left."""
    return _told(standing, still_to_come(standing.state, standing.clock))


def _called_off(standing: Standing) -> str | Markup:
    """Return the day of a meeting that was called off and who did so, until it is over: no letter says so."""
    return _told(standing, is_off(standing.state, standing.clock))


def _told(standing: Standing, meeting: Booked | CalledOff | None) -> str | Markup:
    if meeting is None or standing.phase is Phase.CLOSED or set(PAIR) & {*standing.state.gone}:
        return ""
    key = "facts.booked_by_you" if meeting.role is standing.role else "facts.booked_by"
    return standing.tell(key, day=standing.say.date(meeting.day), by=standing.who(meeting.role))
