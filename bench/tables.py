"""The tables of docs/performance.md, as lines of Markdown."""

from collections.abc import Callable, Iterable
from typing import Any

Figures = dict[str, Any]

DRIVERS = ("motor", "pymongo")


def row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def head(*cells: str) -> list[str]:
    return [row(*cells), "|" + "---|" * len(cells)]


def ratio(found: Figures) -> str:
    return f"{_short(found['median'])} ({_short(found['least'])} to {_short(found['most'])})"


def rate(found: Figures) -> str:
    return f"{found['median']:,.0f}" if found["median"] >= 20 else f"{found['median']:.1f}"


def _short(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")


def conditions(found: Figures) -> Iterable[str]:
    yield from head("what", "measured", "of commit", "on", "load before", "took")
    for name, figures in found.items():
        measured = figures["measured"]
        yield row(
            name,
            measured["at"].replace("T", " ").removesuffix("+00:00"),
            measured.get("commit", ""),
            f"{measured['cores']} cores, {measured['processor']}",
            measured["load_before"],
            f"{figures['seconds']} s",
        )


def store(found: Figures) -> Iterable[str]:
    yield from head("driver", "documents", "of a bare load and update", "a second, whole / bare")
    for name, figures in _runs(found["store"]):
        driver, documents = name.split("_")
        what = {"hot": "written again soon", "cold": "not touched for long"}[documents]
        yield row(driver, what, ratio(figures["ratio"]), _both(figures))


def consumer(found: Figures) -> Iterable[str]:
    yield from head("driver", "of a bare aiokafka loop", "records a second, whole / bare")
    for driver, figures in _runs(found["consumer"]):
        yield row(driver, ratio(figures["ratio"]), _both(figures))


def publish(found: Figures) -> Iterable[str]:
    yield from head("from", "to", "load", "p50", "p99")
    ways = {
        "due_to_commit_ms": ("when `change` was due", "commit (majority, journaled)"),
        "commit_to_acknowledgement_ms": ("commit", "Kafka's acknowledgement"),
    }
    for name, figures in _runs(found["publish"]):
        load = name.split("_")[1]
        for what, (begin, end) in ways.items():
            yield row(begin, end, f"{load}/s", _ms(figures[what], "p50"), _ms(figures[what], "p99"))


def road(found: Figures) -> Iterable[str]:
    runs = dict(_runs(found["road"]))
    closed = {driver: figures["closed_loop"] for driver, figures in runs.items()}
    opened = {driver: figures["open_loop"] for driver, figures in runs.items()}
    yield from head("", *runs)
    yield row(
        "engagements a second, closed loop of 16",
        *(rate(c["engagements_per_second"]) for c in closed.values()),
    )
    yield row(
        "bare pairs a second, in turns with it", *(rate(c["bare_pairs_per_second"]) for c in closed.values())
    )
    yield row("commits an engagement, counted", *(c["commits_each"] for c in closed.values()))
    yield row("**share of what bare pairs allow**", *(ratio(c["share_of_bare"]) for c in closed.values()))
    yield row(
        "the same in CPU: bare pairs' over the road's",
        *(_short(c["cpu_share_of_bare"]) for c in closed.values()),
    )
    yield row("of these, commits of aggregates", *(c["aggregate_commits_each"] for c in closed.values()))
    yield row(
        "share, counting only these", *(ratio(c["share_of_bare_aggregates_only"]) for c in closed.values())
    )
    yield row(
        "MongoDB's commands an engagement", *(round(sum(c["commands"].values()), 1) for c in closed.values())
    )
    yield row("CPU an engagement", *(f"{c['cpu_ms_each_in_all']:.0f} ms" for c in closed.values()))
    yield row("selection to paid, closed loop, p50 / p95", *(_p(c) for c in closed.values()))
    paces = (f"{_p(o)} at {o['engagements_per_second']}/s" for o in opened.values())
    yield row("selection to paid, open loop, p50 / p95", *paces)


def road_cpu(found: Figures) -> Iterable[str]:
    runs = dict(_runs(found["road"]))
    yield from head("ms of CPU an engagement", *runs)
    first = next(iter(runs.values()))["closed_loop"]["cpu_ms_each"]
    for name in first:
        yield row(name, *(figures["closed_loop"]["cpu_ms_each"][name] for figures in runs.values()))


def growth(found: Figures) -> Iterable[str]:
    yield from head("what", "worker", "1 replica", "3 replicas", "3 of 1", "cores busy with it, with 1 and 3")
    for what, unit in (("backlog", "events/s"), ("road", "engagements/s")):
        figures = found["growth"][what]
        one, three = figures["per_second_by_1"], figures["per_second_by_3"]
        yield row(
            what,
            figures["worker"],
            f"{rate(one)} {unit}",
            f"{rate(three)} {unit}",
            ratio(figures["three_of_one"]),
            _cores(figures),
        )


def _cores(figures: Figures) -> str:
    return " and ".join(f"{figures[f'cores_used_by_{n}']['median']:.1f}" for n in (1, 3))


def gateway(found: Figures) -> Iterable[str]:
    yield from _ways("reads", found["gateway"])


def commands(found: Figures) -> Iterable[str]:
    yield from _ways("commands", found["commands"])


def _ways(what: str, found: Figures) -> Iterable[str]:
    yield from head("way", f"{what} a second, 8 at once", "of direct", "one at a time, p50 / p99", "adds")
    for name, figures in _runs(found):
        alone = figures["one_at_a_time_ms"]
        yield row(
            name,
            rate(figures["per_second"]),
            ratio(figures["of_direct"]),
            f"{alone['p50']} / {alone['p99']} ms",
            f"{figures['adds_ms']} ms",
        )


def telemetry(found: Figures) -> Iterable[str]:
    names = {"off": "off", "ten_percent": "one trace in ten", "always": "all"}
    yield from head(
        "traces", "consumer, CPU a record", "of off", "whole platform, CPU an engagement", "of off"
    )
    for name, text in names.items():
        path, whole = found["telemetry"]["consumer"][name], found["telemetry"]["road"][name]
        yield row(
            text,
            f"{path['cpu_us_a_record']['median']:.0f} µs",
            ratio(path["cpu_of_off"]),
            f"{whole['cpu_ms_each']['median']:.0f} ms",
            ratio(whole["of_off"]),
        )
    scrape = found["telemetry"]["road"]["scrape"]
    yield ""
    yield (
        f"A scrape of `/metrics` takes {scrape['ms']['median']:.1f} ms ({scrape['ms']['least']:.1f} to "
        f"{scrape['ms']['most']:.1f}) and {scrape['bytes_largest'] / 1000:,.0f} kB at most."
    )


def profile(found: Figures) -> Iterable[str]:
    runs = {name: figures["percent"] for name, figures in _runs(found["profile"])}
    yield from head("% of Python time", *runs)
    parts = sorted(
        {part for run in runs.values() for part in run},
        key=lambda p: -max(r.get(p, 0) for r in runs.values()),
    )
    for part in parts:
        yield row(part, *(run.get(part, "") for run in runs.values()))


def startup(found: Figures) -> Iterable[str]:
    figures = found["startup"]
    yield from head("service", "first start", "every other")
    for name, seconds in figures["cold_s"].items():
        yield row(name, f"{seconds:.1f} s", f"{figures['again_s'][name]['median']:.1f} s")
    yield row("contracts as api, Kafka away", "", f"{figures['contracts_api_with_kafka_away_s']:.1f} s")


def outage(found: Figures) -> Iterable[str]:
    yield from head("after a broker's start", "seconds")
    figures = found["outage"]
    yield row("it answers", _seconds(figures["broker_answers_after_s"]))
    yield row("a service's producer has an acknowledgement", _seconds(figures["acknowledged_after_s"]))


def idle(found: Figures) -> Iterable[str]:
    runs = dict(_runs(found["idle"]))
    yield from head("% of a core, idle", *runs)
    yield row(
        "**all services together**",
        *(f"**{figures['percent_of_a_core_of_services']}**" for figures in runs.values()),
    )
    first = next(iter(runs.values()))
    for name in first["percent_of_a_core"]:
        yield row(name, *(figures["percent_of_a_core"][name] for figures in runs.values()))


def drivers(found: Figures) -> Iterable[str]:
    """Return the table of Motor and PyMongo side by side, for the ADR."""
    yield from head("", "Motor", "PyMongo")
    stores, consumers, roads = found["store"], found["consumer"], found["road"]
    for documents, text in (("hot", "written again soon"), ("cold", "not touched for long")):
        runs = [stores[f"{driver}_{documents}"] for driver in DRIVERS]
        yield row(
            f"`Store.change` a second, documents {text} (of bare)",
            *(f"{rate(run['whole_per_second'])} ({_short(run['ratio']['median'])})" for run in runs),
        )
    runs = [consumers[driver] for driver in DRIVERS]
    yield row(
        "consumer, records a second (of bare)",
        *(f"{rate(run['whole_per_second'])} ({_short(run['ratio']['median'])})" for run in runs),
    )
    closed = [roads[driver]["closed_loop"] for driver in DRIVERS]
    yield row("road, engagements a second", *(rate(run["engagements_per_second"]) for run in closed))
    yield row("road, CPU an engagement", *(f"{run['cpu_ms_each_in_all']:.0f} ms" for run in closed))


def _runs(figures: Figures) -> Iterable[tuple[str, Figures]]:
    about = {"measured", "seconds", "left_out"}
    return ((name, found) for name, found in figures.items() if name not in about)


def _both(figures: Figures) -> str:
    return f"{rate(figures['whole_per_second'])} / {rate(figures['bare_per_second'])}"


def _seconds(runs: Figures) -> str:
    return f"{runs['median']:.1f} ({runs['least']:.1f} to {runs['most']:.1f})"


def _ms(found: Figures, which: str) -> str:
    runs = found[which]
    return f"{runs['median']:.1f} ms ({runs['least']:.1f} to {runs['most']:.1f})"


def _p(figures: Figures) -> str:
    found = figures["selection_to_paid_ms"]
    return f"{found['p50'] / 1000:.1f} / {found['p95'] / 1000:.1f} s"


TABLES: dict[str, Callable[[Figures], Iterable[str]]] = {
    "conditions": conditions,
    "store": store,
    "publish": publish,
    "consumer": consumer,
    "road": road,
    "road-cpu": road_cpu,
    "growth": growth,
    "gateway": gateway,
    "commands": commands,
    "telemetry": telemetry,
    "profile": profile,
    "startup": startup,
    "outage": outage,
    "idle": idle,
}
