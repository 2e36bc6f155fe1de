"""Bad input gets a precise problem document, and changes nothing."""

import base64
import json
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import OKPKey
from pydantic import SecretStr

from foothold_chassis.store import Database
from foothold_devstack.demo.client import Client, Json, open_gateway
from foothold_devstack.demo.market import offers, profiles
from foothold_devstack.demo.people import Company, Operator, Talent
from foothold_identity.tokens import Sealer
from tests.e2e.conftest import Running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

TODAY = datetime.now(UTC).date()


@dataclass
class Asking:
    """Two companies that know nothing of each other, a talent, and the raw way to the gateway."""

    http: httpx2.AsyncClient
    company: Company
    rival: Company
    talent: Talent

    async def ask(
        self, method: str, path: str, body: object = None, *, token: str | None = None
    ) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token or self.company.client.token}"}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers["content-type"] = "application/json"
        return await self.http.request(method, path, content=content, headers=headers)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def asking(running: Running) -> AsyncIterator[Asking]:
    async with open_gateway(running.place.gateway) as http:
        operator = Operator(Client(http))
        await operator.client.log_in(running.place.operator_email, running.place.operator_password)
        company, rival = [await found(http, operator) for _ in range(2)]
        client = Client(http)
        account = await client.sign_up(f"talent-{secrets.token_hex(4)}@example.org", "A talent")
        talent = Talent(client, account["talent_id"], "A talent")
        await talent.settle_in(profiles(TODAY)[0])
        yield Asking(http, company, rival, talent)
        for each in (company, rival):
            await each.stop_looking()


async def found(http: httpx2.AsyncClient, operator: Operator) -> Company:
    client, tag = Client(http), secrets.token_hex(4)
    await client.sign_up(f"company-{tag}@example.org", "A director")
    body = {"kind": "company", "name": f"Company {tag}", "country": "US", "domain": f"c{tag}.example.org"}
    organization_id = (await client.post("/v1/organizations", body))["organization_id"]
    await operator.verify(organization_id)
    await client.renew()
    company = Company(client, organization_id, f"Company {tag}")
    await company.set_payment_method("sandbox_ok")
    return company


def offer(company: Company, **changes: object) -> Json:
    return {"organization_id": company.id, **offers(TODAY)[0].body, **changes}


