"""The environment is read with a sharp eye at the start: whatever cannot be right is named before anything leaves."""

import pytest

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
    ("DATABASE_URL", "mysql://db.example.org/rapport", "write postgresql://"),
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
