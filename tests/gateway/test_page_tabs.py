"""An older tab, which never showed the words that were saved since, does not take them away."""

from typing import Any

import pytest

from gateway.pages.form_fields import Form
from gateway.pages.questions import question_of
from gateway.pages.replies import reply
from schemas.names import AnswerKind, Choice, Met, StepKind
from schemas.rules import Rules
from tests.gateway.page_at import MENTEE, MENTOR, At, Seen, began, seen
from tests.gateway.page_walk import _kept
from tests.policy.pairs import answer, paired

FOR_RUBEN = "A long note for Ruben."
REPORTED = {"kind": AnswerKind.CHECK_IN, "met": Met.YES}
THANKED = {"kind": AnswerKind.THANK}


def two_tabs(at: At, word: str, **said: Any) -> tuple[Seen, Seen]:
    """Return a page as it was opened first, and as it is once something was written and sent in another tab."""
    kept = _kept(answer(7, MENTEE, step=str(at.step.key), **said), at.now, at.state)
    kept = kept.model_copy(update={"words": {word: FOR_RUBEN}})
    reported = kept if kept.kind is AnswerKind.CHECK_IN else None
    return seen(at, MENTEE), seen(at.hears(MENTEE, **said), MENTEE, answered=kept, reported=reported)


def sent(page: Seen, saved: Seen, **fields: str) -> Any:
    """Return the answer that a press in one tab gives, after that of the other."""
    shown = page.soup.find("input", {"name": "shown"})
    assert shown
    form = Form({**fields, "shown": str(shown["value"])}, page.it.say)
    new = reply(question_of(saved.it) or "", form, saved.it)
    assert not form.problems
    return new


@pytest.mark.parametrize("word", ["note", "next_step"])
@pytest.mark.parametrize("kind", [StepKind.CHECK_IN, StepKind.NUDGE])
def test_an_older_tab_of_a_check_in_leaves_what_was_written_for_the_partner(kind: StepKind, word: str) -> None:
    older, newer = two_tabs(began().unanswered(kind), word, **REPORTED)
    better = {"met": "yes", "choice": "yes", "rating": "4"}
    assert sent(older, newer, **better).words[word] == FOR_RUBEN
    assert sent(older, newer, **better).said["note"] == (word == "note")
    assert sent(older, newer, **better, **{word: "Something else."}).words[word] == "Something else."
    assert sent(newer, newer, **better).words[word] == ""
    assert word not in sent(older, newer, met="close", choice="close").words


def test_an_older_tab_of_a_goodbye_leaves_the_thanks() -> None:
    pair = began(paired(Rules(duration_days=120))).unanswered(StepKind.CLOSING, answering=(MENTEE, MENTOR))
    older, newer = two_tabs(pair, "thanks", **THANKED)
    for choice in ("thank", "extend"):
        assert sent(older, newer, choice=choice).words["thanks"] == FOR_RUBEN
        assert sent(newer, newer, choice=choice).words["thanks"] == ""
    assert sent(older, newer, choice="thank").said["note"] is True
    assert sent(older, newer, choice="extend").said == {"choice": Choice.EXTEND}
