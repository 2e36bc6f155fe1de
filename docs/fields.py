"""Tables of fields, from the schemas: name, kind, description."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter

from foothold_events import values

KINDS: Mapping[str, tuple[str, str]] = {
    "Code": (
        "code",
        "A word of a vocabulary, never prose. One that people choose holds no address, link or number to call.",
    ),
    "LanguageCode": ("language", "A tag of BCP 47: language, and script and region if they matter."),
    "Sha256": ("SHA-256", "In hexadecimal."),
    "Ed25519PublicKey": ("public key", "32 bytes in base64url, without padding."),
    "Currency": ("currency", "ISO 4217."),
    "Country": ("country", "ISO 3166-1, two letters."),
    "Timezone": (
        "timezone",
        "A name of the IANA database, old names too: `America/New_York`, `Asia/Calcutta`.",
    ),
    "PublicText": ("public text", "Written by a company to be public; never text by or about a person."),
    "Instant": ("time", "RFC 3339, in UTC."),
}
"""How the kinds of text in `values.py` are called here. An id is called by its prefix."""

Schema = Mapping[str, Any]


def table(properties: Mapping[str, Schema], required: list[str]) -> Iterator[str]:
    yield "| field | kind | holds |"
    yield "|---|---|---|"
    for name, schema in properties.items():
        optional = "" if name in required else ", optional"
        yield f"| `{name}` | {kind(schema)}{optional} | {_in_a_cell(schema['description'])} |"


def kinds_table() -> Iterator[str]:
    yield "| kind | form | is |"
    yield "|---|---|---|"
    for alias, (called, meaning) in KINDS.items():
        schema = TypeAdapter(getattr(values, alias)).json_schema()
        yield f"| {called} | {_in_a_cell(_form(schema))} | {meaning} |"


def kind(schema: Schema) -> str:
    """Return what a value is, in a few words, with a link to a value that has fields of its own."""
    bare = {key: value for key, value in schema.items() if key not in {"description", "default"}}
    found = _called(bare) or _composed(bare) or _plain(bare)
    if found is None:
        raise ValueError(f"docs/fields.py has no words for {bare}")
    return found


def _composed(schema: Schema) -> str | None:
    match schema:
        case {"$ref": where}:
            name = where.rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        case {"anyOf": several}:
            return " or ".join(kind(one) for one in several)
        case {"type": "array", "items": items}:
            return f"list of {kind(items)}"
        case {"type": "object", "propertyNames": names, "additionalProperties": value}:
            return f"map of {kind(names)} to {kind(value)}"
    return None


def _plain(schema: Schema) -> str | None:
    match schema:
        case {"enum": allowed}:
            return " or ".join(f"`{one}`" for one in allowed)
        case {"format": "date"}:
            return "date"
        case {"type": plain, "minimum": least, "maximum": most}:
            return f"{plain}, {least} to {most:,}"
        case {"type": plain, "minimum": least}:
            return f"{plain}, {least} or more"
        case {"type": "boolean" | "integer" | "null" | "number" as plain}:
            return str(plain)
    return None


def _called(schema: Schema) -> str | None:
    return _names().get(json.dumps(schema, sort_keys=True))


def _names() -> dict[str, str]:
    """Return what each kind of text in `values.py` is called, by its schema."""
    found = {}
    for alias in [*KINDS, *(name for name in vars(values) if name.endswith("Id"))]:
        schema = TypeAdapter(getattr(values, alias)).json_schema()
        called = KINDS[alias][0] if alias in KINDS else f"id `{schema['pattern'][1:5]}…`"
        found[json.dumps(schema, sort_keys=True)] = called
    return found


def _form(schema: Schema) -> str:
    if "pattern" in schema:
        return f"`{schema['pattern']}`"
    if "maxLength" in schema:
        return f"up to {schema['maxLength']:,} characters"
    return f"`{schema['format']}`"


def _in_a_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
