"""Signed links: an id and a proof that we issued it.

The format follows RFC 2104 (HMAC) and RFC 4648 §5 (base64url); with 43 characters the address fits about one line.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

PURPOSE = b"rapport/link/1"
PURPOSE_OF_IDS = b"rapport/link-id/1"
LENGTH = 43
HALF = 16


@dataclass(frozen=True)
class Links:
    """Makes and reads the tokens of action links.

    `secrets` are the current signing keys, newest first; the first one signs, all of them are accepted.
    Each is bound to one purpose, so that a link's proof is not valid anywhere else.
    """

    base_url: str
    secrets: tuple[bytes, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.secrets or not all(self.secrets):
            raise ValueError("at least one signing key is needed to make links")

    @cached_property
    def _keys(self) -> tuple[bytes, ...]:
        return tuple(hmac.digest(secret, PURPOSE, "sha256") for secret in self.secrets)

    @cached_property
    def _key_of_ids(self) -> bytes:
        return hmac.digest(self.secrets[0], PURPOSE_OF_IDS, "sha256")

    def id_of(self, letter: UUID) -> UUID:
        """Return the id of a letter's link: always the same with the same newest key, and secret without it.

        So a letter that is written again, after a restore of Postgres, has the link that its reader already has.
        """
        return UUID(bytes=_proof(self._key_of_ids, letter.bytes))

    def token(self, id: UUID) -> str:
        """Return the token of `id`, 43 characters: its 16 bytes and 16 bytes of HMAC-SHA256, in base64url."""
        return urlsafe_b64encode(id.bytes + _proof(self._keys[0], id.bytes)).rstrip(b"=").decode("ascii")

    def read(self, token: str) -> UUID | None:
        """Return the id of a token that a current key has signed; None for anything else. Never raises."""
        raw = _bytes_of(token)
        if raw is None:
            return None
        id, proof = raw[:HALF], raw[HALF:]
        # A list, not a generator: every key is tried, so that the time reveals nothing.
        honoured = [hmac.compare_digest(_proof(key, id), proof) for key in self._keys]
        return UUID(bytes=id) if any(honoured) else None

    def address(self, id: UUID) -> str:
        """Return the address of the page where `id` can be answered."""
        return f"{self.base_url.rstrip('/')}/a/{self.token(id)}"


def site_of(address: str) -> str:
    """Return the public address of the gateway, from the address of one of its links."""
    return address.rpartition("/a/")[0]


def _proof(key: bytes, id: bytes) -> bytes:
    return hmac.digest(key, id, "sha256")[:HALF]


def _bytes_of(token: str) -> bytes | None:
    """Return the 32 bytes of a token, if it is in canonical form."""
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=")
    except (Error, ValueError):
        return None
    # The decoder skips unknown characters and ignores spare bits; a link must have only one valid form.
    return raw if urlsafe_b64encode(raw).rstrip(b"=") == token.encode("ascii") else None
