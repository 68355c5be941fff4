"""A letter about a break or an end says why it comes, and never that one of the two wished for the end."""

import re
from datetime import timedelta
from itertools import product

import pytest

from letters.render import write
from schemas.letter import LetterName
from schemas.names import PAIR, Phase, Role
from schemas.reason import Reason, ReasonCode
from tests.letters.lives import Life
from tests.letters.samples import LANGUAGES, PEOPLE, rich
from tests.letters.test_only_if_so import FORMS, says
from tests.policy.pairs import paired
from tests.policy.stories import under_way

ENDED = Reason(code=ReasonCode.DECIDED_TO_END)
ENDS: list[tuple[LetterName, Role, bool]] = [("closing", role, False) for role in PAIR]
ENDS += [("withdrawn", role, given) for role in PAIR for given in (False, True)]
ANY_WISH = re.compile(r"\bas you (?:asked|wished)\b|\bgewünscht\b|\bcomo (?:pediste|querías)\b")
ASKED = Reason(code=ReasonCode.BREAK_ASKED)
CHANGED = Reason(code=ReasonCode.BREAK_CHANGED)
OURS = (
    "The people who run Leading Well asked for it.",
    "Die Verantwortlichen im Programm Leading Well haben darum gebeten.",
    "Lo han pedido las personas responsables de Leading Well.",
)
WHY = {
    (Role.HR,): "The people who run Leading Well asked for it.",
    (Role.HR, Role.MENTOR): "The people who run Leading Well asked for it.",
    (Role.MENTOR,): "That is because you are away.",
    (Role.MENTEE,): "That is because Ana is away.",
    (Role.MENTEE, Role.MENTOR): "That is because you and Ana are both away.",
}


@pytest.mark.parametrize("away", WHY)
@pytest.mark.parametrize("phase", [Phase.SEEKING, Phase.AGREEING, Phase.ACTIVE])
def test_a_break_says_whose_it_is(phase: Phase, away: tuple[Role, ...]) -> None:
    asked, on_leave = tuple(one for one in away if one is Role.HR), tuple(one for one in away if one in PAIR)
    letter = rich("paused", away=away, phase=phase, reason=ASKED, asked=asked, on_leave=on_leave)
    text = write(letter).text
    assert [why for why in dict.fromkeys(WHY.values()) if why in text] == [WHY[away]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_date_of_return_does_not_come_as_the_same_letter_again(language: str) -> None:
    to = PEOPLE[Role.MENTOR].model_copy(update={"language": language})
    first, again = (
        write(rich("paused", to=to, away=(Role.HR,), asked=(Role.HR,), reason=reason)) for reason in (ASKED, CHANGED)
    )
    assert first.subject != again.subject
    assert len(again.text) > len(first.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "role", "given"), ENDS)
def test_an_end_says_what_brought_it_and_is_silent_on_a_wish_of_the_other(
    language: str, name: LetterName, role: Role, given: bool
) -> None:
    to = PEOPLE[role].model_copy(update={"language": language})
    outcome = "withdrawn" if name == "withdrawn" else "ended_early"
    known = {"to": to, "given": given, "outcome": outcome, "reason": ENDED}
    causes = ("time", "reader", "programme", "") if name == "closing" else ("reader", "programme", "")
    texts = {cause: write(rich(name, role, ended_by=cause, **known)).text for cause in causes}
    assert len(set(texts.values())) == len(causes)
    assert ANY_WISH.search(texts["reader"])
    assert not ANY_WISH.search(texts[""])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_break_that_was_asked_for_is_no_absence_and_a_date_that_hr_set_says_so(language: str) -> None:
    to = PEOPLE[Role.MENTOR].model_copy(update={"language": language})
    known: dict[str, object] = {"to": to, "away": PAIR, "reason": CHANGED}
    by: list[dict[str, object]] = [
        {"asked": (Role.MENTOR,), "on_leave": ()},
        {"asked": (Role.MENTEE,), "on_leave": ()},
        {"asked": PAIR, "on_leave": ()},
        {"asked": (), "on_leave": (Role.MENTOR,)},
        {"asked": (), "on_leave": (Role.MENTEE,)},
        {"asked": (Role.MENTOR,), "on_leave": (Role.MENTEE,)},
        {"asked": (Role.MENTOR,), "on_leave": (), "dated_by_hr": True},
    ]
    texts = [write(rich("paused", Role.MENTOR, **known, **each)).text for each in by]
    assert len(set(texts)) == len(by)