def refused(answer: httpx2.Response, status: int, code: str) -> Json:
    """Check that this is a problem document of this kind, and return it."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code), problem
    assert answer.status_code == status
    assert problem["type"] == f"urn:foothold:problem:{code}"
    assert problem["request_id"] == answer.headers["x-request-id"]
    return problem


async def projects_of(company: Company) -> list[Json]:
    return (await company.client.get(f"/v1/organizations/{company.id}/projects", limit=200))["items"]


async def test_an_unknown_field_is_named_and_nothing_is_drafted(asking: Asking) -> None:
    before = await projects_of(asking.company)
    answer = await asking.ask("POST", "/v1/projects", offer(asking.company, salary=1))

    [error] = refused(answer, 422, "invalid")["errors"]
    assert error == {"field": "salary", "message": "There is no such field; leave it out."}
    assert await projects_of(asking.company) == before


async def test_a_wrong_type_is_named_with_its_value(asking: Asking) -> None:
    before = await projects_of(asking.company)
    answer = await asking.ask("POST", "/v1/projects", offer(asking.company, hours="many"))

    [error] = refused(answer, 422, "invalid")["errors"]
    assert (error["field"], error["value"]) == ("hours", "many")
    assert "integer" in error["message"]
    assert await projects_of(asking.company) == before


@pytest.mark.parametrize(
    ("field", "value"), [("hours", "10"), ("hours", True), ("hours", 10.5), ("starts_on", 1_796_083_200)]
)
async def test_what_only_looks_like_the_right_type_is_refused(
    asking: Asking, field: str, value: object
) -> None:
    answer = await asking.ask("POST", "/v1/projects", offer(asking.company, **{field: value}))

    assert [error["field"] for error in refused(answer, 422, "invalid")["errors"]] == [field]


async def test_half_a_surrogate_pair_is_named_and_not_logged(asking: Asking, running: Running) -> None:
    body = b'{"email": "grace\\ud800@example.org", "password": "my-very-secret-pass"}'
    answer = await asking.ask("POST", "/v1/accounts", body)

    fields = {error["field"] for error in refused(answer, 422, "invalid")["errors"]}
    assert fields == {"email", "name"}
    logs = "".join(log.read_text() for log in running.platform.stack.folder.glob("*.log"))
    assert "my-very-secret-pass" not in logs


async def test_39_hours_in_one_day_are_refused_with_what_would_pass(asking: Asking) -> None:
    start = TODAY + timedelta(days=7)
    changes = {
        "hours": 39,
        "starts_on": start.isoformat(),
        "deadline": (start + timedelta(days=1)).isoformat(),
    }
    body = offer(asking.company, **changes, pay={"amount": 150_000, "currency": "USD"})
    problem = await publish_refused(asking, body)

    errors = {error["field"]: error for error in problem["errors"]}
    assert set(errors) == {"deadline", "hours"}
    assert "2 to 31 are allowed" in errors["deadline"]["message"]
    assert "8 hours a business day" in errors["hours"]["message"]
    assert errors["hours"]["value"] == 39


async def test_pay_under_the_floor_is_refused_with_the_least_that_passes(asking: Asking) -> None:
    body = offer(asking.company, hours=10, pay={"amount": 19_999, "currency": "USD"})
    problem = await publish_refused(asking, body)

    [error] = problem["errors"]
    assert error["field"] == "pay.amount"
    assert "20000 in minor units" in error["message"]


async def publish_refused(asking: Asking, body: Json) -> Json:
    project_id = (await asking.company.client.post("/v1/projects", body))["project_id"]
    answer = await asking.ask("POST", f"/v1/projects/{project_id}/publication")
    problem = refused(answer, 422, "terms_refused")
    assert (await asking.company.client.get(f"/v1/projects/{project_id}"))["status"] == "draft"
    return problem


async def test_a_contract_of_others_cannot_be_seen_or_touched(asking: Asking) -> None:
    contract = await drafted_contract(asking)
    path = f"/v1/contracts/{contract['contract_id']}"
    foreign = asking.rival.client.token
    signature = {"legal_name": "Somebody Else", "document_hash": contract["document_hash"]}
    await asking.company.client.get(path + "/timeline")  # once the gateway knows of it

    for method, sub, body in (
        ("GET", "", None),
        ("GET", "/timeline", None),
        ("GET", "/verification", None),
        ("POST", "/signatures", signature),
        ("POST", "/deliverables", {"url": "https://files.example.org/x"}),
        ("POST", "/acceptances", None),
    ):
        waits = sub in {"", "/timeline", "/signatures"}  # a party may have come early
        answer = await asking.ask(method, path + sub, body, token=foreign)
        refused(answer, 404, "NotYet" if waits else "NotFound")
    assert await asking.company.client.get(path) == contract


async def drafted_contract(asking: Asking) -> Json:
    company, talent = asking.company, asking.talent
    project_id = await company.offer(offers(TODAY)[0].body)
    application = await talent.apply(project_id)
    assert (await company.select(application["application_id"]))["status"] == "selected"
    company.start_looking()
    return await company.until(application["application_id"], "drafted")


async def test_the_same_selection_and_signature_again_act_once(asking: Asking) -> None:
    company, talent = asking.company, asking.talent
    project_id = await company.offer(offers(TODAY)[6].body)
    application = await talent.apply(project_id)
    assert await talent.apply(project_id) == application
    first = await company.select(application["application_id"])
    assert await company.select(application["application_id"]) == first
    company.start_looking()
    contract = await company.until(application["application_id"], "drafted")
    await talent.sign(contract)
    signed = await talent.client.get(f"/v1/contracts/{contract['contract_id']}/verification")
    await talent.sign(contract)
    assert await talent.client.get(f"/v1/contracts/{contract['contract_id']}/verification") == signed
    assert [signature["party"] for signature in signed["signatures"]] == ["talent"]


async def test_a_token_that_is_none_any_more_or_never_was(asking: Asking, running: Running) -> None:
    """The key is identity's own, so that only the time is wrong; then it is another key."""
    before = await projects_of(asking.company)
    key_id, ours = await signing_key(running)
    claims = claims_of(asking.company.client.token)
    expired = signed({**claims, "iat": int(time.time()) - 2, "exp": int(time.time()) - 1}, key_id, ours)
    forged = signed(claims, key_id, OKPKey.generate_key("Ed25519"))
    draft = offer(asking.company)

    refused(await asking.ask("POST", "/v1/projects", draft, token=expired), 401, "token_expired")
    refused(await asking.ask("POST", "/v1/projects", draft, token=forged), 401, "token_malformed")
    refused(await asking.ask("POST", "/v1/projects", draft, token="nonsense"), 401, "token_malformed")
    refused(await asking.http.post("/v1/projects", json=draft), 401, "token_missing")
    assert await projects_of(asking.company) == before
    still_valid = signed(claims, key_id, ours)
    assert (await asking.ask("GET", "/v1/me", token=still_valid)).status_code == 200


