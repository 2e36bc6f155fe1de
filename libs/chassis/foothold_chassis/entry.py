"""The command line of a service: `python -m foothold_<name> [run] --role api|worker|all`, or `… prepare`."""

import argparse
import sys
from collections.abc import Callable

from foothold_chassis.runner import Runner
from foothold_chassis.service import Service
from foothold_chassis.web.server import CannotListen
from foothold_events.settings import WrongSettings


def main(build: Callable[[], Service]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "command",
        choices=["run", "prepare"],
        nargs="?",
        default="run",
        help="prepare: make the indexes, and end",
    )
    parser.add_argument(
        "--role", choices=["api", "worker", "all"], default="all", help="of `run`; default: all"
    )
    asked = parser.parse_args()
    try:
        runner = Runner(build())
        if asked.command == "prepare":
            runner.prepare_only()
        else:
            runner.run(asked.role)
    except (CannotListen, WrongSettings) as error:
        sys.exit(str(error))
