"""A port that is chosen belongs to its process, before, between and after the runs of the server on it."""

import socket
import subprocess
import sys

from foothold_devstack.ports import hold_port

PROGRAMS = 4
PORTS_EACH = 500
CHOOSES = """\
import sys
from foothold_devstack.ports import hold_port
print(*(hold_port() for _ in range(int(sys.argv[1]))), flush=True)
sys.stdin.read()
"""


def test_programs_that_choose_at_the_same_moment_never_choose_the_same_port() -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", CHOOSES, str(PORTS_EACH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROGRAMS)
    ]
    chosen = [port for program in programs for port in program.stdout.readline().split()]
    for program in programs:
        program.communicate("")

    assert len(chosen) == PROGRAMS * PORTS_EACH
    assert len(set(chosen)) == len(chosen)


def test_a_server_listens_at_a_held_port_as_often_as_it_is_started() -> None:
    port = hold_port()

    for _ in range(2):
        with (
            socket.create_server(("127.0.0.1", port)) as server,
            socket.create_connection(("127.0.0.1", port)) as caller,
        ):
            taken, _ = server.accept()
            with taken:
                caller.sendall(b"here")
                assert taken.recv(4) == b"here"


def test_nobody_answers_at_a_held_port_while_its_server_is_down() -> None:
    with socket.socket() as caller:
        assert caller.connect_ex(("127.0.0.1", hold_port())) != 0
