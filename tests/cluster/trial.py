"""What the steps of the trial share: the cluster, the manifests in the trial's namespace, the table of results."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.cluster import manifests
from tests.cluster.kubectl import Cluster, Json
from tests.cluster.manifests import Images, Served
from tests.cluster.table import Table

DEV = manifests.FOLDER / "overlays" / "dev"


@dataclass
class Trial:
    cluster: Cluster
    table: Table
    images: Images
    nodes: int = 0
    _rendered: dict[str, list[Json]] = field(default_factory=dict)
    _added: dict[str, list[Json]] = field(default_factory=dict)

    @cached_property
    def served(self) -> Served:
        return Served(self.cluster)

    @property
    def dev(self) -> list[Json]:
        return self.render(DEV)

    def with_component(self, name: str) -> list[Json]:
        """Return the objects that the component adds to `dev` or changes in it."""
        if name not in self._added:
            whole = self._placed(manifests.render_with(DEV, manifests.FOLDER / "components" / name))
            self._added[name] = [found for found in whole if found not in self.dev]
        return self._added[name]

    def render(self, overlay: Path) -> list[Json]:
        """Return the objects of an overlay, in the trial's namespace."""
        if overlay.name not in self._rendered:
            self._rendered[overlay.name] = self._placed(manifests.render(overlay))
        return self._rendered[overlay.name]

    def _placed(self, objects: list[Json]) -> list[Json]:
        return manifests.moved(objects, manifests.home(objects), self.cluster.namespace, self.images)
