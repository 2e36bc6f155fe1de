"""What the members of an institution see of those who say that they belong to it."""

from typing import Any

from foothold_web.gateway import calls

from .answers import ORGANIZATION, page
from .fake_gateway import FakeGateway
from .screen import LONG, Arrange, Screen, away

LIST = "/organizations/org_1/affiliations"
CONFIRM = f"{LIST}/aff_1/confirmation"
AFFILIATION: dict[str, Any] = {
    "affiliation_id": "aff_1",
    "organization_id": "org_1",
    "talent_id": "tal_7",
    "status": "requested",
    "requested_at": "2026-05-25T08:00:00Z",
    "lapses_at": "2026-06-08T08:00:00Z",
    "confirmed_at": None,
}
SOON = AFFILIATION | {"affiliation_id": "aff_2", "talent_id": "tal_8", "lapses_at": "2026-06-01T20:00:00Z"}
CONFIRMED = AFFILIATION | {
    "affiliation_id": "aff_3",
    "status": "confirmed",
    "lapses_at": None,
    "confirmed_at": "2026-05-28T08:00:00Z",
}
LAPSED = AFFILIATION | {"affiliation_id": "aff_4", "status": "lapsed", "lapses_at": None}


def an_institution(*affiliations: object, next: str | None = None, **of_it: str) -> Arrange:
    """Answer that the organization is an institution with these affiliations."""

    def arrange(gateway: FakeGateway) -> None:
        school = {"kind": "institution", "name": "Riverside College", "domain": "riverside.example.edu"}
        gateway.answers(calls.ORGANIZATION, ORGANIZATION | school | of_it)
        gateway.answers(calls.AFFILIATIONS, page(*affiliations, next=next))
        gateway.answers(calls.CONFIRM_AFFILIATION, CONFIRMED)

    return arrange


def a_company(gateway: FakeGateway) -> None:
    an_institution(kind="company")(gateway)


def own(gateway: FakeGateway) -> None:
    an_institution(AFFILIATION)(gateway)
    gateway.refuses(calls.CONFIRM_AFFILIATION, 422, "own_affiliation", "Another member has to confirm it.")


def list_away(gateway: FakeGateway) -> None:
    an_institution()(gateway)
    away(calls.AFFILIATIONS)(gateway)


def of_member(name: str, path: str, arrange: Arrange, **more: Any) -> Screen:
    return Screen(name, path, arrange, logged_in=True, **more)


SCREENS = (
    of_member("affiliations", LIST, an_institution(AFFILIATION, SOON, CONFIRMED, LAPSED)),
    of_member("affiliations empty", LIST, an_institution()),
    of_member("affiliations before it is verified", LIST, an_institution(AFFILIATION, status="registered")),
    of_member("affiliations long", LIST, an_institution(AFFILIATION, next="more", name=LONG)),
    of_member("affiliations away", LIST, list_away, status=503),
    of_member("affiliations of a company", LIST, a_company, status=404),
    of_member("confirm", CONFIRM, an_institution(AFFILIATION)),
    of_member("confirm long", CONFIRM, an_institution(AFFILIATION, name=LONG)),
    of_member("confirm before it is verified", CONFIRM, an_institution(AFFILIATION, status="registered")),
    of_member("confirm confirmed", CONFIRM, an_institution(CONFIRMED | {"affiliation_id": "aff_1"})),
    of_member("confirm lapsed", CONFIRM, an_institution(LAPSED | {"affiliation_id": "aff_1"})),
    of_member("confirm gone", CONFIRM, an_institution(), status=404),
    of_member("confirm own", CONFIRM, own, status=422, sent={}),
)
