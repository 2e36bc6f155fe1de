"""The numbers of identity. Each can be set by the environment, e.g. `FOOTHOLD_IDENTITY_LOGINS_PER_ADDRESS=900`."""

from datetime import timedelta

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from foothold_chassis.web.tokens import OPERATOR_TOKEN_LIFE, TOKEN_LIFE
from foothold_events.settings import Settings


class IdentityPolicy(Settings):
    """Durations are ISO 8601 or seconds when set by the environment."""

    model_config = SettingsConfigDict(
        env_prefix="FOOTHOLD_IDENTITY_", env_nested_delimiter="__", extra="ignore"
    )

    argon2_time_cost: int = 2  # [OWASP Password Storage Cheat Sheet: argon2id, m=19 MiB, t=2, p=1]
    argon2_memory_kib: int = 19_456
    argon2_parallelism: int = 1
    hashings_at_once: int = 2
    """Of holders who log in from where they did before. In one process: hashing takes a core for about 20 ms."""
    hashings_waiting: int = 200
    """Beyond these a login is refused as busy instead of waiting for seconds."""
    strange_hashings_at_once: int = 1
    """All other logins have a queue of their own: a flood of them keeps no holder waiting."""
    strange_hashings_waiting: int = 50
    registration_hashings_at_once: int = 1
    """Registrations have a queue of their own too."""
    registration_hashings_waiting: int = 50
    """With the strangers and those who pause it is less than the gateway's connections (200): holders find one."""
    waiting_per_address: int = 25
    """Of either queue: half of it, so that no address fills it alone. Beyond these the address is told to wait."""

    logins_window: timedelta = timedelta(minutes=5)
    """The limits of logins count attempts in this time. An address of IPv6 stands for its network of 2^64."""
    logins_per_address: int = 600
    """Attempts. A whole campus may share one address."""
    wrong_passwords_per_account_and_address: int = 10
    """A right one resets the count [OWASP Authentication Cheat Sheet: lock by account, here only for who guesses]."""
    logins_slowed_after: int = 10
    """Wrong passwords for one account, from wherever; then attempts from addresses that are strange to it wait."""
    login_pause_first: timedelta = timedelta(milliseconds=250)
    """The first wait; each further wrong password doubles it."""
    login_pause_max: timedelta = timedelta(seconds=4)
    """Less than half of what the gateway waits for an answer."""
    logins_waiting_per_account: int = 5
    """So at most 75 guesses a minute for one account, from however many addresses."""
    logins_waiting: int = 50
    """In one process: a quarter of the gateway's connections, so that waiting attempts keep nobody else out."""
    familiar_networks: int = 20
    """From so many networks, the last ones that were new, the holder of an account logs in without any wait."""

    registrations_window: timedelta = timedelta(minutes=5)
    registrations_per_address: int = 600
    """A whole campus may share one address."""
    registrations_per_account_and_address: int = 10
    registrations_per_account: int = 100
    """From wherever: much wider, so that nobody keeps another from registering."""
    registration_at_least: timedelta = timedelta(milliseconds=100)
    """How long the store takes, whether it writes an account or finds one: ten times its usual write."""

    access_token_life: timedelta = Field(default=TOKEN_LIFE, gt=timedelta(), le=TOKEN_LIFE)
    operator_token_life: timedelta = Field(
        default=OPERATOR_TOKEN_LIFE, gt=timedelta(), le=OPERATOR_TOKEN_LIFE
    )
    """Every service refuses tokens that live longer than their defaults, so these can only be shortened."""

    session_life: timedelta = timedelta(days=30)
    """How long a family of refresh tokens lives, however often it is rotated."""
    refresh_grace: timedelta = timedelta(seconds=5)
    """How long a used refresh token gets its answer again: two tabs of a browser may refresh at once."""

    signing_key_period: timedelta = timedelta(days=30)
    signing_key_lead: timedelta = timedelta(minutes=5)
    """How long after its publication a new key begins to sign, so that every service knows it by then."""

    affiliation_wait: timedelta = timedelta(days=14)
    organizations_per_account: int = 20
    """Bounds the size of a token."""
