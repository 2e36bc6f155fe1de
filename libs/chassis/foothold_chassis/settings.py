"""The settings of every service: environment variables `FOOTHOLD_…`, or files of the same names."""

from pydantic import Field, SecretStr, field_validator

from foothold_chassis.process.shutdown import RELEASE_SECONDS
from foothold_chassis.store.mongo import Driver, check_address
from foothold_events.connection import KafkaSettings


class ServiceSettings(KafkaSettings):
    """The settings besides those of Kafka. Subclasses add those of one service. A secret of a service is a `SecretStr`
    and has no default."""

    mongo_uri: SecretStr
    """Holds a password."""

    mongo_driver: Driver = Field(default="motor", validation_alias="MONGO_DRIVER")
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    internal_port: int = 8081
    """Where health, metrics and the description of the routes are, on the same host: for the machines that run the
    platform, and never for the public."""

    trusted_proxies: str = ""
    """Addresses (comma-separated, or a network) of the proxies in front whose `X-Forwarded-For` is trusted. The
    services behind the gateway need none: the gateway passes them the caller's address itself."""

    max_body_bytes: int = 65_536
    keep_alive_seconds: int = 75
    """How long a connection may be idle. This is longer than load balancers keep theirs (mostly 60), since the
    caller has to close first. Otherwise a request may meet a connection that is just being closed."""

    leave_seconds: float = 3.0
    """How long requests are still taken after SIGTERM, while `/readyz` says no: time for load balancers to
    notice it. This is longer than callers keep idle connections (the gateway: 2)."""

    drain_seconds: float = 20.0
    """How long requests, the current batch, wakes and publishing may each take to end after that."""

    database_prefix: str = "foothold"
    group_prefix: str = "foothold"
    epoch: int = 0
    """Raised by one after the service's database was restored from a backup: its events then sort after all that
    were published before."""

    time_machine: bool = False
    """Development only: an operator call moves this service's clock."""

    @field_validator("mongo_uri")
    @classmethod
    def _must_be_an_address(cls, uri: SecretStr) -> SecretStr:
        check_address(uri.get_secret_value())
        return uri

    @property
    def longest_stop_seconds(self) -> float:
        """The longest time from SIGTERM to the exit, even if everything hangs. Kubernetes'
        `terminationGracePeriodSeconds` must be longer, by the sleep of `preStop`."""
        draining = 4 * (self.drain_seconds + RELEASE_SECONDS)  # requests, consumer, wakes, publisher
        releasing = 5 * RELEASE_SECONDS  # hooks, loops, connections, HTTP of a worker, threads
        return self.leave_seconds + draining + releasing
