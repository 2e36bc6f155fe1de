"""Ports on loopback, held from the moment they are chosen."""

import socket
from typing import Final

_HELD: Final[list[socket.socket]] = []


def hold_port() -> int:
    """Return a port on loopback that nobody else is given for as long as this process lives.

    A bound socket that does not listen holds the port. On Linux a server of ours can listen beside it, since both set
    SO_REUSEADDR, as servers do; the kernel gives the port to no other bind to port 0 and to no outgoing connection.
    So the port also stays ours while its server is down.
    """
    holding = socket.socket()
    holding.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holding.bind(("127.0.0.1", 0))
    _HELD.append(holding)
    return int(holding.getsockname()[1])
