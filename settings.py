"""The environment variables, read once into one frozen object."""

import os
from importlib import metadata
from typing import Annotated, Any, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from addresses import fault_of_postgres, fault_of_relay, fault_of_temporal, parts_of
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


TLS_FILES = ("server_root_ca_cert", "client_cert", "client_private_key")


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
        if fault := fault_of_postgres(value.get_secret_value()):
            raise ValueError(fault)
        return value

    @field_validator("smtp_url")
    @classmethod
    def _is_relay(cls, value: SecretStr) -> SecretStr:
        if fault := fault_of_relay(value.get_secret_value()):
            raise ValueError(fault)
        return value

    @field_validator("base_url")
    @classmethod
    def _is_public(cls, value: str) -> str:
        parts = parts_of(value, ("http", "https"))
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
    faults = [fault] if (fault := _fault_of_temporal()) else []
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
    if fault := _fault_of_temporal():
        raise ConfigurationError(fault)


def temporal_address() -> str:
    """Return where the environment or the SDK's own configuration file says that Temporal is."""
    from temporalio.envconfig import ClientConfig

    return ClientConfig.load_client_connect_config().get("target_host") or "localhost:7233"


def require_database(url: str | None) -> str:
    """Return the address in DATABASE_URL; raises ConfigurationError if it is missing or cannot be used."""
    if not url:
        raise ConfigurationError(unset("DATABASE_URL"))
    if fault := fault_of_postgres(url):
        raise ConfigurationError(unusable("DATABASE_URL", fault))
    return url


def unset(name: str) -> str:
    """Say that a variable is not set, what it is for, and give an example."""
    purpose, example = PURPOSES.get(name, ("explained in README.md", "…"))
    return f"{name} is not set. It is {purpose}, for example: {example}"


def unusable(name: str, fault: str) -> str:
    """Say that the value of a variable cannot be used, and why."""
    return f"{name} cannot be used: {fault}"


def _fault_of_temporal() -> str:
    from temporalio.envconfig import ClientConfig

    if os.environ.get("TEMPORAL_TLS", "").lower() not in ("", "true", "1", "false", "0"):  # the SDK ignores others
        return unusable("TEMPORAL_TLS", RANGES["bool_parsing"])
    if (file := os.environ.get("TEMPORAL_CONFIG_FILE")) and not os.path.exists(file):  # and a file that is missing
        return unusable("TEMPORAL_CONFIG_FILE", "there is no such file")
    try:
        config = ClientConfig.load_client_connect_config()
    except OSError as error:
        named = [name for name, value in os.environ.items() if name.startswith("TEMPORAL_") and value == error.filename]
        return unusable((named or ["TEMPORAL_CONFIG_FILE"])[0], f"{error.strerror}: {error.filename}")
    except (RuntimeError, ValueError) as error:  # further lines would show the file, with its keys
        says = str(error).splitlines()[0]
        return unusable("TEMPORAL_PROFILE" if says.startswith("Profile ") else "TEMPORAL_CONFIG_FILE", says)
    if "target_host" not in config:
        return unset("TEMPORAL_ADDRESS")
    if fault := fault_of_temporal(config["target_host"]):
        return unusable("TEMPORAL_ADDRESS", fault)
    return _fault_of_tls(config.get("tls"))


def _fault_of_tls(tls: Any) -> str:
    """Say which file for TLS cannot be used; `tls` is the SDK's, true or false if it has no files."""
    ca, certificate, key = (getattr(tls, name, None) for name in TLS_FILES)
    if (certificate is None) != (key is None):
        return "TEMPORAL_TLS_CLIENT_CERT_PATH needs TEMPORAL_TLS_CLIENT_KEY_PATH: set both, or neither"
    for part, data in (("SERVER_CA_CERT", ca), ("CLIENT_CERT", certificate), ("CLIENT_KEY", key)):
        if data is not None and b"-----BEGIN " not in data:
            return unusable(f"TEMPORAL_TLS_{part}_PATH", "there is no PEM in this file (-----BEGIN …)")
    return ""


def _fault(found: ErrorDetails) -> str:
    # A check of the whole model names its variables itself.
    name, kind = "".join(str(part) for part in found["loc"][:1]) or "The configuration", found["type"]
    if kind == "missing":
        return unset(name)
    says = RANGES[kind].format(**found.get("ctx", {})) if kind in RANGES else found["msg"]
    return unusable(name, says.removeprefix("Value error, "))


def version() -> str:
    """Return the version of this release."""
    try:
        return metadata.version("rapport")
    except metadata.PackageNotFoundError:
        return "not installed as a package"
