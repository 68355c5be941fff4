"""Read forms: with limits on size and rate, and without secrets in the logs."""

import logging
import re
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import parse_qs

from fastapi import Request

from gateway.http.problems import Problem
from gateway.http.rates import Rate, Rates

BODY = 256 * 1024  # the longest agreement, in a script that takes nine bytes for each character
FIELDS = 60
UNKEEPABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
PER_LINK = Rate(120, "link")
FORGED = Rate(120, "forged")  # per network address: links that we never made
SIGN_INS = Rate(30, "sign-ins")  # per network address: keys that are not in use
TOKEN = re.compile(r"(/a|/v1/people)/[^?#\s]+")  # ids of the HR platform are often e-mail addresses


class TooLarge(Exception):
    """The body is larger than any form that our pages send."""


async def fields_of(request: Request) -> dict[str, str]:
    """Return the fields of a submitted form; raises TooLarge, without reading the rest, or ValueError.

    A body can be read only once, so the request keeps them; none if they cannot be read.
    """
    request.state.fields, body = {}, bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY:
                raise TooLarge
    except Problem as error:  # of the outermost layer, which has limits for every body
        if error.status_code != 413:
            raise
        raise TooLarge from None
    request.state.fields = fields = read_form(bytes(body))
    return fields


def read_form(body: bytes) -> dict[str, str]:
    """Return the fields of a URL-encoded body; first values count, characters that cannot be saved are dropped.

    Raises ValueError if there are more fields than any of our forms has.
    """
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=FIELDS)
    return {name: cleaned(values[0]) for name, values in fields.items()}


def cleaned(text: str) -> str:
    """Return a text with uniform line endings and without characters that pages or the database cannot hold."""
    return UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def rates_of(request: Request) -> Rates:
    """Return the counts of the app that serves this request."""
    state = request.app.state
    if not hasattr(state, "rates"):
        state.rates = Rates()
    return state.rates  # type: ignore[no-any-return]


def address_of(request: Request) -> str:
    """Return the network address that a request came from; behind a proxy, see uvicorn's FORWARDED_ALLOW_IPS."""
    return request.client.host if request.client else ""


def is_too_often(request: Request, link: object) -> bool:
    """Count a visit to a link, and return whether there were too many in this minute.

    Valid links are not counted by network address: at nine, a whole company may open its letters from the same one.
    """
    return not rates_of(request).hit(PER_LINK, str(link))


def is_failing_too_often(request: Request, limit: Rate) -> bool:
    """Count a failure, and return whether there were too many in this minute from one network address."""
    return not rates_of(request).hit(limit, network_of(address_of(request)))


def has_failed_too_often(request: Request, limit: Rate) -> bool:
    """Whether another failure from this network address would be one too many; counts nothing."""
    return not rates_of(request).test(limit, network_of(address_of(request)))


def network_of(address: str) -> str:
    """Return what counts as one network address: in IPv6 a /64, which is what one subscriber usually has."""
    try:
        told = ip_address(address)
    except ValueError:
        return address
    if isinstance(told, IPv6Address):
        return str(told.ipv4_mapped or ip_network((told, 64), strict=False))
    return str(told)


class HideTokens(logging.Filter):
    """Removes tokens and people's ids from access logs, so that readers of a log cannot answer for others."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the token or id in each path of an action page or a person in the record's arguments."""
        if isinstance(record.args, tuple):
            record.args = tuple(TOKEN.sub(r"\1/…", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


def hide_tokens() -> None:
    """Mask tokens in the access log of uvicorn; calling it again has no effect."""
    logger = logging.getLogger("uvicorn.access")
    if not any(isinstance(each, HideTokens) for each in logger.filters):
        logger.addFilter(HideTokens())
