"""CSRF protection: a form is accepted only from a page of ours that was shown recently, and not from another site.

On an action page the link is the capability: anyone who has it may answer, so its form needs no cookie, only a signed
field that is bound to the link. In the console, the field is bound to the session.
"""

import hashlib
import time
from collections.abc import Mapping
from typing import Any, Literal

from fastapi import Request, Response
from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from settings import Settings

LIFE = 12 * 3600  # seconds for which a page may stay open before its button has to be pressed again
AHEAD = 300  # seconds by which the clock of another gateway, which signed it, may be ahead
FIELD = "nonce"
SENT_BY_OURSELVES = ("same-origin", "none")  # Fetch Metadata; "none" is a person typing or reloading


def signer(settings: Settings, purpose: str) -> URLSafeTimedSerializer:
    """Return a serializer for one purpose that signs with the newest key and accepts all current ones."""
    keys = [secret.get_secret_value() for secret in reversed(settings.secrets)]
    options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeTimedSerializer(keys, salt=f"rapport/{purpose}/1", signer_kwargs=options)


def proved(settings: Settings, purpose: str, signed: str) -> Any:
    """Return what one of our gateways signed for a purpose in the last LIFE seconds; raises BadData for all else."""
    value, at = signer(settings, purpose).loads(signed, return_timestamp=True)
    if not -AHEAD <= time.time() - at.timestamp() <= LIFE:
        raise SignatureExpired("signed too long ago, or in the future", date_signed=at)
    return value


def field_for(settings: Settings, *about: str) -> str:
    """Return the hidden field of a form, bound to a link, or to a session and the form's purpose."""
    return signer(settings, "press").dumps(about)


def is_pressed(request: Request, settings: Settings, fields: Mapping[str, str], *about: str) -> bool:
    """Whether a POST comes from our own page for the same link, or the same session and purpose."""
    if request.headers.get("sec-fetch-site", "none") not in SENT_BY_OURSELVES:
        return False
    try:
        return bool(proved(settings, "press", fields.get(FIELD, "")) == list(about))
    except BadData:
        return False


def cookie_name(settings: Settings, name: str) -> str:
    """Return a cookie's name; over HTTPS, the prefix prevents other hosts of the domain from setting it."""
    return f"__Host-rapport-{name}" if settings.base_url.startswith("https://") else f"rapport-{name}"


def set_cookie(
    response: Response, settings: Settings, name: str, value: str, seconds: int, *, from_links: bool = False
) -> None:
    """Set a cookie that scripts and other sites' forms cannot use; `from_links` also sends it with links elsewhere."""
    secure = settings.base_url.startswith("https://")
    same_site: Literal["lax", "strict"] = "lax" if from_links else "strict"
    response.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite=same_site)
