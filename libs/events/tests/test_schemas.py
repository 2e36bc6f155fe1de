"""The stream is pseudonymous because of what its schemas can hold. Every schema is walked, down to each string."""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, SecretStr

from foothold_events import schemas, topics, values
from foothold_events.catalog import Terms
from foothold_events.envelope import Event
from foothold_events.values import AccountId, Code, Instant, Money, PublicText, Sha256, Value

PLAIN = (bool, date, float, int, type(None))
"""Types that can hold no text."""

CONTAINERS = (dict, frozenset, list, set, tuple)

ID_NAMES = [name for name in vars(values) if name.endswith("Id")]
TEXT_NAMES = [
    *ID_NAMES,
    "CategoryCode",
    "ClauseCode",
    "Code",
    "Country",
    "Currency",
    "Ed25519PublicKey",
    "Instant",
    "LanguageCode",
    "PublicText",
    "Sha256",
    "SkillCode",
    "Timezone",
]
ALLOWED = [getattr(values, name) for name in TEXT_NAMES]

TYPE = re.compile(r"foothold\.[a-z]+\.[a-z]+(-[a-z]+)*\.[a-z]+(_[a-z]+)*\.v[1-9][0-9]*")
NEVER = re.compile(r"name$|email|phone|address|birth|bio|comment|message|note|password|secret|token")
"""Names of fields that would hold something about a person. A skill's name is a code."""


def loose(annotation: Any, place: str) -> Iterator[str]:
    """Name each place below a field that could carry text which is none of the allowed kinds."""
    if annotation in ALLOWED or annotation in PLAIN:
        return
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return
    if origin is Annotated:
        yield from loose(inner[0], place)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from loose_fields(annotation, place)
    elif inner and (origin in CONTAINERS or str(origin) in {"typing.Union", "<class 'types.UnionType'>"}):
        for number, part in enumerate(inner):
            if part is not Ellipsis:
                yield from loose(part, f"{place}[{number}]")
    else:
        yield f"{place}: {annotation}"


def loose_fields(model: type[BaseModel], place: str) -> Iterator[str]:
    if model.model_config.get("extra") == "allow":
        yield f"{place}: keeps fields that nobody declared"
    for name, field in model.model_fields.items():
        annotation = field.annotation
        if field.metadata:
            annotation = Annotated[annotation, *field.metadata]
        yield from loose(annotation, f"{place}.{name}")


def loose_in(event: type[Event]) -> list[str]:
    return list(loose_fields(event, event.__name__))


