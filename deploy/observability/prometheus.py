"""Asks a Prometheus for the results of a panel's queries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx2

VALUES = {"$service": ".+", "$__rate_interval": "1m"}
"""The values of Grafana's variables: all services, and four scrapes of 15 s."""

LABEL = re.compile(r"{{(\w+)}}")
SECONDS = 30


def with_values(query: str) -> str:
    """Return a panel's query with its variables filled in."""
    for name, value in VALUES.items():
        query = query.replace(name, value)
    return query


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its points. Times are Unix seconds."""

    name: str
    labels: dict[str, str]
    times: Sequence[float]
    values: Sequence[float]


class Prometheus:
    def __init__(self, url: str) -> None:
        self._client = httpx2.Client(base_url=url, timeout=SECONDS)

    def over_time(self, query: str, legend: str, *, start: float, end: float, step: float) -> list[Line]:
        """Return the result of a query from `start` to `end`."""
        found = self._ask("query_range", query=with_values(query), start=start, end=end, step=step)
        return [
            Line(
                named(legend, series["metric"]),
                series["metric"],
                [float(time) for time, _ in series["values"]],
                [float(value) for _, value in series["values"]],
            )
            for series in found
        ]

    def targets(self) -> dict[str, int]:
        """Return how many processes of each service are scraped and answer."""
        found = self._ask("query", query="sum by (service) (up)")
        return {series["metric"].get("service", ""): int(series["value"][1]) for series in found}

    def _ask(self, kind: str, **parameters: str | float) -> list[dict[str, Any]]:
        answer = self._client.post(f"/api/v1/{kind}", data={k: str(v) for k, v in parameters.items()})
        document = answer.json()
        if document["status"] != "success":
            raise ValueError(f"{parameters['query']}: {document['error']}")
        result: list[dict[str, Any]] = document["data"]["result"]
        return result


def named(legend: str, labels: dict[str, str]) -> str:
    """Return a legend with its labels filled in, as Grafana does."""
    return LABEL.sub(lambda label: labels.get(label[1], ""), legend).strip()
