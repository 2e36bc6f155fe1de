"""Try the manifests and the platform on the cluster that KUBECONFIG names, and end with a table of what was proven."""

import json
import secrets
import signal
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from tests.cluster import admission, deployment, markets, scaling
from tests.cluster.kubectl import Cluster, ClusterError
from tests.cluster.manifests import Images
from tests.cluster.table import Outcome, Table
from tests.cluster.trial import Trial

FILE_WIDTH = 160
MANIFESTS = "manifests"
STEPS: dict[str, Callable[[Trial], None]] = {
    "rolled": markets.rolled,
    "killed": markets.killed,
    "scaled": scaling.scaled,
}
"""What is tried on the running platform, in this order, after a first market."""


def main(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="the table as JSON on standard output")] = False,
    keep: Annotated[bool, typer.Option(help="leave the namespace, to look at it")] = False,
    only: Annotated[
        list[str] | None, typer.Option(help=f"not all, but these: {MANIFESTS}, {', '.join(STEPS)}")
    ] = None,
    kept: Annotated[str, typer.Option(help="use the platform in this namespace, left by --keep")] = "",
    image_prefix: Annotated[str, typer.Option(help="where the nodes find the images")] = "foothold",
    image_tag: Annotated[str, typer.Option(help="the images' tag")] = "dev",
) -> None:
    if unknown := set(only or ()) - {MANIFESTS, *STEPS}:
        raise typer.BadParameter(f"there is no step {', '.join(unknown)}", param_hint="--only")
    console = Console(stderr=True)
    if not console.is_terminal:
        console.width = FILE_WIDTH
    table = Table(console)
    cluster = Cluster(kept or f"foothold-trial-{secrets.token_hex(3)}")
    trial = Trial(cluster, table, Images(image_prefix, image_tag))
    # as an exception, so that the namespace is removed on the way out
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        check_cluster(trial)
        if kept:
            on_the_platform(trial, only or list(STEPS), runs=True)
        else:
            with_namespace(trial, only or [MANIFESTS, *STEPS], keep=keep)
    except (ClusterError, KeyboardInterrupt) as error:
        table.broke_off(str(error) or "interrupted")
        raise typer.Exit(1) from None
    finally:
        if table.sections:
            table.show(console)
        if as_json:
            typer.echo(json.dumps(table.as_json()))
    raise typer.Exit(0 if table.sound else 1)


def check_cluster(trial: Trial) -> None:
    """Report which cluster this is.

    Raises:
        ClusterError: none answers; with what to do.
    """
    answer = trial.cluster.ask("version", "--output=json")
    if not answer.ok:
        raise ClusterError(
            f"No cluster answers: {answer.err.strip()}. Set KUBECONFIG to one where you may make namespaces "
            "(kind, minikube, or a real one), and try again."
        )
    version = json.loads(answer.out)["serverVersion"]["gitVersion"]
    trial.nodes = len(trial.cluster.items("nodes"))
    trial.table.say(f"Kubernetes {version}, {trial.nodes} nodes, namespace {trial.cluster.namespace}")


def with_namespace(trial: Trial, wanted: list[str], *, keep: bool) -> None:
    """Try what is wanted, in a namespace that is made for it and removed whatever comes."""
    try:
        deployment.make_namespace(trial)
        if MANIFESTS in wanted:
            admission.accepted(trial)
            admission.refused(trial)
        if not STEPS.keys().isdisjoint(wanted):
            on_the_platform(trial, wanted, runs=deployment.deployed(trial))
    finally:
        if keep:
            name = trial.cluster.namespace
            trial.table.say(f"kept: kubectl --namespace {name} get all; go on with --kept {name}")
        else:
            deployment.remove_namespace(trial)


def on_the_platform(trial: Trial, wanted: list[str], *, runs: bool) -> None:
    """Play a first market; only on a platform that is sound under it the rest tells anything."""
    if not (runs and markets.played(trial)):
        missed = "not tried: the platform does not run as it should"
        trial.table.add("rolls, kills and scaling", Outcome.FAILED, missed)
        return
    for name, step in STEPS.items():
        if name in wanted:
            step(trial)


if __name__ == "__main__":
    typer.run(main)
