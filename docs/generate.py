"""`python -m docs.generate`: write what of the documents follows from the code; `make docs` does the same.

A page is written by people, but for what stands between two marks: `<!-- generated: NAME -->`, `<!-- end: NAME -->`.
To have another part of a page generated, put the marks there and add the function that makes its lines to `PAGES`.

`--check` writes nothing, and exits with 1 if a page is out of date; a test does the same.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from docs import events, services, states, waits
from foothold_devstack import roster
from foothold_devstack.marked import Lines, differing

ROOT = roster.ROOT
COMMAND = "make docs"

PAGES: Mapping[str, Mapping[str, Lines]] = {
    "README.md": {"calls": services.calls, "services": services.services},
    "docs/architecture.md": {"calls": services.calls, "streams": services.streams},
    "docs/domain.md": {
        "waits": waits.ends,
        "waits-of-others": waits.ended_by_others,
        "routes": services.routes,
    },
    "docs/events.md": {
        "topics": events.topics,
        "overview": events.overview,
        "by-service": events.by_service,
        "types": events.types,
        "values": events.values,
        "kinds": events.kinds,
    },
    "services/contracts/README.md": {"contract-states": states.contract},
    "services/payouts/README.md": {"escrow-states": states.escrow, "payout-states": states.payout},
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Write what of the documents follows from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a page differs")
    check = parser.parse_args().check
    stale = differing(ROOT, PAGES)
    for path, text in stale.items():
        _say(path, "is out of date" if check else "written")
        if not check:
            path.write_text(text)
    return 1 if check and stale else 0


def _say(path: Path, what: str) -> None:
    sys.stdout.write(f"{path.relative_to(ROOT)}: {what}\n")


if __name__ == "__main__":
    sys.exit(main())
