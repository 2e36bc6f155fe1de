"""The test kit of services. Nothing that runs in production imports it."""
