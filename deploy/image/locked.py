"""`python locked.py LOCK < NAMES`: print those entries of a lock, with their hashes, that a resolver has named.

NAMES is what `uv pip compile` prints, or bare names: one requirement a line. So the resolver only chooses which entries
are needed; versions and hashes come from the lock. If the lock lacks an entry or has another version, it exits
with 1.
"""

import re
import sys
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def entries(lock: str) -> dict[str, str]:
    """Return the text of each entry by its name."""
    found = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)
    return {_name(entry): entry for entry in found if entry.strip()}


def _name(requirement: str) -> str:
    found = _NAME.match(requirement)
    if found is None:
        raise SystemExit(f"locked: {requirement!r} does not begin with a name")
    return found.group().lower().replace("_", "-").replace(".", "-")


def needed(lock: dict[str, str], requirements: list[str]) -> list[str]:
    """Return the entries that these requirements name.

    Raises:
        SystemExit: one is missing, or pinned differently.
    """
    for requirement in requirements:
        entry = lock.get(_name(requirement))
        if entry is None:
            raise SystemExit(f"locked: the lock has no {requirement}; run `make lock`")
        pinned = requirement.partition(";")[0].strip()
        if "==" in pinned and not entry.startswith((f"{pinned} ", f"{pinned}\n")):
            raise SystemExit(
                f"locked: the lock has {entry.split(maxsplit=1)[0]}, not {pinned}; run `make lock`"
            )
    return [lock[_name(requirement)] for requirement in requirements]


if __name__ == "__main__":
    [path] = sys.argv[1:]
    asked = [line.strip() for line in sys.stdin]
    ours = re.compile(r"#|\.?/|foothold-|$")
    wanted = [line for line in asked if not ours.match(line)]
    sys.stdout.writelines(needed(entries(Path(path).read_text()), wanted))
