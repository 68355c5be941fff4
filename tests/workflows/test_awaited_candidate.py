"""A search that waits for a mentor who is on leave decides again when there is news about them."""

from datetime import timedelta
from uuid import UUID

import pytest

from schemas.messages import News, StepOutcome
from schemas.names import NewsKind, Role
from schemas.reason import Reason, ReasonCode
from tests.policy.pairs import START, seeking
from tests.workflows.harness import Run


@pytest.mark.parametrize("kind", [NewsKind.LEFT, NewsKind.BACK, NewsKind.AWAY, NewsKind.AVAILABILITY])
def test_news_about_the_mentor_who_is_waited_for_wakes_the_search(kind: NewsKind) -> None:
    run = Run(seeking(), START)
    run.pass_until(START + timedelta(days=1))
    back = run.now + timedelta(days=12)
    candidate = run.state.candidates[0].person
    run.finish(StepOutcome.postponed(back, Reason(code=ReasonCode.ON_LEAVE, who=(Role.MENTOR,), until=back)))
    run.pass_until(run.now + timedelta(days=2))
    assert not run.steps
    run.send(News(id=UUID(int=1), about=Role.MENTOR, person=candidate, kind=kind), "news")
    run.pass_until(run.now + timedelta(days=1))
    assert run.order.step.key == "request/1"
    assert run.order.now < back - timedelta(days=8)
