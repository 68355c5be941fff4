"""A mentee for whom somebody is being looked for again does not read that nobody was found."""

import pytest

from letters.render import write
from schemas.names import Formality, Outcome, Role
from tests.letters.samples import ANA, rich

SAYS = [
    ("en", Formality.INFORMAL, "One of your requests for a mentor has ended", "started for you since then goes on"),
    (
        "de",
        Formality.INFORMAL,
        "Eine deiner Mentoring-Anfragen ist beendet",
        "seither für dich begonnen haben",
    ),
    (
        "de",
        Formality.FORMAL,
        "Eine Ihrer Mentoring-Anfragen ist beendet",
        "seither für Sie begonnen haben",
    ),
    ("es", Formality.INFORMAL, "Una de tus solicitudes de mentoría ha terminado", "desde entonces sigue como está"),
]


@pytest.mark.parametrize(("language", "formality", "subject", "says"), SAYS)
@pytest.mark.parametrize("outcome", [Outcome.DECLINED, Outcome.LAPSED, Outcome.WITHDRAWN])
def test_where_another_search_has_begun_the_end_of_the_first_says_so(
    language: str, formality: Formality, subject: str, says: str, outcome: Outcome
) -> None:
    to = ANA.model_copy(update={"language": language})
    ended = rich("withdrawn", Role.MENTEE, mentor=None, to=to, formality=formality, outcome=outcome)
    anew = write(ended.model_copy(update={"begun_anew": True}))
    assert anew.subject == subject
    assert says in anew.text
    assert says not in write(ended).text
    found_nobody = "could not find", "niemand gefunden", "no hemos encontrado"
    assert not any(words in anew.text for words in found_nobody)
