"""An end that cannot be taken back any more, because the mentee has begun another mentorship."""

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.questions import is_heard, question_of
from policy.more_time import longer_until


def made_final(standing: Standing) -> list[Markup]:
    """Say why this page no longer offers to take the end back; the other mentorship is no news for the mentor."""
    return [standing.tell(f"final.{standing.role}")] if standing.is_final and _took_back(standing) else []


def _took_back(standing: Standing) -> bool:
    """Whether an answer on this page would take the end back if the mentee had no other mentorship."""
    question = question_of(standing)
    if question is None or not is_heard(standing, question):
        return False
    more = longer_until(standing.known, standing.role, standing.step, standing.clock)
    return question != "closing" or more is not None
