"""`foothold`: the stack, the platform and the demo on one machine."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from typing import Annotated, Any

import typer
from rich.console import Console

from foothold_devstack.process import StackError
from foothold_devstack.stack import Stack

app = typer.Typer(no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)
console = Console(stderr=True)


def say(message: str) -> None:
    console.print(f"[dim]·[/dim] {message}", highlight=False)


def run(main: Coroutine[Any, Any, int]) -> None:
    """Run until done, Ctrl-C or SIGTERM; either way everything started is stopped."""
    # as an exception in the main task, so that every `async with` on the way out does its work
    signal.signal(signal.SIGTERM, signal.default_int_handler)
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
    """Run a command with Kafka and MongoDB beside it, told by its environment; give its exit code."""

    async def main() -> int:
        async with Stack(say=say) as started:
            say(f"Kafka: {started.kafka_description}")
            say(f"MongoDB: {started.mongo_description}")
            process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **started.env})
            return await process.wait()

    run(main())


if __name__ == "__main__":
    app()
