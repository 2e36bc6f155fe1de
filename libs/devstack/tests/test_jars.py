"""Only what was locked is run: every jar has its hash, and another one is fetched again, then refused."""

import asyncio
import fcntl
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from foothold_devstack import jars
from foothold_devstack.jars import Jar, obtain, read_lock
from foothold_devstack.process import StackError

RIGHT = b"the jar that was locked"
WRONG = b"another jar"
DIGEST = hashlib.sha256(RIGHT).hexdigest()
JAR = Jar("org.example", "thing", "1.2", DIGEST)


@dataclass
class Maven:
    """Resolves as jgo does: what lies in the cache is given as it is, else the next answer is downloaded."""

    cache: Path
    answers: list[bytes | Exception]
    asked: list[str] = field(default_factory=list)

    def project(self, group: str, artifact: str) -> Self:
        self.asked.append(f"{group}:{artifact}")
        return self

    def at_version(self, version: str) -> Self:
        self.asked[-1] += f":{version}"
        return self

    def artifact(self) -> Self:
        return self

    def resolve(self) -> Path:
        path = self.cache / self.asked[-1].replace(":", "_")
        if not path.exists():
            answer = self.answers.pop(0) if self.answers else OSError("out of reach")
            if isinstance(answer, Exception):
                raise answer
            path.write_bytes(answer)
        return path


@pytest.fixture
def maven(tmp_path: Path) -> Callable[..., Maven]:
    return lambda *answers: Maven(tmp_path, list(answers))


def test_the_lock_is_complete_and_every_line_has_a_hash() -> None:
    locked = read_lock()

    assert [f"{jar} sha256:{jar.sha256}" for jar in locked] == [
        line for line in jars.LOCK.read_text().splitlines() if not line.startswith("#")
    ]
    assert all(len(bytes.fromhex(jar.sha256)) == 32 for jar in locked)
    assert len({(jar.group, jar.artifact) for jar in locked}) == len(locked)
    assert len({jar.sha256 for jar in locked}) == len(locked)


def test_the_broker_and_its_client_are_of_the_same_version() -> None:
    versions = {jar.artifact: jar.version for jar in read_lock()}

    assert versions["kafka_2.13"] == versions["kafka-clients"] == versions["kafka-server"] == "4.3.1"


