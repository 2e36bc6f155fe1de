"""Kafka's jars, from a complete list with their hashes: no resolver decides what runs.

Maven's own mediation of transitive versions is not used. Each line of the lock is fetched exactly, and a jar that
has another hash than the lock is not run.
"""

import fcntl
import hashlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from jgo.maven import MavenContext

from foothold_devstack.process import POLL_SECONDS, StackError

LOCK = Path(__file__).with_name("kafka-4.3.1.lock")
CONCURRENT_DOWNLOADS = 8
TIMEOUT_SECONDS = 60
PROGRESS_EVERY = 10
OTHERS_SECONDS = 300
"""How long another program may fetch, before this one gives up."""


@dataclass(frozen=True, slots=True)
class Jar:
    group: str
    artifact: str
    version: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.group}:{self.artifact}:{self.version}"

    @classmethod
    def parse(cls, line: str) -> Self:
        coordinate, space, digest = line.strip().partition(" sha256:")
        group, _, rest = coordinate.partition(":")
        artifact, _, version = rest.partition(":")
        if not space or not version or len(digest) != 64:
            raise StackError(f"not 'group:artifact:version sha256:…': {line!r}")
        return cls(group, artifact, version, digest)


def read_lock(path: Path = LOCK) -> list[Jar]:
    lines = path.read_text().splitlines()
    return [Jar.parse(line) for line in lines if line.strip() and not line.startswith("#")]


def fetch(cache: Path, progress: Callable[[int, int], None] = lambda _done, _of: None) -> list[Path]:
    """Return the paths of all jars. Fetch the missing ones into `cache`, with a message if they are many.

    Raises:
        StackError: a jar cannot be fetched, or has another hash than the lock, or another program fetches for ever.
    """
    jars = read_lock()
    context = MavenContext(repo_cache=cache, timeout=TIMEOUT_SECONDS)
    is_first_time = not cache.exists()
    paths = []
    with _alone_in(cache), ThreadPoolExecutor(CONCURRENT_DOWNLOADS) as pool:
        for done, path in enumerate(pool.map(lambda jar: obtain(context, jar), jars), start=1):
            paths.append(path)
            if is_first_time and (done % PROGRESS_EVERY == 0 or done == len(jars)):
                progress(done, len(jars))
    return paths


@contextmanager
def _alone_in(cache: Path) -> Iterator[None]:
    """Keep other programs out of the cache: they would take a jar that is half written for a broken one."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / ".lock").open("w") as lock:
        deadline = time.monotonic() + OTHERS_SECONDS
        while not _locked(lock):
            if time.monotonic() > deadline:
                raise StackError(
                    f"Another program has been fetching jars into {cache} for {OTHERS_SECONDS} s."
                )
            time.sleep(POLL_SECONDS)
        yield  # closing the file, or the end of this process, lets the others in


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def obtain(context: MavenContext, jar: Jar) -> Path:
    """Return the path of one jar. Fetch it again, once, if an interrupted download left it broken."""
    path = _resolve(context, jar)
    if _sha256(path) == jar.sha256:
        return path
    path.unlink()
    path = _resolve(context, jar)
    if (found := _sha256(path)) != jar.sha256:
        path.unlink()
        raise StackError(f"{jar} has the SHA-256 {found}, expected {jar.sha256}: not run, and removed.")
    return path


def _resolve(context: MavenContext, jar: Jar) -> Path:
    artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
    try:
        return Path(artifact.resolve())
    except (OSError, RuntimeError) as error:
        raise StackError(f"{jar} could not be fetched: {error}") from error


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
