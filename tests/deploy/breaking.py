"""Ways to break rendered objects on purpose, so that each rule is seen finding what it is for."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from .rendering import Object, Objects, called

Break = Callable[[Objects], Objects]
"""Gives the objects with something wrong about them; those that were given stay as they are."""


def put(thing: str, path: str, value: Any) -> Break:
    """Set one field of `Kind name`; `path` goes by `/`, `~` stands for a `/` inside a key, `-` appends to a list."""

    def change(found: Object) -> None:
        holder, key = _reach(found, path)
        if key == "-":
            holder.append(value)
        else:
            holder[int(key) if isinstance(holder, list) else key] = value

    return _changing(thing, change)


def drop(thing: str, path: str) -> Break:
    """Take one field away, which has to be there."""

    def change(found: Object) -> None:
        holder, key = _reach(found, path)
        del holder[int(key) if isinstance(holder, list) else key]

    return _changing(thing, change)


def without(thing: str) -> Break:
    """Leave an object out."""

    def change(objects: Objects) -> Objects:
        gone = _find(objects, thing)
        return [found for found in objects if found is not gone]

    return change


def adding(thing: Object) -> Break:
    return lambda objects: [*objects, thing]


def _changing(thing: str, change: Callable[[Object], None]) -> Break:
    """Change a copy of that object; the others are taken as they are."""

    def changed(objects: Objects) -> Objects:
        found = _find(objects, thing)
        copy = deepcopy(found)
        change(copy)
        return [copy if other is found else other for other in objects]

    return changed


def _find(objects: Objects, thing: str) -> Object:
    """By kind and name; of a name with a hash at its end, what stands before it is enough."""
    [found] = [f for f in objects if called(f) == thing] or [
        f for f in objects if called(f).startswith(f"{thing}-")
    ]
    return found


def _reach(holder: Any, path: str) -> tuple[Any, str]:
    *way, last = [part.replace("~", "/") for part in path.split("/")]
    for part in way:
        holder = holder[int(part)] if isinstance(holder, list) else holder.setdefault(part, {})
    return holder, last
