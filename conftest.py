"""For every test of the repository."""

from hypothesis import settings

# speed is measured in bench/ and never asserted: a busy machine must not fail a test
settings.register_profile("foothold", deadline=None)
settings.load_profile("foothold")
