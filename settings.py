"""The environment, read once into one frozen object."""

from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Everything a process needs to know from outside; see the table in README.md.

    Temporal's own variables (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, TLS, API keys)
    are read by the SDK's envconfig and do not stand here.
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
    deployment: str = Field(default="", validation_alias="RAPPORT_DEPLOYMENT")  # of Temporal's worker versioning
    build_id: str = Field(default="", validation_alias="RAPPORT_BUILD_ID")
    workflow_sandbox: bool = Field(default=False, validation_alias="RAPPORT_WORKFLOW_SANDBOX")
    operations_port: int | None = Field(default=None, validation_alias="RAPPORT_OPERATIONS_PORT")
    metrics_port: int | None = Field(default=None, validation_alias="RAPPORT_METRICS_PORT")

    @field_validator("secrets", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("secrets")
    @classmethod
    def _long_enough(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if not 1 <= len(value) <= 2 or any(len(secret.get_secret_value()) < 32 for secret in value):
            raise ValueError("give one or two signing keys of at least 32 characters, newest first, split by a comma")
        return value

    @model_validator(mode="after")
    def _version_is_whole(self) -> Self:
        if bool(self.deployment) != bool(self.build_id):
            raise ValueError("set both RAPPORT_DEPLOYMENT and RAPPORT_BUILD_ID, or neither")
        return self

    @field_validator("base_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")
