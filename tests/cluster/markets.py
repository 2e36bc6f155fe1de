"""Steps 4 to 6: the demo's market through the gateway, left alone, under rolls, and under kills."""

import time
from collections import Counter

from foothold_devstack import roster
from tests.cluster import bounds
from tests.cluster.kubectl import Json
from tests.cluster.player import Output, Player, send_client
from tests.cluster.trial import Trial


def played(trial: Trial) -> bool:
    """Play one market, undisturbed, and return whether it passed."""
    trial.table.begin("The demo's market through the gateway")
    with trial.table.claim("a market is played to its end, and all of it is sound") as row:
        send_client(trial)
        reports = one_market(trial, "market", TIME_PASSES="1")
        row.figure = summary(reports)
        assert_sound(reports)
    return all(row.outcome == "proven" for row in trial.table.sections[-1].rows)


def one_market(trial: Trial, name: str, **env: str) -> list[Json]:
    """Play one market to its end, and return its report."""
    with Player(trial, name, **env) as player:
        player.await_word()
        player.enough()
        return player.finish(bounds.MARKET).reports


def rolled(trial: Trial) -> None:
    """Start every pod of every Deployment anew, service by service, with markets going on all the while."""
    trial.table.begin("Every Deployment is rolled in the middle of markets")
    with trial.table.claim("nothing is lost, nothing is parked, the stream has no gap") as row:
        with Player(trial, "rolled") as player:
            for service in roster.names():
                output = player.await_the_middle()
                _roll(trial, service, output)
            player.enough()
            reports = player.finish(bounds.MARKET).reports
        row.figure = summary(reports)
        assert_sound(reports)
    with trial.table.claim("no request goes unanswered beyond a 503 that says when to try again") as row:
        answers = merged(reports)
        row.figure = shown(answers)
        assert not answers["missing"], "some requests had no answer at all"
        final = Counter(answers["by_status"]) - Counter(answers["retryable"])
        assert not [status for status in final if int(status) >= 500], f"final answers {dict(final)}"


def _roll(trial: Trial, service: str, output: Output) -> None:
    names = [f"deployment/{service}-api", f"deployment/{service}-worker"]
    with trial.table.claim(f"{service} is rolled: api and worker") as row:
        trial.cluster.do("rollout", "restart", *names)
        for name in names:
            trial.cluster.do(
                *("rollout", "status", name, f"--timeout={bounds.ROLLOUT:.0f}s"), seconds=bounds.ROLLOUT + 10
            )
        row.figure = f"{output.open_engagements} engagements open when it began"


def killed(trial: Trial) -> None:
    """Kill a pod of each worker and one of the gateway, at once, each in the middle of a market."""
    trial.table.begin("Pods are killed in the middle of markets")
    with trial.table.claim("everything ends sound all the same") as row:
        with Player(trial, "killed") as player:
            for name in (*(f"{service}-worker" for service in roster.names()), "gateway-api"):
                output = player.await_the_middle()
                _kill(trial, name, output)
            player.enough()
            reports = player.finish(bounds.MARKET).reports
        row.figure = summary(reports)
        assert_sound(reports)
        row.figure += f"; {shown(merged(reports))}"


def _kill(trial: Trial, deployment: str, output: Output) -> None:
    with trial.table.claim(f"{deployment} is killed and comes back") as row:
        service, _, component = deployment.rpartition("-")
        selector = f"app.kubernetes.io/name={service},app.kubernetes.io/component={component}"
        victim = trial.cluster.items("pods", f"--selector={selector}")[0]["metadata"]["name"]
        started = time.monotonic()
        trial.cluster.do("delete", "pod", victim, "--force", "--grace-period=0")
        trial.cluster.do(
            *("rollout", "status", f"deployment/{deployment}", f"--timeout={bounds.ROLLOUT:.0f}s"),
            seconds=bounds.ROLLOUT + 10,
        )
        row.figure = f"ready again after {time.monotonic() - started:.0f} s; {output.open_engagements} engagements open"


def assert_sound(reports: list[Json]) -> None:
    """The last report has the whole stream of all markets before it; the others have their own problems."""
    assert reports, "no market came to its end"
    problems = [problem for report in reports for problem in report["problems"]]
    assert not problems, "; ".join(problems)


def summary(reports: list[Json]) -> str:
    if not reports:
        return "no market ended"
    last = reports[-1]
    return (
        f"{len(reports)} market{'s' * (len(reports) > 1)}, "
        f"{sum(r['completed'] for r in reports)} of {sum(r['engagements'] for r in reports)} engagements closed in "
        f"{sum(r['seconds'] for r in reports):.0f} s; {last['events']} events, {last['duplicates']} duplicates, "
        f"{last['sequence_gaps']} gaps, {last['parked']} parked, ledger imbalance {last['ledger_imbalance']}"
    )


def merged(reports: list[Json]) -> dict[str, dict[str, int]]:
    """Add up how the requests of all these markets ended."""
    parts = ("by_status", "retryable", "missing")
    return {part: dict(sum((Counter(r["answers"][part]) for r in reports), Counter())) for part in parts}


def shown(answers: dict[str, dict[str, int]]) -> str:
    again, none = answers["retryable"], answers["missing"]
    statuses = (
        f"{count} x {status}" + (f" ({again[status]} to be tried again)" if again.get(status) else "")
        for status, count in sorted(answers["by_status"].items())
    )
    unanswered = ", ".join(f"{count} x {error}" for error, count in none.items()) or "0"
    total = sum(answers["by_status"].values()) + sum(none.values())
    return f"{total} requests: {', '.join(statuses)}; unanswered: {unanswered}"
