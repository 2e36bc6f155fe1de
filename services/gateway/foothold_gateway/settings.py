"""The gateway's settings: the addresses of the services."""

from typing import get_args

from foothold_chassis.settings import ServiceSettings
from foothold_gateway.routes import Upstream


class GatewaySettings(ServiceSettings):
    """Addresses of the services (FOOTHOLD_IDENTITY_URL and so on), such as http://identity:8080, and of their internal
    ports (FOOTHOLD_IDENTITY_INTERNAL_URL and so on), where each describes its routes."""

    catalog_url: str
    contracts_url: str
    identity_url: str
    matching_url: str
    payouts_url: str

    catalog_internal_url: str
    contracts_internal_url: str
    identity_internal_url: str
    matching_internal_url: str
    payouts_internal_url: str

    @property
    def urls(self) -> dict[Upstream, str]:
        return {service: getattr(self, f"{service}_url") for service in get_args(Upstream)}

    @property
    def internal_urls(self) -> dict[Upstream, str]:
        return {service: getattr(self, f"{service}_internal_url") for service in get_args(Upstream)}
