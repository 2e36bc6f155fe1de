"""The steps of an empty cluster: what README.md and `make deploy-dev` select, each object once, stores first."""

import re

from deploy.k8s import dev
from deploy.k8s.kubectl import HERE

from .rendering import Object, called, labels, overlay, selects

README = (HERE / "README.md").read_text()
STEPS = re.findall(r"^kubectl apply .* -k deploy/k8s/overlays/production -l '(.+)'$", README, re.MULTILINE)
TERM = re.compile(r"(\S+) (in|notin) \(([\w,]+)\)")


def taken_by(selector: str, objects: list[Object]) -> set[str]:
    match = TERM.fullmatch(selector)
    assert match, selector
    operator = {"in": "In", "notin": "NotIn"}[match[2]]
    term = {"key": match[1], "operator": operator, "values": match[3].split(",")}
    return {called(found) for found in objects if selects({"matchExpressions": [term]}, labels(found))}


def kinds(things: set[str]) -> set[str]:
    return {thing.split()[0] for thing in things}


def test_the_steps_of_production_take_everything_once_stores_first() -> None:
    objects = overlay("production")
    stores, jobs, services = (taken_by(step, objects) for step in STEPS)

    assert {"Kafka", "KafkaUser", "MongoDBCommunity", "ExternalSecret", "NetworkPolicy"} <= kinds(stores)
    assert kinds(jobs) == {"Job"}
    assert "Deployment" in kinds(services)
    assert "Job" not in kinds(stores) | kinds(services)
    assert sorted([*stores, *jobs, *services]) == sorted(map(called, objects))


def test_dev_begins_with_everything_but_the_services() -> None:
    first = taken_by(dev.FIRST, overlay("dev"))

    assert {"StatefulSet", "Job", "NetworkPolicy"} <= kinds(first)
    assert "Deployment" not in kinds(first)
