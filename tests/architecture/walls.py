"""`python -m tests.architecture.walls`: write the lists of `.importlinter` that follow from the tree."""

from collections.abc import Mapping
from pathlib import Path

from foothold_devstack.marked import fill

from .purity import aggregate_modules
from .sources import ROOT, modules, packages

CONFIG = ".importlinter"
KNOWN_TO_THE_CHASSIS = {
    "foothold_events.characters",
    "foothold_events.codes",
    "foothold_events.connection",
    "foothold_events.envelope",
    "foothold_events.identity",
    "foothold_events.iso",
    "foothold_events.sets",
    "foothold_events.settings",
    "foothold_events.values",
    "foothold_events.zones",
}


def lists(root: Path) -> Mapping[str, list[str]]:
    """Return what stands between each pair of marks."""
    libs = {path.name for path in packages(root, "libs")}
    services = {path.name for path in packages(root, "services")}
    language = {module.name for module in modules(root / "libs/events/foothold_events")} - {"foothold_events"}
    aggregates = {m.name for path in packages(root, "services") for m in aggregate_modules(path)}
    found = {
        "packages": libs | services,
        "libraries": libs,
        "services": services,
        "runs-in-production": (libs | services) - {"foothold_events", "foothold_devstack"},
        "no-business-of-the-chassis": language - KNOWN_TO_THE_CHASSIS,
        "aggregates": aggregates,
    }
    return {name: sorted(listed) for name, listed in found.items()}


def filled(root: Path = ROOT) -> str:
    return fill((root / CONFIG).read_text(), lists(root))


if __name__ == "__main__":
    (ROOT / CONFIG).write_text(filled())
