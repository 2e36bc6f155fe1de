"""Draw the dashboards from a Prometheus, for people without a Grafana, and name the panels without data.

python -m deploy.observability.picture --prometheus http://127.0.0.1:9090 --out pictures [--board flow] [--minutes 60]
"""

import argparse
import io
import itertools
import math
import sys
import textwrap
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from PIL import Image

from deploy.observability.boards import BOARDS
from deploy.observability.grafana import GRID, Dashboard, Panel, Unit
from deploy.observability.prometheus import Line, Prometheus

POINTS = 240
STEP_AT_LEAST = 5.0
LEGEND_LINES = 9
LEGEND_CHARACTERS = 42
TITLE_CHARACTERS_AN_INCH = 13
PANEL_INCHES = (6.4, 2.7)
DOTS_PER_INCH = 80
COLOURS = 256
"""Colours of a picture's palette: lines and letters need no more, and the file is half as large."""

FACTORS: dict[Unit, tuple[tuple[float, str], ...]] = {
    "s": ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs")),
    "bytes": ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1, "B")),
    "percentunit": ((0.01, "%"),),
    "reqps": ((1, "/s"),),
    "ops": ((1, "/s"),),
}


def factor_of(value: float, unit: Unit) -> tuple[float, str]:
    """Return the divisor and the unit in which a value reads well."""
    factors = FACTORS.get(unit, ((1, ""),))
    if not value or math.isnan(value):
        return factors[0] if unit == "percentunit" else (1, {"s": "s", "bytes": "B"}.get(unit, factors[0][1]))
    return next((each for each in factors if abs(value) >= each[0]), factors[-1])


def in_words(value: float, unit: Unit) -> str:
    """Return a value as text for people: 0.0042 s is 4.2 ms."""
    if math.isnan(value):
        return "none"
    factor, name = factor_of(value, unit)
    number = f"{value / factor:.4g}" if unit == "percentunit" else f"{value / factor:.3g}"
    return f"{number} {name}".strip()


def read(prometheus: Prometheus, panel: Panel, *, start: float, end: float) -> list[Line]:
    """Return the series of a panel, the largest first."""
    step = max((end - start) / POINTS, STEP_AT_LEAST)
    lines = [
        line
        for legend, query in panel.queries.items()
        for line in prometheus.over_time(query, legend, start=start, end=end, step=step)
    ]
    return sorted(
        lines, key=lambda line: max((v for v in line.values if not math.isnan(v)), default=0), reverse=True
    )


def draw(board: Dashboard, prometheus: Prometheus, *, start: float, end: float) -> tuple[Figure, list[str]]:
    """Return the picture of a dashboard, and the titles of the panels without data."""
    rows = list(_rows(board))
    figure = Figure(
        figsize=(2 * PANEL_INCHES[0], len(rows) * PANEL_INCHES[1] + 0.4),
        dpi=DOTS_PER_INCH,
        layout="constrained",
    )
    when = (
        f"{datetime.fromtimestamp(start, UTC):%Y-%m-%d %H:%M} to {datetime.fromtimestamp(end, UTC):%H:%M} UTC"
    )
    figure.suptitle(f"Foothold: {board.title} · {when}", fontsize=13, fontweight="bold")
    grid = figure.add_gridspec(len(rows), GRID)
    empty: list[str] = []
    for row, panels in enumerate(rows):
        left = 0
        for panel in panels:
            # a figure of its own, so that one panel's legend does not squeeze the others
            axes = figure.add_subfigure(grid[row, left : left + panel.width]).add_subplot()
            left += panel.width
            lines = read(prometheus, panel, start=start, end=end)
            if not any(not math.isnan(value) for line in lines for value in line.values):
                empty.append(panel.title)
            _draw_panel(axes, panel, lines, start=start, end=end)
    return figure, empty


def _rows(board: Dashboard) -> Iterator[list[Panel]]:
    row: list[Panel] = []
    for panel in board.panels:
        if sum(each.width for each in row) + panel.width > GRID:
            yield row
            row = []
        row.append(panel)
    yield row


