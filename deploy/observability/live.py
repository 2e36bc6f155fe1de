"""Play the market on a new platform under Prometheus, and draw its dashboards and one trace.

    python -m deploy.observability.live --out pictures [--plays 2]

`prometheus` has to be on PATH. This program receives the traces itself. To draw traces of a running platform from
Jaeger, use `python -m deploy.observability.trace`.
"""

import argparse
import asyncio
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import matplotlib as mpl
import yaml
from rich.console import Console

from deploy.observability import trace
from deploy.observability.__main__ import HERE
from deploy.observability.boards import BOARDS
from deploy.observability.picture import draw_all, save
from deploy.observability.prometheus import Prometheus
from foothold_devstack import roster
from foothold_devstack.demo.local import place_of
from foothold_devstack.demo.play import play
from foothold_devstack.demo.progress import Progress
from foothold_devstack.interruption import interrupt_on_signals
from foothold_devstack.platform import Platform
from foothold_devstack.ports import hold_port
from foothold_devstack.process import ManagedProcess, StackError
from foothold_devstack.stack import Stack
from foothold_devstack.traces import TraceSink

SCRAPE_SECONDS = 5
READY_SECONDS = 30
MARGIN_MINUTES = 0.5
"""Before the first play, so that a picture also shows the idle platform."""

GAUGES_SECONDS = 20
"""After the last play, so that the measures of every 15 s run once more and are scraped."""


def say(message: str) -> None:
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


def scraped(platform: Platform) -> dict[str, Any]:
    """Return a Prometheus configuration with the labels that rules and dashboards rely on."""
    return {
        "global": {"scrape_interval": f"{SCRAPE_SECONDS}s", "evaluation_interval": f"{SCRAPE_SECONDS}s"},
        "rule_files": [str(HERE / "rules" / "*.yml")],
        "scrape_configs": [
            {
                "job_name": "foothold",
                "static_configs": [
                    {
                        "targets": [platform.url(name).removeprefix("http://")],
                        "labels": {"service": name, "role": "all"},
                    }
                    for name in roster.names()
                ],
            }
        ],
    }


def prometheus_of(platform: Platform, port: int) -> ManagedProcess:
    """Return a Prometheus that watches this platform.

    Raises:
        StackError: there is none on PATH.
    """
    path = shutil.which("prometheus")
    if path is None:
        raise StackError("prometheus is not on PATH: `apt-get install prometheus`, or a release of it.")
    folder = platform.stack.folder / "prometheus"
    folder.mkdir()
    (folder / "prometheus.yml").write_text(yaml.safe_dump(scraped(platform)))
    return ManagedProcess(
        "prometheus",
        [
            path,
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
        ],
        log=folder / "prometheus.log",
    )


async def live(out: Path, plays: int) -> int:
    """Return an exit code: 0 if each play passed and every panel had data, except those that show failures only."""
    with TraceSink() as sink:
        os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.endpoint
        sound, empty = await _watched(out, plays)
    for board, titles in empty.items():
        say(f"{out / board}.png" + "".join(f"\n  no data: {title}" for title in titles))
    _draw_engagement(sink, out / "trace.png")
    return 0 if sound and not _missing(empty) else 1


def _missing(empty: dict[str, list[str]]) -> list[str]:
    return [
        panel.title
        for board in BOARDS
        for panel in board.panels
        if panel.title in empty[board.name] and not panel.of_failures
    ]


async def _watched(out: Path, plays: int) -> tuple[bool, dict[str, list[str]]]:
    """Play under a Prometheus and draw; return whether all passed, and the panels without data."""
    port = hold_port()
    url = f"http://127.0.0.1:{port}"
    async with Stack(say=say) as stack, Platform(stack, say=say) as platform:
        process = prometheus_of(platform, port)
        process.start()
        try:
            await process.until(lambda: _answers(url), seconds=READY_SECONDS)
            started = time.time()
            await asyncio.sleep(60 * MARGIN_MINUTES)
            sound = await _played(platform, plays)
            await asyncio.sleep(GAUGES_SECONDS)
            minutes = (time.time() - started) / 60
            empty = await asyncio.to_thread(draw_all, Prometheus(url), out, minutes=minutes)
        finally:
            await process.stop(seconds=READY_SECONDS)
    return sound, empty


def _draw_engagement(sink: TraceSink, path: Path) -> None:
    """Draw the shortest of the engagements that went all the way: it waited least for people and deadlines."""
    whole = [
        spans
        for spans in trace.gathered(sink.spans).values()
        if {trace.SELECTION, trace.CLOSED} <= {span.name for span in spans}
    ]
    if not whole:
        say("No engagement's trace goes from its selection to its end.")
        return
    spans = min(whole, key=lambda each: max(span.end for span in each))
    save(trace.draw(spans, trace.title_of(spans)), path)
    say(f"{path}: {trace.title_of(spans)}; {len(trace.unconnected(spans))} without a parent in it")


async def _played(platform: Platform, plays: int) -> bool:
    place = place_of(platform)
    reports = []
    for number in range(1, plays + 1):
        report = await play(place, Progress(Console(stderr=True)))
        say(f"play {number} of {plays}: {'sound' if report.sound else 'NOT SOUND'}")
        reports.append(report.sound)
    return all(reports)


async def _answers(url: str) -> bool:
    async with httpx2.AsyncClient(timeout=SCRAPE_SECONDS) as client:
        try:
            return (await client.get(f"{url}/-/ready")).status_code == httpx2.codes.OK
        except httpx2.TransportError:
            return False


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    parser.add_argument("--plays", type=int, default=2)
    chosen = parser.parse_args()
    mpl.use("agg")
    interrupt_on_signals()
    try:
        sys.exit(asyncio.run(live(chosen.out, chosen.plays)))
    except StackError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
