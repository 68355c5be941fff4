"""The catcher: what was sent can be read again, byte for byte, by people and by scripts."""

from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import pytest

from stack.catcher.local_stack import Around
from stack.catcher.server import Catcher, catching
from stack.catcher.web import application


def letter(to: str = "Ana Gómez <ana@lantern.example>", subject: str = "Grüße, Ana", number: int = 1) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Lantern mentoring <mentoring@lantern.example>"
    mail["To"], mail["Subject"] = to, subject
    mail["Date"] = "Tue, 05 Jan 2027 10:00:00 +0100"
    mail["Message-ID"] = f"<{number}@lantern.example>"
    mail.set_content("Hello Ana\n.a line that begins with a dot\n\n")
    mail.add_alternative(
        "<html><head></head><body><a href='http://127.0.0.1/a/x'>Yes</a></body></html>", subtype="html"
    )
    return mail.as_bytes().replace(b"\n", b"\r\n")


async def send(catcher: Catcher, raw: bytes, *recipients: str) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=catcher.smtp_port) as smtp:
        await smtp.sendmail("bounces@lantern.example", recipients or ("ana@lantern.example",), raw)


def browser(catcher: Catcher, stack: Around | None = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(application(catcher, stack))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


async def test_what_was_sent_comes_back_byte_for_byte(catcher: Catcher) -> None:
    raw = letter()
    await send(catcher, raw)
    [mail] = catcher.mailbox.mails
    async with browser(catcher) as client:
        assert (await client.get(f"/api/v1/message/{mail.id}/raw")).content == raw


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("to:ana@lantern.example", {"Grüße, Ana", "Second thoughts"}),
        ("second thoughts", {"Second thoughts"}),
        ("to:ben@lantern.example hello", {"For Ben"}),
        ("to:nobody", set()),
    ],
)
async def test_search_finds_by_person_subject_and_words(catcher: Catcher, query: str, subjects: set[str]) -> None:
    await send(catcher, letter())
    await send(catcher, letter(subject="Second thoughts", number=2))
    await send(catcher, letter("ben@lantern.example", "For Ben", 3), "ben@lantern.example")
    async with browser(catcher) as client:
        found = (await client.get("/api/v1/search", params={"query": query})).json()
    assert {one["Subject"] for one in found["messages"]} == subjects
    assert found["messages_count"] == len(subjects)
    assert found["total"] == 3
    assert all(set(one) == {"ID", "MessageID", "To", "Subject"} for one in found["messages"])


async def test_the_newest_mail_comes_first(catcher: Catcher) -> None:
    for number in range(5):
        await send(catcher, letter(subject=f"Number {number}", number=number))
    async with browser(catcher) as client:
        found = (await client.get("/api/v1/search", params={"query": "number"})).json()
        latest = await client.get("/api/v1/message/latest/raw")
        inbox = (await client.get("/")).text
    assert [one["Subject"] for one in found["messages"]] == [f"Number {number}" for number in (4, 3, 2, 1, 0)]
    assert b"Number 4" in latest.content
    assert inbox.index("Number 4") < inbox.index("Number 0")


async def test_a_mail_sent_twice_is_called_out(catcher: Catcher) -> None:
    await send(catcher, letter())
    await send(catcher, letter())
    await send(catcher, letter(number=2))
    async with browser(catcher) as client:
        inbox = (await client.get("/")).text
    assert inbox.count("arrived twice") == 2


async def test_mail_is_still_there_after_a_restart(tmp_path: Path) -> None:
    raw = letter()
    async with catching(tmp_path) as catcher:
        await send(catcher, raw)
        catcher.mailbox.mails[0].open()
    async with catching(tmp_path) as catcher:
        [mail] = catcher.mailbox.mails
        assert mail.seen
        assert mail.raw == raw
        assert mail.envelope.recipients == ("ana@lantern.example",)


async def test_a_refused_person_gets_nothing_and_the_sender_hears_why(catcher: Catcher) -> None:
    catcher.behaviour.refuse["gone@lantern.example"] = "550 5.1.1 No such person"
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused, match="No such person"):
        await send(catcher, letter(), "gone@lantern.example")
    assert not catcher.mailbox.mails


async def test_the_first_tries_can_be_deferred(catcher: Catcher) -> None:
    catcher.behaviour.defer = 1
    with pytest.raises(aiosmtplib.SMTPDataError, match="Try again later"):
        await send(catcher, letter())
    await send(catcher, letter())
    assert len(catcher.mailbox.mails) == 1


@pytest.mark.parametrize(("fault", "kept"), [("drop", 1), ("lose", 0)])
async def test_the_line_can_break_after_the_final_dot(catcher: Catcher, fault: str, kept: int) -> None:
    setattr(catcher.behaviour, fault, 1)
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(catcher, letter())
    assert len(catcher.mailbox.mails) == kept


async def test_broken_mail_is_shown_all_the_same(catcher: Catcher) -> None:
    await send(catcher, b"Subject: =?x-unknown?q?odd?=\r\nContent-Type: text/plain; charset=nope\r\n\r\n\xff\xfe\r\n")
    await send(catcher, b"no header at all\r\n")
    async with browser(catcher) as client:
        inbox = await client.get("/")
        pages = [await client.get(f"/mail/{mail.id}") for mail in catcher.mailbox.mails]
    assert {page.status_code for page in (inbox, *pages)} == {200}
