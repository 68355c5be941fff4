"""The environment is read with a sharp eye at the start: whatever cannot be right is named before anything leaves."""

import os
from pathlib import Path

import pytest

from addresses import database_of, encoded, host_of, place_of
from settings import ConfigurationError, read_settings

GOOD = {
    "DATABASE_URL": "postgresql://rapport:hush@db.example.org/rapport",
    "SMTP_URL": "smtp://relay.example.org",
    "RAPPORT_BASE_URL": "https://mentoring.example.org",
    "RAPPORT_MAIL_FROM": "Mentoring <mentoring@example.org>",
    "RAPPORT_MAIL_DOMAIN": "example.org",
    "RAPPORT_SECRETS": "a-signing-key-for-tests-that-is-long-enough",
    "TEMPORAL_ADDRESS": "127.0.0.1:7233",
}
WRONG = [
    *(
        ("DATABASE_URL", url, "write postgresql://")
        for url in (
            *("mysql://db.example.org/rapport", "postgresql+asyncpg://h/d", "postgresql://h", "postgresql://h/"),
            *(" postgresql://h/d", "postgresql://h/d\n", "postgresql://h:port/d", "postgresql://h:99999/d"),
            *("postgresql://a:1,:2/d", "postgresql://a,/d", "postgresql://[::1/d", "postgresql://h/d?sslmode"),
        )
    ),
    *(  # nobody can tell where such a password ends
        ("DATABASE_URL", f"postgresql://me:{password}@db.example.org:5432/rapport", "percent-encode its user and its")
        for password in (
            "hush/hush",
            "12/hush",
            "hush#hush",
            "12#hush",
            "hush?hush",
            "12?a=hush",
            "hush@hush",
            "a@h/hush",
        )
    ),
    ("DATABASE_URL", "postgresql://me:hush[hush@h/d", "write postgresql://user:password@host:5432/database; percent-"),
    ("DATABASE_URL", "postgresql://h/d?connect_timeout=5&a=b&keepalives=1", "take connect_timeout and keepalives out"),
    ("DATABASE_URL", "postgresql://h/d?sslrootcert=/not/there.pem", "no file can be read where sslrootcert says"),
    ("DATABASE_URL", "postgresql://h/d?sslmode=yes", "sslmode is one of disable, allow, prefer, require, verify-ca, v"),
    *(
        ("SMTP_URL", f"smtp://AKIA:{password}@relay.example.org", "write smtp://[user:password@]host[:25]")
        for password in ("hush/hush", "123/z+hush", "hush#hush", "12?hush", "hush[hush")
    ),
    *(
        ("TEMPORAL_ADDRESS", address, "write host:7233, without http://")
        for address in (
            "h:temporal",
            " h:7233",
            "h:7233 ",
            ":7233",
            "h",
            "http://h:7233",
            "h:70000",
            "h:7233/x",
            "a@h:1",
        )
    ),
    ("TEMPORAL_TLS", "yes", "it must be true or false"),
    ("TEMPORAL_TLS_SERVER_CA_CERT_PATH", "/not/there.pem", "No such file or directory: /not/there.pem"),
    ("TEMPORAL_TLS_SERVER_CA_CERT_PATH", str(Path(__file__).with_name("__init__.py")), "there is no PEM in this file"),
    ("TEMPORAL_CONFIG_FILE", "/not/there.toml", "there is no such file"),
    ("TEMPORAL_PROFILE", "prod", "Profile 'prod' not found"),
    *(
        ("SMTP_URL", url, "write smtp://")
        for url in ("x", "ftp://me:hush@relay", "smtp://", "smtp://h:port", "smtp://h:99999")
    ),
    ("SMTP_URL", "smtp://relay.example.org?starttls=maybe", "write smtp://"),
    *(
        ("RAPPORT_BASE_URL", url, "write scheme and host")
        for url in ("y", "mentoring.example.org", "ftp://m", "http://")
    ),
    ("RAPPORT_BASE_URL", "https://m.example.org/?a=b", "write scheme and host"),
    ("RAPPORT_BASE_URL", "https://example.org/mentoring", "write scheme and host, without a path"),
    ("RAPPORT_MAIL_FROM", "nonsense", "write one address"),
    ("RAPPORT_MAIL_FROM", "a@example.org\nBcc: b@example.org", "write one address"),
    ("RAPPORT_MAIL_DOMAIN", "no domain", "write a domain"),
    ("RAPPORT_SMTP_CONNECTIONS", "many", "it must be a whole number"),
    ("RAPPORT_SMTP_CONNECTIONS", "0", "it must be 1 or more"),
    ("RAPPORT_WAIT", "soon", "it must be a number"),
    ("RAPPORT_WORKFLOW_SANDBOX", "perhaps", "it must be true or false"),
    ("RAPPORT_METRICS_PORT", "70000", "it must be 65535 or less"),
    ("RAPPORT_BUILD_ID", "3", "set both RAPPORT_DEPLOYMENT and RAPPORT_BUILD_ID, or neither"),
]


