"""The cluster that KUBECONFIG names, by way of kubectl: every call is bounded, every failure says what was asked."""

import json
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from deploy.k8s.kubectl import KUBECTL

from tests.cluster import bounds

Json = dict[str, Any]
T = TypeVar("T")


class ClusterError(RuntimeError):
    """The cluster, or kubectl, did not do what was asked; the message says what to look at."""


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def ok(self) -> bool:
        return self.code == 0


class Cluster:
    """Calls kubectl in one namespace."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def ask(self, *arguments: str, text: str = "", seconds: float = bounds.CALL) -> Answer:
        """Call kubectl and return its answer, whatever it is.

        Raises:
            ClusterError: it did not end in time.
        """
        command = [KUBECTL, "--namespace", self.namespace, *arguments]
        try:
            done = subprocess.run(
                command, input=text, capture_output=True, text=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise ClusterError(f"`{' '.join(command)}` did not end within {seconds:.0f} s") from error
        return Answer(done.returncode, done.stdout, done.stderr)

    def do(self, *arguments: str, text: str = "", seconds: float = bounds.CALL) -> str:
        """Call kubectl and return its output.

        Raises:
            ClusterError: it failed; with its message.
        """
        answer = self.ask(*arguments, text=text, seconds=seconds)
        if not answer.ok:
            raise ClusterError(f"`kubectl {' '.join(arguments)}`: {answer.err.strip() or answer.out.strip()}")
        return answer.out

    def get(self, *arguments: str) -> Json:
        found: Json = json.loads(self.do("get", *arguments, "--output=json"))
        return found

    def items(self, *arguments: str) -> list[Json]:
        found: list[Json] = self.get(*arguments)["items"]
        return found

    def apply(self, objects: Iterable[Json], seconds: float = bounds.CALL) -> None:
        self.do(
            "apply", "--server-side", "--force-conflicts", "-f", "-", text=as_yaml(objects), seconds=seconds
        )

    def dry_run(self, objects: Iterable[Json]) -> Answer:
        """Ask whether the API server would take these as they are; nothing is kept."""
        flags = (
            "--server-side",
            "--force-conflicts",
            "--dry-run=server",
            "--validate=strict",
            "--warnings-as-errors",
        )
        return self.ask("apply", *flags, "-f", "-", text=as_yaml(objects))


def as_yaml(objects: Iterable[Json]) -> str:
    return "\n---\n".join(map(json.dumps, objects))


def until(look: Callable[[], T | None], *, seconds: float, what: str, why: Callable[[], str] = str) -> T:
    """Look repeatedly until there is a result, and return it.

    Raises:
        ClusterError: there was not, within `seconds`; `why` may say more.
    """
    end = time.monotonic() + seconds
    while True:
        if (found := look()) is not None:
            return found
        if time.monotonic() > end:
            raise ClusterError(f"{what}: not within {seconds:.0f} s. {why()}".strip())
        time.sleep(bounds.LOOK_EVERY)
