"""What every service is told from outside: environment variables `FOOTHOLD_…`, or files of the same names."""

from pydantic import Field

from foothold_chassis.mongo import Driver
from foothold_events.connection import KafkaSettings


class ServiceSettings(KafkaSettings):
    """Besides how to reach Kafka. Subclasses add what only one service needs. A secret of a service is a `SecretStr`
    and has no default."""

    mongo_uri: str
    mongo_driver: Driver = Field(default="motor", validation_alias="MONGO_DRIVER")
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    trusted_proxies: str = ""
    """Addresses (comma-separated, or a network) of proxies in front whose `X-Forwarded-For` is believed. The services
    behind the gateway need none: the gateway tells them the caller's address itself."""

    max_body_bytes: int = 65_536
    drain_seconds: float = 20.0
    """How long requests, the batch in hand and publishing may each take to end after SIGTERM."""

    database_prefix: str = "foothold"
    group_prefix: str = "foothold"
    epoch: int = 0
    """Raised by one after the service's database was restored from a backup: its events then sort after all that
    were published before."""

    time_machine: bool = False
    """Development only: an operator call moves this service's clock."""
