"""The environment variables, read once into one frozen object."""

from importlib import metadata
from typing import Annotated, Self
from urllib.parse import SplitResult, parse_qs, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from letters.address import DOMAIN, sender_of

# What each variable that must be set is for, with an example.
PURPOSES = {
    "DATABASE_URL": ("the address of Postgres", "postgresql://rapport@db.example.org/rapport"),
    "SMTP_URL": ("the address of the mail relay", "smtp://relay.example.org:25"),
    "RAPPORT_BASE_URL": ("the public address of the gateway, as used in letters", "https://mentoring.example.org"),
    "RAPPORT_MAIL_FROM": ("the sender that people see", "Mentoring <mentoring@example.org>"),
    "RAPPORT_MAIL_DOMAIN": ("the domain of Message-IDs", "example.org"),
    "RAPPORT_SECRETS": (
        "one or two keys that sign links, newest first",
        'the output of: python -c "import secrets; print(secrets.token_urlsafe(32))"',
    ),
    "TEMPORAL_ADDRESS": ("the address of Temporal", "temporal.example.org:7233"),
}


RANGES = {
    "int_parsing": "it must be a whole number",
    "float_parsing": "it must be a number",
    "bool_parsing": "it must be true or false",
    "greater_than_equal": "it must be {ge} or more",
    "less_than_equal": "it must be {le} or less",
}
STARTTLS = ("auto", "required", "never")


class ConfigurationError(Exception):
    """A variable is missing or unusable; the message names variables, never values."""


class Settings(BaseSettings):
    """All settings of a process; see the table in README.md.

    Temporal's own variables (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, TLS, API keys)
    are read by the SDK's envconfig and are not listed here.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    database_url: SecretStr = Field(validation_alias="DATABASE_URL")
    smtp_url: SecretStr = Field(validation_alias="SMTP_URL")
    base_url: str = Field(validation_alias="RAPPORT_BASE_URL")
    mail_from: str = Field(validation_alias="RAPPORT_MAIL_FROM")
    mail_domain: str = Field(validation_alias="RAPPORT_MAIL_DOMAIN")
    secrets: Annotated[tuple[SecretStr, ...], NoDecode] = Field(validation_alias="RAPPORT_SECRETS")
    history_budget: int = Field(default=60, ge=20, validation_alias="RAPPORT_HISTORY_BUDGET")
    smtp_connections: int = Field(default=4, ge=1, validation_alias="RAPPORT_SMTP_CONNECTIONS")
    database_connections: int = Field(default=10, ge=2, validation_alias="RAPPORT_DATABASE_CONNECTIONS")
    temporal_ui: str = Field(default="", validation_alias="RAPPORT_TEMPORAL_UI")  # the console links to it
    deployment: str = Field(default="", validation_alias="RAPPORT_DEPLOYMENT")  # for Temporal's worker versioning
    build_id: str = Field(default="", validation_alias="RAPPORT_BUILD_ID")
    workflow_sandbox: bool = Field(default=False, validation_alias="RAPPORT_WORKFLOW_SANDBOX")
    operations_port: int | None = Field(default=None, ge=1, le=65535, validation_alias="RAPPORT_OPERATIONS_PORT")
    metrics_port: int | None = Field(default=None, ge=1, le=65535, validation_alias="RAPPORT_METRICS_PORT")
    wait: float | None = Field(default=None, ge=0, validation_alias="RAPPORT_WAIT")  # seconds; at start

    @field_validator("secrets", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("secrets")
    @classmethod
    def _long_enough(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if not 1 <= len(value) <= 2 or any(len(secret.get_secret_value()) < 32 for secret in value):
            raise ValueError(
                "set one or two signing keys of at least 32 characters, newest first, separated by a comma"
            )
        return value

    @model_validator(mode="after")
    def _version_is_whole(self) -> Self:
        if bool(self.deployment) != bool(self.build_id):
            raise ValueError("set both RAPPORT_DEPLOYMENT and RAPPORT_BUILD_ID, or neither")
        return self

    @field_validator("database_url")
    @classmethod
    def _is_postgres(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value().partition("://")[0] not in ("postgresql", "postgres"):
            raise ValueError("write postgresql://user:password@host:5432/database")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _is_relay(cls, value: SecretStr) -> SecretStr:
        parts = _parts(value.get_secret_value(), ("smtp", "smtps"))
        starttls = parse_qs(parts.query).get("starttls", ["auto"])[-1] if parts else ""
        if parts is None or starttls not in STARTTLS:
            raise ValueError("write smtp://[user:password@]host[:25][?starttls=auto|required|never] or smtps://…[:465]")
        return value

    @field_validator("base_url")
    @classmethod
    def _is_public(cls, value: str) -> str:
        parts = _parts(value, ("http", "https"))
        if parts is None or parts.username is not None or parts.query or parts.fragment or parts.path not in ("", "/"):
            raise ValueError("write scheme and host, without a path: https://mentoring.example.org")
        return value.rstrip("/")

    @field_validator("mail_from")
    @classmethod
    def _is_sender(cls, value: str) -> str:
        try:
            sender_of(value)
        except ValueError:
            raise ValueError("write one address, such as mentoring@example.org") from None
        return value

    @field_validator("mail_domain")
    @classmethod
    def _is_domain(cls, value: str) -> str:
        if not DOMAIN.fullmatch(value):
            raise ValueError("write a domain, such as example.org")
        return value


def read_settings() -> Settings:
    """Read the environment; raises ConfigurationError, which names every variable that is missing or wrong."""
    faults = [] if _knows_temporal() else [unset("TEMPORAL_ADDRESS")]
    try:
        settings = Settings()
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        faults = [*map(_fault, found), *faults]
    if faults:
        raise ConfigurationError("\n".join(faults))
    return settings


def require_temporal() -> None:
    """Raise ConfigurationError unless the environment or the SDK's own configuration file says where Temporal is."""
    if not _knows_temporal():
        raise ConfigurationError(unset("TEMPORAL_ADDRESS"))


def unset(name: str) -> str:
    """Say that a variable is not set, what it is for, and give an example."""
    purpose, example = PURPOSES.get(name, ("explained in README.md", "…"))
    return f"{name} is not set. It is {purpose}, for example: {example}"


def _parts(url: str, schemes: tuple[str, ...]) -> SplitResult | None:
    """Return the parts of an address with a host; None if it is none, has another scheme or an invalid port."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  raises if it is not a port number
    except ValueError:
        return None
    whole = parts.scheme in schemes and bool(parts.hostname) and url.isprintable() and " " not in url
    return parts if whole else None


def _knows_temporal() -> bool:
    from temporalio.envconfig import ClientConfig

    return "target_host" in ClientConfig.load_client_connect_config()


def _fault(found: ErrorDetails) -> str:
    # A check of the whole model names its variables itself.
    name, kind = "".join(str(part) for part in found["loc"][:1]) or "The configuration", found["type"]
    if kind == "missing":
        return unset(name)
    says = RANGES[kind].format(**found.get("ctx", {})) if kind in RANGES else found["msg"]
    return f"{name} cannot be used: {says.removeprefix('Value error, ')}"


def place_of(url: str) -> str:
    """Return the host and path of an address, without the login that it may contain."""
    parts = urlsplit(url)
    return f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


def version() -> str:
    """Return the version of this release."""
    try:
        return metadata.version("rapport")
    except metadata.PackageNotFoundError:
        return "not installed as a package"
