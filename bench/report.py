"""`python -m bench.report [FILE]`: turn the figures into the tables and pictures of docs/performance.md, and into the
table of the drivers' ADR.

Each table lies between `<!-- NAME -->` and `<!-- end -->`; what stands around it is written by hand and stays.
"""

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import matplotlib as mpl

from bench import pictures, tables

RESULTS = Path("bench/results.json")
PAGE = Path("docs/performance.md")
DRIVERS = Path("docs/adr/0010-mongodb-driver.md")
OF_DRIVERS = {"store", "consumer", "road"}
FOLDER = Path("docs/pictures")

Figures = dict[str, Any]


def write_tables(page: str, found: Figures) -> str:
    """Put each table with figures into its place on the page."""
    for name, make in tables.TABLES.items():
        if name == "conditions" or name.partition("-")[0] in found:
            page = _between(page, name, make(found))
    return page


def _between(page: str, name: str, table: Iterable[str]) -> str:
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not place.search(page):
        raise ValueError(f"There is no place for {name}: <!-- {name} --> … <!-- end -->")
    text = "\n".join(table)
    return place.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page)


def main() -> None:
    mpl.use("svg")
    found: Figures = json.loads(Path(sys.argv[1] if len(sys.argv) > 1 else RESULTS).read_text())
    PAGE.write_text(write_tables(PAGE.read_text(), found))
    if found.keys() >= OF_DRIVERS:
        DRIVERS.write_text(_between(DRIVERS.read_text(), "drivers", tables.drivers(found)))
    FOLDER.mkdir(exist_ok=True)
    for name, draw in pictures.PICTURES.items():
        if name.partition("-")[0] in found:
            draw(found, FOLDER / f"{name}.svg")


if __name__ == "__main__":
    main()
