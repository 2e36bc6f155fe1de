"""Draw one trace from Jaeger's query API as a waterfall, with a lane for each service.

    python -m deploy.observability.trace --jaeger http://127.0.0.1:16686 --out trace.png [--trace ID]
    python -m deploy.observability.trace --json trace.json --out trace.png

Without `--trace` it draws the longest of the latest traces that begin with `--operation` at `--service`.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from deploy.observability.picture import save
from foothold_devstack.traces import Span as Arrived

SECONDS = 30
LATEST = 50
SELECTION = "POST /v1/applications/{application_id}/selection"
CLOSED = "process contract.closed"
EVENT_TYPE = "cloudevents.event_type"
COLOURS = (
    "tab:blue",
    "tab:orange",
    "tab:green",
    "tab:red",
    "tab:purple",
    "tab:brown",
    "tab:pink",
    "tab:olive",
)
ROW_INCHES, LANE_GAP = 0.16, 1
LABEL_POINTS = 5.5
DOTS_PER_INCH = 110
MICROSECONDS = 1e-6


@dataclass(frozen=True, slots=True)
class Span:
    """Times are seconds since the trace began. `causes` are the ids of the parent and of the linked spans."""

    id: str
    service: str
    name: str
    start: float
    end: float
    parent: str | None
    links: tuple[str, ...]


def spans_of(trace: dict[str, Any]) -> list[Span]:
    """Return the spans of a trace in Jaeger's JSON, in the order in which they began."""
    began = min(span["startTime"] for span in trace["spans"])
    return sorted(
        (_span(each, trace["processes"], began) for each in trace["spans"]), key=lambda s: (s.start, -s.end)
    )


def _span(found: dict[str, Any], processes: dict[str, Any], began: int) -> Span:
    start = (found["startTime"] - began) * MICROSECONDS
    references = found.get("references") or []
    tags = {tag["key"]: tag["value"] for tag in found.get("tags") or []}
    parents = [each["spanID"] for each in references if each["refType"] == "CHILD_OF"]
    return Span(
        id=found["spanID"],
        service=processes[found["processID"]]["serviceName"],
        name=named(found["operationName"], tags.get(EVENT_TYPE, "")),
        start=start,
        end=start + found["duration"] * MICROSECONDS,
        parent=parents[0] if parents else None,
        links=tuple(each["spanID"] for each in references if each["spanID"] not in parents[:1]),
    )


def named(name: str, event_type: str) -> str:
    """Return the name of a span; if it sends or takes an event, with the event instead of its topic."""
    if not event_type:
        return name
    return f"{name.split(maxsplit=1)[0]} {'.'.join(event_type.removesuffix('.v1').split('.')[-2:])}"


def gathered(arrived: Iterable[Arrived]) -> dict[str, list[Span]]:
    """Return the spans of each trace that a sink received, in the form of Jaeger's."""
    traces: dict[str, list[Arrived]] = {}
    for span in arrived:
        traces.setdefault(span.trace_id, []).append(span)
    return {id: _since_the_first(spans) for id, spans in traces.items()}


def _since_the_first(arrived: Sequence[Arrived]) -> list[Span]:
    began = min(span.began for span in arrived)
    spans = [
        Span(
            id=each.span_id,
            service=each.service,
            name=named(each.name, each.attributes.get(EVENT_TYPE, "")),
            start=each.began - began,
            end=each.ended - began,
            parent=each.parent_id or None,
            links=tuple(id for _, id in each.links),
        )
        for each in arrived
    ]
    return sorted(spans, key=lambda span: (span.start, -span.end))


def title_of(spans: Sequence[Span]) -> str:
    services = len({span.service for span in spans})
    return f"One engagement: {len(spans)} spans in {services} services, {max(s.end for s in spans):.1f} s"


def rows_of(spans: Sequence[Span], breathing: float) -> dict[str, int]:
    """Assign each span a row: lanes of services in the order in which they joined, spans of a lane side by side where
    they leave each other `breathing` seconds for a label."""
    rows: dict[str, int] = {}
    first = 0
    for service in dict.fromkeys(span.service for span in spans):
        free_from: list[float] = []
        for span in (each for each in spans if each.service == service):
            place = next((row for row, free in enumerate(free_from) if free <= span.start), len(free_from))
            free_from[place : place + 1] = [span.end + breathing]
            rows[span.id] = first + place
        first += len(free_from) + LANE_GAP
    return rows


