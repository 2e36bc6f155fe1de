"""Calls of kubectl: the one that `make setup` installs, or the one that KUBECTL names."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KUBECTL = os.environ.get("KUBECTL") or str(Path(sys.executable).with_name("kubectl"))


def kubectl(*arguments: str, stdin: str | None = None) -> str:
    """Return kubectl's output; raise `SystemExit` with its complaint if it fails."""
    done = subprocess.run(  # noqa: S603 - the arguments are ours
        [KUBECTL, *arguments], input=stdin, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"kubectl {' '.join(arguments)}\n{done.stderr.strip()}")
    return done.stdout


def exists(kind: str, name: str, namespace: str) -> bool:
    return bool(kubectl("-n", namespace, "get", kind, name, "--ignore-not-found", "-o", "name").strip())


def apply(*manifests: dict[str, Any]) -> None:
    kubectl("apply", "--server-side", "-f", "-", stdin="\n---\n".join(map(json.dumps, manifests)))
