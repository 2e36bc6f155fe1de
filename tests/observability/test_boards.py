"""Every panel asks for what exists, says what to do, and is what Grafana reads."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from deploy.observability.__main__ import HERE, generated
from deploy.observability.boards import BOARDS
from deploy.observability.grafana import GRID, Dashboard, Panel
from deploy.observability.prometheus import with_values

from .exported import all_rules, known_series
from .labels import labels_of_query

ROOT = HERE.parents[1]
SERIES = known_series(all_rules())
PANELS = [
    pytest.param(board, panel, id=f"{board.name}: {panel.title}")
    for board in BOARDS
    for panel in board.panels
]
LABEL_IN_LEGEND = re.compile(r"{{(\w+)}}")


@pytest.mark.parametrize(("board", "panel"), PANELS)
def test_a_panel_reads_what_the_services_export(board: Dashboard, panel: Panel) -> None:
    for legend, query in panel.queries.items():
        labels = labels_of_query(with_values(query), SERIES)

        assert set(LABEL_IN_LEGEND.findall(legend)) <= labels
        assert board.by_service or "$service" not in query


@pytest.mark.parametrize(("board", "panel"), PANELS)
def test_a_panel_says_what_to_do_and_names_runbooks_that_exist(board: Dashboard, panel: Panel) -> None:
    assert len(panel.help.split()) >= 6
    assert panel.runbooks
    for name in panel.runbooks:
        assert (ROOT / "docs" / "runbooks" / f"{name}.md").is_file()


@pytest.mark.parametrize(("board", "panel"), PANELS)
def test_gauges_of_the_database_are_never_added_up(board: Dashboard, panel: Panel) -> None:
    """Every worker measures the same documents, so a sum would count them once for each worker."""
    for query in panel.queries.values():
        assert adds_up_a_database_gauge(query) is None


DATABASE_GAUGES = (
    *("foothold_outbox_pending_documents", "foothold_outbox_oldest_age_seconds", "foothold_parked_subjects"),
    *("foothold_parked_oldest_age_seconds", "foothold_wakes_due", "foothold_wakes_late_seconds"),
    *("foothold_engagements", "foothold_engagements_oldest_age_seconds", "foothold_ledger_differences"),
    "foothold_ledger_difference_minor_units",
)


def adds_up_a_database_gauge(query: str) -> re.Match[str] | None:
    names = "|".join(DATABASE_GAUGES)
    return re.search(rf"\b(sum|avg|count)\b( by \([^)]*\))? ?\(({names})\b", query)


def test_a_sum_of_a_database_gauge_is_found() -> None:
    assert adds_up_a_database_gauge("sum by (service) (foothold_parked_subjects)")
    assert adds_up_a_database_gauge("sum(foothold_wakes_due{aggregate='x'})")
    assert not adds_up_a_database_gauge("max by (service) (foothold_parked_subjects)")


def test_the_gauges_of_the_database_exist() -> None:
    assert set(DATABASE_GAUGES) <= set(SERIES)


@pytest.mark.parametrize("path", generated(), ids=lambda path: path.name)
def test_what_is_generated_is_what_is_committed(path: Path) -> None:
    assert path.read_text() == generated()[path], "run `python -m deploy.observability` and commit"


def test_nothing_else_lies_beside_the_generated_dashboards() -> None:
    assert set((HERE / "dashboards").iterdir()) == {path for path in generated() if path.suffix == ".json"}


@pytest.mark.parametrize("path", sorted((HERE / "dashboards").glob("*.json")), ids=lambda path: path.stem)
def test_a_dashboard_has_what_grafana_needs(path: Path) -> None:
    board = json.loads(path.read_text())

    assert faults(board) == []


def faults(board: dict[str, Any]) -> list[str]:
    """Name what Grafana would refuse or show wrongly."""
    variables = {variable["name"] for variable in board["templating"]["list"]}
    used = set(re.findall(r"\$\{?(\w+)", json.dumps(board))) - {"__rate_interval", "__all"}
    found = [f"no variable {name}" for name in sorted(used - variables)]
    found += [f"no {field}" for field in ("uid", "title", "schemaVersion", "time") if not board.get(field)]
    if len(board["uid"]) > 40:
        found.append("uid longer than 40 characters")
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        grid = panel["gridPos"]
        cells = {(grid["x"] + x, grid["y"] + y) for x in range(grid["w"]) for y in range(grid["h"])}
        if cells & taken or grid["x"] + grid["w"] > GRID:
            found.append(f"{panel['title']} lies on another panel or outside")
        taken |= cells
        names = [target["refId"] for target in panel["targets"]]
        if (
            not names
            or len(set(names)) != len(names)
            or not all(target["expr"] for target in panel["targets"])
        ):
            found.append(f"{panel['title']} has no queries or two of one name")
    if len({panel["id"] for panel in board["panels"]}) != len(board["panels"]):
        found.append("two panels of one id")
    return found


def test_a_dashboard_that_grafana_would_refuse_is_found() -> None:
    board = json.loads((HERE / "dashboards" / "flow.json").read_text())
    board["uid"] = ""
    board["panels"][1]["gridPos"] = board["panels"][0]["gridPos"]
    board["panels"][2]["targets"] = []
    board["panels"][3]["targets"][0]["expr"] = "sum($nothing)"

    assert faults(board) == [
        "no variable nothing",
        "no uid",
        f"{board['panels'][1]['title']} lies on another panel or outside",
        f"{board['panels'][2]['title']} has no queries or two of one name",
    ]


def test_dashboards_have_names_of_their_own() -> None:
    assert len({board.uid for board in BOARDS}) == len(BOARDS)
    for board in BOARDS:
        assert len({panel.title for panel in board.panels}) == len(board.panels)
