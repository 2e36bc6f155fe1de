"""The catalog's settings: those of every service."""

from foothold_chassis.settings import ServiceSettings


class CatalogSettings(ServiceSettings):
    pass
