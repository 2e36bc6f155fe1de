"""Exit with 0 if the service of this container is ready. It uses a bare socket, since it runs every few seconds."""

import os
import socket
import sys

TIMEOUT_SECONDS = 2

with socket.create_connection(
    ("127.0.0.1", int(os.environ["FOOTHOLD_INTERNAL_PORT"])), timeout=TIMEOUT_SECONDS
) as connection:
    connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    answer = connection.recv(64)
sys.exit(answer.split()[1:2] != [b"200"])
