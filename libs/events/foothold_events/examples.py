"""One valid example of the terms and of every event type, for the documents and for tests.

They tell one engagement, so ids, hashes and amounts agree: a company's project, the talent who did it, and the money.
Events that would contradict the story (`refused`, `lapsed`, …) use the same ids.
"""

from datetime import UTC, date, datetime
from typing import Any, TypeVar

from foothold_events.catalog import (
    Milestone,
    ProjectCancelled,
    ProjectClosed,
    ProjectExpired,
    ProjectFilled,
    ProjectPublished,
    ProjectRefs,
    ProjectReopened,
    SkillNeed,
    Terms,
)
from foothold_events.contracts import (
    ContractActivated,
    ContractCancelled,
    ContractClosed,
    ContractCompleted,
    ContractDrafted,
    ContractExecuted,
    ContractLapsed,
    ContractOverdue,
    ContractRefs,
    ContractSettled,
    ContractSigned,
    ContractWorkSubmitted,
)
from foothold_events.envelope import Event
from foothold_events.identity import (
    AccountRegistered,
    AffiliationConfirmed,
    AffiliationLapsed,
    AffiliationRefs,
    AffiliationRequested,
    OrganizationRegistered,
    OrganizationVerified,
    SessionEnded,
    SigningKeyPublished,
    SigningKeyRetired,
    Skill,
    TalentErased,
    TalentProfileUpdated,
)
from foothold_events.matching import (
    ApplicationLapsed,
    ApplicationRefs,
    ApplicationRefused,
    ApplicationSelected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    RankedTalent,
    RankingProduced,
)
from foothold_events.payouts import (
    EscrowDeclined,
    EscrowFunded,
    EscrowLapsed,
    EscrowRefs,
    EscrowRefunded,
    EscrowRequested,
    EscrowSettled,
    PayeeRegistered,
    PayoutBlocked,
    PayoutFailed,
    PayoutInitiated,
    PayoutRefs,
    PayoutSettled,
)
from foothold_events.values import Money

E = TypeVar("E", bound=Event)

PAY = Money(amount=20_000, currency="USD")
FEE = Money(amount=2_000, currency="USD")
NOTHING = Money(amount=0, currency="USD")

TERMS = Terms(
    title="Clean a customer list",
    brief="We have 4,000 rows and want each customer once.",
    category="data",
    objectives=["Learn how duplicates come about"],
    milestones=[Milestone(title="List", acceptance_criteria="No duplicates", share=10_000)],
    skills=[SkillNeed(name="SQL", need="must", level=3)],
    languages=["en"],
    jurisdiction="US",
    timezone="America/New_York",
    hours=10,
    starts_on=date(2026, 6, 8),
    deadline=date(2026, 6, 19),
    pay=PAY,
    openings=1,
    clauses=["nda"],
)
TERMS_HASH = "2e0b4c2a19e721591c3565135ca178832ac25795e2a9b9a99e652ae11f8e9a02"
DOCUMENT_HASH = "fbd704de8e73d6cc3c18d0156b7d15949698894bdeaa84a223473b345dde4b5c"
"""Of `TERMS`, and of the contract about them: the services that make the hashes hold them in their tests."""

ORGANIZATION = "org_1"
INSTITUTION = "org_2"
TALENT = "tal_1"
OF_PROJECT = ProjectRefs(project_id="prj_1", organization_id=ORGANIZATION)
OF_AFFILIATION = AffiliationRefs(affiliation_id="aff_1", organization_id=INSTITUTION, talent_id=TALENT)
OF_APPLICATION = ApplicationRefs(
    application_id="app_1", project_id="prj_1", organization_id=ORGANIZATION, talent_id=TALENT
)
OF_CONTRACT = ContractRefs(
    contract_id="ctr_1",
    application_id="app_1",
    project_id="prj_1",
    organization_id=ORGANIZATION,
    talent_id=TALENT,
)
OF_ESCROW = EscrowRefs(escrow_id="esc_1", contract_id="ctr_1", organization_id=ORGANIZATION, talent_id=TALENT)
OF_PAYOUT = PayoutRefs(
    payout_id="pyt_1", escrow_id="esc_1", contract_id="ctr_1", talent_id=TALENT, amount=PAY
)

