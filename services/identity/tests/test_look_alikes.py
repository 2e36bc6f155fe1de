"""Domains that look alike, and what an operator sees of them before deciding."""

import pytest

from foothold_chassis.addresses import domain_name
from foothold_chassis.testing import RunningService, member, operator, talent
from foothold_identity.confusables import skeleton

from .bodies import ORGANIZATION, VERIFICATION

TRUST = operator("trust")
LIST = "/v1/ops/organizations"

ALIKE = [
    *(
        ("example.org", "examp1e.org"),
        ("example.org", "ex\u0430mple.org"),
        ("apple.com", "\u0430\u0440\u0440\u04cf\u0435.com"),
    ),
    *(
        ("microsoft.example", "rnicrosoft.example"),
        ("google.example", "g00gle.example"),
        ("bill.example", "bi11.example"),
    ),
    *(
        ("munchen.example", "münchen.example"),
        ("exemple.example", "ẹxemple.example"),
        ("coop.example", "\u0441\u043e\u043e\u0440.example"),
    ),
    *(("lodz.example", "łódz.example"), ("acme.example", "acme.example")),
]
DIFFERENT = [
    ("example.org", "example.com"),
    ("acme.example", "acne.example"),
    ("bahn.example", "bohn.example"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE, ids=ascii)
def test_domains_that_look_alike_have_one_skeleton(one, other) -> None:
    assert skeleton(domain_name(one)) == skeleton(domain_name(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_domains_that_look_different_have_two(one, other) -> None:
    assert skeleton(domain_name(one)) != skeleton(domain_name(other))


async def register(service: RunningService, domain: str, by: str) -> str:
    body = {**ORGANIZATION, "domain": domain}
    answer = await service.call("POST", "/v1/organizations", body, as_=talent(f"tal_{by}"))
    assert answer.status_code == 201
    return answer.json()["organization_id"]


async def test_an_operator_sees_whom_an_organization_could_be_taken_for(service: RunningService) -> None:
    real = await register(service, "acme.example", "1")
    await service.call("POST", f"/v1/organizations/{real}/verification", VERIFICATION, as_=TRUST)
    same = await register(service, "ACME.example", "2")
    false = await register(service, "\u0430cme.example", "3")
    other = await register(service, "other.example", "4")

    waiting = {
        item["organization_id"]: item for item in (await service.call("GET", LIST, as_=TRUST)).json()["items"]
    }

    assert set(waiting) == {same, false, other}
    seen = {id: [found["organization_id"] for found in item["look_alikes"]] for id, item in waiting.items()}
    assert seen == {same: [real, false], false: [real, same], other: []}
    assert waiting[false]["domain"] == "xn--cme-5cd.example"
    assert waiting[false]["readable_domain"] == "\u0430cme.example"
    assert waiting[false]["look_alikes"][0]["status"] == "verified"


async def test_a_verified_organization_leaves_the_list(service: RunningService) -> None:
    ids = sorted([await register(service, f"a{n}.example", str(n)) for n in range(3)])
    await service.call("POST", f"/v1/organizations/{ids[1]}/verification", VERIFICATION, as_=TRUST)

    first = (await service.call("GET", f"{LIST}?limit=1", as_=TRUST)).json()
    last = (await service.call("GET", f"{LIST}?limit=1&cursor={first['next']}", as_=TRUST)).json()

    assert [page["items"][0]["organization_id"] for page in (first, last)] == [ids[0], ids[2]]
    assert last["next"] is None


@pytest.mark.parametrize(
    "person", [talent("tal_1"), member("org_1"), operator("money", "system", "mediation")]
)
async def test_the_list_is_for_operators_with_the_scope_trust(service: RunningService, person) -> None:
    assert (await service.call("GET", LIST, as_=person)).status_code == 403
    assert (await service.call("GET", LIST)).status_code == 401
