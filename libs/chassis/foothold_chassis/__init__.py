"""The library below every service: store, bus, wakes, HTTP, auth, telemetry. It knows no service."""
