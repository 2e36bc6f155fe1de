"""What an audit of the stream counts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from foothold_devstack.demo.stream import StreamAudit
from foothold_events.envelope import Sequence, encode


@dataclass
class Found:
    """A record as Kafka delivers it."""

    value: bytes | None = b"{}"
    headers: list[tuple[str, bytes]] = field(default_factory=list)


def event(n: int) -> Found:
    made = encode(
        "foothold.identity.talent.profile_updated.v1",
        b"{}",
        subject="tal_1",
        sequence=Sequence(0, n),
        time=datetime(2026, 6, 1, tzinfo=UTC),
        correlation="cor_1",
        causation=None,
        traceparent=None,
    )
    return Found(made.value, made.headers)


def test_a_null_value_is_an_erasure_on_a_compacted_topic_and_a_fault_on_any_other() -> None:
    audit = StreamAudit()

    audit.take(Found(None), compacted=True)
    audit.take(Found(None, event(1).headers), compacted=True)
    assert (audit.erasures, audit.undecodable, audit.events) == (2, 0, 0)

    audit.take(Found(None), compacted=False)
    audit.take(Found(), compacted=True)
    assert (audit.erasures, audit.undecodable) == (2, 2)


def test_what_compaction_has_dropped_is_no_gap() -> None:
    kept, compacted = StreamAudit(), StreamAudit()
    for n in (1, 9):
        kept.take(event(n), compacted=False)
        compacted.take(event(n), compacted=True)

    assert (kept.sequence_gaps, compacted.sequence_gaps) == (7, 0)
