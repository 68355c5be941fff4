"""Why Postgres cannot be used is said in one sentence, with what to change and without the password."""

import ssl

import asyncpg
import pytest

from store.troubles import misconfigured, told

URL = "postgresql://me:hush@db.example.org/rapport"


def unverified() -> Exception:
    """Return what Python raises for a certificate that is not known here."""
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate in certificate chain"
    return error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            unverified(),
            "The certificate of Postgres at db.example.org/rapport cannot be verified: self-signed certificate in "
            "certificate chain. Correct the host, sslrootcert or sslmode in DATABASE_URL.",
        ),
        (
            ConnectionRefusedError(),
            "Postgres at db.example.org/rapport cannot be reached: ConnectionRefusedError. Correct DATABASE_URL, or "
            "start it.",
        ),
        (
            asyncpg.ReadOnlySQLTransactionError("cannot execute INSERT in a read-only transaction"),
            "Postgres at db.example.org/rapport takes no changes: it is a standby, or set to read only. Use the "
            "address of the primary, or let it write.",
        ),
        (
            asyncpg.UndefinedObjectError("nicht erkannter Konfigurationsparameter »a«"),
            "DATABASE_URL cannot be used: Postgres does not know a setting in it (nicht erkannter "
            "Konfigurationsparameter »a«); take that out",
        ),
    ],
)
def test_each_trouble_has_its_sentence(error: Exception, says: str) -> None:
    assert told(error, URL) == says


@pytest.mark.parametrize(
    "error", [unverified(), OSError(), asyncpg.InterfaceError("pool is closing"), asyncpg.CannotConnectNowError()]
)
def test_what_a_server_may_heal_is_no_fault_of_the_configuration(error: Exception) -> None:
    assert misconfigured(error) == ""
