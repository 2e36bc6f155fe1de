"""MongoDB's queries, sorts and projections on documents in memory: what this system uses of them, and no more."""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeGuard

Document = dict[str, Any]

_NULL, _NUMBER, _STRING, _DOCUMENT, _ARRAY, _BINARY, _BOOLEAN, _DATE = range(8)
"""The kinds of values, in the order in which MongoDB sorts them."""

_KINDS: Final[Mapping[type, int]] = {
    int: _NUMBER,
    float: _NUMBER,
    str: _STRING,
    dict: _DOCUMENT,
    list: _ARRAY,
    bytes: _BINARY,
    datetime: _DATE,
}
_TYPE_NAMES: Final[Mapping[str, int]] = {"string": _STRING, "date": _DATE}
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$lt": operator.lt,
    "$lte": operator.le,
}


class NotInMemory(NotImplementedError):
    """The MongoDB in memory does not know this yet."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The MongoDB in memory does not know {what}. Add it to foothold_chassis.testing, "
            "with a case in tests/integration/store that runs on a real server as well."
        )


def matches(document: Document, where: Mapping[str, Any]) -> bool:
    """Return whether a document fulfils every condition of a query."""
    return all(_fulfils(document, path, condition) for path, condition in where.items())


def _fulfils(document: Document, path: str, condition: object) -> bool:
    if path == "$or":
        return any(matches(document, alternative) for alternative in _alternatives(condition))
    if path.startswith("$"):
        raise NotInMemory(f"the operator {path}")
    return _meets(list(_reached(document, path.split("."))), condition)


def _alternatives(condition: object) -> Sequence[Mapping[str, Any]]:
    if not isinstance(condition, list) or not condition:
        raise NotInMemory(f"$or of anything but alternatives: {condition!r}")
    return condition


def _reached(value: Any, names: Sequence[str]) -> Iterator[Any]:
    """Yield each value at the end of a path. It leads into an array by an index, and into each document in it."""
    if not names:
        yield value
        return
    name, rest = names[0], names[1:]
    if isinstance(value, dict):
        if name in value:
            yield from _reached(value[name], rest)
    elif isinstance(value, list):
        if name.isdecimal() and int(name) < len(value):
            yield from _reached(value[int(name)], rest)
        for item in value:
            if isinstance(item, dict):
                yield from _reached(item, names)


def _and_items(found: Iterable[Any]) -> Iterator[Any]:
    """Yield these values, and the items of those that are arrays: a condition is met by either."""
    for value in found:
        yield value
        if isinstance(value, list):
            yield from value


def _meets(found: list[Any], condition: object) -> bool:
    if is_operation(condition):
        return all(_holds(name, operand, found) for name, operand in condition.items())
    return _equals(found, condition)


def is_operation(condition: object) -> TypeGuard[dict[str, Any]]:
    """Return whether a condition is made of operators; otherwise it is a value to be equal to."""
    return isinstance(condition, dict) and any(name.startswith("$") for name in condition)


def _holds(name: str, operand: Any, found: list[Any]) -> bool:
    if name in _COMPARISONS:
        compare = _COMPARISONS[name]
        return any(_kind(value) == _kind(operand) and compare(value, operand) for value in _and_items(found))
    if name not in _OPERATORS:
        raise NotInMemory(f"the operator {name}")
    return _OPERATORS[name](found, operand)


def _has_type(found: list[Any], name: str) -> bool:
    if name not in _TYPE_NAMES:
        raise NotInMemory(f"the type {name}")
    return any(_kind(value) == _TYPE_NAMES[name] for value in _and_items(found))


def _has_size(found: list[Any], size: int) -> bool:
    return any(isinstance(value, list) and len(value) == size for value in found)


def _equals(found: list[Any], wanted: Any) -> bool:
    if isinstance(wanted, dict | list):
        raise NotInMemory(f"equality with a whole document or array: {wanted!r}")
    if wanted is None and not found:
        return True
    return any(_kind(value) == _kind(wanted) and value == wanted for value in _and_items(found))


_OPERATORS: Final[Mapping[str, Callable[[list[Any], Any], bool]]] = {
    "$exists": lambda found, wanted: bool(found) == bool(wanted),
    "$in": lambda found, values: any(_equals(found, value) for value in values),
    "$ne": lambda found, value: not _equals(found, value),
    "$not": lambda found, condition: not _meets(found, condition),
    "$size": _has_size,
    "$type": _has_type,
}


def _kind(value: object) -> int:
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return _BOOLEAN
    for known, kind in _KINDS.items():
        if isinstance(value, known):
            return kind
    raise NotInMemory(f"values of the type {type(value).__name__}")


def in_order(documents: Iterable[Document], sort: Sequence[tuple[str, int]]) -> list[Document]:
    """Return documents sorted by these paths; one without a value comes before all that have one."""
    found = list(documents)
    for path, direction in reversed(sort):
        found.sort(key=lambda document: _place(document, path, direction), reverse=direction < 0)
    return found


def _place(document: Document, path: str, direction: int) -> tuple[int, Any]:
    values = [
        value for value in _and_items(_reached(document, path.split("."))) if not isinstance(value, list)
    ]
    if any(isinstance(value, dict) for value in values):
        raise NotInMemory(f"sorting by whole documents, as {path} is")
    places = [(_kind(value), 0 if value is None else value) for value in values]
    pick = min if direction > 0 else max
    return pick(places, default=(_NULL, 0))


def projected(document: Document, projection: Mapping[str, Any] | None) -> Document:
    """Return the part of a document that a projection names, or leaves."""
    if not projection:
        return document
    named = {path: bool(wanted) for path, wanted in projection.items() if path != "_id"}
    if len(set(named.values())) > 1:
        raise NotInMemory(f"a projection that both takes and leaves: {dict(projection)!r}")
    takes = next(iter(named.values()), bool(projection.get("_id", 1)))
    with_id = bool(projection.get("_id", 1))
    tree = _tree([*named, *(["_id"] if with_id == takes else [])])
    found: Document = _taken(document, tree) if takes else _left(document, tree)
    return found


def _tree(paths: Iterable[str]) -> Document:
    root: Document = {}
    for path in paths:
        branch = root
        for name in path.split("."):
            branch = branch.setdefault(name, {})
    return root


def _taken(value: Any, tree: Document) -> Any:
    if not tree:
        return value
    if isinstance(value, list):
        return [_taken(item, tree) for item in value if isinstance(item, dict | list)]
    return {
        name: _taken(inner, tree[name])
        for name, inner in value.items()
        if name in tree and (not tree[name] or isinstance(inner, dict | list))
    }


def _left(value: Any, tree: Document) -> Any:
    if isinstance(value, list):
        return [_left(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _left(inner, tree.get(name, {})) for name, inner in value.items() if tree.get(name, True) != {}
    }
