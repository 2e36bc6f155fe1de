"""For every test of the repository."""

import structlog
from hypothesis import settings

# speed is measured in bench/ and never asserted: a busy machine must not fail a test
settings.register_profile("foothold", deadline=None)
settings.load_profile("foothold")

# structlog's own way shows every local of every frame, which takes a second of the loop that is being tested
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)
