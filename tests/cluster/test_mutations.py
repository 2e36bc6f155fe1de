"""Each wrong manifest differs from the right one, which stays as it was, and counts as refused only for its reason."""

import copy

import pytest

from tests.cluster import manifests
from tests.cluster.kubectl import Answer, Json
from tests.cluster.mutations import WRONG, Wrong


@pytest.fixture(scope="module")
def right() -> list[Json]:
    return [found for overlay in manifests.overlays() for found in manifests.render(overlay)]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.kind}: {wrong.what}")
def test_a_rendered_manifest_is_made_wrong_and_stays_right_itself(wrong: Wrong, right: list[Json]) -> None:
    before = copy.deepcopy(right)
    made = wrong.made_of(right)

    assert made is not None, f"deploy/k8s has no {wrong.kind}"
    assert made not in right
    assert right == before


def test_there_are_more_than_ten_and_each_is_wrong_in_its_own_way() -> None:
    assert len({wrong.what for wrong in WRONG}) == len(WRONG) > 10


def test_refused_means_for_the_expected_reason() -> None:
    wrong = Wrong("a misspelt field", "Deployment", lambda found: found, r'unknown field "spec\.replica"')

    assert wrong.refused(Answer(1, "", 'strict decoding error: unknown field "spec.replica"'))
    assert not wrong.refused(Answer(1, "", "connection refused"))
    assert not wrong.refused(Answer(0, "", 'Warning: unknown field "spec.replica"'))


def test_without_such_a_kind_there_is_nothing_to_make_wrong() -> None:
    wrong = Wrong("anything", "KafkaTopic", lambda found: found, "")

    assert wrong.made_of([{"kind": "Service"}]) is None
