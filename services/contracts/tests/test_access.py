"""Who may do what to a contract: each route for each standing."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from foothold_chassis.testing import RunningService, member, operator, stranger, talent
from foothold_contracts.contract import Contract
from foothold_events.examples import DOCUMENT_HASH, example
from foothold_events.payouts import PayeeRegistered

from .engagements import URL, active, drafted, signed_by_talent, submitted

CALLERS = {
    "talent": talent("tal_1"),
    "company": member("org_1", "member"),
    "another talent": talent("tal_2"),
    "another company": member("org_2", "owner"),
    "a stranger": stranger(),
    "an operator": operator("money", "system", "trust"),
}


@dataclass(frozen=True)
class Route:
    """A request that succeeds in the state `given`, and what each caller is refused with who is not admitted."""

    method: str
    path: str
    given: Callable[[], Contract]
    body: object = None
    refused: tuple[int, str] = (404, "NotFound")
    refuses: tuple[str, ...] = ()
    """Parties that are refused as well, with `other`."""
    other: str = ""


SIGNATURE = {"legal_name": "Ada King", "document_hash": DOCUMENT_HASH}
CONTRACT = "/v1/contracts/ctr_1"
NOT_YET = (404, "NotYet")
"""What an outsider is told where a party may have come early."""
ROUTES = {
    "read": Route("GET", CONTRACT, drafted, refused=NOT_YET),
    "verify": Route("GET", f"{CONTRACT}/verification", signed_by_talent),
    "sign": Route("POST", f"{CONTRACT}/signatures", drafted, SIGNATURE, refused=NOT_YET),
    "submit": Route(
        *("POST", f"{CONTRACT}/deliverables", active, {"url": URL}),
        refuses=("company",),
        other="not_the_talent",
    ),
    "accept": Route(
        *("POST", f"{CONTRACT}/acceptances", submitted),
        refuses=("talent",),
        other="not_the_company",
    ),
    "list": Route(
        *("GET", "/v1/organizations/org_1/contracts", drafted),
        refused=(403, "not_a_member"),
        refuses=("talent",),
        other="not_a_member",
    ),
}


def refusal(route: Route, caller: str) -> tuple[int, str] | None:
    if caller in route.refuses:
        return 403, route.other
    return None if caller in {"talent", "company"} else route.refused


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", ROUTES)
async def test_each_route_admits_its_parties_and_nobody_else(service: RunningService, name, caller) -> None:
    route = ROUTES[name]
    await service.put(route.given())
    await service.deliver(example(PayeeRegistered))

    answer = await service.call(route.method, route.path, route.body, as_=CALLERS[caller])

    refused = refusal(route, caller)
    assert (answer.status_code, answer.json().get("code")) == (refused or (200, None))
    if refused:
        assert service.sent() == []
        assert await service.of(Contract).get("ctr_1") == route.given()


@pytest.mark.parametrize("name", [*ROUTES, "mine"])
async def test_a_caller_without_a_token_is_told_to_log_in(service: RunningService, name) -> None:
    await service.put(drafted())
    route = ROUTES.get(name, Route("GET", "/v1/me/contracts", drafted))

    answer = await service.call(route.method, route.path, route.body)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


@pytest.mark.parametrize("caller", CALLERS)
async def test_everybody_lists_as_theirs_only_what_they_are_the_talent_of(
    service: RunningService, caller
) -> None:
    await service.put(drafted())

    answer = await service.call("GET", "/v1/me/contracts", as_=CALLERS[caller])

    listed = [item["contract_id"] for item in answer.json()["items"]]
    assert listed == (["ctr_1"] if caller == "talent" else [])


async def test_who_is_refused_learns_it_before_the_body_is_judged(service: RunningService) -> None:
    await service.put(active())

    answer = await service.call("POST", f"{CONTRACT}/deliverables", {"url": 1}, as_=stranger())

    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")
