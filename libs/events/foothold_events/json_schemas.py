"""The schemas as files, for consumers that are not Python: JSON Schema 2020-12 of the value of each event type.

A value that a later version of a schema has written fits as well: fields that a schema does not know are allowed.
"""

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from foothold_events.envelope import Event, data_schema
from foothold_events.schemas import BY_TYPE

FOLDER = Path(__file__).parents[1] / "schemas"
"""Where they lie in the repository; an installed package has none."""

COMMAND = "python -m foothold_events schemas write"


class _Untitled(GenerateJsonSchema):
    """Without a title for each field: it would only repeat the field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False


def json_schema(event: type[Event]) -> dict[str, Any]:
    """Return the JSON Schema of an event's value. Its `$id` is the `ce_dataschema` of the records."""
    generated = event.model_json_schema(schema_generator=_Untitled)
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": data_schema(event.TYPE)}
    return {**head, **generated, "title": event.TYPE}


def files() -> dict[str, str]:
    """Return the text of each file by its name."""
    return {
        f"{event_type}.json": json.dumps(json_schema(event), indent=2, ensure_ascii=False) + "\n"
        for event_type, event in BY_TYPE.items()
    }


def write(folder: Path) -> None:
    """Write every file, and remove those of types that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale(folder):
        (folder / name).unlink(missing_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text)


def stale(folder: Path) -> list[str]:
    """Return the names of the files that are missing, too many, or other than the code says."""
    right = files()
    found = {path.name: path.read_text() for path in folder.glob("*.json")}
    return sorted(name for name in right.keys() | found.keys() if right.get(name) != found.get(name))
