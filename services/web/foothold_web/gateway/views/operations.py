"""What operators read."""

from datetime import datetime

from pydantic import AwareDatetime, Field

from foothold_web.gateway.views.view import View


class Depth(View):
    """How many wait, and since when the first of them does."""

    count: int
    since: AwareDatetime | None


class PhaseDepth(Depth):
    phase: str


class KindOfWork(View):
    kind: str
    unpublished: Depth
    overdue: Depth
    phases: list[PhaseDepth]


class OpenWait(View):
    kind: str
    id: str
    phase: str | None
    what: str
    until: AwareDatetime
    tries: int


class Work(View):
    """`now` is the time by the clock of the service."""

    now: AwareDatetime
    kinds: list[KindOfWork]
    parked: Depth
    waits: list[OpenWait]


class ParkedSubject(View):
    id: str
    records: list[str]
    error: str
    tries: int
    since: datetime
    retry_at: datetime


class Action(View):
    at: datetime
    by: str
    what: str
    reason: str
    details: dict[str, str]


class Told(View):
    sequence: str
    type: str
    at: datetime


class FrozenDocument(View):
    id: str
    kind: str
    standing: str
    since: datetime
    had: int
    told: list[Told]
    lost: list[str]
    may_follow_stream: bool
    reason: str | None


class Difference(View):
    """`amount` is in minor units."""

    subject: str
    amount: int
    detail: str


class Audit(View):
    """Amounts are in minor units, by currency."""

    balanced: bool = True
    imbalance: int = 0
    escrows: int = 0
    entries: int = 0
    in_flight: int = 0
    held: dict[str, int] = Field(default_factory=dict)
    charged: dict[str, int] = Field(default_factory=dict)
    refunded: dict[str, int] = Field(default_factory=dict)
    paid_out: dict[str, int] = Field(default_factory=dict)
    fees: dict[str, int] = Field(default_factory=dict)
    differences: list[Difference] = Field(default_factory=list)
