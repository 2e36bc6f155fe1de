"""The numbers of contracts, overridable by FOOTHOLD_CONTRACTS_… in the environment."""

from datetime import timedelta

from pydantic_settings import SettingsConfigDict

from foothold_events.settings import Settings


class ContractPolicy(Settings):
    """How long each side may take. All from docs/domain.md, "Every wait has an end"."""

    model_config = SettingsConfigDict(env_prefix="FOOTHOLD_CONTRACTS_")

    signing_wait: timedelta = timedelta(days=5)
    """Never beyond the start of the work: 00:00 UTC of its day."""

    funding_wait: timedelta = timedelta(days=5)
    """From the second signature on, never beyond the end of the deadline's day, UTC."""

    overdue_after: timedelta = timedelta(days=3)
    """After the end of the deadline's day, UTC."""

    cancelled_after_overdue: timedelta = timedelta(days=14)
    review_wait: timedelta = timedelta(days=5)
