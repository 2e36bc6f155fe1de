"""What identity needs from its environment, besides what every service needs."""

from pydantic import Field, SecretStr

from foothold_chassis.settings import ServiceSettings


class IdentitySettings(ServiceSettings):
    """Secrets of at least 32 random characters, the same in every replica. There is no default, not even in
    development."""

    identity_key_secret: SecretStr = Field(min_length=32)
    """Seals the private signing keys in the database, and derives each refresh token from the one before
    (FOOTHOLD_IDENTITY_KEY_SECRET)."""

    identity_account_secret: SecretStr = Field(min_length=32)
    """Turns addresses into account ids (FOOTHOLD_IDENTITY_ACCOUNT_SECRET). It must never change: with another one
    no account is found any more."""
