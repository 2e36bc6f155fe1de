"""Who may do what with the money: each route for each standing."""

from collections.abc import Collection
from dataclasses import dataclass

import pytest

from foothold_chassis.testing import RunningService, member, member_of_institution, operator, stranger, talent
from foothold_payouts.accounts import PaymentMethod
from foothold_payouts.escrow import Escrow

from .escrows import declined

CALLERS = {
    "talent": talent("tal_1"),
    "company": member("org_1", "member"),
    "another talent": talent("tal_2"),
    "another company": member("org_2", "owner"),
    "a stranger": stranger(),
    "an operator of the money": operator("money"),
    "another operator": operator("system", "trust"),
}


@dataclass(frozen=True)
class Route:
    """A request, who is admitted to it, and what everybody else is refused with."""

    method: str
    path: str
    admitted: Collection[str]
    refused: tuple[int, str]
    body: object = None


NOTHING = (404, "NotYet")
"""What an outsider is told, as of an escrow that is not here (yet)."""
NO_MEMBER = (403, "not_a_member")
ROUTES = {
    "read": Route("GET", "/v1/contracts/ctr_1/escrow", {"talent", "company"}, NOTHING),
    "fund": Route("POST", "/v1/contracts/ctr_1/funding-attempts", {"company"}, NOTHING),
    "charges": Route("GET", "/v1/organizations/org_1/charges", {"company"}, NO_MEMBER),
    "payment method": Route(
        *("PUT", "/v1/organizations/org_1/payment-method", {"company"}, NO_MEMBER),
        body={"token": "sandbox_ok"},
    ),
    "audit": Route("GET", "/v1/ops/payouts/audit", {"an operator of the money"}, (403, "scope_missing")),
}
OF_THE_CALLER = {
    "payee": Route("PUT", "/v1/me/payee", CALLERS, NOTHING, body={"account": "sandbox_ok"}),
    "payouts": Route("GET", "/v1/me/payouts", CALLERS, NOTHING),
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", ROUTES)
async def test_each_route_admits_whom_it_is_for_and_nobody_else(
    service: RunningService, name, caller
) -> None:
    route = ROUTES[name]
    await service.put(declined())

    answer = await service.call(route.method, route.path, route.body, as_=CALLERS[caller])

    refused = NO_MEMBER if name == "fund" and caller == "talent" else route.refused
    expected = (200, None) if caller in route.admitted else refused
    assert (answer.status_code, answer.json().get("code")) == expected
    if caller not in route.admitted:
        assert await service.of(Escrow).get("esc_1") == declined()


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", OF_THE_CALLER)
async def test_everybody_has_a_payee_and_payouts_of_their_own(service: RunningService, name, caller) -> None:
    route = OF_THE_CALLER[name]

    answer = await service.call(route.method, route.path, route.body, as_=CALLERS[caller])

    assert answer.status_code == 200
    assert answer.json().get("talent_id", CALLERS[caller].talent_id) == CALLERS[caller].talent_id


@pytest.mark.parametrize("route", [*ROUTES.values(), *OF_THE_CALLER.values()], ids=lambda route: route.path)
async def test_a_caller_without_a_token_is_told_to_log_in(service: RunningService, route) -> None:
    await service.put(declined())

    answer = await service.call(route.method, route.path, route.body)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


async def test_an_institution_pays_for_nothing(service: RunningService) -> None:
    route = ROUTES["payment method"]

    answer = await service.call(route.method, route.path, route.body, as_=member_of_institution("org_1"))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_company")
    assert await service.of(PaymentMethod).find() == []
