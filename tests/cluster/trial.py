"""What every step of the trial has: the cluster, the manifests in the trial's namespace, and the table it fills."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.cluster import manifests
from tests.cluster.kubectl import Cluster, Json
from tests.cluster.manifests import Images, Served
from tests.cluster.table import Table


@dataclass
class Trial:
    cluster: Cluster
    table: Table
    images: Images
    nodes: int = 0

    @cached_property
    def served(self) -> Served:
        return Served(self.cluster)

    @cached_property
    def dev(self) -> list[Json]:
        return self.placed(manifests.render(manifests.FOLDER / "overlays" / "dev"))

    def with_component(self, name: str) -> list[Json]:
        """Give what the component adds to `dev`, or changes in it."""
        folder = manifests.FOLDER / "overlays" / "dev"
        whole = self.placed(manifests.render_with(folder, manifests.FOLDER / "components" / name))
        return [found for found in whole if found not in self.dev]

    def render(self, overlay: Path, *components: Path) -> list[Json]:
        found = manifests.render_with(overlay, *components) if components else manifests.render(overlay)
        return self.placed(found)

    def placed(self, objects: list[Json]) -> list[Json]:
        return manifests.moved(objects, manifests.home(objects), self.cluster.namespace, self.images)
