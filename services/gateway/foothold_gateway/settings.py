"""The gateway's settings: the addresses of the services."""

from typing import get_args

from foothold_chassis.settings import ServiceSettings
from foothold_gateway.routes import Upstream


class GatewaySettings(ServiceSettings):
    """Addresses of the services (FOOTHOLD_IDENTITY_URL and so on), such as http://identity:8080."""

    catalog_url: str
    contracts_url: str
    identity_url: str
    matching_url: str
    payouts_url: str

    @property
    def urls(self) -> dict[Upstream, str]:
        return {service: getattr(self, f"{service}_url") for service in get_args(Upstream)}
