"""`foothold exec`: the command ends with it, whatever ends it."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

SECONDS = 30
INTERRUPTED = 130

STAYS = "import signal, os; print(os.getpid(), flush=True); signal.pause()"
IN_THE_BACKGROUND = '"$@" & echo $!; wait $!; echo $?'
"""As a script starts a program: the shell makes it ignore SIGINT."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
def test_a_signal_ends_the_command_and_what_runs_it(
    kafka_bootstrap: str, mongo_uri: str, number: signal.Signals
) -> None:
    foothold = [sys.executable, "-m", "foothold_devstack.cli", "exec", "--", sys.executable, "-c", STAYS]
    script = subprocess.Popen(
        ["/bin/sh", "-c", IN_THE_BACKGROUND, "sh", *foothold],
        env={**os.environ, "FOOTHOLD_KAFKA_BOOTSTRAP": kafka_bootstrap, "FOOTHOLD_MONGO_URI": mongo_uri},
        stdout=subprocess.PIPE,
        text=True,
    )
    program, command = (psutil.Process(int(script.stdout.readline())) for _ in range(2))
    try:
        program.send_signal(number)
        output, _ = script.communicate(timeout=SECONDS)
    finally:
        for process in (program, command):
            if process.is_running():
                process.kill()

    assert output.split() == [str(INTERRUPTED)]
    assert not command.is_running()