def draw(spans: Sequence[Span], title: str) -> Figure:
    length = max(span.end for span in spans)
    rows = rows_of(spans, breathing=length / 7)
    height = max(rows.values()) + 1
    figure = Figure(figsize=(13, 1.2 + height * ROW_INCHES), dpi=DOTS_PER_INCH, layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold")
    services = list(dict.fromkeys(span.service for span in spans))
    for number, service in enumerate(services):
        _draw_lane(
            axes, [span for span in spans if span.service == service], rows, COLOURS[number % len(COLOURS)]
        )
    by_id = {span.id: span for span in spans}
    for span in spans:
        _draw_causes(axes, span, by_id, rows)
    axes.set_ylim(height, -1)
    axes.set_xlim(-length * 0.01, length * 1.12)
    axes.set_yticks(
        [min(rows[span.id] for span in spans if span.service == service) for service in services],
        services,
        fontsize=8,
    )
    axes.set_xlabel("seconds since the request", fontsize=8)
    axes.tick_params(axis="x", labelsize=8)
    axes.grid(visible=True, axis="x", alpha=0.25)
    return figure


def _draw_lane(axes: Axes, spans: Sequence[Span], rows: dict[str, int], colour: str) -> None:
    within = [rows[span.id] for span in spans]
    axes.axhspan(min(within) - 0.5, max(within) + 0.5, color=colour, alpha=0.06, linewidth=0)
    for span in spans:
        row = rows[span.id]
        axes.barh(row, span.end - span.start, left=span.start, height=0.7, color=colour, linewidth=0)
        # a span of a millisecond is visible at least as a stroke
        axes.plot([span.start, span.start], [row - 0.35, row + 0.35], color=colour, linewidth=1)
        took = f"{(span.end - span.start) * 1000:.1f} ms"
        axes.annotate(
            f"{span.name}  {took}",
            (span.end, row),
            (2, 0),
            textcoords="offset points",
            va="center",
            fontsize=LABEL_POINTS,
        )


def _draw_causes(axes: Axes, span: Span, by_id: dict[str, Span], rows: dict[str, int]) -> None:
    """Draw an arrow from each cause in another lane: solid from the parent, dotted from a linked span."""
    for cause, style in ((span.parent, "-"), *((link, ":") for link in span.links)):
        if cause in by_id and by_id[cause].service != span.service:
            axes.annotate(
                "",
                (span.start, rows[span.id]),
                (by_id[cause].start, rows[cause]),
                arrowprops={
                    "arrowstyle": "->",
                    "linestyle": style,
                    "linewidth": 0.5,
                    "color": "grey",
                    "alpha": 0.8,
                },
            )


def unconnected(spans: Sequence[Span]) -> list[Span]:
    """Return the spans whose parent is not in the trace: one, if the trace is whole."""
    known = {span.id for span in spans}
    return [span for span in spans if span.parent not in known]


def fetched(jaeger: str, *, trace: str, service: str, operation: str) -> dict[str, Any]:
    """Return the trace with this id, or the longest of the latest traces whose ids begin so.

    Raises:
        LookupError: there is none.
    """
    with httpx2.Client(base_url=jaeger, timeout=SECONDS) as client:
        if trace:
            answer = client.get(f"/api/traces/{trace}")
        else:
            asked = {"service": service, "operation": operation, "limit": str(LATEST), "lookback": "1h"}
            answer = client.get("/api/traces", params=asked)
    found: list[dict[str, Any]] = answer.json().get("data") or []
    if not found:
        raise LookupError(f"{jaeger} has no trace {trace or f'of {operation} at {service}'}.")
    return max(found, key=lambda each: len(each["spans"]))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jaeger", default="http://127.0.0.1:16686")
    parser.add_argument("--trace", default="")
    parser.add_argument("--service", default="gateway")
    parser.add_argument("--operation", default=SELECTION)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--out", type=Path, default=Path("trace.png"))
    chosen = parser.parse_args()
    mpl.use("agg")
    if chosen.json:
        trace = json.loads(chosen.json.read_text())["data"][0]
    else:
        trace = fetched(chosen.jaeger, trace=chosen.trace, service=chosen.service, operation=chosen.operation)
    spans = spans_of(trace)
    save(draw(spans, title_of(spans)), chosen.out)
    sys.stdout.write(f"{chosen.out}: {title_of(spans)}; {len(unconnected(spans))} without a parent in it\n")


if __name__ == "__main__":
    main()