@pytest.mark.parametrize("longest", [Role.HR, Role.MENTEE])
def test_a_break_is_said_to_be_the_programmes_only_if_it_lasts_as_long_as_theirs(longest: Role) -> None:
    """Ana asked for a longer one, and both read that the people who run the programme had."""
    life = Life(paired())
    under_way(life)
    step = life.takes("check_in")
    days = {Role.HR: 20, Role.MENTEE: 20, longest: 40}
    life.hears(Role.HR, "pause", until=life.now + timedelta(days=days[Role.HR]))
    life.hears(Role.MENTEE, "adjust", step.key, choice="pause", until=life.now + timedelta(days=days[Role.MENTEE]))
    life.goes_on_until("paused")
    told = [sent.letter for sent in life.letters if sent.letter.name == "paused"]
    assert {letter.role for letter in told} == set(PAIR)
    for letter, form in product(told, FORMS):
        assert any(ours in says(letter, form) for ours in OURS) is (longest is Role.HR)


def test_in_english_it_says_who_asked_and_who_is_away() -> None:
    asked = write(rich("paused", Role.MENTOR, away=(Role.MENTEE,), asked=(Role.MENTEE,), on_leave=())).text
    assert "Ana asked for this break." in asked
    assert "away" not in asked
    mixed = write(rich("paused", Role.MENTOR, away=PAIR, asked=(Role.MENTOR,), on_leave=(Role.MENTEE,))).text
    assert "You asked for this break." in mixed
    assert "Ana is also away." in mixed


@pytest.mark.parametrize(("reason", "says_who"), [(ASKED, True), (CHANGED, False)])
def test_a_day_that_hr_set_is_beside_who_asked_in_the_first_letter_and_alone_in_the_next(
    reason: Reason, says_who: bool
) -> None:
    known = {"away": PAIR, "asked": (Role.MENTOR,), "on_leave": (), "dated_by_hr": True, "reason": reason}
    dated = write(rich("paused", Role.MENTOR, **known)).text
    assert "The people who run Leading Well set this day." in dated
    assert ("You asked for this break." in dated) is says_who


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_last_notice_thanks_whoever_has_answered_every_letter(language: str) -> None:
    to = PEOPLE[Role.MENTOR].model_copy(update={"language": language})
    silent, faithful = (
        write(rich("last_notice", Role.MENTOR, to=to, only_partner_silent=answered)).text for answered in (False, True)
    )
    thanks = {"en": "Thank you for answering.", "de": "danke, dass", "es": "Gracias por responder."}
    assert thanks[language[:2]] in " ".join(faithful.split())
    assert thanks[language[:2]] not in " ".join(silent.split())


def test_a_break_that_one_asked_for_and_the_other_ones_leave_are_two_reasons() -> None:
    """The leave was once given as the reason of the wish: "You asked for this break. That is because Ben is away."."""
    both = {"away": (Role.MENTEE, Role.MENTOR), "asked": (Role.MENTEE,), "on_leave": (Role.MENTOR,)}
    mine, theirs = (write(rich("paused", role, **both)).text for role in (Role.MENTEE, Role.MENTOR))
    assert "You asked for this break." in mine
    assert "Ben is also away." in mine
    assert "Ana asked for this break." in theirs
    assert "You are also away." in theirs
    assert "That is because" not in mine + theirs
