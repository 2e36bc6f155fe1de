"""deploy/k8s as kustomize renders it, moved into a namespace of the trial's own."""

import copy
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.cluster.kubectl import Cluster, ClusterError, Json
from tests.deploy.rendering import RenderError, overlay, parsed, rendered_with

ROOT = Path(__file__).parents[2]
OUR_IMAGE = re.compile(r"(?:.*/)?foothold/([a-z]+)(?:[:@].*)?$")
FOLDER = ROOT / "deploy" / "k8s"


@dataclass(frozen=True)
class Images:
    """Where the cluster gets the images of the services: `foothold/<name>:dev`, or the same names in a registry."""

    prefix: str = "foothold"
    tag: str = "dev"

    def of(self, service: str) -> str:
        return f"{self.prefix}/{service}:{self.tag}"

    def moved(self, image: str) -> str:
        """Return the image as this cluster has it; an image that is not ours stays the same."""
        ours = OUR_IMAGE.match(image)
        return self.of(ours[1]) if ours else image


def overlays() -> list[Path]:
    return _kustomizations("overlays")


def components() -> list[Path]:
    return _kustomizations("components")


def added_to(overlay: Path) -> list[Path]:
    """Return the components that this overlay does not have yet."""
    kustomization = yaml.safe_load((overlay / "kustomization.yaml").read_text())
    has = {(overlay / component).resolve() for component in kustomization.get("components", [])}
    return [component for component in components() if component.resolve() not in has]


def _kustomizations(kind: str) -> list[Path]:
    return sorted(path.parent for path in (FOLDER / kind).glob("*/kustomization.yaml"))


def render(folder: Path) -> list[Json]:
    """Return the objects of an overlay.

    Raises:
        ClusterError: it does not render.
    """
    try:
        return overlay(folder.name)
    except RenderError as error:
        raise ClusterError(f"{folder.relative_to(ROOT)} does not render: {error}") from error


def render_with(folder: Path, *components: Path) -> list[Json]:
    """Return the objects of an overlay with components that a user adds in a kustomization of their own.

    Raises:
        ClusterError: they do not render together.
    """
    try:
        return parsed(rendered_with(folder, *components))
    except RenderError as error:
        names = [component.name for component in components]
        raise ClusterError(f"{folder.name} with {names} does not render: {error}") from error


class Served:
    """The kinds that this cluster serves, and whether they are namespaced."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._groups: dict[str, dict[str, bool]] = {}

    def namespaced(self, api_version: str, kind: str) -> bool | None:
        """Return whether a kind is namespaced; `None` if the cluster has no such kind."""
        if api_version not in self._groups:
            path = f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
            answer = self._cluster.ask("get", "--raw", path)
            found = json.loads(answer.out)["resources"] if answer.ok else []
            self._groups[api_version] = {resource["kind"]: resource["namespaced"] for resource in found}
        return self._groups[api_version].get(kind)

    def missing(self, objects: Iterable[Json]) -> list[str]:
        """Return the names of the kinds among these objects that the cluster does not serve."""
        kinds = {(found["apiVersion"], found["kind"]) for found in objects}
        return sorted(
            f"{kind} ({version})" for version, kind in kinds if self.namespaced(version, kind) is None
        )

    def known(self, objects: Iterable[Json]) -> list[Json]:
        return [found for found in objects if self.namespaced(found["apiVersion"], found["kind"]) is not None]


def home(objects: Iterable[Json]) -> str:
    """Return the one namespace that the objects are rendered for.

    Raises:
        ClusterError: they are of several namespaces, or of none.
    """
    homes = {found["metadata"]["namespace"] for found in objects if "namespace" in found["metadata"]}
    if len(homes) != 1:
        raise ClusterError(f"the objects should be of one namespace; they are of {sorted(homes)}")
    return str(homes.pop())


def moved(objects: Iterable[Json], old: str, new: str, images: Images) -> list[Json]:
    """Return the objects moved to the namespace `new`, with their images as this cluster has them.

    The Namespace itself is left out, since the trial makes it.
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
