"""`python -m foothold_devstack.new_service referrals`: make a service, all but what `make generate` writes."""

import argparse
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from foothold_devstack import roster
from foothold_devstack.new_service.additions import ADDITIONS
from foothold_devstack.new_service.names import Names, WrongName
from foothold_devstack.new_service.writing import NoPlace, write_files


def make(names: Names, root: Path) -> list[Path]:
    """Write the service, and return every file that is new or has changed.

    Raises:
        NoPlace: a list that the service belongs to is not where it was.
    """
    added = [addition.put(root, names.words) for addition in ADDITIONS]
    return sorted({*added, *write_files(root, names.words)})


def tidy(files: Iterable[Path]) -> None:
    """Sort imports and wrap lines, which depend on how long the names are and where they come in the alphabet."""
    python = [str(path) for path in files if path.suffix == ".py"]
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "--quiet", "--select", "I", "--fix", *python], check=True)  # noqa: S603 - ours
    subprocess.run([*ruff, "format", "--quiet", *python], check=True)  # noqa: S603 - ours


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a new service from the templates.")
    parser.add_argument("name", help="the plural of what it is about: referrals")
    parser.add_argument(
        "--aggregate",
        default="",
        help="one of them; by itself the singular of the name if its ending tells: referral",
    )
    parser.add_argument("--prefix", default="", help="three letters that its ids begin with: ref")
    asked = parser.parse_args()
    try:
        names = Names.chosen(roster.ROOT, asked.name, asked.aggregate, asked.prefix)
        sys.stdout.write(f"service {names.service}, aggregate {names.aggregate}, ids {names.prefix}_...\n")
        files = make(names, roster.ROOT)
    except (WrongName, NoPlace) as error:
        raise SystemExit(str(error)) from error
    tidy(files)
    for path in files:
        sys.stdout.write(f"{path.relative_to(roster.ROOT)}\n")


if __name__ == "__main__":
    main()
