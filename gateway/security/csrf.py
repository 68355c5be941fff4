"""CSRF protection: a form works only if a page of ours was shown for it a short while ago, and not from another site.

On an action page the link is the capability: whoever knows it may answer, so its form needs no cookie, only a signed
field that is bound to the link. In the console the field is bound to the session.
"""

import hashlib
from collections.abc import Mapping
from typing import Literal

from fastapi import Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

from settings import Settings

LIFE = 12 * 3600  # seconds a page may stay open before its button has to be pressed once more
FIELD = "nonce"
SENT_BY_OURSELVES = ("same-origin", "none")  # Fetch Metadata; "none" is a person typing or reloading


def signer(settings: Settings, purpose: str) -> URLSafeTimedSerializer:
    """Return what signs small values for one purpose with the newest key and honours all live ones."""
    keys = [secret.get_secret_value() for secret in reversed(settings.secrets)]
    options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeTimedSerializer(keys, salt=f"rapport/{purpose}/1", signer_kwargs=options)


def field_for(settings: Settings, *about: str) -> str:
    """Return the hidden field of a form about something: a link, or a session and what its form is for."""
    return signer(settings, "press").dumps(about)


def is_pressed(request: Request, settings: Settings, fields: Mapping[str, str], *about: str) -> bool:
    """Whether a press comes from a page of ours about this very thing."""
    if request.headers.get("sec-fetch-site", "none") not in SENT_BY_OURSELVES:
        return False
    try:
        proved = signer(settings, "press").loads(fields.get(FIELD, ""), max_age=LIFE)
    except BadData:
        return False
    return bool(proved == list(about))


def cookie_name(settings: Settings, name: str) -> str:
    """Return a cookie's name; over HTTPS the prefix keeps other hosts of the domain from setting it."""
    return f"__Host-rapport-{name}" if settings.base_url.startswith("https://") else f"rapport-{name}"


def set_cookie(
    response: Response, settings: Settings, name: str, value: str, seconds: int, *, from_links: bool = False
) -> None:
    """Set a cookie that no script reads and no other site's form sends; `from_links` lets a link elsewhere lead in."""
    secure = settings.base_url.startswith("https://")
    same_site: Literal["lax", "strict"] = "lax" if from_links else "strict"
    response.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite=same_site)
