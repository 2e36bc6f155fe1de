"""The numbers of matching. Each can be set by the environment, e.g. `FOOTHOLD_MATCHING_APPLICATION_WAIT=P7D`."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import SettingsConfigDict

from foothold_events.settings import Settings


class Weights(BaseModel):
    """The weight of each term. They sum to 1 (docs/domain.md, "matching")."""

    model_config = ConfigDict(frozen=True)

    coverage: float = 0.45
    availability: float = 0.12
    text: float = 0.12
    reliability: float = 0.09
    pay: float = 0.08
    exposure: float = 0.08
    timezone: float = 0.06


class MatchingPolicy(Settings):
    model_config = SettingsConfigDict(env_prefix="FOOTHOLD_MATCHING_", env_nested_delimiter="__")

    version: str = "2026-12"
    """Named in every ranking. Change it together with any number that a score depends on."""

    weights: Weights = Weights()
    must_weight: float = 2.0
    nice_weight: float = 1.0
    prior_reliability: float = Field(default=0.8, ge=0, le=1)
    """μ of the formula while a category has no ratings. A talent without history has this value, not zero."""

    slack: float = 1.5
    """Free hours of this many times the work count as full availability."""

    exposure_window: timedelta = timedelta(days=7)
    newcomer_below: int = 3
    newcomer_places: int = 2
    newcomer_block: int = 10
    newcomer_coverage: float = 0.5
    ranking_items: int = Field(default=20, le=100)
    refusals_named: int = 50
    medians_of_at_least: int = 10
    """A median over fewer talents would tell one talent of another."""

    application_wait: timedelta = timedelta(days=10)
    selection_taken_over_after: timedelta = timedelta(seconds=10)
    """A request runs its selection in well under a second. After this time a wake takes the selection over."""
