"""A contract's timeline: what is kept of an event, who may read it, in which order."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from foothold_chassis.errors import NotYet
from foothold_chassis.testing.queries import matches
from foothold_chassis.web import Principal
from foothold_events.contracts import ContractClosed
from foothold_events.envelope import Envelope, Event, Sequence
from foothold_events.matching import ApplicationSubmitted
from foothold_events.payouts import EscrowFunded
from foothold_gateway.access import party_of
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.timeline import Timeline, TimelineEvent, record, timeline_of

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
PARTIES = {"organization_id": "org_1", "talent_id": "tal_1"}
CLOSED = ContractClosed(contract_id="ctr_1", application_id="app_1", project_id="prj_1", **PARTIES)
FUNDED = EscrowFunded(escrow_id="esc_1", contract_id="ctr_1", **PARTIES)
APPLIED = ApplicationSubmitted(application_id="app_1", project_id="prj_1", **PARTIES)


def caller(account_id: str, *orgs: str) -> Principal:
    return Principal(account_id, dict.fromkeys(orgs, "member"), frozenset(), frozenset())


TALENT = caller("acc_1")


def envelope(data: Event, subject: str, *, n: int = 1, at: datetime = NOW) -> Envelope[Event]:
    return Envelope(subject, Sequence(0, n), at, "cor_1", None, None, data)


class Table:
    """A projection in memory: what is older than a row's mark of its subject is left out; `None` matches no field."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, object]] = {}
        self._marks: dict[tuple[str, str], str] = {}

    async def put(self, id: str, fields: Mapping[str, object], cause: Envelope[Event]) -> None:
        mark, sequence = (id, cause.subject), str(cause.sequence)
        if self._marks.get(mark, "") < sequence:
            self._marks[mark] = sequence
            self.rows[id] = {**self.rows.get(id, {"id": id}), **fields}

    async def find(self, where: Mapping[str, object], *, sort: str, limit: int) -> list[dict[str, object]]:
        found = [row for row in self.rows.values() if matches(row, where)]
        return sorted(found, key=lambda row: (row[sort], row["id"]))[:limit]


async def table(*events: Envelope[Event]) -> Table:
    made = Table()
    for event in events:
        await record(event, made)
    return made


async def read(made: Table, principal: Principal = TALENT) -> Timeline:
    granted = await party_of(made, GatewayPolicy())("ctr_1", principal)  # type: ignore[arg-type]
    return await timeline_of(granted.object, made, limit=500)  # type: ignore[arg-type]


def row(**changes: object) -> dict[str, object]:
    right: dict[str, object] = {
        "id": "ctr_1:0000.000000000001",
        "time": NOW,
        "received_at": NOW + timedelta(milliseconds=12, microseconds=340),
        "type": CLOSED.TYPE,
        "subject": "ctr_1",
        "sequence": "0000.000000000001",
    }
    return {**right, **changes}


def test_an_event_names_its_service_and_how_long_it_took() -> None:
    event = TimelineEvent.of(row())

    assert (event.service, event.type) == ("contracts", "foothold.contracts.contract.closed.v1")
    assert (event.event_id, event.subject, event.sequence) == (row()["id"], "ctr_1", "0000.000000000001")
    assert event.latency_ms == 12.3


def test_a_service_whose_clock_runs_ahead_has_no_latency() -> None:
    assert TimelineEvent.of(row(received_at=NOW - timedelta(milliseconds=1))).latency_ms is None
    assert TimelineEvent.of(row(received_at=NOW)).latency_ms == 0


async def test_an_event_is_kept_with_its_relations_and_without_its_content() -> None:
    made = await table(envelope(FUNDED, "esc_1", n=3))

    (kept,) = made.rows.values()
    del kept["received_at"]
    assert kept == {
        "id": "esc_1:0000.000000000003",
        "contract_id": "ctr_1",
        **PARTIES,
        "time": NOW,
        "type": FUNDED.TYPE,
        "subject": "esc_1",
        "sequence": "0000.000000000003",
    }


async def test_an_event_received_twice_is_one_row_with_its_first_time() -> None:
    made = await table(envelope(CLOSED, "ctr_1"))
    first = dict(made.rows["ctr_1:0000.000000000001"])

    await record(envelope(CLOSED, "ctr_1"), made)

    assert list(made.rows.values()) == [first]


async def test_the_timeline_has_the_contracts_events_and_its_applications_in_order() -> None:
    made = await table(
        envelope(CLOSED, "ctr_1", n=2, at=NOW + timedelta(hours=2)),
        envelope(FUNDED, "esc_1", at=NOW + timedelta(hours=1)),
        envelope(APPLIED, "app_1"),
        envelope(CLOSED.model_copy(update={"contract_id": "ctr_2"}), "ctr_2"),
        envelope(APPLIED.model_copy(update={"application_id": "app_2"}), "app_2"),
    )

    timeline = await read(made)

    assert timeline.contract_id == "ctr_1"
    assert [event.subject for event in timeline.items] == ["app_1", "esc_1", "ctr_1"]


async def test_events_of_the_same_moment_are_ordered_by_subject_and_sequence() -> None:
    made = await table(
        envelope(CLOSED, "ctr_1", n=10), envelope(CLOSED, "ctr_1", n=9), envelope(APPLIED, "app_1")
    )

    timeline = await read(made)

    assert [event.event_id[-2:] for event in timeline.items] == ["01", "09", "10"]


@pytest.mark.parametrize("principal", [TALENT, caller("acc_7", "org_1")], ids=["talent", "member"])
async def test_a_party_reads_it(principal) -> None:
    made = await table(envelope(CLOSED, "ctr_1"))

    assert len((await read(made, principal)).items) == 1


@pytest.mark.parametrize(
    "principal", [caller("acc_7"), caller("acc_7", "org_2")], ids=["other", "other_member"]
)
async def test_nobody_else_reads_it(principal) -> None:
    made = await table(envelope(CLOSED, "ctr_1"))

    with pytest.raises(NotYet) as refused:
        await read(made, principal)
    with pytest.raises(NotYet) as missing:
        await read(await table(), principal)

    assert str(refused.value) == str(missing.value)


async def test_what_has_not_arrived_yet_is_worth_asking_again() -> None:
    for made in (await table(), await table(envelope(FUNDED, "esc_1"))):
        with pytest.raises(NotYet) as away:
            await read(made)
        assert away.value.retry_after == 1
