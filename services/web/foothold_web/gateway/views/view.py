"""What every view is."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Page(View, Generic[T]):
    items: list[T]
    next: str | None


class Nothing(View):
    """An answer that no page reads."""


class Money(View):
    """An amount in minor units of its currency."""

    amount: int
    currency: str
