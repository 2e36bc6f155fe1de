"""The life of a process: what runs in the background, and how it ends."""
