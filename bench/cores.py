"""Who used the cores: seconds of CPU of processes, from /proc (Linux).

Other load makes everything slower and leaves these nearly as they are, so they say more on a shared machine than the
clock does.
"""

import os
from collections.abc import Mapping
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_LISTENING = "0A"


def seconds_of(pid: int) -> float:
    """Return the CPU seconds of this process, in user and kernel mode, with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def listener_on(port: int) -> int:
    """Return the pid of the process that listens on a port of this machine.

    Raises:
        LookupError: none that may be looked at (Kafka or MongoDB on another machine).
    """
    sockets = {
        f"socket:[{fields[9]}]"
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for fields in map(str.split, Path(table).read_text().splitlines()[1:])
        if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port
    }
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and _has_open(process, sockets):
            return int(process.name)
    raise LookupError(f"Nothing here listens on port {port}.")


def _has_open(process: Path, sockets: set[str]) -> bool:
    try:
        return any(str(file.readlink()) in sockets for file in (process / "fd").iterdir())
    except OSError:  # the process belongs to another user, or has ended meanwhile
        return False


class Cores:
    """Return the seconds of CPU by name, since this object was made."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = dict(pids)
        self._before = {name: seconds_of(pid) for name, pid in self._pids.items()}

    def used(self) -> dict[str, float]:
        return {name: seconds_of(pid) - self._before[name] for name, pid in self._pids.items()}
