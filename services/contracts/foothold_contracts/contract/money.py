"""The chapter of the money: until when it is waited for, and what payouts has said about it."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict


class MoneyNews(BaseModel):
    """What payouts has said, also before the contract could act on it: the topics have no order among each other, and a
    restored contract is behind them all. `fund_until` (UTC) is set once both have signed."""

    model_config = ConfigDict(frozen=True)

    fund_until: AwareDatetime | None = None
    held: bool = False
    lapsed: bool = False
    paid: bool = False

    def awaited(self, wait: timedelta, ends_at: datetime, now: datetime) -> "MoneyNews":
        """Begin the wait for the money; after the end of the work it would be of no use."""
        return self.model_copy(update={"fund_until": min(now + wait, ends_at)})

    def heard(self, **news: bool) -> "MoneyNews":
        """Return what is known together with this piece of news."""
        return self.model_copy(update=news)
