"""A dashboard in the form that a team edits, and in the form that Grafana reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

SCHEMA_VERSION = 39
"""Grafana 10.4 and later; newer ones migrate it when they load it."""

GRID = 24
HEIGHT = 8
RUNBOOKS = "https://git.example.org/foothold/blob/main/docs/runbooks"
"""The address of the runbooks. Grafana asks for it at the top of each dashboard, since only an operator knows it."""

Kind = Literal["timeseries", "stat", "table"]
Unit = Literal["s", "reqps", "ops", "short", "percentunit", "bytes", "none"]

SOURCE = {"type": "prometheus", "uid": "${source}"}


@dataclass(frozen=True, slots=True)
class Panel:
    """One question and the queries that answer it.

    `queries` maps a legend, in Grafana's `{{label}}` form, to PromQL. `help` says what to do when it looks bad.
    """

    title: str
    unit: Unit
    queries: Mapping[str, str]
    help: str
    runbooks: tuple[str, ...] = ()
    kind: Kind = "timeseries"
    bad_above: float | None = None
    bad_below: float | None = None
    width: int = 12
    of_failures: bool = False
    """Shows only failures, so that an empty panel is good news."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    name: str
    title: str
    about: str
    panels: tuple[Panel, ...]
    by_service: bool = True
    """Whether its queries take `$service`, the services chosen at the top."""

    @property
    def uid(self) -> str:
        return f"foothold-{self.name}"


def as_json(dashboard: Dashboard) -> dict[str, Any]:
    """Return the JSON that Grafana's file provisioning and its import page read."""
    return {
        "uid": dashboard.uid,
        "title": f"Foothold: {dashboard.title}",
        "description": dashboard.about,
        "tags": ["foothold"],
        "schemaVersion": SCHEMA_VERSION,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "timezone": "utc",
        "templating": {"list": _variables(dashboard)},
        "links": [
            {
                "type": "dashboards",
                "title": "Foothold",
                "tags": ["foothold"],
                "asDropdown": True,
                "keepTime": True,
            }
        ],
        "panels": _placed(dashboard.panels),
    }


def _variables(dashboard: Dashboard) -> list[dict[str, Any]]:
    source = {"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}
    runbooks = {"name": "runbooks", "label": "Runbooks at", "type": "textbox", "query": RUNBOOKS}
    runbooks["current"] = {"text": RUNBOOKS, "value": RUNBOOKS}
    service = {
        "name": "service",
        "label": "Service",
        "type": "query",
        "datasource": SOURCE,
        "query": "label_values(foothold_build_info, service)",
        "refresh": 2,
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".+",
        "current": {"text": ["All"], "value": ["$__all"]},
    }
    return [source, service, runbooks] if dashboard.by_service else [source, runbooks]


def _placed(panels: tuple[Panel, ...]) -> list[dict[str, Any]]:
    """Panels from left to right, a new row where one does not fit any more."""
    placed: list[dict[str, Any]] = []
    x = y = 0
    for number, panel in enumerate(panels, start=1):
        if x + panel.width > GRID:
            x, y = 0, y + HEIGHT
        grid = {"x": x, "y": y, "w": panel.width, "h": HEIGHT}
        placed.append({"id": number, "gridPos": grid, **_panel(panel)})
        x += panel.width
    return placed


def _panel(panel: Panel) -> dict[str, Any]:
    instant = panel.kind == "table"
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.help,
        "datasource": SOURCE,
        "links": [
            {"title": f"Runbook {name}", "url": f"${{runbooks}}/{name}.md", "targetBlank": True}
            for name in panel.runbooks
        ],
        "targets": [
            {
                "refId": chr(ord("A") + place),
                "datasource": SOURCE,
                "expr": query,
                "legendFormat": legend,
                "instant": instant,
                "range": not instant,
                "format": "table" if instant else "time_series",
            }
            for place, (legend, query) in enumerate(panel.queries.items())
        ],
        "fieldConfig": {"defaults": _defaults(panel), "overrides": []},
        "options": _options(panel.kind),
    }


def _defaults(panel: Panel) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [
        {"color": "red" if panel.bad_below is not None else "green", "value": None}
    ]
    if panel.bad_below is not None:
        steps.append({"color": "green", "value": panel.bad_below})
    if panel.bad_above is not None:
        steps.append({"color": "red", "value": panel.bad_above})
    custom = {"lineWidth": 1, "fillOpacity": 8, "showPoints": "never"}
    if len(steps) > 1:
        custom["thresholdsStyle"] = {"mode": "line"}
    return {
        "unit": panel.unit,
        "thresholds": {"mode": "absolute", "steps": steps},
        **({"custom": custom, "min": 0} if panel.kind == "timeseries" else {}),
    }


def _options(kind: Kind) -> dict[str, Any]:
    if kind == "timeseries":
        return {
            "legend": {"displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"]},
            "tooltip": {"mode": "multi", "sort": "desc"},
        }
    if kind == "stat":
        return {
            "reduceOptions": {"calcs": ["lastNotNull"]},
            "colorMode": "background",
            "textMode": "value_and_name",
        }
    return {"showHeader": True}
