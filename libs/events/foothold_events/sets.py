"""Lists that are sets: each thing is named once, and one function says when two names are the same."""

import unicodedata
from collections.abc import Hashable, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


def same(name: str) -> str:
    """Return the form that two names of a skill, a language or a category share if they are the same: `SQL`, `sql`.

    Neither case nor the form in which Unicode writes a name makes another thing of it.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def each_once(values: Sequence[T]) -> Sequence[T]:
    """Return the values.

    Raises:
        ValueError: one is named more than once; a value with a `name` goes by it.
    """
    named = [getattr(value, "name", value) for value in values]
    keys: list[Hashable] = [same(name) if isinstance(name, str) else name for name in named]
    twice = {key for key in keys if keys.count(key) > 1} if len(set(keys)) < len(keys) else set()
    if twice:
        found = [str(name) for name, key in zip(named, keys, strict=True) if key in twice]
        raise ValueError(f"expected each to be named once, whatever its case; found {', '.join(found[:10])}")
    return values


class EachOnce:
    """Marks a list or tuple that is a set."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(each_once, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "uniqueItems": True}


SetOf = Annotated[list[T], EachOnce()]
"""A list in which each thing is named once. Its order is kept, and says nothing."""
