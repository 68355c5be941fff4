"""What a relay says is about the reader, about the letter, or about us: only the first two ever end a letter."""

import pytest

from activities.smtp import Relay
from activities.smtp_replies import Handed, Stage, understood
from schemas.names import MailState
from tests.activities.scripted_relay import HANG_UP, ScriptedRelay

FROM, TO, MESSAGE = "Rapport <rapport@example.org>", "ben@example.org", b"Subject: hello\r\n\r\nHello\r\n"

LATER = [
    ("GREETING", "421 4.3.2 Try later"),
    ("GREETING", HANG_UP),
    ("MAIL", "451 4.3.0 Try later"),
    ("MAIL", HANG_UP),
    ("RCPT", "450 4.7.1 Greylisted"),
    ("RCPT", "421 4.7.0 Too many"),
    ("RCPT", HANG_UP),
    ("DATA", "452 4.3.1 Out of space"),
    ("DATA", HANG_UP),
    ("DOT", "451 4.7.1 Try later"),
    ("DOT", "421 4.3.2 Shutting down"),
]
ABOUT_US = [
    ("GREETING", "554 5.3.2 No service here"),
    ("GREETING", "554 5.7.1 Your address is on our block list"),
    ("EHLO", "550 5.7.1 Go away"),
    ("MAIL", "530 5.7.0 Authentication required"),
    ("MAIL", "530 5.7.57 Client not authenticated to send mail"),
    ("MAIL", "553 5.1.8 Sender unknown"),
    ("MAIL", "550 5.1.1 User unknown"),
    ("MAIL", "550 no"),
    ("RCPT", "554 5.7.1 <ben@example.org>: Relay access denied"),
    ("RCPT", "454 4.7.1 <ben@example.org>: Relay access denied"),
    ("RCPT", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"),
    ("RCPT", "553 5.7.1 <rapport@example.org>: Sender address rejected: not owned by user rapport"),
    ("RCPT", "550 5.1.0 <rapport@example.org>: Sender address rejected: User unknown in virtual mailbox table"),
    ("RCPT", "550 5.1.1 <rapport@example.org>: Sender address rejected: undeliverable address: user unknown"),
    ("RCPT", "550 5.1.7 Bad sender address"),
    ("RCPT", "550 5.1.8 <rapport@example.org>: Sender address rejected: Domain not found"),
    ("RCPT", "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname"),
    ("RCPT", "550 5.7.1 Refused by policy"),
    ("RCPT", "550 5.4.1 Access denied"),
    ("RCPT", "550 5.7.64 TenantAttribution; Relay Access Denied"),
    ("RCPT", "530 5.7.0 Must issue a STARTTLS command first"),
    ("RCPT", "550 relay not permitted"),
    ("RCPT", "550-Verification failed for <rapport@example.org>\r\n550-Unknown user\r\n550 Sender verify failed"),
    ("RCPT", "550 sender address unknown"),
    ("RCPT", "551 User not local; please try <ben@elsewhere.example>"),
    ("RCPT", "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"),
    ("RCPT", "550 Requested action not taken: mailbox unavailable (e.g., mailbox not found, or rejected for policy)"),
    ("RCPT", "550 no"),
    ("RCPT", "554 transaction failed"),
    ("RCPT", "503 valid RCPT command must precede DATA"),
    ("DATA", "554 5.7.1 <DATA>: Data command rejected: Access denied"),
    ("DOT", "550 5.7.60 SMTP; Client does not have permissions to send as this sender"),
    ("DOT", "554 Message rejected: Email address is not verified. The following identities failed the check"),
    ("DOT", "550-5.7.26 This mail has been blocked because the sender is unauthenticated.\r\n550 5.7.26 See SPF"),
    ("DOT", "550 relay not permitted"),
    ("DOT", "530 5.7.0 Authentication required"),
]
# In the words of those who send them: a used-up quota, a paused account, a blocked machine.
ABOUT_US_AT_DOT = [
    "550 5.4.5 Daily user sending quota exceeded. a1-20020a - gsmtp",
    "550 5.4.5 Daily SMTP relay sending limit exceeded for this customer",
    "550 5.7.1 Daily SMTP relay limit exceeded for customer. - gsmtp",
    "550 5.7.0 Mail relay denied [192.0.2.1]. Invalid credentials for relay",
    "554 Message rejected: Sending paused for this account. Please check the inbox of the address with your account",
    "554 Message rejected: Account sending has been paused",
    "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
    "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message",
    "550 5.7.501 Service unavailable. Access Denied, spam abuse detected",
    "550 5.7.606 Access denied, banned sending IP [192.0.2.1]",
    "550 5.7.705 Access denied, tenant has exceeded threshold.",
    "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.",
    "550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains.",
    "554 5.7.1 Sandbox subdomains are for test purposes only. Please add your own domain",
    "550 5.7.1 Domain example.org is not allowed to send: disabled",
    "550 5.4.6 Unusual sending activity detected. Please try after sometime.",
    "554 5.1.8 Email Outgoing Blocked",
    "553 Relaying disallowed as rapport@example.org",
    "550 Message rate limit exceeded for this sender",
    "550 Domain example.org has exceeded the max emails per hour (150/150 (100%)) allowed. Message discarded.",
    "550 The from address does not match a verified Sender Identity. Mail cannot be sent until this is resolved.",
    "550 Unauthenticated senders not allowed",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
    "550 5.7.1 Our system has detected an unusual rate of unsolicited mail originating from your IP address.",
    "550 5.7.1 messages from [192.0.2.1] weren't sent since part of their network is on our block list (S3150).",
    "554 5.3.0 Sorry, your account has been suspended",
]
DEAD = [
    ("RCPT", "550 5.1.1 <ben@example.org>: Recipient address rejected: User unknown in relay recipient table"),
    ("RCPT", "550 5.1.2 No such domain"),
    ("RCPT", "501 5.1.3 Bad recipient address syntax"),
    ("RCPT", "551 5.1.6 User has moved"),
    ("RCPT", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
    ("RCPT", "550 5.2.1 Mailbox closed"),
    ("RCPT", "550-5.1.1 The account does\r\n550 5.1.1 not exist"),
    ("RCPT", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [BN7.prod.protection.outlook.com]"),
    ("RCPT", "550 no such user here"),
    ("RCPT", "550 Unknown user"),
    ("RCPT", "550 Unrouteable address"),
    ("RCPT", "550 <ben@example.org>: Recipient address rejected: User unknown in relay recipient table"),
    ("RCPT", "550 User doesn't exist: ben"),
    ("RCPT", "553 this mailbox is disabled"),
    ("RCPT", "550 sorry, no mailbox here by that name (#5.1.1)"),
    ("RCPT", "550 The email account that you tried to reach does not exist."),
    ("DOT", "550 5.1.1 No such user after all"),
]
ABOUT_THE_LETTER = [
    ("MAIL", "552 5.3.4 Message size exceeds fixed limit"),
    ("RCPT", "552 5.2.2 Mailbox full"),
    ("RCPT", "550 5.2.2 Mailbox full"),
    ("DOT", "550 5.7.1 Looks like spam"),
    ("DOT", "554 5.7.1 Message rejected due to content policy"),
    ("DOT", "552 5.3.4 Too large"),
    ("DOT", "554 5.6.0 Bad message"),
    ("DOT", "550 no"),
    ("DOT", "550 5.7.1 Our system has detected that this message is likely unsolicited mail"),
    ("DOT", "552 5.2.2 Mailbox quota exceeded"),
    ("DOT", "550 5.2.2 The recipient's quota is exceeded"),
    ("DOT", "550 Message size limit exceeded"),
    ("DOT", "554 delivery error: dd This user doesn't have a mailbox here [0]"),
    ("DOT", "554 delivery error: dd This account has been disabled or discontinued"),
]
NOBODY_KNOWS = [("DOT", HANG_UP), ("DOT", "gibberish")]


async def _handed(server: ScriptedRelay, relay: Relay, stage: str, reply: str) -> Handed:
    """Return what comes of one letter; the next one goes through, whatever was said."""
    server.says(stage, reply)
    if stage == "EHLO":
        server.says("HELO", reply)  # the older greeting is tried next
    handed = await relay.send(FROM, TO, MESSAGE)
    assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
    assert len(server.transactions) == 1
    return handed


@pytest.mark.parametrize(("stage", "reply"), LATER)
async def test_what_is_put_off_waits(server: ScriptedRelay, relay: Relay, stage: str, reply: str) -> None:
    handed = await _handed(server, relay, stage, reply)
    assert (handed.state, handed.refuses_us, handed.bad_address) == (MailState.DEFERRED, False, False)


@pytest.mark.parametrize(("stage", "reply"), ABOUT_US)
async def test_a_refusal_that_concerns_us_costs_no_letter_and_no_reader(
    server: ScriptedRelay, relay: Relay, stage: str, reply: str
) -> None:
    handed = await _handed(server, relay, stage, reply)
    assert (handed.state, handed.bad_address) == (MailState.DEFERRED, False)
    assert handed.refuses_us == reply.startswith("5")


@pytest.mark.parametrize("reply", ABOUT_US_AT_DOT)
async def test_a_used_up_quota_or_a_blocked_account_concerns_us(
    server: ScriptedRelay, relay: Relay, reply: str
) -> None:
    handed = await _handed(server, relay, "DOT", reply)
    assert (handed.state, handed.refuses_us, handed.bad_address) == (MailState.DEFERRED, True, False)


@pytest.mark.parametrize(("stage", "reply"), DEAD)
async def test_a_reader_is_unreachable_where_the_relay_says_so_of_the_mailbox(
    server: ScriptedRelay, relay: Relay, stage: str, reply: str
) -> None:
    handed = await _handed(server, relay, stage, reply)
    assert (handed.state, handed.refuses_us, handed.bad_address) == (MailState.REJECTED, False, True)


@pytest.mark.parametrize(("stage", "reply"), ABOUT_THE_LETTER)
async def test_a_letter_that_is_not_wanted_is_rejected(
    server: ScriptedRelay, relay: Relay, stage: str, reply: str
) -> None:
    handed = await _handed(server, relay, stage, reply)
    assert (handed.state, handed.refuses_us, handed.bad_address) == (MailState.REJECTED, False, False)


@pytest.mark.parametrize(("stage", "reply"), NOBODY_KNOWS)
async def test_after_the_dot_no_answer_is_a_doubt(server: ScriptedRelay, relay: Relay, stage: str, reply: str) -> None:
    assert (await _handed(server, relay, stage, reply)).state is MailState.UNKNOWN


def test_a_wrong_password_is_about_us() -> None:
    assert understood(Stage.CONNECT, 535, "5.7.8 Wrong").refuses_us
