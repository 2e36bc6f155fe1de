"""An aggregate declares its deadlines once, in `waits`."""

from importlib import import_module
from pathlib import Path

import pytest

from foothold_chassis.testing import unlisted_statuses
from foothold_devstack import roster

from .purity import aggregate_modules, aggregates, overridden_deadlines
from .sources import ROOT


def package(service: str) -> Path:
    return ROOT / "services" / service / f"foothold_{service}"


@pytest.mark.parametrize("service", roster.names())
def test_no_aggregate_writes_due_or_next_wake(service: str) -> None:
    assert overridden_deadlines(package(service)) == []


@pytest.mark.parametrize("name", ["due", "next_wake"])
def test_an_aggregate_that_writes_one_is_found(tmp_path: Path, name: str) -> None:
    wrong = tmp_path / "foothold_wrong"
    wrong.mkdir()
    (wrong / "thing.py").write_text(
        f"class Base(Aggregate):\n    def waits(self): ...\n\n"
        f"class Thing(Base):\n    def {name}(self): ...\n\n"
        f"def {name}(): ...\n"
    )

    assert overridden_deadlines(wrong) == [f"foothold_wrong.thing:5 Thing.{name}"]


def unlisted(package: Path, listed: set[str]) -> set[str]:
    """Return the aggregates of a service of which no state is listed."""
    return aggregates(package) - listed


@pytest.mark.parametrize("service", [name for name in roster.names() if aggregate_modules(package(name))])
def test_every_aggregate_has_its_states_listed_so_that_none_waits_without_an_end(service: str) -> None:
    states = import_module(f"services.{service}.tests.states").STATES

    assert unlisted(package(service), {type(make()).__name__ for make in states.values()}) == set()
    assert unlisted_statuses(states) == set()


def test_an_aggregate_without_listed_states_is_found() -> None:
    assert unlisted(package("matching"), {"Application", "Ranking", "TalentDesk"}) == {"ProjectDesk"}
