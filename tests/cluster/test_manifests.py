"""Manifests are moved into another namespace whole: names, references and images."""

import pytest

from tests.cluster.kubectl import ClusterError, Json
from tests.cluster.manifests import Images, home, moved

DEPLOYMENT: Json = {
    "kind": "Deployment",
    "metadata": {"name": "catalog-api", "namespace": "foothold"},
    "spec": {
        "image": "foothold/catalog:dev",
        "sidecar": [{"image": "apache/kafka:4.3.1"}],
        "bootstrap": "kafka-0.kafka.foothold.svc:9092",
        "peer": {"matchLabels": {"kubernetes.io/metadata.name": "foothold"}},
        "other": {"namespace": "monitoring", "name": "foothold"},
    },
}


def test_everything_that_names_the_namespace_follows() -> None:
    [found] = moved([DEPLOYMENT], "foothold", "trial", Images())

    assert found["metadata"] == {"name": "catalog-api", "namespace": "trial"}
    assert found["spec"]["bootstrap"] == "kafka-0.kafka.trial.svc:9092"
    assert found["spec"]["peer"] == {"matchLabels": {"kubernetes.io/metadata.name": "trial"}}
    assert found["spec"]["other"] == {"namespace": "monitoring", "name": "foothold"}
    assert DEPLOYMENT["metadata"]["namespace"] == "foothold", "the original is left alone"


def test_the_namespace_itself_is_left_out() -> None:
    assert (
        moved([{"kind": "Namespace", "metadata": {"name": "foothold"}}], "foothold", "trial", Images()) == []
    )


def test_only_our_own_images_move() -> None:
    [found] = moved([DEPLOYMENT], "foothold", "trial", Images("registry.example:5000/team", "1.2"))

    assert found["spec"]["image"] == "registry.example:5000/team/catalog:1.2"
    assert found["spec"]["sidecar"] == [{"image": "apache/kafka:4.3.1"}]


@pytest.mark.parametrize(
    "image",
    [
        "foothold/catalog:dev",
        "foothold/catalog",
        "registry.example/foothold/catalog:1",
        "foothold/catalog@sha256:ab",
    ],
)
def test_our_images_are_known_however_they_are_written(image: str) -> None:
    assert Images("here", "1").moved(image) == "here/catalog:1"


def test_objects_of_two_namespaces_are_refused() -> None:
    other = {"metadata": {"namespace": "elsewhere"}}

    with pytest.raises(ClusterError, match=r"\['elsewhere', 'foothold'\]"):
        home([DEPLOYMENT, other])
