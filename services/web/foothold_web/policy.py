"""The web app's bounds, overridable by FOOTHOLD_WEB_… in the environment."""

from datetime import timedelta

from pydantic_settings import SettingsConfigDict

from foothold_events.settings import Settings


class WebPolicy(Settings):
    model_config = SettingsConfigDict(env_prefix="FOOTHOLD_WEB_")

    idle: timedelta = timedelta(days=14)
    """How long a log-in lasts without a visit."""

    idle_of_operators: timedelta = timedelta(minutes=30)
    """Operators move money and verify companies; GOV.UK Notify ends idle sessions of its staff after 30 minutes too."""

    touched_every: timedelta = timedelta(minutes=5)
    """A visit moves the end of a session at most this often, so that reading a page seldom writes."""

    refreshed_before: timedelta = timedelta(seconds=30)
    """An access token is replaced this long before it runs out, so that no call of a page meets its end."""

    draft_kept: timedelta = timedelta(days=30)
    """How long a form that was begun is kept after its last change."""

    connect_seconds: float = 1.0
    answer_seconds: float = 12.0
    """The gateway answers within 10 s, with a 503 at the latest; this is a little more."""

    connections: int = 200
    idle_seconds: float = 2.0
    """How long an idle connection to the gateway is kept: shorter than a stopping gateway goes on answering."""

    changes_kept: timedelta = timedelta(minutes=10)
    """How long it is known that something has changed: a page that comes back later is told to look in any case."""

    changes_most: int = 200_000
    heartbeat_seconds: float = 15.0
    """A stream says something this often, so that neither side takes the other for gone."""

    stream_lasts: timedelta = timedelta(minutes=25)
    """The end of a stream; the page begins another one. Proxies cut what goes on for longer."""

    streams_of_session: int = 5
    """For each replica."""

    between_pings_seconds: float = 0.5
    """What changes in this time after a ping is one ping more."""

    clocks_differ: timedelta = timedelta(seconds=2)
    """How far the clocks of two replicas may be apart: the page comes from one and may wait at another."""

    form_fields: int = 500
    """The most fields of one form: a project with all its milestones and skills has some 100."""
