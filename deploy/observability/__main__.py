"""`python -m deploy.observability`: write the files for Grafana and Prometheus from the files that people edit."""

import json
from collections.abc import Mapping
from pathlib import Path

from deploy.observability import presence, slo
from deploy.observability.boards import BOARDS
from deploy.observability.grafana import as_json
from deploy.plain_yaml import dump

HERE = Path(__file__).parent
NOTE = "# Written by `python -m deploy.observability` from {name}.py; edit that.\n"


def generated() -> Mapping[Path, str]:
    """Return every generated file with its content."""
    boards = {
        HERE / "dashboards" / f"{board.name}.json": json.dumps(as_json(board), indent=2) + "\n"
        for board in BOARDS
    }
    rules = {"slo": slo.rules(), "presence": presence.rules()}
    return boards | {
        HERE / "rules" / f"{name}.yml": NOTE.format(name=name) + dump(found) for name, found in rules.items()
    }


def write() -> None:
    for path, text in generated().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
