"""The page with three questions at the end of a mentorship: how it was, and who reads what is said there."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.form_fields import Form
from gateway.pages.render import TEMPLATES
from gateway.pages.speech import Name
from intake.surveys import AGAIN, WORTH, Survey
from policy.looking_back import LEAST

TICKED = "yes"
SUFFIX = "/survey"  # of the page's address, after that of the page it belongs to


def who_reads(standing: Standing) -> list[Markup]:
    """Return who reads which of the answers, and who does not."""
    organisation = Name(standing.organisation)
    least = standing.say.number(LEAST)
    parts = ("numbers", "words", "mentor", "not")
    return [standing.tell(f"survey.reads_{part}", organisation=organisation, least=least) for part in parts]


def survey_in(form: Form) -> Survey:
    """Return the answers of a form; each may be left out."""
    worth, again = form.maybe("worth", tuple(map(str, WORTH))), form.maybe("again", AGAIN)
    said = {"worth": worth or None, "words": form.text("words"), "again": again or None}
    return Survey.model_validate({**said, "would_mentor": bool(form.maybe("would_mentor", (TICKED,)))})


def given_by(survey: Survey) -> dict[str, str]:
    """Return saved answers as the form shows them."""
    return {name: TICKED if value is True else str(value) for name, value in survey if value}


def shown(
    standing: Standing,
    survey: Survey,
    *,
    action: str,
    nonce: str,
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    again: bool = False,
    done: str = "",
) -> str:
    """Return the page with its form; after a press, `done` names what was done."""
    return _page(
        standing,
        action,
        nonce=nonce,
        given=given_by(survey) if given is None else given,
        problems=problems or {},
        again=again,
        done=done,
        answered=not survey.model_copy(update={"would_mentor": False}).is_empty,  # the tick is one for all pages
        who_reads=who_reads(standing),
        worth=WORTH,
        closed=False,
    )


def not_asked(
    standing: Standing, kept: Survey, *, action: str, nonce: str, words: str = "", again: bool = False, done: str = ""
) -> str:
    """Return the page for a link that does not ask, or not any more; with the words that were sent to it.

    What is kept can still be taken back there.
    """
    kept_so_far = _told(standing, kept)
    return _page(
        standing, action, nonce=nonce, kept=kept_so_far, words=words, again=again, done=done, problems={}, closed=True
    )


def _page(standing: Standing, action: str, **known: Any) -> str:
    return TEMPLATES.get_template("survey.html").render(
        it=standing, say=standing.say, t=standing.tell, action=action, back=action.removesuffix(SUFFIX), **known
    )


def _told(standing: Standing, kept: Survey) -> list[tuple[str, str]]:
    """Return what somebody has answered, each with its question."""
    would = f"survey.would_mentor_{standing.role}"
    said = {
        "survey.worth": standing.say(f"survey.worth_{kept.worth}") if kept.worth else "",
        "survey.own_words": kept.words,
        "survey.again": standing.say(f"survey.again_{kept.again}") if kept.again else "",
        "survey.would_mentor": standing.say(would) if kept.would_mentor else "",
    }
    return [(standing.say(question), answer) for question, answer in said.items() if answer]
