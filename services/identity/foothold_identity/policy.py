"""The numbers of identity. Each can be set by the environment, e.g. `FOOTHOLD_IDENTITY_LOGINS_PER_ACCOUNT=20`."""

from datetime import timedelta

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from foothold_chassis.web.tokens import OPERATOR_TOKEN_LIFE, TOKEN_LIFE
from foothold_events.settings import Settings


class IdentityPolicy(Settings):
    """Durations are ISO 8601 or seconds when set by the environment."""

    model_config = SettingsConfigDict(
        env_prefix="FOOTHOLD_IDENTITY_", env_nested_delimiter="__", extra="ignore"
    )

    argon2_time_cost: int = 2  # [OWASP Password Storage Cheat Sheet: argon2id, m=19 MiB, t=2, p=1]
    argon2_memory_kib: int = 19_456
    argon2_parallelism: int = 1
    hashings_at_once: int = 2
    """In one process: hashing takes a whole core for about 20 ms."""
    hashings_waiting: int = 200
    """Beyond these a call is refused as busy instead of waiting for seconds."""

    logins_window: timedelta = timedelta(minutes=5)
    logins_per_account: int = 10
    """Attempts in a window. A success resets the count [OWASP Authentication Cheat Sheet: lock by account]."""
    logins_per_address: int = 600
    """Attempts in a window. A whole campus may share one address."""

    access_token_life: timedelta = Field(default=TOKEN_LIFE, gt=timedelta(), le=TOKEN_LIFE)
    operator_token_life: timedelta = Field(
        default=OPERATOR_TOKEN_LIFE, gt=timedelta(), le=OPERATOR_TOKEN_LIFE
    )
    """Every service refuses tokens that live longer than their defaults, so these can only be shortened."""

    session_life: timedelta = timedelta(days=30)
    """How long a family of refresh tokens lives, however often it is rotated."""

    signing_key_period: timedelta = timedelta(days=30)
    signing_key_lead: timedelta = timedelta(minutes=5)
    """How long after its publication a new key begins to sign, so that every service knows it by then."""

    affiliation_wait: timedelta = timedelta(days=14)
    organizations_per_account: int = 20
    """Bounds the size of a token."""