async def signing_key(running: Running) -> tuple[str, OKPKey]:
    """Take the key out of identity's database, as identity does."""
    env = running.platform.env("identity")
    database = Database(SecretStr(env["FOOTHOLD_MONGO_URI"]), "foothold_identity", "pymongo")
    [key] = await database.collection("signing_keys").find({}, limit=2)
    await database.close()
    sealer = Sealer(SecretStr(env["FOOTHOLD_IDENTITY_KEY_SECRET"]))
    return key["_id"], sealer.open(key["state"]["sealed_private_key"])


def signed(claims: Json, key_id: str, key: OKPKey) -> str:
    head = {"alg": "Ed25519", "typ": "at+jwt", "kid": key_id}
    return jwt.encode(head, claims, key, algorithms=["Ed25519"])


def claims_of(token: str) -> Json:
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


async def test_a_body_too_large_is_refused_unread(asking: Asking) -> None:
    before = await projects_of(asking.company)
    answer = await asking.ask("POST", "/v1/projects", offer(asking.company, brief="x" * 70_000))

    assert "65536 bytes" in refused(answer, 413, "body_too_large")["detail"]
    assert await projects_of(asking.company) == before


async def test_what_is_no_json_and_what_is_nowhere(asking: Asking) -> None:
    refused(await asking.ask("POST", "/v1/projects", b"{no json"), 400, "json_malformed")
    refused(await asking.ask("GET", "/v1/nowhere"), 404, "route_unknown")
    refused(await asking.ask("DELETE", "/v1/projects"), 405, "method_not_allowed")


async def test_one_key_with_two_bodies_is_refused(asking: Asking) -> None:
    headers = {
        "Authorization": f"Bearer {asking.company.client.token}",
        "Idempotency-Key": secrets.token_hex(8),
    }
    first = await asking.http.post("/v1/projects", json=offer(asking.company), headers=headers)
    again = await asking.http.post("/v1/projects", json=offer(asking.company), headers=headers)
    other = await asking.http.post("/v1/projects", json=offer(asking.company, hours=9), headers=headers)

    assert first.status_code == 201
    assert again.json() == first.json()
    refused(other, 422, "idempotency_key_reused")


async def test_operator_calls_need_an_operator(asking: Asking) -> None:
    path = f"/v1/organizations/{asking.company.id}/verification"
    refused(await asking.ask("POST", path, {"reason": "I say so"}), 403, "scope_missing")
    refused(await asking.ask("GET", "/v1/ops/audit"), 403, "scope_missing")
