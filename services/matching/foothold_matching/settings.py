"""What matching needs from its environment: only what every service needs."""

from foothold_chassis.settings import ServiceSettings


class MatchingSettings(ServiceSettings):
    pass
