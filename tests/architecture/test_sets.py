"""A list of names or of days is a set, in every event and every body of a request, so that each refuses the same."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from deploy.k8s.wiring import wirings
from pydantic import BaseModel

from foothold_chassis.web import RequestBody
from foothold_events.schemas import BY_TYPE
from foothold_events.sets import EachOnce

NO_SETS = {
    "Terms.objectives",  # texts
    "DraftBody.objectives",
    "ApplicationBody.answers",
    "Terms.milestones",  # in order
    "DraftBody.milestones",
    "RankingProduced.items",
}


def plain_lists(models: Iterable[type[BaseModel]]) -> set[str]:
    """Name the lists in these models, and in the models that they are made of, that are not marked as sets."""
    return {place for model in models for place in _of_model(model)}


def _of_model(model: type[BaseModel]) -> Iterator[str]:
    for name, hint in get_type_hints(model, include_extras=True).items():
        if name in model.model_fields:
            yield from _of_hint(hint, f"{model.__name__}.{name}", is_set=False)


def _of_hint(hint: Any, place: str, *, is_set: bool) -> Iterator[str]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        marked = any(isinstance(mark, EachOnce) for mark in inner[1:])
        yield from _of_hint(inner[0], place, is_set=is_set or marked)
    elif isinstance(hint, type) and issubclass(hint, BaseModel):
        yield from _of_model(hint)
    else:
        if origin in {list, tuple} and not is_set:
            yield place
        for part in inner:
            yield from _of_hint(part, place, is_set=False)


def bodies(base: type[RequestBody] = RequestBody) -> Iterator[type[RequestBody]]:
    for body in base.__subclasses__():
        if body.__module__.startswith("foothold_"):
            yield body
        yield from bodies(body)


def test_every_list_is_a_set_or_named_as_none() -> None:
    assert wirings(), "all bodies are imported"

    assert plain_lists([*BY_TYPE.values(), *bodies()]) == NO_SETS


def test_a_list_that_is_no_set_is_found() -> None:
    class Inner(BaseModel):
        days: tuple[int, ...] | None

    class Outer(BaseModel):
        right: Annotated[list[Inner], EachOnce()]
        wrong: list[str]

    assert plain_lists([Outer]) == {"Inner.days", "Outer.wrong"}
