"""The client's code as one zip that Python runs as it is: the pod needs no image but one of the services'."""

import importlib.util
import io
import zipfile
from collections.abc import Iterator
from importlib.metadata import files
from pathlib import Path

from tests.cluster.kubectl import ClusterError

SENT = (
    *("foothold_devstack", "foothold_events"),
    *("rich", "markdown_it", "mdurl", "pygments"),
    *("httpx2", "httpcore2", "truststore"),
)
"""Ours, and what the demo needs besides what every service's image has anyway."""

ASK_THEIR_VERSION = ("httpx2", "httpcore2")
"""These look their own version up when they are imported."""

LEFT_OUT = ("pygments/lexers", "pygments/styles", "pygments/formatters")
CONFIG_MAP_BYTES = 1_000_000
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OWN = ("tests/__init__.py", "tests/cluster/__init__.py", "tests/cluster/inside")


def packed() -> bytes:
    """Return the zip.

    Raises:
        ClusterError: it has become too large for a ConfigMap.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in _files():
            archive.write(path, name)
    if (size := len(buffer.getvalue())) > CONFIG_MAP_BYTES:
        raise ClusterError(f"The client has {size} bytes; a ConfigMap takes {CONFIG_MAP_BYTES}. Send less.")
    return buffer.getvalue()


def _files() -> Iterator[tuple[str, Path]]:
    for package in SENT:
        spec = importlib.util.find_spec(package)
        assert spec is not None, f"{package} is not installed"
        assert spec.submodule_search_locations, f"{package} is one module; send it by its file"
        folder = Path(next(iter(spec.submodule_search_locations)))
        yield from _sources(folder, folder.parent)
    for package in ASK_THEIR_VERSION:
        [metadata] = (file for file in files(package) or [] if file.match("*.dist-info/METADATA"))
        yield str(metadata), Path(str(metadata.locate()))
    for own in OWN:
        path = ROOT / own
        yield from _sources(path, ROOT) if path.is_dir() else [(own, path)]


def _sources(folder: Path, root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if not name.startswith(LEFT_OUT):
            yield name, path
