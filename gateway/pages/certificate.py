"""A page to print: that somebody took part, when, with whom and how often they met, as far as they reported it.

The goals of the two are theirs alone, so they are left out until the reader adds them.
"""

from datetime import datetime

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.facts import began_on
from gateway.pages.render import TEMPLATES
from gateway.pages.speech import Name

SIZES = ((0, ""), (500, "dense"), (1400, "densest"))  # of print, by the length of the goals: it has to be one page
SUFFIX = "/certificate"  # of the page's address, after that of the page it belongs to


def shown(standing: Standing, action: str, with_goals: bool = False) -> str:
    """Return the certificate of a mentorship that has ended."""
    began, ended = _day(standing, began_on(standing)), _ended(standing)
    goals = tuple(map(str, standing.terms.goals)) if standing.terms else ()
    return TEMPLATES.get_template("certificate.html").render(
        it=standing,
        say=standing.say,
        t=standing.tell,
        back=action.removesuffix(SUFFIX),
        action=action,
        says=_says(standing),
        period=standing.tell("certificate.period", began=began, ended=ended),
        goals=goals,
        with_goals=with_goals,
        size=[size for least, size in SIZES if len("".join(goals)) >= least][-1] if with_goals else "",
        issued=_day(standing, standing.clock),
        signs=Name(standing.coordinator.name) if standing.coordinator else None,
        organisation=Name(standing.organisation),
        missing=False,
    )


def none(standing: Standing, action: str) -> str:
    """Return the page for a link that has no certificate."""
    return TEMPLATES.get_template("certificate.html").render(
        it=standing, say=standing.say, t=standing.tell, back=action.removesuffix(SUFFIX), missing=True
    )


def _says(standing: Standing) -> Markup:
    partner = Name(standing.partner.name) if standing.partner else standing.partner_name
    return standing.tell(f"certificate.says_{standing.role}", partner=partner, organisation=Name(standing.organisation))


def _ended(standing: Standing) -> str:
    """Return the day of the end, the same for both and on their page."""
    return standing.say.date(standing.say.earlier(standing.so_far.ended or standing.clock))


def _day(standing: Standing, instant: datetime | None) -> str:
    return standing.say.date((instant or standing.clock).astimezone(standing.zone).date())
