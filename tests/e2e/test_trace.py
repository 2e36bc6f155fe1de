"""One engagement is one connected trace, from the request that selected to the money paid."""

import asyncio
import re

import pytest

from foothold_devstack.traces import Span
from tests.e2e.conftest import Running
from tests.e2e.road import walk

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

PATIENCE_SECONDS = 60
EVENTS = {
    "foothold.matching.application.selected.v1",
    "foothold.contracts.contract.drafted.v1",
    "foothold.contracts.contract.signed.v1",
    "foothold.contracts.contract.executed.v1",
    "foothold.payouts.escrow.requested.v1",
    "foothold.payouts.escrow.funded.v1",
    "foothold.contracts.contract.activated.v1",
    "foothold.contracts.contract.work_submitted.v1",
    "foothold.contracts.contract.completed.v1",
    "foothold.contracts.contract.settled.v1",
    "foothold.payouts.escrow.settled.v1",
    "foothold.payouts.payout.initiated.v1",
    "foothold.payouts.payout.settled.v1",
    "foothold.contracts.contract.closed.v1",
}
SIGNING = "POST /v1/contracts/{contract_id}/signatures"
SELECTING = "POST /v1/applications/{application_id}/selection"


async def trace_of(contract_id: str, running: Running) -> list[Span]:
    """Return the spans of the trace that drafted this contract, once every consumer has its last event."""
    until = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while True:
        spans = running.sink.spans
        drafting = [s.trace_id for s in spans if s.attributes.get("foothold.aggregate.id") == contract_id]
        first = [s.trace_id for s in spans if s.trace_id in drafting and s.name == SELECTING]
        found = [span for span in spans if first and span.trace_id == first[0]]
        if events_of(found, "consumer") >= EVENTS and whole(found):
            return found
        assert asyncio.get_running_loop().time() < until, (
            f"missing: {EVENTS - events_of(found, 'consumer')}, without a parent: {orphans(found)}"
        )
        await asyncio.sleep(0.2)


def events_of(spans: list[Span], kind: str) -> set[str]:
    return {s.attributes["cloudevents.event_type"] for s in spans if s.kind == kind}


def orphans(spans: list[Span]) -> list[str]:
    known = {span.span_id for span in spans}
    return [span.name for span in spans if span.parent_id and span.parent_id not in known]


def whole(spans: list[Span]) -> bool:
    return bool(spans) and not orphans(spans)


async def test_from_the_selecting_request_to_the_payout_it_is_one_connected_trace(running: Running) -> None:
    contract_id = re.findall(r"ctr_[0-9a-f]+", await walk(running))[0]

    trace = await trace_of(contract_id, running)

    [root] = [span for span in trace if not span.parent_id]
    assert (root.service, root.name, root.kind) == ("gateway", SELECTING, "server")
    assert orphans(trace) == []
    assert events_of(trace, "producer") >= EVENTS
    assert {s.service for s in trace} == {"gateway", "matching", "contracts", "catalog", "payouts"}
    assert {"wake Escrow", "wake Payout"} <= {s.name for s in trace}
    groups = {s.attributes["messaging.consumer.group.name"] for s in trace if s.kind == "consumer"}
    assert groups == {
        f"foothold.{name}" for name in ("gateway", "matching", "contracts", "catalog", "payouts")
    }


async def test_what_people_did_to_it_is_linked_to_their_own_requests(running: Running) -> None:
    contract_id = re.findall(r"ctr_[0-9a-f]+", await walk(running))[0]

    trace = await trace_of(contract_id, running)

    spans = {(span.trace_id, span.span_id): span for span in running.sink.spans}
    requests = set()
    for mark in (span for span in trace if span.name == "command Contract"):
        [acting] = [spans[link] for link in mark.links]
        assert acting.trace_id != mark.trace_id
        requests |= {s.name for s in spans.values() if s.trace_id == acting.trace_id and not s.parent_id}
    assert requests >= {
        SIGNING,
        "POST /v1/contracts/{contract_id}/deliverables",
        "POST /v1/contracts/{contract_id}/acceptances",
    }


async def test_no_span_tells_what_people_sent(running: Running) -> None:
    await walk(running)

    recorded = " ".join(value for span in running.sink.spans for value in span.attributes.values())
    assert "example.org" not in recorded
    assert "Bo Berg" not in recorded
    assert "correct-horse" not in recorded
