"""The life of a process: its background tasks and its shutdown."""
