"""Where the body leads to the document, a key is for one body all the same."""

import pytest

from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.testing import RunningService, talent
from foothold_identity.account import Account
from foothold_identity.affiliation import Affiliation
from foothold_identity.organization import Organization

from .bodies import AFFILIATION, ORGANIZATION, PASSWORD, PERSON
from .states import verified

ADA = talent("tal_1")
ANOTHER = "another-password-1"
REUSED = (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    "other",
    [{"name": "Bo"}, {"email": "bo@example.org"}, {"password": ANOTHER}, {"name": "Bo", "password": ANOTHER}],
)
async def test_a_registration_under_the_key_of_another_one_is_refused(service: RunningService, other) -> None:
    first = await service.call("POST", "/v1/accounts", PERSON, key="k1")
    for _ in range(2):
        refused = await service.call("POST", "/v1/accounts", {**PERSON, **other}, key="k1")
        assert (refused.status_code, refused.json()["code"]) == REUSED

    retry = await service.call("POST", "/v1/accounts", PERSON, key="k1")
    assert (retry.status_code, retry.json()) == (first.status_code, first.json())
    [account] = await service.of(Account).find()
    assert (account.email, account.name) == (PERSON["email"], PERSON["name"])
    login = {"email": PERSON["email"], "password": PASSWORD}
    assert (await service.call("POST", "/v1/sessions", login)).status_code == 201


async def test_a_registration_that_broke_off_after_its_key_was_taken_is_made_by_the_retry(
    service: RunningService, monkeypatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(service.of(Account), "create", broken_off)
        assert (await service.call("POST", "/v1/accounts", PERSON, key="k1")).status_code == 503

    other = await service.call("POST", "/v1/accounts", {**PERSON, "password": ANOTHER}, key="k1")
    assert (other.status_code, other.json()["code"]) == REUSED
    assert (await service.call("POST", "/v1/accounts", PERSON, key="k1")).is_success
    login = {"email": PERSON["email"], "password": PASSWORD}
    assert (await service.call("POST", "/v1/sessions", login)).status_code == 201


async def broken_off(*_call: object) -> None:
    raise StoreUnavailable("The process died here.")


async def test_no_hash_of_the_password_but_the_slow_one_is_kept(service: RunningService) -> None:
    await service.call("POST", "/v1/accounts", PERSON, key="k1")
    await service.call("POST", "/v1/accounts", {**PERSON, "email": "bo@example.org"}, key="k2")

    taken = await service.service.database.collection("keys").find({}, limit=3)
    assert [proof["proof"].partition("$v")[0] for proof in taken] == ["$argon2id", "$argon2id"]


async def test_a_key_asks_one_institution_for_an_affiliation(service: RunningService) -> None:
    other = verified("institution").model_copy(update={"id": "org_2"})
    await service.put(verified("institution"), other)

    first, retry = [
        await service.call("POST", "/v1/affiliations", AFFILIATION, as_=ADA, key="k1") for _ in range(2)
    ]
    refused = await service.call("POST", "/v1/affiliations", {"organization_id": "org_2"}, as_=ADA, key="k1")

    assert first.json() == retry.json()
    assert (refused.status_code, refused.json()["code"]) == REUSED
    assert [found.organization_id for found in await service.of(Affiliation).find()] == ["org_1"]


async def test_a_key_registers_one_organization_of_its_account(service: RunningService) -> None:
    first = await service.call("POST", "/v1/organizations", ORGANIZATION, as_=ADA, key="k1")
    await service.call("POST", "/v1/organizations", ORGANIZATION, as_=ADA, key="k2")

    refused = await service.call(
        "POST", "/v1/organizations", {**ORGANIZATION, "name": "B"}, as_=ADA, key="k1"
    )
    retry = await service.call("POST", "/v1/organizations", ORGANIZATION, as_=ADA, key="k1")

    assert (refused.status_code, refused.json()["code"]) == REUSED
    assert retry.json() == first.json()
    assert len(await service.of(Organization).find()) == 2
