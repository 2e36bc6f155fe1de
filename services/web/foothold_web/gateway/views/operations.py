"""What operators read."""

from datetime import datetime

from foothold_web.gateway.views.view import View


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


class Audit(View):
    """Amounts are in minor units, by currency."""

    balanced: bool = True
    imbalance: int = 0
    escrows: int = 0
    entries: int = 0
