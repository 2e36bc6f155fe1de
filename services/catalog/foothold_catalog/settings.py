"""What the catalog needs from its environment: what every service does."""

from foothold_chassis.settings import ServiceSettings


class CatalogSettings(ServiceSettings):
    pass
