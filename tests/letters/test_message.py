"""A message reads back as what was meant, in any script, and is the same at every try."""

import re
from datetime import UTC, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.address import ascii_address
from letters.headers import mailbox
from letters.message import compose, message_id
from letters.render import write
from schemas.letter import Letter, Written
from schemas.names import Role
from schemas.people import Person
from tests.letters.samples import BEN, CASES, EVA, NOW, envelope, person, rich

PRINTABLE = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"))
WORD = st.text(PRINTABLE, min_size=1, max_size=140)
LINE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
SCRIPTS = [
    "Plain words",
    "Zażółć gęślą jaźń, proszę",
    "Το άλογο και η θάλασσα το βράδυ",
    "Настав­ничество: первая встреча во вторник",
    "مرحبا، هل يمكننا أن نلتقي الأسبوع المقبل؟",
    "こんにちは、来週お会いできますか、よろしくお願いします",
    "👩🏽‍💻🇪🇺 emoji in a row 🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱",
    "=?utf-8?q?looks_encoded?=",
    'Commas, "quotes" <angles> (brackets) \\ back; semi: colon @ at',
    "W" * 600,
    "w " * 300 + "end",
]


def parsed(raw: bytes) -> EmailMessage:
    """Return a message as the standard library reads it."""
    return message_from_bytes(raw, policy=policy.default)


def sent(letter: Letter | None = None, written: Written | None = None, to: Person = BEN, **more: object) -> bytes:
    """Return the bytes of a letter."""
    letter = letter or rich("request")
    return compose(letter, written or write(letter), envelope(to=to, **more))


def check_form(raw: bytes) -> None:
    """Assert what every message must satisfy on the wire (RFC 5321 §4.5.3.1, RFC 5322 §2.1)."""
    assert max(raw) < 128
    assert raw.endswith(b"\r\n")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    head = raw.partition(b"\r\n\r\n")[0].decode()
    for word in re.findall(r"=\?[^?]+\?[bqBQ]\?[^?]*\?=", head):
        assert len(word) <= 75
    for name, value in re.findall(r"(?m)^([A-Za-z-]+): ((?:.*\r?\n[ \t])*.*)", head):
        if name not in ("Subject", "From", "To", "Reply-To"):
            assert "=?" not in value
    assert not re.search(r"(?m)^[ \t]+\r?$", head)  # a folded line of nothing but spaces


@pytest.mark.parametrize(("name", "role"), CASES)
def test_every_letter_reads_back(name: str, role: str) -> None:
    letter = rich(name, role)  # type: ignore[arg-type]
    written = write(letter)
    raw = sent(letter, written)
    check_form(raw)
    message = parsed(raw)
    assert not message.defects
    assert message["Subject"] == written.subject
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert [part.get_content_type() for part in (text, html)] == ["text/plain", "text/html"]
    assert text.get_content().splitlines() == written.text.splitlines()
    assert html.get_content().splitlines() == written.html.splitlines()


def test_the_headers_are_those_we_promise() -> None:
    message = parsed(sent())
    assert message["From"] == "Leading Well at Acme <rapport@example.org>"
    assert message["Reply-To"] == "Eva Lind <eva@example.org>"
    assert message["To"] == "Ben Okoro <ben@example.org>"
    assert message["Date"] == "Sun, 22 Nov 2026 09:00:00 +0000"
    assert message["Message-ID"] == "<018f9c1e-0000-7000-8000-000000000001@example.org>"
    assert message["In-Reply-To"] == message["References"] == "<018f9c1e-0000-7000-8000-000000000000@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert set(message["X-Auto-Response-Suppress"].split(", ")) == {"DR", "RN", "NRN", "AutoReply"}
    assert message["Precedence"] is None
    assert len(message.keys()) == len(set(message.keys()))


def test_the_first_letter_of_a_thread_answers_nothing() -> None:
    message = parsed(sent(thread=None))
    assert message["In-Reply-To"] is None
    assert message["References"] is None


def test_the_same_letter_is_the_same_bytes() -> None:
    assert sent() == sent()
    zone = timezone(timedelta(hours=5, minutes=45))
    assert sent(date=NOW.astimezone(zone)) == sent()
    assert sent(date=NOW.replace(tzinfo=None)) == sent(date=NOW.replace(tzinfo=UTC))
    assert sent(id=UUID(int=9)) != sent()


@pytest.mark.parametrize("subject", SCRIPTS)
def test_a_subject_survives_in_every_script_and_length(subject: str) -> None:
    subject = " ".join(subject.split())
    raw = sent(written=Written(subject=subject, text=subject, html=subject))
    check_form(raw)
    assert parsed(raw)["Subject"] == subject


