"""Steps 1 and 2: the API server takes every manifest as it is, and refuses those made wrong, each for its reason."""

from collections import Counter
from collections.abc import Iterable

from tests.cluster import manifests
from tests.cluster.kubectl import Json
from tests.cluster.mutations import WRONG, Wrong
from tests.cluster.table import NotHere
from tests.cluster.trial import DEV, Trial


def accepted(trial: Trial) -> None:
    """Try each overlay whole, and of each component what it adds to `dev` or changes in it."""
    trial.table.begin("The API server takes every manifest: server side, strict, warnings as errors")
    for overlay in manifests.overlays():
        with trial.table.claim(f"overlay {overlay.name}") as row:
            row.figure = _taken(trial, trial.render(overlay))
    for component in manifests.added_to(DEV):
        with trial.table.claim(f"component {component.name}, on dev") as row:
            row.figure = _taken(trial, trial.with_component(component.name))


def _taken(trial: Trial, objects: list[Json]) -> str:
    """Return how many objects of each kind were accepted.

    Raises:
        AssertionError: not all were; with the API server's reasons.
        NotHere: kinds are not known to this cluster; the others were taken.
    """
    known = trial.served.known(objects)
    answer = trial.cluster.dry_run(known)
    assert answer.ok, answer.err.strip()
    if missing := trial.served.missing(objects):
        raise NotHere(f"{len(known)} of {len(objects)} taken; this cluster has no {', '.join(missing)}")
    return kinds(known)


def kinds(objects: Iterable[Json]) -> str:
    counts = Counter(found["kind"] for found in objects)
    return f"{counts.total()} objects: " + ", ".join(f"{n} {kind}" for kind, n in counts.most_common())


def refused(trial: Trial) -> None:
    trial.table.begin("The API server refuses manifests made wrong on purpose, each for its reason")
    right = [found for overlay in manifests.overlays() for found in trial.render(overlay)]
    for wrong in WRONG:
        _refused(trial, wrong, right)


def _refused(trial: Trial, wrong: Wrong, right: list[Json]) -> None:
    with trial.table.claim(f"{wrong.kind}: {wrong.what}") as row:
        made = wrong.made_of(right)
        assert made is not None, f"no manifest has the kind {wrong.kind}, so there is none to make wrong"
        original = [found for found in right if found["kind"] == wrong.kind][:1]
        if missing := trial.served.missing(original):
            raise NotHere(f"this cluster has no {', '.join(missing)}")
        answer = trial.cluster.dry_run([made])
        row.figure = wrong.why(answer)
        assert wrong.refused(answer), "taken" if answer.ok else f"refused, but not for /{wrong.reason}/"
