"""MongoDB's updates of documents in memory: the operators that this system uses, and no more."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pymongo import errors

from foothold_chassis.testing.queries import Document, NotInMemory, is_operation, matches

_TYPE_MISMATCH = 14
_CANNOT_CREATE_FIELD = 28
_CONFLICTING_PATHS = 40
_IMMUTABLE_FIELD = 66


def updated(document: Document, update: Mapping[str, Any], *, inserting: bool = False) -> Document:
    """Return a document as it is after an update. It owns the values of the update from then on.

    Raises:
        WriteError: as a server refuses it.
    """
    changes = [
        (name, path, value)
        for name, paths in update.items()
        if inserting or name != "$setOnInsert"
        for path, value in paths.items()
    ]
    _must_not_conflict([path for _, path, _ in changes])
    id = document.get("_id")
    for name, path, value in changes:
        if name not in _OPERATORS:
            raise NotInMemory(f"the update operator {name}")
        parent, field = _parent(document, path)
        _OPERATORS[name](parent, field, value)
    if document.get("_id") != id:
        raise errors.WriteError("The field '_id' is immutable.", _IMMUTABLE_FIELD)
    return document


def inserted(where: Mapping[str, Any], update: Mapping[str, Any]) -> Document:
    """Return the document that an upsert makes where none matches: the values that its query asked for, updated."""
    document: Document = {}
    for path, condition in where.items():
        if not is_operation(condition):
            parent, field = _parent(document, path)
            parent[field] = condition
    if "_id" not in document:
        raise NotInMemory("an upsert whose query names no _id")
    return updated(document, update, inserting=True)


def _must_not_conflict(paths: Sequence[str]) -> None:
    for n, path in enumerate(paths):
        for other in paths[n + 1 :]:
            if f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}."):
                raise errors.WriteError(
                    f"Updating the path '{other}' would create a conflict at '{path}'.", _CONFLICTING_PATHS
                )


def _parent(document: Document, path: str) -> tuple[Document, str]:
    """Return the document that holds the field at the end of a path; those on the way are made."""
    *names, field = path.split(".")
    for name in names:
        inner = document.setdefault(name, {})
        if isinstance(inner, list):
            raise NotInMemory(f"an update by a path through an array: {path}")
        if not isinstance(inner, dict):
            raise errors.WriteError(f"Cannot create a field in {name}: {inner!r}.", _CANNOT_CREATE_FIELD)
        document = inner
    return document, field


def _set(parent: Document, field: str, value: Any) -> None:
    parent[field] = value


def _inc(parent: Document, field: str, value: Any) -> None:
    before = parent.get(field, 0)
    if isinstance(before, bool) or not isinstance(before, int | float):
        raise errors.WriteError(f"Cannot increment {field}, which is {before!r}.", _TYPE_MISMATCH)
    parent[field] = before + value


def _max(parent: Document, field: str, value: Any) -> None:
    before = parent.setdefault(field, value)
    if type(before) is not type(value):
        raise NotInMemory(f"$max of {before!r} and {value!r}")
    parent[field] = max(before, value)


def _push(parent: Document, field: str, value: Any) -> None:
    if is_operation(value):
        raise NotInMemory(f"$push with {value!r}")
    _array(parent, field).append(value)


def _pull(parent: Document, field: str, value: Any) -> None:
    if not isinstance(value, dict) or is_operation(value):
        raise NotInMemory(f"$pull of {value!r}: only a query of the array's documents")
    if field in parent:
        items = _array(parent, field)
        items[:] = [item for item in items if not (isinstance(item, dict) and matches(item, value))]


def _array(parent: Document, field: str) -> list[Any]:
    found = parent.setdefault(field, [])
    if not isinstance(found, list):
        raise errors.WriteError(f"The field {field} must be an array, and is {found!r}.", _TYPE_MISMATCH)
    return found


_OPERATORS: Final[Mapping[str, Callable[[Document, str, Any], None]]] = {
    "$set": _set,
    "$setOnInsert": _set,
    "$inc": _inc,
    "$max": _max,
    "$push": _push,
    "$pull": _pull,
}
