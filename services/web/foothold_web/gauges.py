"""Live pages: how many look, and how often they are told."""

from prometheus_client import Counter, Gauge

STREAMS = Gauge("foothold_web_streams", "Pages that wait for changes at this moment")
PINGS = Counter("foothold_web_pings", "How often a page was told that something has changed")
REFUSED = Counter(
    "foothold_web_streams_refused",
    "Pages that may not wait: of another session, or one more than a session may have",
    ["reason"],
)
