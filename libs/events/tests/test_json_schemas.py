"""The schemas as files: up to date, and what another language can hold the stream against."""

import json
from datetime import UTC, datetime

import pytest
from jsonschema import Draft202012Validator, ValidationError
from typer.testing import CliRunner

from foothold_events.__main__ import app
from foothold_events.contracts import ContractCancelled
from foothold_events.envelope import Sequence, encode
from foothold_events.examples import EVENTS, example
from foothold_events.json_schemas import COMMAND, FOLDER, json_schema, stale, write
from foothold_events.schemas import BY_TYPE

every_event = pytest.mark.parametrize("event", BY_TYPE.values(), ids=lambda event: event.__name__)


def validator(event_type: str) -> Draft202012Validator:
    schema = json.loads((FOLDER / f"{event_type}.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_files_are_what_the_code_says() -> None:
    assert stale(FOLDER) == [], f"{FOLDER} is out of date: run `{COMMAND}`"


def test_a_file_that_is_missing_or_too_many_or_other_is_found_and_put_right(tmp_path) -> None:
    write(tmp_path)
    assert stale(tmp_path) == []
    cancelled, closed = (f"foothold.contracts.contract.{end}.v1.json" for end in ("cancelled", "closed"))
    (tmp_path / cancelled).unlink()
    (tmp_path / closed).write_text("{}")
    (tmp_path / "zebra.json").write_text("{}")

    assert stale(tmp_path) == [cancelled, closed, "zebra.json"]
    CliRunner().invoke(app, ["schemas", "write", "--to", str(tmp_path)], catch_exceptions=False)
    assert stale(tmp_path) == []


@every_event
def test_the_value_of_the_example_fits_the_file(event) -> None:
    value = json.loads(EVENTS[event].model_dump_json())

    validator(event.TYPE).validate(value)
    validator(event.TYPE).validate({**value, "added_later": 1})


@every_event
def test_a_value_without_the_id_of_its_aggregate_does_not_fit(event) -> None:
    value = json.loads(EVENTS[event].model_dump_json())
    del value[f"{event.TYPE.split('.')[2].replace('signing-key', 'key')}_id"]

    with pytest.raises(ValidationError, match="is a required property"):
        validator(event.TYPE).validate(value)


def test_a_reason_that_was_not_declared_does_not_fit() -> None:
    value = json.loads(example(ContractCancelled).model_dump_json())

    with pytest.raises(ValidationError, match="is not one of"):
        validator(ContractCancelled.TYPE).validate({**value, "reason": "bad_luck"})


@every_event
def test_a_record_names_its_schema(event) -> None:
    record = encode(
        event.TYPE,
        EVENTS[event].model_dump_json().encode(),
        subject="any_1",
        sequence=Sequence(0, 1),
        time=datetime(2026, 6, 1, tzinfo=UTC),
        correlation="cor_1",
        causation=None,
        traceparent=None,
    )

    assert dict(record.headers)["ce_dataschema"].decode() == json_schema(event)["$id"]
