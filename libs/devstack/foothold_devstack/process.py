"""Child processes that end with their parent, however it ends."""

import abc
import asyncio
import ctypes
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from foothold_devstack import environment

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.1
LOG_TAIL_LINES = 15
STOP_SECONDS = 20.0


class StackError(RuntimeError):
    """A part of the stack is missing or has failed; the message says which and what to do."""


def _die_with_parent() -> None:
    """Ask the kernel to kill this child when the thread that made it ends (Linux; elsewhere a no-op)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Managed(abc.ABC):
    """A server that is started, awaited, and stopped, or killed like in a crash. Its data outlives `kill`."""

    name: str

    @property
    @abc.abstractmethod
    def running(self) -> bool: ...

    @abc.abstractmethod
    def start(self) -> None: ...

    @abc.abstractmethod
    def signal(self, number: signal.Signals) -> None: ...

    @abc.abstractmethod
    def kill(self) -> None:
        """Kill it (SIGKILL), and return when it is gone."""

    @abc.abstractmethod
    async def stop(self, *, seconds: float = STOP_SECONDS) -> int | None:
        """Ask it to end (SIGTERM) and wait; after `seconds` kill it. Return its exit code, None if it never ran."""

    @abc.abstractmethod
    def log_tail(self) -> str: ...

    async def until(self, ready: Callable[[], Awaitable[bool]], *, seconds: float) -> None:
        """Wait until the server is ready.

        Raises:
            StackError: it ended first, or was not ready within `seconds`; with the last lines of its log.
        """
        deadline = asyncio.get_running_loop().time() + seconds
        while not await ready():
            if not self.running:
                raise StackError(f"{self.name} ended by itself.\n{self.log_tail()}")
            if asyncio.get_running_loop().time() > deadline:
                raise StackError(f"{self.name} was not ready within {seconds:.0f} s.\n{self.log_tail()}")
            await asyncio.sleep(POLL_SECONDS)


class ManagedProcess(Managed):
    """One child process, in a process group of its own, with its output in a file.

    Start it from the main thread: the kernel ends it when the thread that started it ends.
    """

    def __init__(
        self, name: str, command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self.env = {**environment.of_the_system(), **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise StackError(f"{self.name} has not been started")
        return self._process.pid

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own commands
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.env,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - one async-signal-safe system call
            )

    def signal(self, number: signal.Signals) -> None:
        if self._process is not None and self.running:
            self._process.send_signal(number)

    def kill(self) -> None:
        if self._process is not None and self.running:
            self._process.kill()
            self._process.wait()

    async def stop(self, *, seconds: float = STOP_SECONDS) -> int | None:
        if self._process is None:
            return None
        self.signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(self._process.wait, seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        return self._process.returncode

    def log_tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
        return "\n".join([f"The last lines of {self.log}:", *(f"  {line}" for line in lines)])
