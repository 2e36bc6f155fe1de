"""Whatever is started ends: with its parent, when asked to, and if it does not listen, by force."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from foothold_devstack.process import LOG_TAIL_LINES, ManagedProcess, StackError

SECONDS = 20

STAYS = "import signal; print('ready', flush=True); signal.pause()"
ENDS_WHEN_ASKED = """\
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
print("ready", flush=True)
signal.sigwait([signal.SIGTERM])
raise SystemExit(7)
"""
DOES_NOT_LISTEN = (
    "import signal; signal.signal(signal.SIGTERM, lambda *_: print('heard', flush=True));"
    "print('ready', flush=True)\nwhile True: signal.pause()"
)
TALKS_AND_FAILS = """\
import sys
for n in range(40):
    print("line", n, flush=True)
print("out of memory", file=sys.stderr)
sys.exit(3)
"""
PARENT = """\
import sys, threading
from pathlib import Path
from foothold_devstack.process import ManagedProcess
child = ManagedProcess("child", [sys.executable, "-c", {code!r}], log=Path({log!r}))
child.start()
print(child.pid, flush=True)
threading.Event().wait()
"""


@pytest.fixture
def managed(tmp_path: Path) -> Iterator[Callable[..., ManagedProcess]]:
    made: list[ManagedProcess] = []

    def make(code: str, **env: str) -> ManagedProcess:
        process = ManagedProcess(
            "worker", [sys.executable, "-c", code], log=tmp_path / "logs" / "worker.log", env=env
        )
        made.append(process)
        return process

    yield make
    for process in made:
        process.kill()


async def until(process: ManagedProcess, word: str) -> None:
    async def said() -> bool:
        return word in process.log.read_text()

    await process.until(said, seconds=SECONDS)


async def never() -> bool:
    return False


async def test_it_runs_until_it_is_asked_to_end_and_gives_its_exit_code(managed) -> None:
    process = managed(ENDS_WHEN_ASKED)
    assert not process.running

    process.start()
    await until(process, "ready")
    assert process.running
    code = await process.stop(seconds=SECONDS)

    assert code == 7
    assert not process.running


async def test_what_does_not_listen_is_killed_after_its_time(managed) -> None:
    process = managed(DOES_NOT_LISTEN)
    process.start()
    await until(process, "ready")

    code = await process.stop(seconds=0.3)

    assert code == -signal.SIGKILL
    assert "heard" in process.log.read_text()
    assert not psutil.pid_exists(process.pid)


async def test_stopping_again_or_what_never_ran_changes_nothing(managed) -> None:
    process = managed(STAYS)
    assert await process.stop() is None

    process.start()
    await until(process, "ready")
    first = await process.stop(seconds=SECONDS)

    assert first == -signal.SIGTERM
    assert await process.stop() == first


async def test_a_killed_one_is_gone_at_once_and_can_be_started_again(managed) -> None:
    process = managed(STAYS)
    process.start()
    await until(process, "ready")
    before = process.pid

    process.kill()
    assert not process.running
    assert not psutil.pid_exists(before)

    process.start()
    assert process.running
    assert process.pid != before


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=str)
def test_a_child_ends_with_its_parent(tmp_path, end) -> None:
    log = tmp_path / "child.log"
    script = PARENT.format(code=DOES_NOT_LISTEN, log=str(log))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        assert child.is_running()

        parent.send_signal(end)
        parent.wait(SECONDS)

    gone, alive = psutil.wait_procs([child], timeout=SECONDS)
    assert gone == [child]
    assert alive == []


async def test_one_that_ends_by_itself_is_told_with_its_last_words(managed) -> None:
    process = managed(TALKS_AND_FAILS)
    process.start()

    with pytest.raises(StackError) as failed:
        await process.until(never, seconds=SECONDS)

    first, place, *lines = str(failed.value).splitlines()
    assert first == "worker ended by itself."
    assert place == f"The last lines of {process.log}:"
    assert lines == [*(f"  line {n}" for n in range(26, 40)), "  out of memory"]
    assert len(lines) == LOG_TAIL_LINES


async def test_one_that_is_not_ready_in_time_is_told_with_its_last_words(managed) -> None:
    process = managed(STAYS)
    process.start()
    await until(process, "ready")

    with pytest.raises(StackError, match=r"^worker was not ready within 0 s\.\n.*worker\.log:\n  ready$"):
        await process.until(never, seconds=0.1)


async def test_one_that_is_ready_is_not_waited_for(managed) -> None:
    process = managed(STAYS)
    asked = []

    async def at_the_third() -> bool:
        asked.append(process.running)
        return len(asked) == 3

    process.start()
    await process.until(at_the_third, seconds=SECONDS)

    assert asked == [True, True, True]


async def test_it_is_told_its_environment_and_keeps_its_log_over_restarts(managed) -> None:
    process = managed(
        "import os; print(os.environ['FOOTHOLD_WORD'], 'PATH' in os.environ)", FOOTHOLD_WORD="hello"
    )
    for _ in range(2):
        process.start()
        with pytest.raises(StackError):
            await process.until(never, seconds=SECONDS)

    assert process.log.read_text() == "hello True\nhello True\n"
    assert "FOOTHOLD_WORD" not in os.environ


async def test_it_has_a_process_group_of_its_own(managed) -> None:
    process = managed(STAYS)
    process.start()

    assert os.getpgid(process.pid) == process.pid
    assert os.getpgid(process.pid) != os.getpgid(0)


def test_the_pid_of_what_was_not_started_is_refused(managed) -> None:
    with pytest.raises(StackError, match="worker has not been started"):
        _ = managed(STAYS).pid


def test_a_signal_to_what_does_not_run_goes_nowhere(managed) -> None:
    process = managed(STAYS)

    process.signal(signal.SIGTERM)
    process.kill()

    assert not process.running
