"""A small market, played end to end through the gateway's public HTTP API."""
