"""Patterns for texts in the API that every JSON Schema validator reads the same way, with their error messages."""

import re
import unicodedata
from typing import Annotated, Any

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from schemas.scalars import misfit

# No \p{…}: ECMA-262 knows it only with a flag that JSON Schema does not set. Only some engines count \ufeff as a space.
TURNS_TEXT = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # the direction of the line
CONTROL = r"\x00-\x1f\x7f-\x9f"
BREAK = CONTROL + r"\u2028\u2029"
EXTERNAL_ID = rf"^[^\s\ufeff{CONTROL}]([^{CONTROL}]*[^\s\ufeff{CONTROL}])?$"
SPACES = re.compile(rf"[^\S{BREAK}]+")
ONE_LINE = rf"^[^{BREAK}]*$"  # names and titles end up in mail headers
ONE_LINE_OF_TEXT = rf"^[^{BREAK}]*[^\s\ufeff{BREAK}][^{BREAK}]*$"
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
PRINTABLE = r"^[\x21-\x7e]+$"
ASKS_FOR = {
    EXTERNAL_ID: "Must not begin or end with a space, and must not contain line breaks or control characters.",
    ONE_LINE: "Must be one line, without line breaks or control characters.",
    ONE_LINE_OF_TEXT: "Must be one line of text, without line breaks or control characters.",
    LANGUAGE: "Must be a language tag such as en, de or pt-BR.",
    PRINTABLE: "Must consist of ASCII letters, digits and punctuation, without spaces.",
}

# Addresses of their own, below a person's.
ABOUT_PEOPLE = ("news", "traits", "experiences", "blocks", "mentors", "not-before")
NO_ADDRESS = rf"(^|/)\.\.?(/|$)|./({'|'.join(ABOUT_PEOPLE)})$"  # every client folds . and .. away
NOT_REACHED = (
    "Must not end in /news, /traits, /experiences, /blocks, /mentors or /not-before, and must not be . or .. or have "
    "one of them between slashes: no address could hold it."
)


def _addressable(text: str) -> str:
    if re.search(NO_ADDRESS, text):
        raise misfit(NOT_REACHED)
    return text


ExternalId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=EXTERNAL_ID),
    Field(json_schema_extra={"not": {"pattern": NO_ADDRESS}}),
    AfterValidator(_addressable),
]


def _in_order(text: Any) -> Any:
    """Return a text without characters that would turn the text around it the other way."""
    return TURNS_TEXT.sub("", text) if isinstance(text, str) else text


def one_spelling(text: str) -> str:
    """Return a text with one coding of each letter (NFC), and one plain space in place of any spaces in a line."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", text))


def folded(text: str) -> str:
    """Return what names have in common that are the same name: upper and lower case make no difference."""
    return unicodedata.normalize("NFC", one_spelling(text).casefold())


def _spelled(text: Any) -> Any:
    return one_spelling(text) if isinstance(text, str) else text


InOrder = BeforeValidator(_in_order)
Spelled = BeforeValidator(_spelled)
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=ONE_LINE), InOrder]
GivenName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=ONE_LINE_OF_TEXT), InOrder
]
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=ONE_LINE), InOrder]
ProgrammeName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=ONE_LINE_OF_TEXT), InOrder
]


def plain_address(text: str) -> str:
    """Return an e-mail address in the form that is stored: with the domain in ASCII (RFC 5890). Does not use DNS."""
    if not text.rpartition("@")[0].isascii():
        raise misfit("The part before the @ must be plain ASCII: other addresses (SMTPUTF8) are not supported.")
    try:
        address = validate_email(text, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        raise misfit(f"Must be an email address such as ana@example.org. {error}") from None
    return address.ascii_email or address.normalized


Email = Annotated[
    str,
    StringConstraints(max_length=254),
    Field(json_schema_extra={"format": "email"}),
    AfterValidator(plain_address),
]
