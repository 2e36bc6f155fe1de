"""A service declares itself once; every other place that has to name it is held against that."""

from collections import Counter
from collections.abc import Sequence
from typing import get_args

import pytest
from deploy import lists
from deploy.k8s.wiring import Wiring, wirings

from foothold_devstack import roster
from foothold_devstack.roster import Declaration
from foothold_events.schemas import PRODUCERS
from foothold_gateway.routes import Upstream
from foothold_gateway.settings import GatewaySettings

from .places import GENERATE, PLACES, Place, missing
from .sources import ROOT, modules, packages

UNHEARD = Declaration.model_validate(
    {
        "name": "unheard",
        "description": "People who help",
        "behind-gateway": True,
        "faces-public": True,
        "calls-gateway": True,
        "secrets": ["unheard_seal_key"],
        "api-replicas": [2, 6],
        "worker-replicas": 2,
    }
)
"""A service that is declared, and that no place knows."""


def test_every_service_stands_wherever_it_has_to() -> None:
    assert missing(roster.services()) == []


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.file} {place.text}")
def test_a_service_that_a_place_does_not_name_is_found_with_file_and_line(place: Place) -> None:
    [complaint] = place.lacks(UNHEARD)

    assert complaint.startswith(place.file.replace("{name}", "unheard"))
    assert "unheard" in complaint
    assert complaint.endswith(place.remedy)


def test_every_distribution_of_a_service_declares_itself() -> None:
    assert {package.parent.name for package in packages(ROOT, "services")} == set(roster.names())


def test_lists_between_marks_are_as_the_declarations_want_them() -> None:
    assert [str(path) for path in lists.differing()] == [], GENERATE


def test_the_gateway_calls_no_service_but_those_that_are_declared_behind_it() -> None:
    declared = {service.name for service in roster.behind_gateway()}

    assert set(get_args(Upstream)) == declared
    addresses = {name for name in GatewaySettings.model_fields if name.endswith("_url")}
    assert addresses == {f"{name}{port}_url" for name in declared for port in ("", "_internal")}


def test_a_producer_is_a_service_and_every_module_named_for_one_is_listed() -> None:
    language = {module.name.rpartition(".")[2] for module in modules(ROOT / "libs/events/foothold_events")}

    listed = {producer.__name__.rpartition(".")[2] for producer in PRODUCERS}

    assert listed == language & set(roster.names()), "PRODUCERS in libs/events/foothold_events/schemas.py"


def test_what_is_declared_of_a_service_is_what_its_code_says() -> None:
    said = {w.name: (w.service.faces_the_public, sorted(w.own_secrets)) for w in wirings()}

    assert said == {s.name: (s.faces_public, sorted(s.secret_files)) for s in roster.services()}


def untold(wirings: Sequence[Wiring]) -> list[str]:
    """Name each topic of a service that not exactly one of its stores tells: after a restore nobody would read it."""
    told = Counter(retelling.topic for wiring in wirings for retelling in wiring.service.retellings)
    topics = [topic for wiring in wirings for topic in wiring.produces]
    return sorted(topic for topic in {*topics, *told} if told[topic] != topics.count(topic))


def test_each_topic_of_a_service_is_told_by_one_of_its_stores() -> None:
    assert untold(wirings()) == []


def test_a_topic_that_no_store_tells_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    [payouts] = [wiring for wiring in wirings() if wiring.name == "payouts"]
    monkeypatch.setattr(payouts.service, "retellings", payouts.service.retellings[:-1])

    assert untold([payouts]) == ["foothold.payouts.payee"]
