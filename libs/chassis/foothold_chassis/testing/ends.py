"""Every wait has an end: each state of an aggregate is over, or ends by itself, or is ended by what the test names.

@pytest.mark.parametrize("name", STATES)
def test_every_state_has_an_end(name) -> None:
must_have_an_end(STATES[name], NOW, over=name in FINAL, ended_by=WAIT_FOR_OTHERS.get(name))

def test_every_status_is_among_the_states() -> None:
assert unlisted_statuses(STATES) == set()
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import get_args

from foothold_chassis.aggregate import Aggregate


def must_have_an_end(
    build: Callable[[], Aggregate], now: datetime, *, over: bool, ended_by: str | None
) -> None:
    """Assert that a state, entered at `now`, is exactly one of: over, waiting, ended by another.

    Every wait that the aggregate ends itself must end later than `now`, say so by an event, and lead on.
    """
    __tracebackhide__ = True
    waits = build().waits()
    found = [
        *(["over"] if over else []),
        *([f"waiting for {waits[0].what}"] if waits else []),
        *([f"ended by another ({ended_by})"] if ended_by else []),
    ]
    if len(found) != 1:
        raise AssertionError(
            f"A state must be over, or wait, or be ended by another; it is {' and '.join(found) or 'none of them'}."
        )
    for wait in waits:
        if wait.then is None:
            continue
        aggregate = build()
        if wait.until <= now:
            raise AssertionError(f"The wait for {wait.what} is over before it begins.")
        if not aggregate.due(wait.until):
            raise AssertionError(f"The end of the wait for {wait.what} says nothing.")
        # not by `==`: the `then` of another copy of the aggregate is another method
        if (wait.what, wait.until) in {(left.what, left.until) for left in aggregate.waits()}:
            raise AssertionError(f"The wait for {wait.what} goes on after its end.")


def unlisted_statuses(states: Mapping[str, Callable[[], Aggregate]]) -> set[str]:
    """Return the statuses of the aggregates among `states` that no state has: who waits in them is not known."""
    listed: dict[type[Aggregate], set[str]] = {}
    for build in states.values():
        aggregate = build()
        if "status" in type(aggregate).model_fields:
            listed.setdefault(type(aggregate), set()).add(aggregate.model_dump()["status"])
    return {
        f"{kind.__name__} {status}"
        for kind, found in listed.items()
        for status in set(get_args(kind.model_fields["status"].annotation)) - found
    }
