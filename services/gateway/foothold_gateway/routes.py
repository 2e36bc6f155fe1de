"""Every call at the gateway: path, method, the service that answers, and the standing that it takes.

The authorization test walks this table. A service's route that is not in it cannot be reached. The gateway's own
few routes (timeline, API description, its parked events) are in `api.py` and the chassis.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Standing = Literal["anyone", "account", "trust", "mediation", "money", "system"]
"""`account` is any valid token, and the service decides what its holder may do; the others are operators' scopes."""

Upstream = Literal["catalog", "contracts", "identity", "matching", "payouts"]
"""The services that the gateway calls. Each has an address in `settings.py`."""


@dataclass(frozen=True, slots=True)
class Route:
    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    service: Upstream
    standing: Standing
    upstream_path: str | None = None
    """The service's own path, if it is another one."""


ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/accounts", "identity", "anyone"),
    Route("POST", "/v1/sessions", "identity", "anyone"),
    Route("POST", "/v1/sessions/refresh", "identity", "anyone"),
    Route("DELETE", "/v1/sessions/current", "identity", "account"),
    Route("GET", "/v1/me", "identity", "account"),
    Route("GET", "/v1/me/profile", "identity", "account"),
    Route("PUT", "/v1/me/profile", "identity", "account"),
    Route("GET", "/v1/me/affiliations", "identity", "account"),
    Route("POST", "/v1/organizations", "identity", "account"),
    Route("GET", "/v1/organizations/{organization_id}", "identity", "anyone"),
    Route("POST", "/v1/organizations/{organization_id}/verification", "identity", "trust"),
    Route("GET", "/v1/ops/organizations", "identity", "trust"),
    Route("GET", "/v1/organizations/{organization_id}/affiliations", "identity", "account"),
    Route("POST", "/v1/affiliations", "identity", "account"),
    Route("POST", "/v1/affiliations/{affiliation_id}/confirmation", "identity", "account"),
    Route("GET", "/v1/projects", "catalog", "anyone"),
    Route("POST", "/v1/projects", "catalog", "account"),
    Route("GET", "/v1/projects/{project_id}", "catalog", "anyone"),
    Route("POST", "/v1/projects/{project_id}/publication", "catalog", "account"),
    Route("POST", "/v1/projects/{project_id}/cancellation", "catalog", "account"),
    Route("GET", "/v1/organizations/{organization_id}/projects", "catalog", "account"),
    Route("GET", "/v1/projects/{project_id}/rankings", "matching", "account"),
    Route("POST", "/v1/projects/{project_id}/rankings", "matching", "account"),
    Route("GET", "/v1/projects/{project_id}/rankings/{ranking_id}", "matching", "account"),
    Route("GET", "/v1/projects/{project_id}/place", "matching", "account"),
    Route("POST", "/v1/projects/{project_id}/applications", "matching", "account"),
    Route("GET", "/v1/projects/{project_id}/applications", "matching", "account"),
    Route("GET", "/v1/applications/{application_id}", "matching", "account"),
    Route("POST", "/v1/applications/{application_id}/selection", "matching", "account"),
    Route("POST", "/v1/applications/{application_id}/withdrawal", "matching", "account"),
    Route("GET", "/v1/me/applications", "matching", "account"),
    Route("GET", "/v1/contracts/{contract_id}", "contracts", "account"),
    Route("GET", "/v1/contracts/{contract_id}/verification", "contracts", "account"),
    Route("POST", "/v1/contracts/{contract_id}/signatures", "contracts", "account"),
    Route("POST", "/v1/contracts/{contract_id}/deliverables", "contracts", "account"),
    Route("POST", "/v1/contracts/{contract_id}/acceptances", "contracts", "account"),
    Route("GET", "/v1/me/contracts", "contracts", "account"),
    Route("GET", "/v1/organizations/{organization_id}/contracts", "contracts", "account"),
    Route("GET", "/v1/me/payee", "payouts", "account"),
    Route("PUT", "/v1/me/payee", "payouts", "account"),
    Route("GET", "/v1/me/payouts", "payouts", "account"),
    Route("GET", "/v1/organizations/{organization_id}/payment-method", "payouts", "account"),
    Route("PUT", "/v1/organizations/{organization_id}/payment-method", "payouts", "account"),
    Route("GET", "/v1/organizations/{organization_id}/charges", "payouts", "account"),
    Route("GET", "/v1/contracts/{contract_id}/escrow", "payouts", "account"),
    Route("POST", "/v1/contracts/{contract_id}/funding-attempts", "payouts", "account"),
    Route("GET", "/v1/ops/audit", "payouts", "money", "/v1/ops/payouts/audit"),
    *(
        route
        for service in get_args(Upstream)
        for route in (
            Route("GET", f"/v1/ops/{service}/work", service, "system"),
            Route("GET", f"/v1/ops/{service}/parked", service, "system"),
            Route("POST", f"/v1/ops/{service}/parked/{{subject}}/retry", service, "system"),
            Route("POST", f"/v1/ops/{service}/parked/{{subject}}/discard", service, "system"),
            Route("GET", f"/v1/ops/{service}/actions", service, "system"),
            Route("GET", f"/v1/ops/{service}/frozen", service, "system"),
            Route("POST", f"/v1/ops/{service}/frozen/{{subject}}/lift", service, "system"),
            Route("GET", f"/v1/ops/{service}/clock", service, "system"),
            Route("POST", f"/v1/ops/{service}/clock", service, "system"),
        )
    ),
)