def read(monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    for name, value in {**GOOD, **more}.items():
        monkeypatch.setenv(name, value)
    read_settings()


@pytest.mark.parametrize(("name", "value", "says"), WRONG)
def test_what_cannot_be_right_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read(monkeypatch, **{name: value})
    text = str(refused.value)
    assert f"{name if name != 'RAPPORT_BUILD_ID' else 'The configuration'} cannot be used: {says}" in text
    assert "Input should" not in text
    assert "hush" not in text
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres:///rapport?host=/var/run/postgresql"),
        (
            "DATABASE_URL",
            "postgresql://me:p%2F%40%23%3F!^|%zz:x@a.example.org:5432,b.example.org:5433/d?sslmode=require",
        ),
        (
            "DATABASE_URL",
            "postgresql://me@[::1]:5432,[fe80::1%eth0]/d?target_session_attrs=primary&application_name=a@b",
        ),
        ("SMTP_URL", "smtp://me@example.org:hush:hush@relay.example.org:587"),
        ("TEMPORAL_ADDRESS", "[::1]:7233"),
        ("TEMPORAL_TLS", "TRUE"),
        ("TEMPORAL_CONFIG_FILE", os.devnull),  # local stacks keep a developer's own file out with it
        ("SMTP_URL", "smtps://user:p%40ss@relay.example.org:465"),
        ("SMTP_URL", "smtp://[::1]:1025?starttls=never"),
        ("RAPPORT_BASE_URL", "http://127.0.0.1:8700"),
        ("RAPPORT_BASE_URL", "https://mentoring.example.org/"),
        ("RAPPORT_MAIL_FROM", "mentoring@bücher.example"),
        ("RAPPORT_MAIL_DOMAIN", "localhost"),
    ],
)
def test_what_can_be_right_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    read(monkeypatch, **{name: value})


def test_a_certificate_without_its_key_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pem").write_text("-----BEGIN CERTIFICATE-----")
    with pytest.raises(ConfigurationError, match="TEMPORAL_TLS_CLIENT_CERT_PATH needs TEMPORAL_TLS_CLIENT_KEY_PATH"):
        read(monkeypatch, TEMPORAL_TLS_CLIENT_CERT_PATH=str(tmp_path / "pem"))


def test_a_file_of_temporal_that_cannot_be_read_is_named_without_the_keys_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "temporal.toml").write_text("[profile.default]\napi_key = hush hush")
    with pytest.raises(ConfigurationError, match=r"TEMPORAL_CONFIG_FILE cannot be used: .*at line 2") as refused:
        read(monkeypatch, TEMPORAL_CONFIG_FILE=str(tmp_path / "temporal.toml"))
    assert "hush" not in str(refused.value)


def test_an_address_is_shown_without_its_login_and_means_the_same_to_every_reader() -> None:
    url = "postgresql://me:p%2F!^%zz@a.example.org:5432,b.example.org/my%20db?sslmode=require"
    assert (place_of(url), host_of(url)) == (
        "a.example.org:5432,b.example.org/my%20db",
        "a.example.org:5432,b.example.org",
    )
    assert database_of(url) == "my db"
    assert encoded(url) == url.replace("p%2F!^%zz", "p%2F%21%5E%25zz")
    assert place_of("postgres:///d") == "/d"
