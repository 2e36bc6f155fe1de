"""The output of the client in the cluster is read whole, and its code goes there whole."""

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.cluster import packing
from tests.cluster.kubectl import ClusterError
from tests.cluster.markets import merged, shown
from tests.cluster.packing import ROOT, packed
from tests.cluster.player import ENGAGED, read


def line(act: str, **states: int) -> str:
    return json.dumps({"round": 1, "act": act, "states": states})


@pytest.mark.parametrize(
    ("last", "middle"),
    [
        (line(ENGAGED, closed=2, active=5), True),
        (line(ENGAGED, active=5), False),
        (line(ENGAGED, closed=7), False),
        (line("counting", closed=2, active=5), False),
    ],
)
def test_the_middle_of_a_market_has_closed_and_open_engagements(last: str, *, middle: bool) -> None:
    assert read([line(ENGAGED, closed=1, active=1), last]).in_the_middle is middle


def test_reports_and_facts_are_kept_and_a_line_cut_short_is_left_out() -> None:
    output = read(
        ['{"round": 1, "report": {"events": 3}}', '{"updates": 40}', '{"round": 2, "act": "signi', "7"]
    )

    assert output.reports == [{"events": 3}]
    assert output.facts == {"updates": 40}
    assert output.now == {}


def test_answers_of_several_markets_add_up() -> None:
    one = {"answers": {"by_status": {"200": 5, "503": 1}, "retryable": {"503": 1}, "missing": {}}}
    two = {"answers": {"by_status": {"200": 2}, "retryable": {}, "missing": {"ReadError": 1}}}

    assert shown(merged([one, two])) == (
        "9 requests: 7 x 200, 1 x 503 (1 to be tried again); unanswered: 1 x ReadError"
    )


def needed_by(distribution: str) -> set[str]:
    """Return the names of a distribution and of all that it needs, as its image has them."""
    found: set[str] = set()
    asked = [distribution]
    while asked:
        name = asked.pop()
        if name in found:
            continue
        found.add(name)
        needs = map(Requirement, metadata.requires(name) or [])
        asked += [canonicalize_name(need.name) for need in needs if not need.marker or need.marker.evaluate()]
    return found


def image_of(service: str, folder: Path) -> Path:
    """Link into a folder the packages that this service's image has installed."""
    needed = needed_by(f"foothold-{service}")
    for name in (name.replace("-", "_") for name in needed if name.startswith("foothold-")):
        [source] = [*ROOT.glob(f"libs/*/{name}"), *ROOT.glob(f"services/*/{name}")]
        (folder / name).symlink_to(source)
    third = [metadata.distribution(name) for name in needed if not name.startswith("foothold-")]
    tops = {file.parts[0]: made for made in third for file in made.files or []}
    for top in tops.keys() - {"..", "__pycache__"}:
        (folder / top).symlink_to(str(tops[top].locate_file(top)))
    return folder


def test_the_client_runs_on_the_gateways_image_and_the_zip_alone(tmp_path: Path) -> None:
    (tmp_path / "client.zip").write_bytes(packed())
    (tmp_path / "image").mkdir()
    image = image_of("gateway", tmp_path / "image")
    imported = "import tests.cluster.inside.markets as m, tests.cluster.inside.burst, foothold_devstack, rich, httpx2"
    files = "m.__file__, foothold_devstack.__file__, rich.__file__, httpx2.__file__"
    done = subprocess.run(
        # without the packages that are installed here
        [*(sys.executable, "-S", "-P", "-c"), f"{imported}; print({files})"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"client.zip:{image}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert all("client.zip" in path for path in done.stdout.split())


def test_a_client_too_large_for_a_config_map_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "CONFIG_MAP_BYTES", 1_000)

    with pytest.raises(ClusterError, match="a ConfigMap takes 1000"):
        packed()
