"""deploy/k8s as kubectl renders it, moved into a namespace of the trial's own."""

import copy
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from deploy.k8s.kubectl import KUBECTL

from tests.cluster import bounds
from tests.cluster.kubectl import Cluster, ClusterError, Json

ROOT = Path(__file__).parents[2]
OUR_IMAGE = re.compile(r"(?:.*/)?foothold/([a-z]+)(?:[:@].*)?$")
FOLDER = ROOT / "deploy" / "k8s"


@dataclass(frozen=True)
class Images:
    """Where the cluster gets the services' images: `foothold/<name>:dev`, or the same names somewhere else."""

    prefix: str = "foothold"
    tag: str = "dev"

    def of(self, service: str) -> str:
        return f"{self.prefix}/{service}:{self.tag}"

    def moved(self, image: str) -> str:
        """Give where this image is here; what is none of ours stays."""
        ours = OUR_IMAGE.match(image)
        return self.of(ours[1]) if ours else image


def overlays() -> list[Path]:
    return _kustomizations("overlays")


def components() -> list[Path]:
    return _kustomizations("components")


def added_to(overlay: Path) -> list[Path]:
    """Give the components that this overlay does not have yet."""
    told = yaml.safe_load((overlay / "kustomization.yaml").read_text())
    has = {(overlay / component).resolve() for component in told.get("components", [])}
    return [component for component in components() if component.resolve() not in has]


def _kustomizations(kind: str) -> list[Path]:
    return sorted(path.parent for path in (FOLDER / kind).glob("*/kustomization.yaml"))


def render(folder: Path) -> list[Json]:
    """Give the objects of a kustomization.

    Raises:
        ClusterError: it does not render.
    """
    done = subprocess.run(
        [KUBECTL, "kustomize", str(folder)],
        capture_output=True,
        text=True,
        timeout=bounds.CALL,
        check=False,
    )
    if done.returncode:
        raise ClusterError(f"{folder.relative_to(ROOT)} does not render: {done.stderr.strip()}")
    return [found for found in yaml.safe_load_all(done.stdout) if found]


def render_with(overlay: Path, *added: Path) -> list[Json]:
    """Give the objects of an overlay with components that somebody adds to it in a kustomization of their own."""
    with tempfile.TemporaryDirectory() as made:
        told = {
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": [os.path.relpath(overlay, made)],
            "components": [os.path.relpath(component, made) for component in added],
        }
        (Path(made) / "kustomization.yaml").write_text(yaml.safe_dump(told))
        try:
            return render(Path(made))
        except ValueError:  # relative_to, of a folder that is no part of the repository
            raise ClusterError(f"{overlay.name} with {[a.name for a in added]} does not render") from None


class Served:
    """Which kinds this cluster knows, and whether they live in namespaces."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._groups: dict[str, dict[str, bool]] = {}

    def namespaced(self, api_version: str, kind: str) -> bool | None:
        """Tell; `None` if the cluster has no such kind."""
        if api_version not in self._groups:
            path = f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
            answer = self._cluster.ask("get", "--raw", path)
            found = json.loads(answer.out)["resources"] if answer.ok else []
            self._groups[api_version] = {resource["kind"]: resource["namespaced"] for resource in found}
        return self._groups[api_version].get(kind)

    def missing(self, objects: Iterable[Json]) -> list[str]:
        """Name the kinds among these that the cluster does not know."""
        kinds = {(found["apiVersion"], found["kind"]) for found in objects}
        return sorted(
            f"{kind} ({version})" for version, kind in kinds if self.namespaced(version, kind) is None
        )

    def known(self, objects: Iterable[Json]) -> list[Json]:
        return [found for found in objects if self.namespaced(found["apiVersion"], found["kind"]) is not None]


def home(objects: Iterable[Json]) -> str:
    """Give the namespace that these are rendered for.

    Raises:
        ClusterError: it is not one.
    """
    homes = {found["metadata"]["namespace"] for found in objects if "namespace" in found["metadata"]}
    if len(homes) != 1:
        raise ClusterError(f"the objects should be of one namespace; they are of {sorted(homes)}")
    return str(homes.pop())


def moved(objects: Iterable[Json], old: str, new: str, images: Images) -> list[Json]:
    """Give the objects as they are in namespace `new`, with images from where this cluster has them.

    The namespace itself is left out: the trial makes it.
    """
    kept = [found for found in copy.deepcopy(list(objects)) if found["kind"] != "Namespace"]
    return [_walk(found, old, new, images) for found in kept]


def _walk(value: Any, old: str, new: str, images: Images, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _walk(inner, old, new, images, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_walk(inner, old, new, images, key) for inner in value]
    if not isinstance(value, str):
        return value
    if key in {"namespace", "kubernetes.io/metadata.name"} and value == old:
        return new
    if key == "image":
        return images.moved(value)
    return value.replace(f".{old}.svc", f".{new}.svc")
