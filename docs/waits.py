"""The table "Every wait has an end", made from what each aggregate declares in `waits`.

Each service's `tests/states.py` has every state of its aggregates, entered at `NOW`; the matrices walk the same ones.
"""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from foothold_chassis.aggregate import Aggregate, Wait
from foothold_devstack import roster

ROOT = roster.ROOT


class Row(NamedTuple):
    waits: str
    what: str
    at_most: str
    then: str
    lives_in: str


def states() -> Iterator[ModuleType]:
    """Yield the module of states of every service that has aggregates."""
    for name in roster.names():
        if (ROOT / "services" / name / "tests" / "states.py").exists():
            yield import_module(f"services.{name}.tests.states")


def ends() -> Iterator[str]:
    yield "| waits | for | at most | then | lives in |"
    yield "|---|---|---|---|---|"
    yield from ("| " + " | ".join(row) + " |" for module in states() for row in rows(module))


def ended_by_others() -> Iterator[str]:
    yield "| waits | ended by |"
    yield "|---|---|"
    for module in states():
        yield from (f"| {state} | {by} |" for state, by in module.WAIT_FOR_OTHERS.items())


def rows(module: ModuleType) -> list[Row]:
    """Return a row for each wait of a service. Of states that wait alike only the first is named."""
    found: dict[tuple[str, ...], Row] = {}
    for state, make in module.STATES.items():
        for wait in make().waits():
            row = _row(module, state, make(), wait)
            aggregate = state.partition(",")[0]
            # a wait that a wake ends is as long as its next try is away: one row says so
            alike = row[1:] if wait.then is not None else (row.what, row.then)
            found.setdefault((aggregate, *alike), row)
    return list(found.values())


def _row(module: ModuleType, state: str, aggregate: Aggregate, wait: Wait) -> Row:
    code = type(aggregate).__module__.removeprefix("foothold_").replace(".", "/")
    moment = getattr(module, "MOMENTS", {}).get(wait.what)
    return Row(
        waits=state,
        what=wait.what,
        at_most=moment or _length(wait.until - module.NOW),
        then=_end(aggregate, wait),
        lives_in=f"`{code}.py`",
    )


def _end(aggregate: Aggregate, wait: Wait) -> str:
    if wait.then is None:
        return "a wake goes on with it"
    return ", ".join(f"`{event.TYPE.split('.')[-2]}`" for event in aggregate.due(wait.until))


def _length(time: timedelta) -> str:
    for unit, name in ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min")):
        if time >= unit and not time % unit:
            return f"{time // unit} {name}"
    return f"{time.total_seconds():.0f} s" if time else "at once"
