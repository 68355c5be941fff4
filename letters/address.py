"""Mail addresses for relays without SMTPUTF8: ASCII, and exactly one address."""

import re
from email.utils import parseaddr
from functools import lru_cache

ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
PLAIN = re.compile(rf"{ATEXT}+(?:\.{ATEXT}+)*@{LABEL}(?:\.{LABEL})*")
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})*")


@lru_cache(maxsize=4096)
def ascii_address(address: str) -> str:
    """Return an address with its domain in ASCII (RFC 5890).

    Raises ValueError if it is not a dot-atom address (RFC 5322 §3.4.1) or if its local part is not ASCII.
    """
    local, _, domain = address.rpartition("@")
    try:
        plain = address if address.isascii() else f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        plain = ""
    if len(plain) > 254 or not PLAIN.fullmatch(plain):
        raise ValueError("this is not an address that mail can be sent to; correct it in the roster")
    return plain


@lru_cache(maxsize=64)
def sender_of(sender: str) -> tuple[str, str]:
    """Return the name and the address of `Rapport <rapport@example.org>`; raises ValueError without an address."""
    if not sender.isprintable():
        raise ValueError("the sender must be one line: a name and an address")
    name, address = parseaddr(sender)
    return name, ascii_address(address)
