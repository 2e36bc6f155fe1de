"""The life of a process: its background loops and its shutdown."""
