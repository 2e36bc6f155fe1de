"""What the pictures are drawn from: values as one reads them, panels without data, spans in lanes."""

from collections.abc import Sequence
from typing import Any

import pytest
from deploy.observability import trace
from deploy.observability.boards.parked import PARKED
from deploy.observability.grafana import Unit
from deploy.observability.picture import draw, in_words
from deploy.observability.prometheus import Line, named, with_values

from foothold_devstack.traces import Span as Arrived


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0042, "s", "4.2 ms"),
        (0, "s", "0 s"),
        (90, "s", "1.5 min"),
        (172_800, "s", "2 d"),
        (0.9995, "percentunit", "99.95 %"),
        (0, "percentunit", "0 %"),
        (3 * 2**20, "bytes", "3 MiB"),
        (12, "none", "12"),
        (float("nan"), "s", "none"),
    ],
)
def test_a_value_is_told_as_one_reads_it(value: float, unit: Unit, text: str) -> None:
    assert in_words(value, unit) == text


def test_a_legend_is_filled_in_as_grafana_does() -> None:
    assert named("{{service}} {{topic}} p99", {"service": "payouts"}) == "payouts  p99"
    assert with_values('a{service=~"$service"}[$__rate_interval]') == 'a{service=~".+"}[1m]'


class OneMetric:
    """A Prometheus that has one metric only."""

    def __init__(self, metric: str) -> None:
        self._metric = metric

    def over_time(self, query: str, legend: str, *, start: float, end: float, step: float) -> Sequence[Line]:
        if self._metric not in query:
            return []
        return [Line(named(legend, {"service": "payouts"}), {"service": "payouts"}, [start, end], [1.0, 2.0])]


def test_panels_without_data_are_named() -> None:
    figure, empty = draw(PARKED, OneMetric("foothold_parked_subjects"), start=1_000_000, end=1_003_600)

    assert empty == [panel.title for panel in PARKED.panels if panel.title != "Subjects that wait"]
    assert len(figure.subfigs) == len(PARKED.panels)


def jaeger_span(id: str, process: str, start: int, took: int, *causes: tuple[str, str]) -> dict[str, Any]:
    return {
        "spanID": id,
        "processID": process,
        "operationName": f"does {id}",
        "startTime": 1_700_000_000_000_000 + start,
        "duration": took,
        "references": [{"refType": kind, "traceID": "t", "spanID": cause} for kind, cause in causes],
    }


ROAD = {
    "traceID": "t",
    "processes": {"p1": {"serviceName": "matching"}, "p2": {"serviceName": "contracts"}},
    "spans": [
        jaeger_span("c", "p2", 500_000, 20_000, ("CHILD_OF", "b"), ("FOLLOWS_FROM", "a")),
        jaeger_span("a", "p1", 0, 300_000),
        jaeger_span("b", "p1", 100_000, 50_000, ("CHILD_OF", "a")),
        jaeger_span("d", "p1", 900_000, 1_000, ("CHILD_OF", "lost")),
    ],
}


def test_spans_are_read_with_their_causes_from_when_the_trace_began() -> None:
    spans = trace.spans_of(ROAD)

    assert [(span.id, span.service, span.parent, span.links) for span in spans] == [
        ("a", "matching", None, ()),
        ("b", "matching", "a", ()),
        ("c", "contracts", "b", ("a",)),
        ("d", "matching", "lost", ()),
    ]
    assert spans[2].start == pytest.approx(0.5)
    assert spans[2].end == pytest.approx(0.52)


def test_a_span_that_takes_an_event_is_named_for_it() -> None:
    assert trace.named("process foothold.contracts.contract", "foothold.contracts.contract.closed.v1") == (
        "process contract.closed"
    )
    assert trace.named("update_one contracts", "") == "update_one contracts"


def test_what_a_sink_took_in_is_read_as_jaegers() -> None:
    arrived = [
        Arrived(
            "contracts", "process foothold.x.y", "t", "b", "a", "consumer", {}, (("t", "a"),), 10.5, 10.6
        ),
        Arrived("matching", "POST /", "t", "a", "", "server", {}, (), 10.0, 10.2),
        Arrived("matching", "GET /", "other", "c", "", "server", {}, (), 99.0, 99.1),
    ]

    spans = trace.gathered(arrived)["t"]

    assert [(span.id, span.parent, span.links) for span in spans] == [("a", None, ()), ("b", "a", ("a",))]
    assert spans[1].start == pytest.approx(0.5)


def test_spans_of_a_lane_share_rows_and_lanes_do_not() -> None:
    rows = trace.rows_of(trace.spans_of(ROAD), breathing=0.1)

    assert rows == {"a": 0, "b": 1, "d": 0, "c": 3}


def test_a_trace_that_is_not_whole_is_seen() -> None:
    assert [span.id for span in trace.unconnected(trace.spans_of(ROAD))] == ["a", "d"]


def test_a_trace_is_drawn_with_every_span() -> None:
    spans = trace.spans_of(ROAD)

    (axes,) = trace.draw(spans, "a road").axes

    assert len(axes.containers) == len(spans)