IDENTITY: tuple[Event, ...] = (
    AccountRegistered(account_id="acc_1"),
    TalentProfileUpdated(
        talent_id=TALENT,
        skills=[Skill(name="SQL", level=4)],
        languages=["en"],
        timezone="America/Chicago",
        country="US",
        hours_per_week=15,
        available_from=date(2026, 6, 1),
        available_until=date(2026, 8, 31),
        blackout_dates=(date(2026, 7, 3),),
        least_hourly_pay=Money(amount=1_800, currency="USD"),
        work_authorizations=["US"],
        categories=["data"],
    ),
    TalentErased(talent_id=TALENT),
    OrganizationRegistered(organization_id=ORGANIZATION, kind="company", country="US"),
    OrganizationVerified(organization_id=ORGANIZATION, kind="company"),
    AffiliationRequested(**OF_AFFILIATION),
    AffiliationConfirmed(**OF_AFFILIATION),
    AffiliationLapsed(**OF_AFFILIATION),
    SessionEnded(session_id="ses_1", cause="logged_out", runs_out_at=datetime(2026, 6, 1, 9, 16, tzinfo=UTC)),
    SigningKeyPublished(
        key_id="key_1",
        public_key="11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        not_before=datetime(2026, 6, 1, tzinfo=UTC),
    ),
    SigningKeyRetired(key_id="key_1", not_after=datetime(2026, 7, 1, 0, 15, tzinfo=UTC)),
)

CATALOG: tuple[Event, ...] = (
    ProjectPublished(
        **OF_PROJECT,
        version=1,
        terms=TERMS,
        terms_hash=TERMS_HASH,
        open_until=datetime(2026, 6, 8, tzinfo=UTC),
    ),
    ProjectFilled(**OF_PROJECT),
    ProjectReopened(**OF_PROJECT),
    ProjectClosed(**OF_PROJECT),
    ProjectCancelled(**OF_PROJECT),
    ProjectExpired(**OF_PROJECT),
)

MATCHING: tuple[Event, ...] = (
    RankingProduced(
        ranking_id="rnk_1",
        **OF_PROJECT,
        policy_version="2026-11",
        candidates=40,
        eligible=12,
        eligible_newcomers=5,
        left_out={"must_skill": 20, "no_capacity": 6, "language": 0, "work_authorization": 2},
        items=[RankedTalent(talent_id=TALENT, rank=1, score=0.75, newcomer=True, coverage="full")],
    ),
    ApplicationSubmitted(**OF_APPLICATION),
    ApplicationSelected(**OF_APPLICATION, terms=TERMS, terms_hash=TERMS_HASH),
    ApplicationRefused(**OF_APPLICATION, reason="no_capacity"),
    ApplicationWithdrawn(**OF_APPLICATION),
    ApplicationLapsed(**OF_APPLICATION),
)

CONTRACTS: tuple[Event, ...] = (
    ContractDrafted(
        **OF_CONTRACT,
        terms=TERMS,
        document_hash=DOCUMENT_HASH,
        sign_until=datetime(2026, 6, 6, 9, tzinfo=UTC),
    ),
    ContractSigned(**OF_CONTRACT, party="talent", document_hash=DOCUMENT_HASH),
    ContractExecuted(**OF_CONTRACT, pay=PAY, fund_until=datetime(2026, 6, 6, 9, tzinfo=UTC)),
    ContractActivated(**OF_CONTRACT, work_until=datetime(2026, 6, 23, tzinfo=UTC)),
    ContractOverdue(**OF_CONTRACT),
    ContractWorkSubmitted(**OF_CONTRACT, version=1, review_until=datetime(2026, 6, 23, 12, tzinfo=UTC)),
    ContractCompleted(**OF_CONTRACT, by="company"),
    ContractSettled(**OF_CONTRACT, talent_amount=PAY, company_refund=NOTHING),
    ContractClosed(**OF_CONTRACT),
    ContractLapsed(**OF_CONTRACT),
    ContractCancelled(**OF_CONTRACT, reason="overdue"),
)

PAYOUTS: tuple[Event, ...] = (
    EscrowRequested(**OF_ESCROW, pay=PAY, fee=FEE, fund_until=datetime(2026, 6, 4, 9, tzinfo=UTC)),
    EscrowFunded(**OF_ESCROW),
    EscrowDeclined(**OF_ESCROW, reason="insufficient_funds", attempt=1),
    EscrowLapsed(**OF_ESCROW),
    EscrowSettled(**OF_ESCROW, talent_amount=PAY, company_refund=NOTHING, fee=FEE),
    EscrowRefunded(**OF_ESCROW, amount=Money(amount=22_000, currency="USD")),
    PayoutInitiated(**OF_PAYOUT),
    PayoutSettled(**OF_PAYOUT),
    PayoutFailed(**OF_PAYOUT, reason="account_closed", attempt=1),
    PayoutBlocked(**OF_PAYOUT, reason="account_closed"),
    PayeeRegistered(payee_id="pye_1", talent_id=TALENT),
)

EVENTS: dict[type[Event], Event] = {
    type(event): event for event in (*IDENTITY, *CATALOG, *MATCHING, *CONTRACTS, *PAYOUTS)
}


def terms(**changes: Any) -> Terms:
    """Return the example of the terms, with these fields changed."""
    return Terms.model_validate(dict(TERMS) | changes)


def example(event: type[E], **changes: Any) -> E:
    """Return the example of an event type, with these fields changed.

    Raises:
        KeyError: there is none of this type yet.
        ValidationError: a change does not fit the schema.
    """
    return event.model_validate(dict(EVENTS[event]) | changes)
