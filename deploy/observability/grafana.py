"""Grafana dashboards as plain data: what a panel asks, in which unit, where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]

SCHEMA_VERSION = 41
"""Grafana 12; Grafana 11 reads it as well."""

COLUMNS = 24
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}

Unit = Literal["short", "s", "reqps", "ops", "percentunit", "bool_on_off"]


@dataclass(frozen=True, slots=True)
class Query:
    """A PromQL expression, and the name of each line it gives (`{{label}}`)."""

    expression: str
    legend: str


@dataclass(frozen=True, slots=True)
class Panel:
    """`explains` tells what one sees and what is bad. From `warns_at` on the value is shown in red; `bad_below` is for
    values that are bad when they are low."""

    title: str
    explains: str
    queries: Sequence[Query]
    unit: Unit = "short"
    kind: Literal["timeseries", "stat", "table"] = "timeseries"
    width: int = 12
    height: int = 8
    warns_at: float | None = None
    bad_below: float | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    name: str
    title: str
    explains: str
    panels: Sequence[Panel]

    def json(self) -> Json:
        return {
            "uid": f"foothold-{self.name}",
            "title": f"Foothold / {self.title}",
            "description": self.explains,
            "tags": ["foothold"],
            "schemaVersion": SCHEMA_VERSION,
            "version": 1,
            "editable": True,
            "graphTooltip": 1,
            "timezone": "utc",
            "refresh": "30s",
            "time": {"from": "now-3h", "to": "now"},
            "annotations": {"list": []},
            "links": [_link_to_the_others()],
            "templating": {"list": [_datasource_variable(), _service_variable()]},
            "panels": _placed(self.panels),
        }


def _link_to_the_others() -> Json:
    return {
        "type": "dashboards",
        "title": "Foothold",
        "tags": ["foothold"],
        "asDropdown": True,
        "includeVars": True,
        "keepTime": True,
    }


def _datasource_variable() -> Json:
    return {"type": "datasource", "name": "datasource", "label": "Prometheus", "query": "prometheus"}


def _service_variable() -> Json:
    query = "label_values(foothold_mongo_available, service)"
    return {
        "type": "query",
        "name": "service",
        "label": "Service",
        "datasource": DATASOURCE,
        "definition": query,
        "query": {"query": query, "refId": "services"},
        "refresh": 2,
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "current": {"text": ["All"], "value": ["$__all"]},
    }


def _placed(panels: Sequence[Panel]) -> list[Json]:
    """Put panels side by side, and under each other where a row is full."""
    placed: list[Json] = []
    x = y = tallest = 0
    for number, panel in enumerate(panels, start=1):
        if x + panel.width > COLUMNS:
            x, y, tallest = 0, y + tallest, 0
        placed.append(_panel(number, panel, {"x": x, "y": y, "w": panel.width, "h": panel.height}))
        x, tallest = x + panel.width, max(tallest, panel.height)
    return placed


def _panel(number: int, panel: Panel, position: dict[str, int]) -> Json:
    now = panel.kind != "timeseries"
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.explains,
        "datasource": DATASOURCE,
        "gridPos": position,
        "fieldConfig": {"defaults": _field_defaults(panel), "overrides": []},
        "options": _options(panel),
        "targets": [_target(letter, query, panel, now=now) for letter, query in zip("ABCDEF", panel.queries, strict=False)],
        **({"transformations": [_without_time()]} if panel.kind == "table" else {}),
    }


def _target(letter: str, query: Query, panel: Panel, *, now: bool) -> Json:
    return {
        "refId": letter,
        "datasource": DATASOURCE,
        "editorMode": "code",
        "expr": query.expression,
        "legendFormat": query.legend,
        "instant": now,
        "range": not now,
        "format": "table" if panel.kind == "table" else "time_series",
    }


def _without_time() -> Json:
    return {"id": "organize", "options": {"excludeByName": {"Time": True}, "renameByName": {"Value": "value"}}}


def _field_defaults(panel: Panel) -> Json:
    steps: list[Json] = [{"color": "green", "value": None}]
    if panel.warns_at is not None:
        steps.append({"color": "red", "value": panel.warns_at})
    if panel.bad_below is not None:
        steps = [{"color": "red", "value": None}, {"color": "green", "value": panel.bad_below}]
    defaults: Json = {"unit": panel.unit, "min": 0, "thresholds": {"mode": "absolute", "steps": steps}}
    if panel.kind == "timeseries":
        shown = "line" if len(steps) > 1 else "off"
        defaults["custom"] = {"lineWidth": 1, "fillOpacity": 8, "thresholdsStyle": {"mode": shown}}
    return defaults


def _options(panel: Panel) -> Json:
    match panel.kind:
        case "stat":
            return {
                "colorMode": "background",
                "graphMode": "none",
                "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            }
        case "table":
            return {"showHeader": True, "sortBy": [{"displayName": "value", "desc": True}]}
        case _:
            return {
                "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
                "tooltip": {"mode": "multi", "sort": "desc"},
            }
