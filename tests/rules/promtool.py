"""Prometheus' own judge of rules, and where it is had."""

import shutil
import subprocess
from pathlib import Path

RULES = Path(__file__).parents[2] / "deploy" / "observability" / "rules"
TESTS = sorted((RULES / "tests").glob("*.yml"))
SECONDS = 300

MISSING = (
    "promtool is not on PATH. It comes with Prometheus: on Debian and Ubuntu `apt-get install prometheus` (or, leaving "
    "the machine as it is, `apt-get download prometheus && dpkg-deb -x prometheus_*.deb DIR` and DIR/usr/bin on PATH), "
    "on macOS `brew install prometheus`, or any release of Prometheus from 2.42 on."
)


class PromtoolMissing(Exception):
    pass


def promtool(*arguments: str | Path) -> tuple[bool, str]:
    """Return whether promtool agrees, and what it said.

    Raises:
        PromtoolMissing: with a sentence that says how to get it.
    """
    path = shutil.which("promtool")
    if path is None:
        raise PromtoolMissing(MISSING)
    done = subprocess.run(
        [path, *map(str, arguments)], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return done.returncode == 0, done.stdout + done.stderr
