"""Counters grow in place: whoever reads when they were created sees no reset."""

import re

from gateway.http.metrics import Metrics
from intake.condition import LASTING, Condition


def test_a_counter_is_created_once_and_counts_what_is_new() -> None:
    metrics, condition = Metrics(), Condition()
    cause = sorted(LASTING)[0]
    made = []
    for seen in (1, 3):
        condition.kept[cause] = seen
        metrics.observe(condition)
        text = metrics.text().decode()
        assert f'rapport_kept_total{{cause="{cause}"}} {seen}.0' in text
        made.append(re.findall(r"^rapport_kept_created.*", text, re.M))
    assert made[0] == made[1]
