"""`python -m deploy.observability`: write what Grafana and Prometheus read from what people edit."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy.observability import presence, slo
from deploy.observability.boards import BOARDS
from deploy.observability.grafana import as_json

HERE = Path(__file__).parent


class _Blocks(yaml.SafeDumper):
    """Texts of several lines as blocks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Blocks.add_representer(str, _text)

NOTE = "# Written by `python -m deploy.observability` from {name}.py; edit that.\n"


def generated() -> Mapping[Path, str]:
    """Give every generated file and what has to stand in it."""
    boards = {
        HERE / "dashboards" / f"{board.name}.json": json.dumps(as_json(board), indent=2) + "\n"
        for board in BOARDS
    }
    rules = {"slo": slo.rules(), "presence": presence.rules()}
    return boards | {HERE / "rules" / f"{name}.yml": _as_yaml(name, found) for name, found in rules.items()}


def _as_yaml(name: str, rules: dict[str, Any]) -> str:
    return NOTE.format(name=name) + yaml.dump(
        rules, Dumper=_Blocks, sort_keys=False, width=110, allow_unicode=True
    )


def write() -> None:
    for path, text in generated().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
