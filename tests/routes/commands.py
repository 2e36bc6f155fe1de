"""Calls of commands that succeed in memory: what has to be there, who calls, and two bodies.

A command without a body that one object in one of its states takes needs no row: `found` finds a call of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module

from services.catalog.tests import offers as projects
from services.contracts.tests import engagements
from services.identity.tests import bodies
from services.identity.tests import states as people
from services.matching.tests import offers as applications

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.bus.parking.records import id_of
from foothold_chassis.store.frozen import Telling
from foothold_chassis.testing import RunningService, member, operator, talent
from foothold_chassis.web import Principal
from foothold_events.envelope import Event
from foothold_events.examples import DOCUMENT_HASH, example
from foothold_events.identity import OrganizationVerified

from .alone import alone, values_of

OTHER = {"other": True}
"""Another body of a call that takes none."""

TALENT, COMPANY, TRUST, SYSTEM = talent("tal_1"), member("org_1"), operator("trust"), operator("system")
APPLICATION = f"/v1/applications/{applications.APPLICATION}"


@dataclass(frozen=True)
class Call:
    by: Principal | None
    path: str = ""
    """Its template with ids in it; the template itself if there are none."""
    body: object = None
    other: object = field(default_factory=lambda: OTHER)
    given: Sequence[Callable[[], Aggregate]] = ()
    heard: Sequence[Event] = ()
    at: datetime | None = None
    """When it is called, if not at the usual time."""
    again: int | None = None
    """The status of the same call again, if it is another one."""

    async def prepare(self, service: RunningService) -> None:
        if self.at is not None:
            service.clock.time = self.at
        await service.put(*(make() for make in self.given))
        for event in self.heard:
            await service.deliver(event)
        if "/parked/" in self.path:
            await service.service.parking.begin("ctr_1", Record(), ValueError("no such state"))
        if self.path.endswith("/lift"):
            kind = service.service.retellings[0].store.name
            told = Telling("0000.000000000001", 1, "foothold.any.thing.done.v1", NOW, "{}")
            await service.service.frozen.note(kind, "ctr_1", 0, [told])


NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


class Record:
    topic, partition, offset, timestamp = "foothold.any.thing", 0, 7, 0
    key, value, headers = b"ctr_1", b"{}", ()


def with_id(make: Callable[[], Aggregate], id: str) -> Callable[[], Aggregate]:
    return lambda: make().model_copy(update={"id": id})


def institution() -> Aggregate:
    return people.verified("institution")


CALLS: dict[tuple[str, str], Call] = {
    ("POST", "/v1/accounts"): Call(None, body=bodies.PERSON, other={**bodies.PERSON, "name": "Bo"}),
    ("PUT", "/v1/me/profile"): Call(
        TALENT, body=bodies.PROFILE, other={**bodies.PROFILE, "hours_per_week": 21}
    ),
    ("POST", "/v1/organizations"): Call(
        TALENT, body=bodies.ORGANIZATION, other={**bodies.ORGANIZATION, "name": "Another"}
    ),
    ("POST", "/v1/organizations/{organization_id}/verification"): Call(
        TRUST,
        "/v1/organizations/org_1/verification",
        bodies.VERIFICATION,
        {"reason": "another one"},
        [people.registered],
    ),
    ("POST", "/v1/affiliations"): Call(
        TALENT,
        body=bodies.AFFILIATION,
        other={"organization_id": "org_2"},
        given=[institution, with_id(institution, "org_2")],
    ),
    ("POST", "/v1/affiliations/{affiliation_id}/confirmation"): Call(
        COMPANY, "/v1/affiliations/aff_1/confirmation", given=[institution, people.requested]
    ),
    ("POST", "/v1/projects"): Call(
        COMPANY, body=projects.draft_body(), other={**projects.draft_body(), "title": "Another"}
    ),
    ("POST", "/v1/projects/{project_id}/publication"): Call(
        COMPANY,
        "/v1/projects/prj_1/publication",
        given=[projects.draft],
        heard=[example(OrganizationVerified)],
    ),
    ("POST", "/v1/projects/{project_id}/rankings"): Call(
        COMPANY, "/v1/projects/prj_1/rankings", given=[applications.project_desk]
    ),
    ("POST", "/v1/projects/{project_id}/applications"): Call(
        TALENT,
        "/v1/projects/prj_1/applications",
        {"answers": ["Why."]},
        {"answers": ["Else."]},
        [applications.project_desk, applications.talent_desk],
    ),
    ("POST", "/v1/applications/{application_id}/selection"): Call(
        COMPANY,
        f"{APPLICATION}/selection",
        given=[applications.submitted, applications.project_desk, applications.talent_desk],
    ),
    ("POST", "/v1/contracts/{contract_id}/signatures"): Call(
        COMPANY,
        "/v1/contracts/ctr_1/signatures",
        {"legal_name": "Ada King", "document_hash": DOCUMENT_HASH},
        {"legal_name": "Ada Queen", "document_hash": DOCUMENT_HASH},
        [engagements.drafted],
    ),
    ("POST", "/v1/contracts/{contract_id}/deliverables"): Call(
        TALENT,
        "/v1/contracts/ctr_1/deliverables",
        {"url": engagements.URL},
        {"url": engagements.URL, "note": "again"},
        [engagements.active],
    ),
    ("PUT", "/v1/me/payee"): Call(TALENT, body={"account": "sandbox_ok"}, other={"account": "sandbox_slow"}),
    ("PUT", "/v1/organizations/{organization_id}/payment-method"): Call(
        COMPANY,
        "/v1/organizations/org_1/payment-method",
        {"token": "sandbox_ok"},
        {"token": "sandbox_slow"},
    ),
}

INSIDERS = (TALENT, COMPANY, operator("trust", "mediation", "money", "system"))


async def found(name: str, method: str, template: str) -> Call:
    """Return a call that succeeds with one of the service's objects, in the first state that takes it.

    Raises:
        AssertionError: there is none, so the command needs a row.
    """
    states = import_module(f"services.{name}.tests.states")
    for make in states.STATES.values():
        if (values := values_of(template, make())) is None:
            continue
        for by in INSIDERS:
            call = Call(by, template.format(**values), given=[make], at=states.NOW)
            async with alone(name) as service:
                await call.prepare(service)
                if (await service.call(method, call.path, as_=by)).is_success:
                    return call
    raise AssertionError(f"Add a call of {method} {template} to tests/routes/commands.py.")


SESSIONS = {
    ("POST", "/v1/sessions"): "each answer is a new token, which nobody keeps for a second call",
    ("POST", "/v1/sessions/refresh"): "the refresh token in its body works once",
    (
        "DELETE",
        "/v1/sessions/current",
    ): "it names its session by the token, and ends it however often it comes",
}
"""Calls that take no key, and why."""


def of_operators(service: str) -> dict[tuple[str, str], Call]:
    """Return the calls that every service has, for those who operate it."""
    ops = f"/v1/ops/{service}"
    lift = {"follow": "database", "reason": "seen"}
    return {
        ("POST", f"{ops}/parked/{{subject}}/retry"): Call(SYSTEM, f"{ops}/parked/ctr_1/retry"),
        ("POST", f"{ops}/parked/{{subject}}/discard"): Call(
            SYSTEM,
            f"{ops}/parked/ctr_1/discard",
            {"record": id_of(Record()), "reason": "seen"},
            {"record": id_of(Record()), "reason": "heard"},
        ),
        ("POST", f"{ops}/frozen/{{subject}}/lift"): Call(
            SYSTEM, f"{ops}/frozen/ctr_1/lift", lift, {**lift, "reason": "heard"}, again=404
        ),
        ("POST", f"{ops}/clock"): Call(SYSTEM, body={"advance_seconds": 60}, other={"advance_seconds": 120}),
    }
