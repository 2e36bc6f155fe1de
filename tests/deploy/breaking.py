"""Ways to break rendered objects on purpose, so that each rule is seen finding what it is for."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from .rendering import Object, Objects, called

Break = Callable[[Objects], Objects]
"""Returns the objects with one fault among them, and leaves the given ones unchanged."""


def put(target: str, path: str, value: Any) -> Break:
    """Set one field of the object `Kind name`.

    `path` is separated by `/`; `~` stands for a `/` inside a key, and `-` appends to a list.
    """

    def change(found: Object) -> None:
        holder, key = _reach(found, path)
        if key == "-":
            holder.append(value)
        else:
            holder[int(key) if isinstance(holder, list) else key] = value

    return _changing(target, change)


def drop(target: str, path: str) -> Break:
    """Remove one field, which has to be there."""

    def change(found: Object) -> None:
        holder, key = _reach(found, path)
        del holder[int(key) if isinstance(holder, list) else key]

    return _changing(target, change)


def without(target: str) -> Break:
    """Leave an object out."""

    def change(objects: Objects) -> Objects:
        gone = _find(objects, target)
        return [found for found in objects if found is not gone]

    return change


def adding(item: Object) -> Break:
    """Add an object."""
    return lambda objects: [*objects, item]


def _changing(target: str, change: Callable[[Object], None]) -> Break:
    """Change a copy of the target; the other objects stay the same."""

    def changed(objects: Objects) -> Objects:
        found = _find(objects, target)
        copy = deepcopy(found)
        change(copy)
        return [copy if other is found else other for other in objects]

    return changed


def _find(objects: Objects, target: str) -> Object:
    """Return the object `Kind name`; a name that ends in a hash may be given without it."""
    [found] = [f for f in objects if called(f) == target] or [
        f for f in objects if called(f).startswith(f"{target}-")
    ]
    return found


def _reach(holder: Any, path: str) -> tuple[Any, str]:
    *steps, last = [part.replace("~", "/") for part in path.split("/")]
    for part in steps:
        holder = holder[int(part)] if isinstance(holder, list) else holder.setdefault(part, {})
    return holder, last
