"""`foothold`: the stack, the platform and the demo on one machine."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Annotated, Any

import typer
from rich.console import Console

from foothold_devstack import roster
from foothold_devstack.demo.doors import show_doors
from foothold_devstack.demo.local import place_of
from foothold_devstack.demo.play import Place, play
from foothold_devstack.demo.progress import Progress
from foothold_devstack.demo.report import Report, show
from foothold_devstack.interruption import interrupt_on_signals
from foothold_devstack.platform import Platform
from foothold_devstack.process import STOP_SECONDS, StackError
from foothold_devstack.stack import Stack

app = typer.Typer(no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)
console = Console(stderr=True)

WEB = "WEB"
KAFKA_BOOTSTRAP = "FOOTHOLD_KAFKA_BOOTSTRAP"
OPERATOR_EMAIL = "OPERATOR_EMAIL"
OPERATOR_PASSWORD = "OPERATOR_PASSWORD"  # noqa: S105 - a name, no password

OWN_END_SECONDS = 2.0
"""How long a command may take to end by itself before it is asked to."""


def say(message: str) -> None:
    console.print(f"[dim]·[/dim] {message}", highlight=False)


def run(main: Coroutine[Any, Any, int]) -> None:
    """Run until done, Ctrl-C or SIGTERM, and stop everything that was started."""
    interrupt_on_signals()
    try:
        code = asyncio.run(main)
    except StackError as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        say("stopped")
        raise typer.Exit(130) from None
    raise typer.Exit(code)


@app.command()
def stack() -> None:
    """Start Kafka and MongoDB only, print how to reach them, and stay until Ctrl-C."""

    async def main() -> int:
        async with Stack(say=say) as started:
            for name, value in started.env.items():
                typer.echo(f"export {name}='{value}'")
            say("running; Ctrl-C stops it")
            await asyncio.Event().wait()
        return 0

    run(main())


@app.command(name="exec", context_settings={"ignore_unknown_options": True})
def exec_(
    command: Annotated[list[str], typer.Argument(help="the command and its arguments, after --")],
) -> None:
    """Run a command with Kafka and MongoDB, whose addresses are in its environment; return its exit code."""

    async def main() -> int:
        async with Stack(say=say) as started:
            say(f"Kafka: {started.kafka_description}")
            say(f"MongoDB: {started.mongo_description}")
            process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **started.env})
            try:
                return await process.wait()
            finally:
                await _end(process)

    run(main())


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a command that is still running. One that Ctrl-C reaches too may end by itself first."""
    for seconds, insist in ((OWN_END_SECONDS, process.terminate), (STOP_SECONDS, process.kill)):
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError:
            insist()
        else:
            return
    await process.wait()


@app.command()
def up() -> None:
    """Start the stack and all services, print the addresses, and stay until Ctrl-C."""

    async def main() -> int:
        async with running_platform() as place:
            typer.echo(f"export GATEWAY={place.gateway}")
            typer.echo(f"export {WEB}={place.web}")
            typer.echo(f"export {OPERATOR_EMAIL}={place.operator_email}")
            typer.echo(f"export {OPERATOR_PASSWORD}={place.operator_password}")
            typer.echo(f"export {KAFKA_BOOTSTRAP}={place.kafka_bootstrap}")
            say(f"running; the API is described at {place.gateway}/docs; Ctrl-C stops it")
            say(f"open {place.web}: sign up there, or log in as the operator above")
            say("with these lines in another terminal: .venv/bin/foothold demo --gateway $GATEWAY")
            await asyncio.Event().wait()
        return 0

    run(main())


@app.command()
def demo(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="the report as one JSON object on the last line")
    ] = False,
    gateway: Annotated[
        str, typer.Option(help="play against a running platform instead of starting one")
    ] = "",
    keep: Annotated[
        bool | None,
        typer.Option(
            help="leave the played market there until Ctrl-C; so it is on a terminal", show_default=False
        ),
    ] = None,
) -> None:
    """Play a small market end to end. Exit with 0 only if every contract closed that should, the ledger is sound,
    and the stream has no gap. It ends with the address of the web app and a log-in for each role."""
    stays = (sys.stdin.isatty() and sys.stdout.isatty() and not as_json) if keep is None else keep

    async def main() -> int:
        async with running_platform() if not gateway else given_platform(gateway) as place:
            report = await play(place, Progress(console))
            _tell(report, place, as_json=as_json)
            if stays and not gateway:
                say("running, with all that was played; Ctrl-C stops it")
                await asyncio.Event().wait()
            elif not gateway and not as_json:
                say("this market ends now; to look at one: .venv/bin/foothold demo --keep")
        return 0 if report.sound else 1

    run(main())


def _tell(report: Report, place: Place, *, as_json: bool) -> None:
    if as_json:
        typer.echo(report.model_dump_json())
        return
    show(report, Console())
    if place.web:
        show_doors(place.web, report.log_ins, Console())


@asynccontextmanager
async def running_platform() -> AsyncIterator[Place]:
    """Start the platform, with an operator whose password is made for this run."""
    async with Stack(say=say) as stack:
        say(f"Kafka: {stack.kafka_description}")
        say(f"MongoDB: {stack.mongo_description}")
        async with Platform(stack, say=say) as platform:
            yield place_of(platform)


@asynccontextmanager
async def given_platform(gateway: str) -> AsyncIterator[Place]:
    """Use a running platform; its stream and an operator are named by the environment.

    Raises:
        StackError: a variable is missing.
    """
    needed = {name: os.environ.get(name, "") for name in (KAFKA_BOOTSTRAP, OPERATOR_EMAIL, OPERATOR_PASSWORD)}
    if missing := [name for name, value in needed.items() if not value]:
        raise StackError(f"Set {' and '.join(missing)} to play on {gateway}; `foothold up` prints them.")
    yield Place(
        gateway=gateway,
        kafka_bootstrap=needed[KAFKA_BOOTSTRAP],
        operator_email=needed[OPERATOR_EMAIL],
        operator_password=needed[OPERATOR_PASSWORD],
        kafka=f"Kafka at {needed[KAFKA_BOOTSTRAP]}",
        mongo=f"MongoDB of the platform at {gateway}",
        services=roster.with_operator_calls(),
        web=os.environ.get(WEB, ""),
    )


if __name__ == "__main__":
    app()
