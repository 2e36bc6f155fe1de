"""How to reach Kafka: for services, for tools, and for other readers of the stream."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from foothold_events.settings import Settings

SECRETS_DIR = Path("/run/secrets")
SASL_MECHANISM = "SCRAM-SHA-512"

SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]


@dataclass(frozen=True, slots=True)
class KafkaConnection:
    """Brokers to ask first (`host:port`, comma-separated), and how they are to know us.

    With a `SASL_…` protocol user and password go by SCRAM-SHA-512; with a `…SSL` one the brokers' certificates are
    checked against `ca_file`, or against the system's authorities if there is none.
    """

    bootstrap: str
    security_protocol: SecurityProtocol = "PLAINTEXT"
    ca_file: Path | None = None
    username: str = ""
    password: SecretStr | None = None

    @property
    def uses_sasl(self) -> bool:
        return self.security_protocol.startswith("SASL")

    def secret(self) -> str:
        return self.password.get_secret_value() if self.password else ""

    def ssl_context(self) -> ssl.SSLContext | None:
        if not self.security_protocol.endswith("SSL"):
            return None
        return ssl.create_default_context(cafile=self.ca_file)

    def options(self) -> dict[str, Any]:
        """Return the keyword arguments for every client of aiokafka."""
        found: dict[str, Any] = {
            "bootstrap_servers": self.bootstrap,
            "security_protocol": self.security_protocol,
            "ssl_context": self.ssl_context(),
        }
        if self.uses_sasl:
            found |= {
                "sasl_mechanism": SASL_MECHANISM,
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.secret(),
            }
        return found


class KafkaSettings(Settings):
    """The connection as the environment tells it: variables `FOOTHOLD_KAFKA_…`, or files of the same names in
    /run/secrets."""

    model_config = SettingsConfigDict(
        env_prefix="FOOTHOLD_",
        secrets_dir=SECRETS_DIR if SECRETS_DIR.is_dir() else None,
        extra="ignore",
        populate_by_name=True,
    )

    kafka_bootstrap: str
    kafka_security_protocol: SecurityProtocol = "PLAINTEXT"
    kafka_ca_file: Path | None = None
    kafka_username: str = ""
    kafka_password: SecretStr | None = None

    @model_validator(mode="after")
    def _must_say_who(self) -> Self:
        if self.kafka.uses_sasl and not (self.kafka_username and self.kafka.secret()):
            raise ValueError(
                f"FOOTHOLD_KAFKA_SECURITY_PROTOCOL is {self.kafka_security_protocol}, which takes "
                "FOOTHOLD_KAFKA_USERNAME and FOOTHOLD_KAFKA_PASSWORD as well"
            )
        return self

    @property
    def kafka(self) -> KafkaConnection:
        return KafkaConnection(
            self.kafka_bootstrap,
            self.kafka_security_protocol,
            self.kafka_ca_file,
            self.kafka_username,
            self.kafka_password,
        )
