"""What the code exports and what the rules record: every series there can be, with its labels."""

import importlib.util
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.utils import floatToGoString

from foothold_devstack import roster

from .labels import SCRAPED, Series, labels_of_query

REGISTERING = [
    importlib.import_module(module)
    for module in [
        "foothold_chassis.telemetry.metrics",
        *(f"foothold_{name}.gauges" for name in roster.names()),
    ]
    if importlib.util.find_spec(module)
]
"""Importing these makes their metrics known to the registry."""

RULES = Path(__file__).parents[2] / "deploy" / "observability" / "rules"

OF_PROMETHEUS = {
    "up": SCRAPED,
    "ALERTS": SCRAPED | {"alertname", "alertstate", "severity"},
}


def exported() -> dict[str, frozenset[str]]:
    """Return every series that the services export, with the labels it has once it is scraped."""
    return {name: labels | SCRAPED for name, labels in chain(_own(), _of_the_process())}


def boundaries() -> dict[str, set[str]]:
    """Return the values of `le` of every histogram's buckets."""
    return {
        f"{metric._name}_bucket": {"+Inf", *(floatToGoString(bound) for bound in metric._kwargs["buckets"])}
        for metric in _metrics()
        if metric._type == "histogram"
    }


def _metrics() -> Iterator[MetricWrapperBase]:
    found = {id(each): each for each in REGISTRY._names_to_collectors.values()}
    return (metric for metric in found.values() if isinstance(metric, MetricWrapperBase))


def _own() -> Iterator[tuple[str, frozenset[str]]]:
    for metric in _metrics():
        labels = frozenset(metric._labelnames)
        match metric._type:
            case "counter":
                yield f"{metric._name}_total", labels
            case "histogram":
                yield f"{metric._name}_bucket", labels | {"le"}
                yield f"{metric._name}_count", labels
                yield f"{metric._name}_sum", labels
            case _:
                yield metric._name, labels


def _of_the_process() -> Iterator[tuple[str, frozenset[str]]]:
    for family in REGISTRY.collect():
        if family.name.startswith(("process_", "python_")):
            for sample in family.samples:
                yield sample.name, frozenset(sample.labels)


def rules_of(path: Path) -> list[dict[str, Any]]:
    document = yaml.safe_load(path.read_text())
    return [rule for group in document["groups"] for rule in group["rules"]]


def all_rules() -> list[dict[str, Any]]:
    return [rule for path in sorted(RULES.glob("*.yml")) for rule in rules_of(path)]


def known_series(rules: list[dict[str, Any]]) -> Series:
    """Return the series that are exported, that Prometheus itself makes, and that these rules record."""
    series: dict[str, frozenset[str]] = {**exported(), **OF_PROMETHEUS}
    for rule in rules:
        if "record" in rule:
            series[rule["record"]] = labels_of_query(rule["expr"], series) | set(rule.get("labels", {}))
    return series