def _draw_panel(axes: Axes, panel: Panel, lines: list[Line], *, start: float, end: float) -> None:
    inches = 2 * PANEL_INCHES[0] * panel.width / GRID
    axes.set_title(textwrap.fill(panel.title, int(inches * TITLE_CHARACTERS_AN_INCH)), fontsize=9, loc="left")
    if panel.kind == "timeseries" and lines:
        _draw_lines(axes, panel, lines)
        axes.set_xlim(_date(start), _date(end))
        return
    axes.set_axis_off()
    if not lines:
        axes.text(0.5, 0.5, "no data", ha="center", va="center", color="grey", transform=axes.transAxes)
    elif panel.kind == "stat":
        value = lines[0].values[-1]
        bad = panel.bad_below is not None and value < panel.bad_below
        axes.text(
            0.5, 0.5, in_words(value, panel.unit), ha="center", va="center", fontsize=20, transform=axes.transAxes,
            color="tab:red" if bad else "tab:green",
        )  # fmt: skip
    else:
        rows = [
            " ".join(value for name, value in sorted(line.labels.items()) if name != "__name__")
            for line in lines
        ]
        axes.text(
            0, 0.95, "\n".join(rows[: 2 * LEGEND_LINES]), va="top", fontsize=8, transform=axes.transAxes
        )


def _draw_lines(axes: Axes, panel: Panel, lines: list[Line]) -> None:
    every = [value for line in lines for value in line.values if not math.isnan(value)]
    factor, unit = factor_of(max(every, default=0), panel.unit)
    for place, line in enumerate(lines):
        last = next((value for value in reversed(line.values) if not math.isnan(value)), math.nan)
        label = f"{_short(line.name or panel.title)}  {in_words(last, panel.unit)}"
        times, values = _with_gaps(line)
        axes.plot(
            times,
            [value / factor for value in values],
            linewidth=1,
            label=label if place < LEGEND_LINES else None,
        )
    for limit in (panel.bad_above, panel.bad_below):
        # far above all values it would only flatten the lines
        if limit is not None and limit <= 3 * max(every, default=0):
            axes.axhline(limit / factor, color="tab:red", linewidth=0.8, linestyle="--")
    if len(lines) > LEGEND_LINES:
        axes.plot([], [], " ", label=f"… and {len(lines) - LEGEND_LINES} more")
    axes.set_ylim(bottom=min(0, *every, 0) / factor)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g} {unit}".strip())
    locator = AutoDateLocator(tz=UTC)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=UTC, show_offset=False))
    axes.tick_params(labelsize=7)
    axes.grid(visible=True, alpha=0.25)
    axes.legend(fontsize=6, loc="upper left", bbox_to_anchor=(1.0, 1.02), frameon=False, borderaxespad=0.3)


def _short(name: str) -> str:
    """Leave out the middle of a long name, since its ends say most."""
    half = LEGEND_CHARACTERS // 2
    return name if len(name) <= LEGEND_CHARACTERS else f"{name[: half - 1]}…{name[-half:]}"


def _with_gaps(line: Line) -> tuple[list[float], list[float]]:
    """Break a line where it has no values, instead of drawing across."""
    apart = min((after - before for before, after in itertools.pairwise(line.times)), default=0)
    times, values = [], []
    for number, (at, value) in enumerate(zip(line.times, line.values, strict=True)):
        if number and at - line.times[number - 1] > 1.5 * apart:
            times.append(_date(at))
            values.append(math.nan)
        times.append(_date(at))
        values.append(value)
    return times, values


def save(figure: Figure, path: Path) -> None:
    """Write a picture with a small palette."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    with Image.open(drawn) as picture:
        picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def _date(seconds: float) -> float:
    return float(date2num(datetime.fromtimestamp(seconds, UTC)))


def draw_all(
    prometheus: Prometheus, out: Path, *, minutes: float, only: str = "", end: float | None = None
) -> dict[str, list[str]]:
    """Write a picture of each dashboard, and return the panels of each without data."""
    end = time.time() if end is None else end
    out.mkdir(parents=True, exist_ok=True)
    empty: dict[str, list[str]] = {}
    for board in BOARDS:
        if only in {"", board.name}:
            figure, empty[board.name] = draw(board, prometheus, start=end - 60 * minutes, end=end)
            save(figure, out / f"{board.name}.png")
    return empty


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--prometheus", default="http://127.0.0.1:9090")
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    parser.add_argument("--board", default="", choices=["", *(board.name for board in BOARDS)])
    parser.add_argument("--minutes", type=float, default=60)
    chosen = parser.parse_args()
    mpl.use("agg")
    empty = draw_all(Prometheus(chosen.prometheus), chosen.out, minutes=chosen.minutes, only=chosen.board)
    for board, titles in empty.items():
        sys.stdout.write(f"{chosen.out / board}.png\n")
        for title in titles:
            sys.stdout.write(f"  no data: {title}\n")


if __name__ == "__main__":
    main()
