"""The report of the market, for people and for programs."""

from collections import Counter
from typing import Any

from pydantic import BaseModel, Field
from rich.console import Console, Group
from rich.table import Table

from foothold_devstack.demo.client import Answers, Json
from foothold_devstack.demo.doors import LogIn
from foothold_events.iso import DECIMALS


class Report(BaseModel):
    """The fields for programs; amounts are minor units, times seconds."""

    engagements: int
    completed: int
    events: int
    duplicates: int
    sequence_gaps: int
    ledger_imbalance: int
    parked: int
    seconds: float
    kafka: str
    mongo: str

    out_of_order: int
    undecodable: int
    states: dict[str, int]
    declined_then_paid: int
    ended_by_silence: int
    selection_to_paid_seconds: dict[str, float]
    market: dict[str, int]
    money: dict[str, dict[str, int]]
    answers: Answers
    ledger: Json = Field(repr=False)
    timeline: list[Json] = Field(repr=False)
    problems: list[str]
    log_ins: list[LogIn] = Field(default=[], repr=False, exclude=True)
    """One for each role. The report as JSON has no password: it is printed into logs."""

    @property
    def sound(self) -> bool:
        return not self.problems


def problems_of(report: dict[str, Any], failures: list[str], *, silent: int) -> list[str]:
    """Return every problem; an empty list means that there is none.

    `silent` is the number of reviews that stay unanswered on purpose.
    """
    checks = (
        (report["completed"] == report["engagements"], "engagements that should have closed did not"),
        (report["engagements"] > 0, "there was no engagement"),
        (report["sequence_gaps"] == 0, "the stream has gaps"),
        (report["out_of_order"] == 0, "the stream has first deliveries out of order"),
        (report["undecodable"] == 0, "the stream has records that cannot be read"),
        (report["ledger"]["balanced"], f"the ledger is not sound: {report['ledger']['differences']}"),
        (report["parked"] == 0, "events are parked"),
        (report["declined_then_paid"] == 1, "the declined charge was not paid"),
        (report["ended_by_silence"] == silent, "the review that nobody answered did not end"),
    )
    return [*failures, *(message for holds, message in checks if not holds)]


def show(report: Report, console: Console) -> None:
    console.print()
    console.print(
        Group(_states(report), _timeline(report), _money(report), _stream(report), _requests(report))
    )
    for problem in report.problems:
        console.print(f"[bold red]✗[/] {problem}", highlight=False)
    if report.sound:
        console.print(
            f"[bold green]✓[/] {report.completed} of {report.engagements} engagements paid and closed in "
            f"{report.seconds:.1f} s, nothing lost, the ledger holds.",
            highlight=False,
            soft_wrap=True,
        )
    console.print(f"[dim]on {report.kafka}; {report.mongo}[/]", highlight=False, soft_wrap=True)


def _states(report: Report) -> Table:
    table = Table(title="Engagements by state", title_justify="left", show_header=False)
    for state, count in sorted(report.states.items()):
        table.add_row(state, str(count), "█" * count)
    table.add_row("[dim]declined, then paid[/]", str(report.declined_then_paid), "")
    table.add_row("[dim]review ended by silence[/]", str(report.ended_by_silence), "")
    for share, seconds in report.selection_to_paid_seconds.items():
        table.add_row(f"[dim]selected to paid, {share}[/]", f"{seconds:.2f} s", "")
    return table


def _timeline(report: Report) -> Table:
    table = Table(title="One engagement, event by event", title_justify="left")
    for name in ("time (UTC)", "service", "event", "latency"):
        table.add_column(name, justify="right" if name == "latency" else "left")
    for item in report.timeline:
        aggregate, event = item["type"].split(".")[2:4]
        latency = item["latency_ms"]
        shown = "ahead of time" if latency is None else f"{latency:.0f} ms"
        table.add_row(item["time"][11:23], item["service"], f"{aggregate} {event}", shown)
    return table


def _amount(minor_units: int, currency: str) -> str:
    decimals = DECIMALS[currency]
    return f"{minor_units / 10**decimals:,.{decimals}f}"


def _money(report: Report) -> Table:
    table = Table(title="Money", title_justify="left")
    names = list(report.money)
    for name in ("", *names):
        table.add_column(name, justify="right")
    for currency in sorted({currency for amounts in report.money.values() for currency in amounts}):
        table.add_row(
            currency, *(f"{_amount(report.money[name].get(currency, 0), currency)}" for name in names)
        )
    audited = "sound" if report.ledger["balanced"] else "NOT SOUND"
    table.caption = (
        f"audit: {audited}; {report.ledger['entries']} entries in {report.ledger['escrows']} escrows, "
        f"imbalance {report.ledger_imbalance}"
    )
    return table


def _stream(report: Report) -> Table:
    table = Table(title="Event stream", title_justify="left", show_header=False)
    counts = Counter(
        {
            "events": report.events,
            "duplicates": report.duplicates,
            "sequence gaps": report.sequence_gaps,
            "out of order": report.out_of_order,
            "parked subjects": report.parked,
        }
    )
    for name, count in counts.items():
        table.add_row(name, str(count))
    return table


def _requests(report: Report) -> Table:
    """Return a line of statuses, with those marked that came with `Retry-After` and so only cost time."""
    table = Table(title="HTTP, each try for itself", title_justify="left", show_header=False)
    for status, count in sorted(report.answers.by_status.items()):
        again = report.answers.retryable[status]
        table.add_row(str(status), str(count), f"{again} to be tried again" if again else "")
    for error, count in sorted(report.answers.missing.items()):
        table.add_row("no answer", str(count), error)
    return table
