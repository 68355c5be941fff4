"""From which day on a mentor who says no would like to be asked again: the field, and what the page says of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.form_fields import Form
from gateway.pages.options import today
from gateway.pages.questions import is_open
from intake.answers import Kept, NotBefore
from policy import asking_again
from schemas.names import AnswerKind, Role

FIELD = "not_before"


def bounds(standing: Standing) -> tuple[date, date]:
    """Return the first and the last day that the reader can name."""
    return asking_again.days(today(standing))


def wish_in(form: Form, standing: Standing) -> dict[str, Any]:
    """Return the reader's reason for a no, and the day, with when it begins where they are."""
    reason, day = form.text("reason"), form.maybe_day(FIELD, bounds(standing))
    if day is None:
        return {"words": {"reason": reason}}
    begins = asking_again.begins(day, standing.zone)
    return {"words": {"reason": reason, FIELD: day.isoformat()}, "not_before": NotBefore(day=day, until=begins)}


def day_of(standing: Standing, words: Mapping[str, Any]) -> str:
    """Return the day that came with an answer, in words; as it was typed if it is no day, empty if there is none."""
    day = str(words.get(FIELD) or "")
    try:
        return standing.say.date(date.fromisoformat(day))
    except ValueError:
        return day


def promised(standing: Standing, kept: Kept) -> list[Markup]:
    """Say that we keep to the day, and how to change it: here, as long as the answer can be, and then with whoever runs
    the programme."""
    day = day_of(standing, kept.words)
    if not day or kept.kind is not AnswerKind.DECLINE or kept.refused:
        return []
    here = ["here"] if is_open(standing, "request") else []
    later = "ask" if Role.COORDINATOR in standing.persons else "ask_alone"
    change = Markup(" ").join(standing.tell(f"not_before.{key}") for key in (*here, later))
    return [standing.tell("not_before.kept", day=day), change]
