"""What matching needs from its environment: nothing besides what every service does."""

from foothold_chassis.settings import ServiceSettings


class MatchingSettings(ServiceSettings):
    pass
