"""How a program of the devstack is ended from outside."""

import signal


def interrupt_on_signals() -> None:
    """Raise KeyboardInterrupt on Ctrl-C (SIGINT) and on SIGTERM, so that every `async with` closes.

    A shell makes the programs ignore SIGINT that a script starts in the background. Python leaves it so, unless a
    handler is set.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
