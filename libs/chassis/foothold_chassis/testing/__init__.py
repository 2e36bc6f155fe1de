"""What tests of services stand on. Nothing that runs in production imports it."""
