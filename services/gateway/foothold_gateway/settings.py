"""What the gateway needs from its environment: where the services are."""

from foothold_chassis.settings import ServiceSettings
from foothold_gateway.routes import Upstream


class GatewaySettings(ServiceSettings):
    """Addresses of the services (FOOTHOLD_IDENTITY_URL and so on), such as http://identity:8080."""

    identity_url: str
    catalog_url: str
    matching_url: str
    contracts_url: str
    payouts_url: str

    @property
    def urls(self) -> dict[Upstream, str]:
        return {
            "identity": self.identity_url,
            "catalog": self.catalog_url,
            "matching": self.matching_url,
            "contracts": self.contracts_url,
            "payouts": self.payouts_url,
        }
