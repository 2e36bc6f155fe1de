"""The pictures of docs/performance.md."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt

Figures = dict[str, Any]

WIDTH, HEIGHT = 7.0, 3.0
BLUE, GREY = "#2f6690", "#b8c0c8"
COLOURS = ("#2f6690", "#3a7ca5", "#81c3d7", "#16425b", "#5b8e7d", "#8cb369", "#f4a259", "#bc4b51", "#b8c0c8")


def ratios(found: Figures, file: Path) -> None:
    """Draw store and consumer, each relative to the same work done bare; the line is the spread of the repeats."""
    runs = {
        f"{what}\n{name.replace('_', ' ')}": figures["ratio"]
        for what in ("store", "consumer")
        for name, figures in found.get(what, {}).items()
        if isinstance(figures, dict) and "ratio" in figures
    }
    figure, axes = plt.subplots(figsize=(WIDTH, HEIGHT))
    heights = [run["median"] for run in runs.values()]
    down = [run["median"] - run["least"] for run in runs.values()]
    up = [run["most"] - run["median"] for run in runs.values()]
    axes.bar(list(runs), heights, yerr=[down, up], color=BLUE, ecolor="black", capsize=4, width=0.6)
    axes.axhline(1, color=GREY, linewidth=1, zorder=0)
    axes.set_ylabel("of the same work done bare")
    _keep(figure, axes, file)


def cores(found: Figures, file: Path) -> None:
    """Draw the CPU of one engagement by process, and below it the cost of its commits done bare."""
    runs = {
        n: f["closed_loop"] for n, f in found["road"].items() if isinstance(f, dict) and "closed_loop" in f
    }
    figure, axes = plt.subplots(figsize=(WIDTH, HEIGHT))
    for driver, closed in runs.items():
        left = 0.0
        for n, (name, ms) in enumerate(sorted(closed["cpu_ms_each"].items())):
            label = name if driver == next(iter(runs)) else None
            axes.barh(driver, ms, left=left, color=COLOURS[n % len(COLOURS)], label=label)
            left += ms
        bare = closed["commits_each"] * closed["cpu_ms_of_a_bare_pair"]
        axes.barh(f"{driver},\nits commits bare", bare, color=GREY)
    axes.set_xlabel("ms of CPU an engagement")
    axes.legend(fontsize=7, ncols=3, loc="lower right")
    _keep(figure, axes, file)


def doors(found: Figures, file: Path) -> None:
    """Draw the reads a second of the service itself, through nginx, and through the gateway."""
    runs = {n: f for n, f in found["gateway"].items() if isinstance(f, dict) and "of_direct" in f}
    figure, axes = plt.subplots(figsize=(WIDTH, HEIGHT * 0.8))
    axes.barh(list(runs), [run["per_second"]["median"] for run in runs.values()], color=BLUE, height=0.5)
    axes.set_xlabel("reads a second, 8 at once")
    _keep(figure, axes, file)


def _keep(figure: Any, axes: Any, file: Path) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})  # the same figures give the same file
    plt.close(figure)


PICTURES: dict[str, Callable[[Figures, Path], None]] = {
    "store-ratios": ratios,
    "road-cores": cores,
    "gateway-doors": doors,
}
