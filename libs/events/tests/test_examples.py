"""Every event type has an example, and each goes through Kafka as it is."""

import hashlib
from datetime import UTC, datetime

import pytest
import rfc8785
from pydantic import ValidationError

from foothold_events import examples
from foothold_events.contracts import ContractExecuted
from foothold_events.envelope import Sequence, encode, open_envelope, read_head
from foothold_events.examples import EVENTS, TERMS, example
from foothold_events.schemas import BY_TYPE
from foothold_events.values import Money

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def test_every_event_type_has_an_example() -> None:
    assert {event.TYPE for event in BY_TYPE.values() if event not in EVENTS} == set()
    assert len(EVENTS) == len(BY_TYPE)


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: type(event).__name__)
def test_an_example_is_sent_and_read_again(event) -> None:
    own_id = f"{event.TYPE.split('.')[2].replace('signing-key', 'key')}_id"
    record = encode(
        event.TYPE,
        event.model_dump_json().encode(),
        subject=getattr(event, own_id),
        sequence=Sequence(0, 1),
        time=AT,
        correlation="cor_1",
        causation=None,
        traceparent=None,
    )

    head = read_head(record.headers)

    assert record.topic == event.topic()
    assert open_envelope(head, record.value, BY_TYPE[head.type]).data == event


def test_the_hash_of_the_terms_is_as_documented() -> None:
    canonical = rfc8785.dumps(TERMS.model_dump(mode="json", exclude_none=True))

    assert hashlib.sha256(canonical).hexdigest() == examples.TERMS_HASH


def test_an_example_takes_changes_that_fit_the_schema_and_no_others() -> None:
    dear = Money(amount=30_000, currency="USD")

    until = example(ContractExecuted).fund_until
    assert example(ContractExecuted, pay=dear) == ContractExecuted(
        **examples.OF_CONTRACT, pay=dear, fund_until=until
    )
    assert example(ContractExecuted).pay == examples.PAY
    with pytest.raises(ValidationError, match="contract_id"):
        example(ContractExecuted, contract_id="prj_1")
