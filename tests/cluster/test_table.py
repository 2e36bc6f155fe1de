"""The table counts as proven only what was proven."""

import io

import pytest
from rich.console import Console

from tests.cluster.kubectl import ClusterError
from tests.cluster.table import NotHere, Outcome, Table


@pytest.fixture
def table() -> Table:
    table = Table(Console(file=io.StringIO(), width=100))
    table.begin("Something")
    return table


def prove(table: Table, claim: str, *, error: BaseException | None = None) -> None:
    with table.claim(claim) as row:
        row.figure = "7 objects"
        if error is not None:
            raise error


def test_a_claim_whose_proof_ends_is_proven(table: Table) -> None:
    prove(table, "it runs")

    assert table.sound
    assert table.count() == {Outcome.PROVEN: 1}


@pytest.mark.parametrize("error", [ClusterError("the pod is gone"), AssertionError("3 instead of 2")])
def test_a_failed_claim_keeps_its_figure_and_says_why(table: Table, error: Exception) -> None:
    prove(table, "it runs")
    prove(table, "it scales", error=error)

    assert not table.sound
    assert table.as_json()["sections"][0]["rows"][1]["figure"] == f"7 objects; {error}"


def test_what_cannot_be_tried_here_is_neither_proven_nor_failed(table: Table) -> None:
    prove(table, "it runs")
    prove(table, "it scales", error=NotHere("no KEDA"))

    assert table.sound
    assert table.count() == {Outcome.PROVEN: 1, Outcome.NOT_HERE: 1}


def test_nothing_proven_is_not_sound(table: Table) -> None:
    prove(table, "it scales", error=NotHere("no KEDA"))

    assert not table.sound


def test_an_interrupted_claim_is_failed(table: Table) -> None:
    with pytest.raises(KeyboardInterrupt):
        prove(table, "it runs", error=KeyboardInterrupt())

    assert table.count() == {Outcome.FAILED: 1}


def test_the_shown_table_has_every_claim_and_the_sum(table: Table) -> None:
    prove(table, "it runs")
    prove(table, "it scales", error=NotHere("no KEDA"))
    shown = Console(file=io.StringIO(), width=100)
    table.show(shown)
    text = shown.file.getvalue()  # type: ignore[attr-defined]

    assert "it runs" in text
    assert "no KEDA" in text
    assert "1 proven, 0 failed, 1 not here" in text
