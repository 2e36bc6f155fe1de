"""Runs in a pod beside the platform, on the gateway's image, sent there as a zip: reaches Services by their names."""