@settings(max_examples=300, deadline=None)
@given(LINE, LINE, LINE)
def test_headers_survive_whatever_people_are_called(subject: str, given_name: str, body: str) -> None:
    to = person(7, given_name, "Óg", email="someone@example.org")
    raw = sent(written=Written(subject=subject, text=body, html=body), to=to)
    check_form(raw)
    assert parsed(raw)["Subject"] == subject
    # Not the newer parser: it keeps the space between two encoded words of a name, against RFC 2047 §6.2.
    display, address = parseaddr(str(message_from_bytes(raw)["To"]))
    assert str(make_header(decode_header(display))) == f"{given_name} Óg"
    assert address == "someone@example.org"


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=400))
def test_plain_ascii_survives_too(name: str) -> None:
    name = " ".join(name.split()) or "x"
    raw = sent(written=Written(subject=name, text="x", html="x"), to=person(7, name, "", email="s@example.org"))
    check_form(raw)
    message = parsed(raw)
    assert message["Subject"] == name
    assert message["To"].addresses[0].display_name == name


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=2000))
def test_bodies_survive_in_every_script(body: str) -> None:
    raw = sent(written=Written(subject="x", text=body, html=body))
    check_form(raw)
    for part in parsed(raw).iter_parts():
        assert isinstance(part, EmailMessage)
        assert part.get_content().splitlines() == (body.splitlines() or [""])


def test_dots_and_from_lines_survive() -> None:
    body = ".\n..\n.hidden\nFrom here on\n" + "y" * 5000 + " \n"
    text = next(parsed(sent(written=Written(subject="x", text=body, html=body))).iter_parts())
    assert isinstance(text, EmailMessage)
    assert text.get_content().splitlines() == body.splitlines()


@pytest.mark.parametrize("break_", ["\r\nBcc: spy@example.org", "\n", "\r", "\x00", "\x1b"])
def test_a_line_break_in_a_header_is_refused(break_: str) -> None:
    with pytest.raises(ValueError, match="line breaks"):
        sent(written=Written(subject=f"Hello{break_}", text="", html=""))
    with pytest.raises(ValueError, match="thread"):
        sent(thread=f"<a@b>{break_}")
    with pytest.raises(ValueError, match="address"):
        sent(sender=f"Rapport <rapport@example.org{break_}>")
    with pytest.raises(ValueError, match="line breaks"):
        mailbox("To", f"Ben{break_}x", "ben@example.org")
    with pytest.raises(ValueError, match="domain"):
        message_id(envelope(domain=f"example.org{break_}"))


@pytest.mark.parametrize(
    "email",
    ["", "ben", "@example.org", "a@b@c", "a b@example.org", "a,b@example.org", "ben@-x-", "ä@example.org", "<a@b>"],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(ValueError, match="correct it in the roster"):
        ascii_address(email)


def test_a_domain_beyond_ascii_is_written_the_way_relays_know() -> None:
    assert ascii_address("ana@bücher.example") == "ana@xn--bcher-kva.example"


@pytest.mark.parametrize("break_", ["\r\nBcc: spy@example.org", "\n", "\t", "\x00"])
def test_a_name_with_a_line_break_makes_no_header_and_holds_up_no_letter(break_: str) -> None:
    message = parsed(sent(to=BEN.model_copy(update={"given_name": f"Ben{break_}"})))
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "ben@example.org"


@pytest.mark.parametrize("email", ["", "ben", "bén@example.org", "ben@example.org\r\nBcc: spy@example.org", "a@b, c@d"])
def test_an_address_that_no_relay_takes_is_left_out_and_holds_up_no_letter(email: str) -> None:
    """The transport refuses it, so that the person is known to be unreachable."""
    message = parsed(sent(to=BEN.model_copy(update={"email": email})))
    assert message["To"].addresses == ()
    assert message["To"].groups[0].display_name == "Ben Okoro"
    assert message["Bcc"] is None


def test_a_sender_without_a_name_will_do() -> None:
    assert parsed(sent(sender="rapport@example.org"))["From"] == "Leading Well at Acme <rapport@example.org>"


def test_a_programme_that_names_its_organisation_does_not_say_it_twice() -> None:
    assert (
        parsed(sent(rich("request", programme="Acme mentoring")))["From"].addresses[0].display_name == "Acme mentoring"
    )


@pytest.mark.parametrize("coordinator", [None, EVA.model_copy(update={"email": "eva"})])
def test_a_reply_reaches_the_sender_where_there_is_no_coordinator_to_read_it(coordinator: Person | None) -> None:
    message = parsed(sent(rich("request", coordinator=coordinator)))
    assert message["Reply-To"] == message["From"]


def test_a_coordinator_does_not_reply_to_themselves() -> None:
    message = parsed(sent(rich("task", Role.COORDINATOR), to=EVA))
    assert message["Reply-To"] == message["From"]


@pytest.mark.parametrize(
    "name", ['Grüße, "Acme" <ceo@acme.example>', "تعليم القيادة", "🌱" * 200, "x\r\nBcc: spy@example.org"]
)
def test_a_programme_may_be_called_anything(name: str) -> None:
    raw = sent(rich("request", programme=name))
    check_form(raw)
    message = parsed(raw)
    assert [one.addr_spec for one in message["From"].addresses] == ["rapport@example.org"]
    assert message["Bcc"] is None
