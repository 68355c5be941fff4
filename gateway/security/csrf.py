"""CSRF protection: a form works only in the browser that was shown it; a hidden field is bound to a cookie."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe

from fastapi import Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

from settings import Settings

LIFE = 12 * 3600  # seconds a page may stay open before its button has to be pressed once more
FIELD = "nonce"
SEED = re.compile(r"[A-Za-z0-9_-]{22}")  # as token_urlsafe(16) makes it
SENT_BY_OURSELVES = ("same-origin", "none")  # Fetch Metadata; "none" is a person typing or reloading


@dataclass(frozen=True)
class Nonce:
    """A seed, which the cookie holds, and the proof of it for one subject, which the form holds."""

    cookie: str
    seed: str
    field: str


def signer(settings: Settings, purpose: str) -> URLSafeTimedSerializer:
    """Return what signs small values for one purpose with the newest key and honours all live ones."""
    keys = [secret.get_secret_value() for secret in reversed(settings.secrets)]
    options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeTimedSerializer(keys, salt=f"rapport/{purpose}/1", signer_kwargs=options)


def cookie_name(settings: Settings, name: str) -> str:
    """Return a cookie's name; over HTTPS the prefix keeps other hosts of the domain from setting it."""
    return f"__Host-rapport-{name}" if settings.base_url.startswith("https://") else f"rapport-{name}"


def issue(request: Request, settings: Settings, subject: str) -> Nonce:
    """Return a nonce for the form about `subject`, on the browser's present seed if it has one."""
    cookie = cookie_name(settings, subject[-8:])
    seed = request.cookies.get(cookie, "")
    seed = seed if SEED.fullmatch(seed) else token_urlsafe(16)
    return Nonce(cookie, seed, signer(settings, "press").dumps([seed, subject]))


def is_pressed(request: Request, settings: Settings, subject: str, fields: Mapping[str, str]) -> bool:
    """Whether a press comes from a page of ours that this browser was shown a short while ago."""
    if request.headers.get("sec-fetch-site", "none") not in SENT_BY_OURSELVES:
        return False
    seed = request.cookies.get(cookie_name(settings, subject[-8:]))
    try:
        proved = signer(settings, "press").loads(fields.get(FIELD, ""), max_age=LIFE)
    except BadData:
        return False
    return seed is not None and proved == [seed, subject]


def keep(response: Response, settings: Settings, nonce: Nonce) -> None:
    """Give the browser the cookie that the form's proof is bound to."""
    set_cookie(response, settings, nonce.cookie, nonce.seed, LIFE)


def set_cookie(response: Response, settings: Settings, name: str, value: str, seconds: int) -> None:
    """Set a cookie that no script reads and no other site sends."""
    secure = settings.base_url.startswith("https://")
    response.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict")