def test_comments_and_empty_lines_are_no_jars(tmp_path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text(f"# a comment\n\n{JAR} sha256:{DIGEST}\n  \n")

    assert read_lock(lock) == [JAR]


@pytest.mark.parametrize(
    "line",
    [
        "org.example:thing:1.2",
        "org.example:thing:1.2 sha256:",
        f"org.example:thing:1.2 sha256:{DIGEST[:-1]}",
        f"org.example:thing:1.2 md5:{DIGEST}",
        f"org.example:thing sha256:{DIGEST}",
        f"thing sha256:{DIGEST}",
        f" sha256:{DIGEST}",
    ],
)
def test_a_line_without_coordinates_or_hash_is_refused(line) -> None:
    with pytest.raises(StackError, match="not 'group:artifact:version sha256"):
        Jar.parse(line)


def test_a_jar_is_asked_for_by_exactly_what_was_locked(maven) -> None:
    resolver = maven(RIGHT)

    path = obtain(resolver, JAR)

    assert path.read_bytes() == RIGHT
    assert resolver.asked == ["org.example:thing:1.2"]


def test_a_jar_in_the_cache_is_not_fetched_again(maven) -> None:
    resolver = maven(RIGHT)

    assert obtain(resolver, JAR) == obtain(resolver, JAR)
    assert resolver.answers == []


def test_a_jar_that_an_interrupted_download_left_broken_is_fetched_again(maven) -> None:
    resolver = maven(RIGHT[:5], RIGHT)

    assert obtain(resolver, JAR).read_bytes() == RIGHT


def test_a_jar_with_another_hash_is_refused_and_removed(maven, tmp_path) -> None:
    resolver = maven(WRONG, WRONG)

    with pytest.raises(StackError) as refused:
        obtain(resolver, JAR)

    found = hashlib.sha256(WRONG).hexdigest()
    assert str(refused.value) == (
        f"org.example:thing:1.2 has the SHA-256 {found}, expected {DIGEST}: not run, and removed."
    )
    assert list(tmp_path.iterdir()) == []
    assert resolver.answers == []


@pytest.mark.parametrize("trouble", [OSError("no route"), RuntimeError("404")], ids=repr)
def test_a_jar_that_cannot_be_had_is_named(maven, trouble) -> None:
    with pytest.raises(StackError, match=f"org.example:thing:1.2 could not be fetched: {trouble}"):
        obtain(maven(trouble), JAR)


@pytest.fixture
def locked(monkeypatch, tmp_path) -> list[Jar]:
    """A lock of five jars, and a resolver that has them."""
    contents = [f"jar {number}".encode() for number in range(5)]
    made = [
        Jar("org.example", f"jar-{number}", "1", hashlib.sha256(content).hexdigest())
        for number, content in enumerate(contents)
    ]
    remote = tmp_path / "remote"
    remote.mkdir()
    for jar, content in zip(made, contents, strict=True):
        (remote / str(jar).replace(":", "_")).write_bytes(content)
    monkeypatch.setattr(jars, "read_lock", lambda: made)
    # each call its own: they come from several threads
    monkeypatch.setattr(jars, "MavenContext", lambda **_: Remote(remote))
    return made


@dataclass
class Remote:
    folder: Path

    def project(self, group: str, artifact: str) -> Maven:
        return Maven(self.folder, []).project(group, artifact)


def test_all_jars_are_given_in_the_order_of_the_lock(locked, tmp_path) -> None:
    paths = jars.fetch(tmp_path / "cache")

    assert [path.name for path in paths] == [f"org.example_jar-{number}_1" for number in range(5)]


def test_progress_is_told_the_first_time_only(locked, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(jars, "PROGRESS_EVERY", 2)
    reported: list[tuple[int, int]] = []
    cache = tmp_path / "cache"

    jars.fetch(cache, lambda done, of: reported.append((done, of)))
    assert reported == [(2, 5), (4, 5), (5, 5)]

    jars.fetch(cache, lambda done, of: reported.append((done, of)))
    assert len(reported) == 3


def test_one_wrong_jar_refuses_all(locked, monkeypatch, tmp_path) -> None:
    damaged = [*locked[:3], Jar("org.example", "jar-3", "1", DIGEST), locked[4]]
    monkeypatch.setattr(jars, "read_lock", lambda: damaged)

    with pytest.raises(StackError, match=r"org\.example:jar-3:1"):
        jars.fetch(tmp_path / "cache")


async def test_two_starts_at_the_same_moment_fetch_one_after_the_other(locked, monkeypatch, tmp_path) -> None:
    within: list[str] = []
    most: list[int] = []

    def slow(_: object, jar: Jar) -> Path:
        within.append(str(jar))
        most.append(len(within))
        time.sleep(0.02)
        within.remove(str(jar))
        return tmp_path

    monkeypatch.setattr(jars, "obtain", slow)
    monkeypatch.setattr(jars, "CONCURRENT_DOWNLOADS", 1)

    await asyncio.gather(*(asyncio.to_thread(jars.fetch, tmp_path / "cache") for _ in range(3)))

    assert len(most) == 3 * len(locked)
    assert max(most) == 1


def test_a_start_that_another_keeps_waiting_gives_up_with_a_sentence(locked, monkeypatch, tmp_path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    monkeypatch.setattr(jars, "OTHERS_SECONDS", 0.1)

    with (cache / ".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(StackError, match="Another program has been fetching jars"):
            jars.fetch(cache)
