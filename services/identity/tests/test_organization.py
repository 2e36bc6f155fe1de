import pytest

from foothold_chassis.errors import RuleBroken
from foothold_events.identity import OrganizationRegistered, OrganizationVerified
from foothold_identity.organization import Organization, Verification

from .states import NOW, registered


def test_who_registers_an_organization_owns_it() -> None:
    organization, events = Organization.register(
        "org_1",
        "company",
        name="Acme",
        country="US",
        domain="acme.example",
        owner="acc_1",
        now=NOW,
        by="cmd_1",
    )

    assert events == [OrganizationRegistered(organization_id="org_1", kind="company", country="US")]
    assert organization.role_of("acc_1") == "owner"
    assert organization.role_of("acc_2") is None
    assert organization.status == "registered"


def test_an_operator_verifies_it_with_a_reason() -> None:
    organization = registered()

    assert organization.verify("acc_9", "register extract seen", NOW) == [
        OrganizationVerified(organization_id="org_1", kind="company")
    ]
    assert organization.status == "verified"


def test_the_first_verification_stands() -> None:
    organization = registered()
    organization.verify("acc_9", "register extract seen", NOW)

    assert organization.verify("acc_8", "again", NOW) == []
    assert organization.verification == Verification(by="acc_9", reason="register extract seen", at=NOW)


def test_an_operator_does_not_verify_an_organization_of_its_own() -> None:
    organization = registered()

    with pytest.raises(RuleBroken) as refused:
        organization.verify("acc_1", "I know it well", NOW)

    assert refused.value.code == "own_organization"
    assert organization.status == "registered"
