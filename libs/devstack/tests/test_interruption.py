"""Ctrl-C and SIGTERM end what `foothold` runs, whichever program started it."""

import signal
import subprocess
import sys

import psutil
import pytest

SECONDS = 20
INTERRUPTED = 130

PROGRAM = """\
import asyncio
from foothold_devstack.cli import app, run

async def main():
    try:
        print("running", flush=True)
        await asyncio.Event().wait()
    finally:
        print("closed", flush=True)

@app.command()
def wait():
    run(main())

app(["wait"])
"""
IN_THE_BACKGROUND = '"$0" -c "$1" & echo $!; wait $!; echo $?'
"""As a script starts a program: the shell makes it ignore SIGINT."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
def test_a_signal_ends_a_program_that_a_script_started_in_the_background(number: signal.Signals) -> None:
    script = subprocess.Popen(
        ["/bin/sh", "-c", IN_THE_BACKGROUND, sys.executable, PROGRAM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    program = psutil.Process(int(script.stdout.readline()))
    try:
        assert script.stdout.readline() == "running\n"

        program.send_signal(number)
        output, _ = script.communicate(timeout=SECONDS)
    finally:
        if program.is_running():
            program.kill()

    assert output.split() == ["closed", str(INTERRUPTED)]
