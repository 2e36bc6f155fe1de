"""What identity needs from its environment besides what every service does."""

from pydantic import Field, SecretStr

from foothold_chassis.settings import ServiceSettings


class IdentitySettings(ServiceSettings):
    """`identity_key_secret` seals the private signing keys in the database (FOOTHOLD_IDENTITY_KEY_SECRET): at
    least 32 random characters, the same in every replica. There is no default, in development neither."""

    identity_key_secret: SecretStr = Field(min_length=32)
