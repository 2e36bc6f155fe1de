"""Whose turn it is, until when, and what happens if nobody acts: read from the states of the API's objects."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from foothold_web.gateway.views import Affiliation, Application, Contract, Escrow, Organization, Project
from foothold_web.pages import paths
from foothold_web.ui.words import later as _n

Side = Literal["company", "talent"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One open wait. `then` is what happens without an answer; `mine` says whether this reader has to act."""

    title: str
    about: str
    href: str
    mine: bool
    icon: str
    until: datetime | None = None
    then: str = ""
    action: str = ""
    count: int = 0


def in_order(turns: list[Turn]) -> list[Turn]:
    """Return the turns with the nearest end first; those without an end come last."""
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(turns, key=lambda turn: (not turn.mine, turn.until or never, turn.about))


def of_contract(contract: Contract, side: Side, escrow: Escrow | None = None) -> Turn | None:
    """Return the open wait of a contract, as one side sees it, or `None` if nothing is waited for."""
    make = {
        "drafted": _to_sign,
        "executed": _to_fund,
        "active": _to_work,
        "submitted": _to_review,
        "completed": _to_pay,
    }.get(contract.status)
    return make(contract, side, escrow) if make else None


def _to_sign(contract: Contract, side: Side, _escrow: Escrow | None) -> Turn:
    mine = side not in contract.signed_by
    return Turn(
        title=_n("Read and sign the contract") if mine else _n("The other side signs"),
        about=contract.terms.title,
        href=paths.step(contract.contract_id, "signature") if mine else paths.contract(contract.contract_id),
        mine=mine,
        icon="pen-line" if mine else "hourglass",
        until=contract.sign_until,
        then=_n("The contract lapses. The opening and the hours are free again, and nobody owes anything."),
        action=_n("Read and sign") if mine else "",
    )


def _to_fund(contract: Contract, side: Side, escrow: Escrow | None) -> Turn:
    declined = escrow is not None and escrow.status == "declined"
    mine = side == "company" and declined
    return Turn(
        title=_n("The payment was declined: try again") if mine else _n("The money is being charged"),
        about=contract.terms.title,
        href=paths.step(contract.contract_id, "funding") if mine else paths.contract(contract.contract_id),
        mine=mine,
        icon="banknote",
        until=escrow.fund_until if declined and escrow else contract.fund_until,
        then=_n("The contract is cancelled before any work has begun."),
        action=_n("Look at the payment") if mine else "",
    )


def _to_work(contract: Contract, side: Side, _escrow: Escrow | None) -> Turn:
    mine = side == "talent"
    ends = datetime.combine(contract.terms.deadline + timedelta(days=1), time(), UTC)
    if contract.overdue:
        return Turn(
            title=_n("Your work is overdue: hand it in") if mine else _n("The work is overdue"),
            about=contract.terms.title,
            href=paths.step(contract.contract_id, "hand-in")
            if mine
            else paths.contract(contract.contract_id),
            mine=mine,
            icon="triangle-alert",
            then=_n("Two weeks after it became overdue the contract is cancelled, and the money goes back."),
            action=_n("Hand in") if mine else "",
        )
    return Turn(
        title=_n("Do the work and hand it in") if mine else _n("The talent is working"),
        about=contract.terms.title,
        href=paths.step(contract.contract_id, "hand-in") if mine else paths.contract(contract.contract_id),
        mine=mine,
        icon="briefcase",
        until=ends,
        then=_n("Three days later the work is overdue."),
        action=_n("Hand in") if mine else "",
    )


def _to_review(contract: Contract, side: Side, _escrow: Escrow | None) -> Turn:
    mine = side == "company"
    return Turn(
        title=_n("Review what was handed in") if mine else _n("The company reviews your work"),
        about=contract.terms.title,
        href=paths.step(contract.contract_id, "acceptance") if mine else paths.contract(contract.contract_id),
        mine=mine,
        icon="file-check",
        until=contract.review_until,
        then=_n("The work counts as accepted, and the talent is paid."),
        action=_n("Review") if mine else "",
    )


def _to_pay(contract: Contract, side: Side, _escrow: Escrow | None) -> Turn:
    return Turn(
        title=_n("Your pay is on its way") if side == "talent" else _n("The talent is being paid"),
        about=contract.terms.title,
        href=paths.contract(contract.contract_id),
        mine=False,
        icon="banknote",
        then=_n("We try until the payment has arrived; nothing is needed from you."),
    )


def of_application(application: Application, title: str) -> Turn | None:
    """Return what a talent waits for after applying."""
    if application.status not in {"submitted", "selecting"}:
        return None
    return Turn(
        title=_n("The company reads your application"),
        about=title,
        href=f"/applications/{application.application_id}",
        mine=False,
        icon="hourglass",
        until=application.lapses_at,
        then=_n("Your application lapses, and the company's answer rate falls."),
    )


def of_draft(project: Project) -> Turn | None:
    """Return what a company has to do with its own draft."""
    if project.status != "draft":
        return None
    return Turn(
        title=_n("Publish your draft"),
        about=project.title or _n("Untitled"),
        href=paths.own_project(project.organization_id, project.project_id),
        mine=True,
        icon="pen-line",
        then=_n("Nothing: only you see a draft."),
        action=_n("Look at it"),
    )


def of_applicants(project: Project, waiting: list[Application]) -> Turn | None:
    """Return what a company has to do about those who applied and wait, until the first of them lapses."""
    if not waiting:
        return None
    return Turn(
        title=_n("Answer your applicants"),
        about=project.title,
        href=paths.applicants(project.project_id),
        mine=True,
        icon="users",
        until=min(each.lapses_at for each in waiting),
        then=_n("Applications lapse after 10 days, and your answer rate falls."),
        action=_n("See applicants"),
        count=len(waiting),
    )


def of_payment_method(organization: Organization) -> Turn:
    """Return what a company has to do that has not said how it pays."""
    return Turn(
        title=_n("Say how your company pays"),
        about=organization.name,
        href=paths.payment_method(organization.organization_id),
        mine=True,
        icon="banknote",
        then=_n("A contract that both have signed cannot be charged, and is cancelled after 5 days."),
        action=_n("Set it"),
    )


def of_affiliation(affiliation: Affiliation) -> Turn | None:
    """Return what an institution has to do about a talent that asked."""
    if affiliation.status != "requested":
        return None
    return Turn(
        title=_n("Confirm an affiliation, or let it lapse"),
        about=affiliation.talent_id,
        href=f"{paths.organization(affiliation.organization_id)}/affiliations",
        mine=True,
        icon="graduation-cap",
        until=affiliation.lapses_at,
        then=_n("The request lapses."),
        action=_n("Look at it"),
    )
