"""The settings of every service: environment variables `FOOTHOLD_…`, or files of the same names."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from foothold_chassis.network import Networks
from foothold_chassis.process.shutdown import RELEASE_SECONDS
from foothold_chassis.store.mongo import Driver, check_address
from foothold_events.connection import KafkaSettings
from foothold_events.settings import Settings


class HttpSettings(Settings):
    """Where a service listens, and what it takes from a connection: how many bytes, how long, how many at once.

    Both ports of every service keep these bounds, before anything is routed.
    """

    model_config = SettingsConfigDict(env_prefix="FOOTHOLD_")

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    internal_port: int = 8081
    """Where health, metrics and the description of the routes are, on the same host: for the machines that run the
    platform, and never for the public."""

    trusted_proxies: str = ""
    """Addresses (comma-separated, or a network) of the proxies in front whose `X-Forwarded-For` is trusted, and whose
    connections are not bounded by address. The services behind the gateway need none: the gateway passes them the
    caller's address itself."""

    max_url_bytes: int = 8_192
    max_header_bytes: int = 32_768
    """All headers of a request together, their names and values. A token is the longest of them, about 1 kB."""

    max_headers: int = 100
    max_body_bytes: int = 65_536
    head_seconds: float = 10.0
    """How long the head of a request may take from its first byte on, and a new connection until it has brought one."""

    body_seconds: float = 20.0
    """How long the body of a request may take from its head on, unless the service itself does not read it."""

    answer_seconds: float = 20.0
    """How often it is looked whether a caller reads its answer. Its connection is broken if it has read less than
    `slowest_answer_bytes` in this time."""

    slowest_answer_bytes: int = 10_000
    max_pipelined: int = 16
    """How many requests may wait on one connection while one before them is answered."""

    max_connections: int = 2_000
    """How many connections one port of a process holds, and never more than half of the files that it may open. Each
    may cost the memory of a whole body."""

    max_connections_per_address: int = 1_000
    """An IPv6 address counts as its /64. A gateway's replica has up to 200 to each service."""

    keep_alive_seconds: int = 75
    """How long a connection may be idle. This is longer than load balancers keep theirs (mostly 60), since the
    caller has to close first. Otherwise a request may meet a connection that is just being closed."""

    @field_validator("trusted_proxies")
    @classmethod
    def _must_be_networks(cls, proxies: str) -> str:
        try:
            Networks.parse(proxies)
        except ValueError:
            raise ValueError("should be addresses or networks, such as 10.0.0.0/8") from None
        return proxies


class ServiceSettings(HttpSettings, KafkaSettings):
    """All settings of a service. Subclasses add those of one. A secret of a service is a `SecretStr` and has no
    default."""

    mongo_uri: SecretStr
    """Holds a password."""

    mongo_driver: Driver = Field(default="motor", validation_alias="MONGO_DRIVER")
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
