"""Connections of callers: each within bounds of bytes and time, and not too many of them."""

from foothold_chassis.web.connection.bounded import BoundedConnection
from foothold_chassis.web.connection.open import OpenConnections

__all__ = ["BoundedConnection", "OpenConnections"]
