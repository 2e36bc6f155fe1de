"""The gateway's bounds, overridable by FOOTHOLD_GATEWAY_… in the environment."""

from datetime import timedelta

from pydantic_settings import SettingsConfigDict

from foothold_events.settings import Settings


class GatewayPolicy(Settings):
    model_config = SettingsConfigDict(env_prefix="FOOTHOLD_GATEWAY_")

    requests_per_account: str = "1200/minute"
    """Twenty a second for one account: far above a person's use, far below a rate that harms others."""

    requests_per_address: str = "60000/minute"
    """The students of a university may share one address. An IPv6 address counts as its /64."""

    requests_at_once_per_account: int = 200
    requests_at_once_per_address: int = 1_000
    """How many requests may be in hand at once, those that wait and live streams among them."""

    connect_seconds: float = 1.0
    answer_seconds: float = 10.0
    """The slowest answer is a login that queues behind others (argon2id); a wait for a projection takes up to 2 s."""

    connections: int = 200
    idle_seconds: float = 2.0
    """How long an idle connection to a service is kept: shorter than a stopping service goes on answering
    (`leave_seconds`, 3), so that no request goes into a closing connection."""

    description_kept: timedelta = timedelta(minutes=5)
    """How long the API description is kept, which all services are asked for; after an upgrade it is so old at most."""

    description_kept_incomplete: timedelta = timedelta(seconds=5)
    """The same while a service does not answer, and its routes are missing."""

    timeline_events: int = 500
