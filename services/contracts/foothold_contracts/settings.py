"""What contracts needs from its environment besides what every service does."""

from pydantic import Field, SecretStr

from foothold_chassis.settings import ServiceSettings


class ContractsSettings(ServiceSettings):
    """`contracts_seal_key` seals signatures (FOOTHOLD_CONTRACTS_SEAL_KEY): at least 32 random characters, the same in
    every replica and kept for as long as signatures are to be verified. There is no default."""

    contracts_seal_key: SecretStr = Field(min_length=32)
