"""The addresses in the environment: which of them can be used, why not the others, and how a log shows them."""

import os
import re
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit, urlunsplit

POSTGRES_FORM = "write postgresql://user:password@host:5432/database"
RELAY_FORM = "write smtp://[user:password@]host[:25][?starttls=auto|required|never] or smtps://…[:465]"
TEMPORAL_FORM = "write host:7233, without http:// or https://; TEMPORAL_TLS says whether to use TLS"
PERCENT = (
    "percent-encode its user and its password (/ as %2F, @ as %40, # as %23, ? as %3F, % as %25, [ as %5B); this "
    "encodes what you type: "
    "python3 -c 'import getpass, urllib.parse; print(urllib.parse.quote(getpass.getpass(), safe=\"\"))'"
)
FOREIGN = "take {} out of it: psql has this setting, and Rapport has not"
STARTTLS = ("auto", "required", "never")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
SSL_FILES = {"sslcert", "sslkey", "sslrootcert"}
HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+(%\w+)?\]|[^:\[\]]+)(:(?P<port>[0-9]{1,5}))?")
# Settings of libpq alone: our driver would send them to the server, which knows none of them and refuses us.
OF_LIBPQ = {
    *("channel_binding", "connect_timeout", "fallback_application_name", "gssdelegation", "gssencmode", "hostaddr"),
    *("keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "load_balance_hosts"),
    *("max_protocol_version", "min_protocol_version", "replication", "require_auth", "requirepeer", "requiressl"),
    *("sslcertmode", "sslcompression", "sslcrldir", "sslkeylogfile", "sslsni", "tcp_user_timeout"),
}


def fault_of_postgres(url: str) -> str:
    """Say why DATABASE_URL cannot be used, without any part of it that may be secret; empty if it can.

    What is taken, each of our drivers of Postgres reads in the same way.
    """
    if not url.startswith(("postgresql://", "postgres://")) or not _is_plain(url):
        return POSTGRES_FORM
    if _is_cut(url):
        return PERCENT
    try:
        parts = urlsplit(url)
        named = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    except ValueError:  # of brackets around no IPv6 address, or of a query that names nothing
        return f"{POSTGRES_FORM}; {PERCENT}"
    login, _, hosts = parts.netloc.rpartition("@")
    if "@" in login:
        return PERCENT
    if len(parts.path) < 2 or (hosts and not all(map(_is_host, hosts.split(",")))):
        return POSTGRES_FORM
    if foreign := sorted(OF_LIBPQ & named.keys()):
        return FOREIGN.format(" and ".join(foreign))
    if not {*SSL_MODES}.issuperset(named.get("sslmode", [])):
        return f"sslmode is one of {', '.join(SSL_MODES)}"
    if unread := sorted(name for name in SSL_FILES & named.keys() if not os.access(named[name][-1], os.R_OK)):
        return f"no file can be read where {' and '.join(unread)} says"
    return ""


def fault_of_relay(url: str) -> str:
    """Say why SMTP_URL cannot be used, without any part of it that may be secret; empty if it can."""
    if _is_cut(url):
        return f"{RELAY_FORM}; {PERCENT}"
    parts = parts_of(url, ("smtp", "smtps"))
    starttls = parse_qs(parts.query).get("starttls", ["auto"])[-1] if parts else ""
    return RELAY_FORM if parts is None or starttls not in STARTTLS else ""


def fault_of_temporal(address: str) -> str:
    """Say why TEMPORAL_ADDRESS cannot be used; empty if it can."""
    found = HOST.fullmatch(address)
    whole = found and found["port"] and _is_host(address) and _is_plain(address) and not set("/@?#") & set(address)
    return "" if whole else TEMPORAL_FORM


def parts_of(url: str, schemes: tuple[str, ...]) -> SplitResult | None:
    """Return the parts of an address with a host; None if it is none, has another scheme or an invalid port."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  raises if it is not a port number
    except ValueError:
        return None
    return parts if parts.scheme in schemes and parts.hostname and _is_plain(url) else None


def place_of(url: str) -> str:
    """Return the hosts and the database of an address of Postgres, without the login that it may contain."""
    return f"{host_of(url)}{urlsplit(url).path}"


def host_of(url: str) -> str:
    """Return the host and the port of an address, without the login that it may contain."""
    return urlsplit(url).netloc.rpartition("@")[2]


def database_of(url: str) -> str:
    """Return the name of the database in an address of Postgres."""
    return unquote(urlsplit(url).path.removeprefix("/"))


def encoded(url: str) -> str:
    """Return the same address of Postgres with its login percent-encoded throughout, as stricter readers need it."""
    parts = urlsplit(url)
    login, at, hosts = parts.netloc.rpartition("@")
    user, colon, password = (quote(unquote(part), safe="") if part != ":" else part for part in login.partition(":"))
    return urlunsplit(parts._replace(netloc=f"{user}{colon}{password}{at}{hosts}"))


def _is_plain(text: str) -> bool:
    return text.isprintable() and " " not in text


def _is_host(text: str) -> bool:
    found = HOST.fullmatch(text)
    return found is not None and (found["port"] is None or 0 < int(found["port"]) < 65536)


def _is_cut(url: str) -> bool:
    """Whether a character of the login ends it early, so that part of a password passes as something else."""
    after = url.partition("://")[2]
    netloc = re.split("[/?#]", after, maxsplit=1)[0]
    rest = after.removeprefix(netloc)
    path = rest.partition("?")[0] if "@" in netloc else rest
    return "#" in rest or "@" in path
