"""The calls that pages make, each once: method, path at the gateway, and what its answer is read as."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from foothold_web.gateway import views
from foothold_web.gateway.views import Nothing, Page, View

V = TypeVar("V", bound=View)
Method = Literal["GET", "POST", "PUT", "DELETE"]
Service = Literal["catalog", "contracts", "gateway", "identity", "matching", "payouts"]


@dataclass(frozen=True, slots=True)
class Call(Generic[V]):
    """One route of the gateway, and what its answer is read as."""

    method: Method
    path: str
    answer: type[V]
    service: Service = "gateway"
    """Which part of the platform answers: the page names it if it is away."""


# accounts
REGISTER = Call("POST", "/v1/accounts", Nothing, "identity")
LOG_IN = Call("POST", "/v1/sessions", views.TokenPair, "identity")
REFRESH = Call("POST", "/v1/sessions/refresh", views.TokenPair, "identity")
LOG_OUT = Call("DELETE", "/v1/sessions/current", Nothing, "identity")
ME = Call("GET", "/v1/me", views.Me, "identity")
MY_PROFILE = Call("GET", "/v1/me/profile", views.Profile, "identity")
MY_AFFILIATIONS = Call("GET", "/v1/me/affiliations", Page[views.Affiliation], "identity")
UPDATE_PROFILE = Call("PUT", "/v1/me/profile", views.Profile, "identity")

# organizations
REGISTER_ORGANIZATION = Call("POST", "/v1/organizations", views.Organization, "identity")
UNVERIFIED = Call("GET", "/v1/ops/organizations", Page[views.UnverifiedOrganization], "identity")
ORGANIZATION = Call("GET", "/v1/organizations/{organization_id}", views.Organization, "identity")
VERIFY_ORGANIZATION = Call(
    "POST", "/v1/organizations/{organization_id}/verification", views.Organization, "identity"
)
AFFILIATIONS = Call(
    "GET", "/v1/organizations/{organization_id}/affiliations", Page[views.Affiliation], "identity"
)
ASK_AFFILIATION = Call("POST", "/v1/affiliations", views.Affiliation, "identity")
CONFIRM_AFFILIATION = Call(
    "POST", "/v1/affiliations/{affiliation_id}/confirmation", views.Affiliation, "identity"
)

# company
RANKINGS = Call("GET", "/v1/projects/{project_id}/rankings", Page[views.RankingSummary], "matching")

# projects
PROJECTS = Call("GET", "/v1/projects", Page[views.Project], "catalog")
PROJECT = Call("GET", "/v1/projects/{project_id}", views.Project, "catalog")
DRAFT_PROJECT = Call("POST", "/v1/projects", views.Project, "catalog")
PUBLISH_PROJECT = Call("POST", "/v1/projects/{project_id}/publication", views.Project, "catalog")
CANCEL_PROJECT = Call("POST", "/v1/projects/{project_id}/cancellation", views.Project, "catalog")
PROJECTS_OF_ORGANIZATION = Call(
    "GET", "/v1/organizations/{organization_id}/projects", Page[views.Project], "catalog"
)

# applications and rankings
RANK = Call("POST", "/v1/projects/{project_id}/rankings", views.Ranking, "matching")
RANKING = Call("GET", "/v1/projects/{project_id}/rankings/{ranking_id}", views.Ranking, "matching")
PLACE = Call("GET", "/v1/projects/{project_id}/place", views.Place, "matching")
APPLY = Call("POST", "/v1/projects/{project_id}/applications", views.Application, "matching")
APPLICATIONS_OF_PROJECT = Call(
    "GET", "/v1/projects/{project_id}/applications", Page[views.Application], "matching"
)
APPLICATION = Call("GET", "/v1/applications/{application_id}", views.Application, "matching")
MY_APPLICATIONS = Call("GET", "/v1/me/applications", Page[views.Application], "matching")
SELECT = Call("POST", "/v1/applications/{application_id}/selection", views.Application, "matching")
WITHDRAW = Call("POST", "/v1/applications/{application_id}/withdrawal", views.Application, "matching")

# contracts
CONTRACT = Call("GET", "/v1/contracts/{contract_id}", views.Contract, "contracts")
VERIFICATION = Call("GET", "/v1/contracts/{contract_id}/verification", views.Verification, "contracts")
MY_CONTRACTS = Call("GET", "/v1/me/contracts", Page[views.Contract], "contracts")
CONTRACTS_OF_ORGANIZATION = Call(
    "GET", "/v1/organizations/{organization_id}/contracts", Page[views.Contract], "contracts"
)
SIGN = Call("POST", "/v1/contracts/{contract_id}/signatures", views.Contract, "contracts")
HAND_IN = Call("POST", "/v1/contracts/{contract_id}/deliverables", views.Contract, "contracts")
ACCEPT = Call("POST", "/v1/contracts/{contract_id}/acceptances", views.Contract, "contracts")
TIMELINE = Call("GET", "/v1/contracts/{contract_id}/timeline", views.Timeline, "gateway")

# money
ESCROW = Call("GET", "/v1/contracts/{contract_id}/escrow", views.Escrow, "payouts")
FUND = Call("POST", "/v1/contracts/{contract_id}/funding-attempts", views.Escrow, "payouts")
MY_PAYOUTS = Call("GET", "/v1/me/payouts", Page[views.Payout], "payouts")
CHARGES = Call("GET", "/v1/organizations/{organization_id}/charges", Page[views.Escrow], "payouts")
SET_PAYEE = Call("PUT", "/v1/me/payee", Nothing, "payouts")
MY_PAYEE = Call("GET", "/v1/me/payee", views.Payee, "payouts")
SET_PAYMENT_METHOD = Call("PUT", "/v1/organizations/{organization_id}/payment-method", Nothing, "payouts")
PAYMENT_METHOD = Call(
    "GET", "/v1/organizations/{organization_id}/payment-method", views.PaymentMethod, "payouts"
)

# operators; `service` is one of those behind the gateway, or the gateway itself
AUDIT = Call("GET", "/v1/ops/audit", views.Audit, "payouts")
PARKED = Call("GET", "/v1/ops/{service}/parked", Page[views.ParkedSubject])
RETRY = Call("POST", "/v1/ops/{service}/parked/{subject}/retry", Nothing)
DISCARD = Call("POST", "/v1/ops/{service}/parked/{subject}/discard", views.Action)
ACTIONS = Call("GET", "/v1/ops/{service}/actions", Page[views.Action])
WORK = Call("GET", "/v1/ops/{service}/work", views.Work)
FROZEN = Call("GET", "/v1/ops/{service}/frozen", Page[views.FrozenDocument])
LIFT = Call("POST", "/v1/ops/{service}/frozen/{subject}/lift", Nothing)
