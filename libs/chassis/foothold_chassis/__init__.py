"""What every service stands on: store, bus, wakes, http, auth, telemetry. It knows no service."""
