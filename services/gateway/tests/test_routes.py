"""The table of routes: nothing twice, nothing hidden, nothing open by accident."""

from collections import Counter
from itertools import combinations
from typing import get_args

import pytest

from foothold_gateway.routes import ROUTES, Route, Standing, Upstream

from .callers import SCOPES

OPEN_TO_ANYONE = {
    ("POST", "/v1/accounts"),
    ("POST", "/v1/sessions"),
    ("POST", "/v1/sessions/refresh"),
    ("GET", "/v1/organizations/{organization_id}"),
    ("GET", "/v1/projects"),
    ("GET", "/v1/projects/{project_id}"),
}
"""A change that opens another call to anyone adds it here too."""

OPERATORS = {
    ("POST", "/v1/organizations/{organization_id}/verification"): "trust",
    ("GET", "/v1/ops/audit"): "money",
    ("GET", "/v1/ops/organizations"): "trust",
}
"""Operators' calls outside `/v1/ops/{service}`, which all need `system`."""


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


EACH = pytest.mark.parametrize("route", ROUTES, ids=named)


def test_each_route_is_there_once() -> None:
    assert {name: times for name, times in Counter(map(named, ROUTES)).items() if times > 1} == {}


@EACH
def test_every_path_is_below_v1(route) -> None:
    assert route.path.startswith("/v1/")
    assert (route.upstream_path or route.path).startswith("/v1/")


@EACH
def test_every_route_has_a_service_and_a_standing_that_exist(route) -> None:
    assert route.service in get_args(Upstream)
    assert route.standing in get_args(Standing)


def test_what_is_open_to_anyone_is_just_this() -> None:
    assert {(route.method, route.path) for route in ROUTES if route.standing == "anyone"} == OPEN_TO_ANYONE


def test_every_operator_call_needs_its_scope() -> None:
    found = {(route.method, route.path): route.standing for route in ROUTES if route.standing in SCOPES}
    ops = {
        (route.method, route.path): "system"
        for route in ROUTES
        if route.path.startswith("/v1/ops/") and (route.method, route.path) not in OPERATORS
    }

    assert found == OPERATORS | ops
    assert len(ops) >= len(get_args(Upstream))


def test_nobody_writes_without_an_account_but_to_get_one() -> None:
    writes = {route.path for route in ROUTES if route.method != "GET" and route.standing == "anyone"}

    assert writes == {"/v1/accounts", "/v1/sessions", "/v1/sessions/refresh"}


def _segments_meet(one: str, other: str) -> bool:
    return one == other or one.startswith("{") or other.startswith("{")


def _meet(one: Route, other: Route) -> bool:
    """Whether some path belongs to both."""
    ours, theirs = one.path.split("/"), other.path.split("/")
    return (
        one.method == other.method
        and len(ours) == len(theirs)
        and all(_segments_meet(*pair) for pair in zip(ours, theirs, strict=True))
    )


def test_no_route_hides_another() -> None:
    assert [(named(one), named(other)) for one, other in combinations(ROUTES, 2) if _meet(one, other)] == []


def test_every_service_can_be_operated() -> None:
    for service in get_args(Upstream):
        theirs = {named(route) for route in ROUTES if route.service == service}
        assert f"GET /v1/ops/{service}/work" in theirs
        assert f"GET /v1/ops/{service}/parked" in theirs
        assert f"POST /v1/ops/{service}/parked/{{subject}}/retry" in theirs
        assert f"POST /v1/ops/{service}/parked/{{subject}}/discard" in theirs
        assert f"GET /v1/ops/{service}/actions" in theirs
        assert f"GET /v1/ops/{service}/frozen" in theirs
        assert f"POST /v1/ops/{service}/frozen/{{subject}}/lift" in theirs


@EACH
def test_an_upstream_path_uses_only_segments_that_its_path_has(route) -> None:
    given = {segment for segment in route.path.split("/") if segment.startswith("{")}
    used = {segment for segment in (route.upstream_path or route.path).split("/") if segment.startswith("{")}

    assert used <= given
