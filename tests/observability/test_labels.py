"""The check of queries finds what it is for."""

import pytest

from .labels import Series, WrongQuery, labels_of_query, read_by

SERIES: Series = {
    "parked": frozenset({"service", "instance"}),
    "sent_total": frozenset({"service", "instance", "topic"}),
    "sent_bucket": frozenset({"service", "topic", "le"}),
    "limit": frozenset({"state"}),
    "age": frozenset({"state", "service"}),
}


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("parked", {"service", "instance"}),
        ("max by (service) (parked)", {"service"}),
        ("max(parked) > 3", set()),
        ("sum without (instance) (rate(sent_total[5m]))", {"service", "topic"}),
        ("histogram_quantile(0.99, sum by (le, topic) (rate(sent_bucket[5m])))", {"topic"}),
        ("topk(3, sum by (topic) (rate(sent_total[5m])))", {"topic"}),
        ("max by (state) (age) / on (state) limit", {"state"}),
        ("sum by (service) (parked) / sum by (service) (rate(sent_total[1m]))", {"service"}),
        ("parked unless on (service) sent_total", {"service", "instance"}),
        ("vector(3) * (day_of_week() == bool 6)", set()),
        ("changes(sent_total[1h:1m])", {"service", "instance", "topic"}),
    ],
)
def test_the_labels_of_a_result_are_known(query: str, labels: set[str]) -> None:
    assert labels_of_query(query, SERIES) == labels


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("parkt", "no series parkt"),
        ("sum(rate(sent_count[5m]))", "no series sent_count"),
        ('parked{topic="x"}', "no label topic"),
        ("max by (topic) (parked)", "no label topic"),
        ("histogram_quantile(0.99, sum by (topic) (rate(sent_bucket[5m])))", "no label le"),
        ("sum by (topic) (sent_total) / sum by (service) (parked)", "never matches"),
        ("parked / on (state) limit", "no label state"),
    ],
)
def test_a_query_that_can_never_answer_is_found(query: str, reason: str) -> None:
    with pytest.raises(WrongQuery, match=reason):
        labels_of_query(query, SERIES)


@pytest.mark.parametrize("query", ["sum(parked", "rate(parked)", "rates(parked[5m])", "parked > 5 5"])
def test_a_query_that_does_not_parse_is_found(query: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        labels_of_query(query, SERIES)


def test_the_series_a_query_reads_are_known() -> None:
    assert read_by("max by (state) (age) / on (state) limit + rate(parked[5m])") == {"age", "limit", "parked"}
