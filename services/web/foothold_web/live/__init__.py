"""Live pages: pings without content, after which a page fetches itself anew with the reader's own rights."""

from foothold_web.live.changes import EVENTS, Changes, Stream
from foothold_web.live.pings import Pings, last_seen, over
from foothold_web.live.tickets import Ticket, Tickets

__all__ = ["EVENTS", "Changes", "Pings", "Stream", "Ticket", "Tickets", "last_seen", "over"]
