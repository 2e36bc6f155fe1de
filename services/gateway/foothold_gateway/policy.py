"""The gateway's bounds, overridable by FOOTHOLD_GATEWAY_… in the environment."""

from datetime import timedelta

from pydantic_settings import BaseSettings, SettingsConfigDict


class GatewayPolicy(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="FOOTHOLD_GATEWAY_", frozen=True)

    requests_per_account: str = "1200/minute"
    """Twenty a second for one account: far above a person, far below what harms others."""

    requests_per_address: str = "60000/minute"
    """A university's students share one address."""

    connect_seconds: float = 1.0
    answer_seconds: float = 10.0
    """The slowest answer is a login behind others (argon2id); waiting for a projection takes up to 2 s."""

    connections: int = 200
    idle_seconds: float = 2.0
    """How long an unused connection to a service is kept: less than a service that ends goes on answering
    (`leave_seconds`, 3), so that no request goes into a connection that is being closed."""

    answers_kept: timedelta = timedelta(hours=24)
    in_flight_at_most: timedelta = timedelta(seconds=60)
    timeline_events: int = 500
