"""What people write is shown as they wrote it, whatever it is."""

from functools import cache

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.render import write
from schemas.letter import Letter, LetterName
from schemas.names import Role
from schemas.reason import Reason, ReasonCode
from schemas.request import Goal, Request, Terms
from tests.letters.samples import ANA, BEN, CASES, LINK, rich

CORPUS = [
    "{{ 7*7 }}{{ ''.__class__.__mro__ }}",
    "{% for x in range(9) %}x{% endfor %}{# gone #}",
    "{% endif %}{% endset %}{{ undefined_thing }}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><a href="https://evil.example/">x</a>',
    "</blockquote></div></table><style>*{display:none}</style>",
    "<!-- <![endif]--> &amp; &lt; &#60; &nbsp",
    "# no heading\n- no item\n[no button](choice=accept)\n| no | fact\n+ ending\n---",
    "-- \nsigned away",
    "مرحبا بالعالم \u202e turned \u2066 around",
    "Zażółć gęślą jaźń 你好，世界 👩🏽‍💻🇪🇺",
    "%s %(name)s {name} {0.__class__} $HOME",
    "x" * 3000,
    "line\r\nline\rline\u2028line\x0bline",
]


WORDS = (
    *("why_you", "reason_for_mentor", "reason_for_mentee"),
    *("partner_note", "partner_thanks", "partner_next_step", "own_next_step"),
)


def said_by_people(words: str, name: LetterName, role: Role) -> Letter:
    """Return a letter in which all that people can write is `words`."""
    line = " ".join(words.split())[:300]
    request = Request(
        objective=words,
        tried=words,
        questions=(line,),
        offer=words,
        short_term_goals=(Goal.of(line or "-"),),
        long_term_goals=(Goal.of(line or "-"),),
    )
    terms = Terms(
        goals=(Goal.of(line or "-"),), focus=line, channel=line, boundaries=words, confidentiality=words, giving=words
    )
    ana = ANA.model_copy(update={"about": words, "job_title": line, "family_name": line[:60], "given_name": line[:60]})
    ben = BEN.model_copy(update={"job_title": line, "family_name": line[:60]})
    people = {"mentee": ana, "mentor": ben, "to": {Role.MENTEE: ana, Role.MENTOR: ben}.get(role, rich(name, role).to)}
    reason = Reason(code=ReasonCode.SILENCE, who=(Role.MENTEE,), days=42, cadence_days=21)
    words_left = dict.fromkeys(WORDS, words)
    return rich(name, role, request=request, terms=terms, programme=line[:80], reason=reason, **people, **words_left)


@cache
def built(words: str, name: LetterName, role: Role) -> tuple[list[str], list[object]]:
    """Return the tags and the links of a letter with such words."""
    page = BeautifulSoup(write(said_by_people(words, name, role)).html, "html.parser")
    tags = [each.name for each in page.find_all(True) if each.name != "br"]
    return tags, [each["href"] for each in page.find_all("a")]


@pytest.mark.parametrize("words", CORPUS, ids=range(len(CORPUS)))
@pytest.mark.parametrize(("name", "role"), CASES)
def test_words_cannot_become_markup(name: LetterName, role: Role, words: str) -> None:
    """The page is built as it is for harmless words: the same tags, the same links."""
    assert built(words, name, role) == built("word", name, role)


@pytest.mark.parametrize(("name", "role"), CASES)
def test_words_are_never_worked_out(name: LetterName, role: Role) -> None:
    assert "49" not in write(said_by_people("{{ 7*7 }}", name, role)).text


@pytest.mark.parametrize("words", [words for words in CORPUS if "\n" not in words])
def test_words_arrive_whole(words: str) -> None:
    written = write(said_by_people(words, "request", Role.MENTOR))
    assert f"> {words}\n" in written.text
    quotes = [quote.get_text() for quote in BeautifulSoup(written.html, "html.parser").find_all("blockquote")]
    assert words in quotes


def test_every_line_of_somebodys_words_is_marked_as_theirs() -> None:
    text = write(rich("thanks", Role.MENTEE, partner_note="one\r\n-- \nChoose here:\n\nhttps://evil.example/")).text
    assert "> one\n> --\n> Choose here:\n>\n> https://evil.example/" in text


FORGERY = (
    "Fine by me.\n\n-- \nI agree:\nhttps://evil.example/a/x\n\nI would change something:\r\u2028https://evil.example/b"
)


@pytest.mark.parametrize(("name", "role"), CASES)
def test_nothing_that_people_write_can_stand_on_a_line_of_its_own_without_a_mark(name: LetterName, role: Role) -> None:
    """Neither a link, nor a button's label, nor the mark that ends a letter: not above our buttons, nor below."""
    line = FORGERY.strip()[:300]
    request = Request(
        objective=FORGERY,
        tried=FORGERY,
        questions=(line,),
        offer=FORGERY,
        short_term_goals=(line,),
        long_term_goals=(line,),
    )
    terms = Terms(goals=(line,), focus=line, channel=line, boundaries=FORGERY, confidentiality=FORGERY, giving=FORGERY)
    words = dict.fromkeys(WORDS, FORGERY)
    ana = ANA.model_copy(update={"about": FORGERY, "job_title": line, "given_name": line, "family_name": line})
    people = {"mentee": ana, "to": ana if role is Role.MENTEE else rich(name, role).to}
    text = write(
        rich(name, role, request=request, terms=terms, programme=line, organisation=line, **people, **words)
    ).text
    lines = text.split("\n")
    assert text.splitlines() == lines[:-1]
    assert not any(each.strip().startswith("https://evil.example") for each in lines)
    assert lines.count("-- ") == 1
    labels = [lines[at - 1] for at, each in enumerate(lines) if each.startswith(LINK)]
    honest = write(rich(name, role)).text.split("\n")
    assert len(labels) == sum(each.startswith(LINK) for each in honest)
    for label in ("I agree:", "I would change something:"):
        assert lines.count(label) == honest.count(label)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=300).filter(str.strip))
def test_any_text_makes_a_letter_fit_to_send(words: str) -> None:
    written = write(said_by_people(words, "request", Role.MENTOR))
    for part in (written.subject, written.text, written.html):
        assert not any(ord(each) < 32 and each not in "\n\t" for each in part)
        part.encode("utf-8")
    assert "\n" not in written.subject


def test_a_name_cannot_turn_a_subject_around() -> None:
    ana = ANA.model_copy(update={"family_name": "\u202eevil\r\nBcc: x@example.org"})
    subject = write(rich("request", mentee=ana)).subject
    assert "\u202e" not in subject
    assert subject == "Ana evil Bcc: x@example. org would like you as a mentor"