def models_of(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_of(field.annotation)
    for part in get_args(annotation):
        yield from models_of(part)


every_event = pytest.mark.parametrize("event", schemas.BY_TYPE.values(), ids=lambda event: event.__name__)


@every_event
def test_no_event_can_carry_text_of_another_kind(event) -> None:
    assert loose_in(event) == []


class Kind(StrEnum):
    ONE = "one"


class Nested(Value):
    free: list[dict[Code, str | None]]


class Open(BaseModel, extra="allow"):
    code: Code


@pytest.mark.parametrize(
    ("annotation", "place"),
    [
        (str, "Wrong.field"),
        (str | None, "Wrong.field[0]"),
        (list[str], "Wrong.field[0]"),
        (list, "Wrong.field"),
        (tuple[str, ...], "Wrong.field[0]"),
        (dict[str, int], "Wrong.field[0]"),
        (dict[Code, Any], "Wrong.field[1]"),
        (Annotated[str, "a note"], "Wrong.field"),
        (Annotated[str, values.StringConstraints(max_length=20)], "Wrong.field"),
        (bytes, "Wrong.field"),
        (Any, "Wrong.field"),
        (object, "Wrong.field"),
        (SecretStr, "Wrong.field"),
        (Kind, "Wrong.field"),
        (list[Nested], "Wrong.field[0].free[0][1][0]"),
        (Open, "Wrong.field"),
    ],
    ids=str,
)
def test_a_schema_that_could_carry_any_text_is_found(annotation, place) -> None:
    class Wrong(Event):
        model_config: ClassVar[Any] = {"arbitrary_types_allowed": True}
        TYPE: ClassVar[str] = "foothold.wrong.thing.happened.v1"
        field: annotation

    (complaint,) = loose_in(Wrong)

    assert complaint.startswith(f"{place}: ")


def test_what_is_allowed_is_not_found() -> None:
    class Right(Event):
        TYPE: ClassVar[str] = "foothold.right.thing.happened.v1"
        account: AccountId | None = None
        party: Literal["company", "talent"]
        at: Instant
        day: date | None
        digest: Sha256
        texts: dict[Code, list[PublicText]]
        terms: Terms
        pay: tuple[Money, ...]

    assert loose_in(Right) == []


@pytest.mark.parametrize("name", [name for name in TEXT_NAMES if name not in {"Instant", "PublicText"}])
def test_every_kind_of_text_but_public_text_is_too_narrow_for_prose(name) -> None:
    class Holder(Value):
        it: getattr(values, name)

    for prose in ("Jane Doe, 5 Elm Street", "jane@example.org", "", "two\nlines", "x" * 4_000):
        with pytest.raises(ValueError, match="it"):
            Holder(it=prose)


def test_public_text_is_marked_and_bounded() -> None:
    class Holder(Value):
        it: PublicText

    (mark,) = [part for part in Holder.model_fields["it"].metadata if isinstance(part, values.PublicTextMark)]

    assert mark
    with pytest.raises(ValueError, match="4000"):
        Holder(it="x" * 4_001)


def test_only_companies_terms_hold_public_text() -> None:
    holders = {
        model.__name__
        for event in schemas.BY_TYPE.values()
        for model in models_of(event)
        for field in model.model_fields.values()
        if "PublicTextMark" in repr(field)
    }

    assert holders == {"Milestone", "Terms"}


@every_event
def test_no_field_is_named_for_something_about_a_person(event) -> None:
    fields = {(model.__name__, name) for model in models_of(event) for name in model.model_fields}
    suspicious = {(model, name) for model, name in fields if NEVER.search(name)}

    assert suspicious <= {("Skill", "name"), ("SkillNeed", "name")}


def undescribed(event: type[Event]) -> list[str]:
    """Name what a reader of the stream is not told: what happened, or what a field holds."""
    silent = [event.__name__] if not vars(event).get("__doc__") else []
    return silent + [
        f"{model.__name__}.{name}"
        for model in models_of(event)
        for name, field in model.model_fields.items()
        if not field.description
    ]


@every_event
def test_every_event_and_every_field_of_it_is_described(event) -> None:
    assert undescribed(event) == []


def test_what_is_not_described_is_found() -> None:
    class Weight(Value):
        grams: int

    class ParcelSent(Event):
        TYPE: ClassVar[str] = "foothold.post.parcel.sent.v1"
        parcel_id: Code
        """The parcel."""
        weight: Weight
        fee: Money

    assert undescribed(ParcelSent) == ["ParcelSent", "ParcelSent.weight", "ParcelSent.fee", "Weight.grams"]


@every_event
def test_a_type_is_well_formed_and_names_its_producer(event) -> None:
    assert TYPE.fullmatch(event.TYPE)
    assert event.source() == f"foothold.{event.__module__.rpartition('.')[2]}"
    assert event.topic() in {topic.name for topic in topics.TOPICS}


@pytest.mark.parametrize(
    "wrong",
    [
        "foothold.post.parcel.sent",
        "foothold.post.parcel.sent.v0",
        "foothold.post.Parcel.sent.v1",
        "foothold.post.parcel.sent.v1.1",
        "post.parcel.sent.v1",
        "foothold.post.big_parcel.sent.v1",
    ],
)
def test_a_malformed_type_is_found(wrong) -> None:
    assert TYPE.fullmatch(wrong) is None


@every_event
def test_an_event_is_named_for_its_aggregate_and_what_happened_to_it(event) -> None:
    _, _, aggregate, happened, _ = event.TYPE.split(".")
    words = [*aggregate.split("-"), *happened.split("_")]

    assert event.__name__ == "".join(word.capitalize() for word in words)


def test_every_class_with_a_type_is_known_by_it_and_none_is_lost() -> None:
    declared = [
        value
        for module in schemas.PRODUCERS
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Event) and "TYPE" in vars(value)
    ]

    assert len(declared) == len(schemas.BY_TYPE)
    assert all(schemas.BY_TYPE[event.TYPE] is event for event in declared)


@every_event
def test_the_data_holds_the_id_of_its_aggregate(event) -> None:
    aggregate = event.TYPE.split(".")[2].replace("signing-key", "key")

    assert f"{aggregate}_id" in event.model_fields


@every_event
def test_a_schema_ignores_what_a_newer_one_adds(event) -> None:
    assert all(model.model_config["extra"] == "ignore" for model in models_of(event))
    assert all(model.model_config["frozen"] for model in models_of(event))


@pytest.mark.parametrize("first", ["-", "_", "A", "0"])
def test_a_public_key_may_begin_with_any_of_its_64_characters(first) -> None:
    class Holder(Value):
        it: values.Ed25519PublicKey

    assert Holder(it=first + "A" * 42)
    with pytest.raises(ValueError, match="it"):
        Holder(it=first + "A" * 43)
