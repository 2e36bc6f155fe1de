"""The steps of an empty cluster: what README.md and `make deploy-dev` select, each object once, stores first."""

import re

import pytest
import yaml
from deploy.k8s import dev, mongodb
from deploy.k8s.kubectl import HERE

from .rendering import Object, called, labels, of, overlay, selects

README = (HERE / "README.md").read_text()
STEPS = re.findall(r"^kubectl apply .* -k deploy/k8s/overlays/production -l '(.+)'$", README, re.MULTILINE)
TERM = re.compile(r"(\S+) (in|notin) \(([\w,]+)\)")


def taken_by(selector: str, objects: list[Object]) -> set[str]:
    match = TERM.fullmatch(selector)
    assert match, selector
    operator = {"in": "In", "notin": "NotIn"}[match[2]]
    term = {"key": match[1], "operator": operator, "values": match[3].split(",")}
    return {called(found) for found in objects if selects({"matchExpressions": [term]}, labels(found))}


def kinds(names: set[str]) -> set[str]:
    return {name.split()[0] for name in names}


def test_the_steps_of_production_take_everything_once_stores_first() -> None:
    objects = overlay("production")
    stores, jobs, services = (taken_by(step, objects) for step in STEPS)

    assert {"Kafka", "KafkaUser", "MongoDBCommunity", "ExternalSecret", "NetworkPolicy"} <= kinds(stores)
    assert kinds(jobs) == {"Job"}
    assert "Deployment" in kinds(services)
    assert "Job" not in kinds(stores) | kinds(services)
    assert sorted([*stores, *jobs, *services]) == sorted(map(called, objects))


def test_the_operator_is_made_before_the_door_opens() -> None:
    jobs, services = (taken_by(step, overlay("production")) for step in STEPS[1:])
    made, door = (README.index(f"-l '{step}'") for step in STEPS[1:])

    assert "Job operator" in jobs
    assert "Deployment gateway-api" in services
    assert "wait --for=condition=complete jobs -l app.kubernetes.io/component=prepare" in README[made:door]


def test_dev_makes_the_operator_before_the_door_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(dev, "kubectl", lambda *words: calls.append(" ".join(words)) or "")
    monkeypatch.setattr(dev, "make_secrets", lambda: None)

    dev.deploy()

    [made] = [n for n, call in enumerate(calls) if "apply" in call and dev.FIRST in call]
    [complete] = [n for n, call in enumerate(calls) if "wait --for=condition=complete jobs" in call]
    [door] = [n for n, call in enumerate(calls) if "apply" in call and " in (api,worker)" in call]
    assert "Job operator" in taken_by(dev.FIRST, overlay("dev"))
    assert made < complete < door


def test_dev_begins_with_everything_but_the_services() -> None:
    first = taken_by(dev.FIRST, overlay("dev"))

    assert {"StatefulSet", "Job", "NetworkPolicy"} <= kinds(first)
    assert "Deployment" not in kinds(first)


def test_the_certificates_are_those_that_mongodb_shows() -> None:
    certificates = {
        found["spec"]["secretName"]: found["spec"]
        for found in yaml.safe_load_all((HERE / "certificates.yaml").read_text())
        if found["kind"] == "Certificate" and found["metadata"]["namespace"] == dev.NAMESPACE
    }
    [database] = of(overlay("production"), "MongoDBCommunity")
    tls = database["spec"]["security"]["tls"]
    members = re.findall(r"[\w.-]+(?=:27017)", mongodb.uri("somebody"))
    [wildcard] = certificates[tls["certificateKeySecretRef"]["name"]]["dnsNames"]

    assert certificates[tls["caCertificateSecretRef"]["name"]]["isCA"]
    assert len(members) == database["spec"]["members"]
    assert {f"*.{member.partition('.')[2]}" for member in members} == {wildcard}


def test_every_file_that_a_step_applies_is_there() -> None:
    files = re.findall(r"^kubectl .* -f (deploy/\S+)", README, re.MULTILINE)

    assert "deploy/k8s/certificates.yaml" in files
    assert [name for name in files if not (HERE.parents[1] / name).is_file()] == []
