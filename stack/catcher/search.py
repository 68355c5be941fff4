"""Mailpit's search language, as far as we need it: to: from: cc: bcc: subject: message-id: is:, free words, - for not.

Source: https://mailpit.axllent.org/docs/usage/search-filters/
"""

import re
from collections.abc import Callable, Iterable

from stack.catcher.mailbox import Mail
from stack.catcher.reading import Address

TERM = re.compile(r'(?:[^\s"]|"[^"]*")+')


def _people(addresses: Iterable[Address | None]) -> str:
    return " ".join(f"{one.name} {one.address}" for one in addresses if one)


FIELDS: dict[str, Callable[[Mail], str]] = {
    "to": lambda mail: _people(mail.reading.to),
    "from": lambda mail: _people([mail.reading.sender]),
    "cc": lambda mail: _people(mail.reading.cc),
    "bcc": lambda mail: _people(mail.reading.bcc),
    "subject": lambda mail: mail.reading.subject,
    "message-id": lambda mail: mail.envelope.message_id,
    "is": lambda mail: "read" if mail.seen else "unread",
}


def _everything(mail: Mail) -> str:
    reading = mail.reading
    people = _people((reading.sender, *reading.to, *reading.cc, *reading.bcc))
    return f"{people} {reading.subject} {reading.text}"


def _matches(mail: Mail, term: str) -> bool:
    field, colon, value = term.partition(":")
    if not colon or field not in FIELDS:
        return term in _everything(mail).lower()
    found = FIELDS[field](mail).lower()
    return found == value if field == "is" else value in found


def search(mails: Iterable[Mail], query: str) -> list[Mail]:
    """Return the mails that match every term of a query, in the order given."""
    terms = [term.replace('"', "").lower() for term in TERM.findall(query)]
    wanted = [term for term in terms if term[:1] not in "-!"]
    unwanted = [term[1:] for term in terms if term[:1] in "-!" and len(term) > 1]
    return [
        mail
        for mail in mails
        if all(_matches(mail, term) for term in wanted) and not any(_matches(mail, term) for term in unwanted)
    ]
