"""The letters that wait for somebody's answer: one more was sent, or one turns out never to have arrived."""

from policy.asking_letters import PROMPTS
from schemas.state import Question, Side

MOST_OPEN = 12  # letters to one person whose pages wait at the same time, or a state grows with each of them


def asked(side: Side, question: Question) -> Side:
    """Return a side that was sent one more letter with a question; the day that an earlier one named still holds."""
    before = side.question and _latest_of(side.question, MOST_OPEN)
    if before and question.asked < before.until:
        question = question.with_(until=max(question.until, before.until), before=before)
    unanswered = side.unanswered + (question.key.kind in PROMPTS)
    return side.with_(question=question, answered=False, letters=side.letters + 1, unanswered=unanswered)


def _latest_of(question: Question, most: int) -> Question:
    """Return a question with as many of those before it as make up `most`."""
    before = question.before and most > 1 and _latest_of(question.before, most - 1)
    return question.with_(before=before or None)


def excused(side: Side) -> Side:
    """Return a side whose latest letter never arrived, so that it does not count; the one before it may still wait."""
    if not side.question:
        return side
    unanswered = side.unanswered - (side.question.key.kind in PROMPTS)
    return side.with_(question=side.question.before, letters=max(side.letters - 1, 0), unanswered=max(unanswered, 0))
