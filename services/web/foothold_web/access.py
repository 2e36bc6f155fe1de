"""Who is shown which page. What a person may do, the API decides at each call; here is only whom a page is for."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import Depends

from foothold_web.visiting import CurrentVisitor, Visitor

Scope = Literal["trust", "mediation", "money", "system"]


class LogInFirst(Exception):
    """The page is for somebody who is logged in; afterwards the visitor comes back to it."""


class NoSuchPage(Exception):
    """There is nothing here for this visitor: the same for what does not exist and for what is not theirs."""


async def anyone(visitor: CurrentVisitor) -> Visitor:
    """Admit everybody."""
    return visitor


async def somebody(visitor: CurrentVisitor) -> Visitor:
    """Admit everybody who is logged in.

    Raises:
        LogInFirst: nobody is.
    """
    if visitor.session is None:
        raise LogInFirst
    return visitor


async def member(organization_id: str, visitor: Annotated[Visitor, Depends(somebody)]) -> Visitor:
    """Admit the members of the organization in the path.

    Raises:
        LogInFirst: nobody is logged in.
        NoSuchPage: the visitor is no member.
    """
    if visitor.session is None or organization_id not in visitor.session.orgs:
        raise NoSuchPage
    return visitor


def operator(*scopes: Scope) -> Callable[[Visitor], Awaitable[Visitor]]:
    """Return the line for operators who hold one of these scopes, or any scope if none is named."""

    async def admitted(visitor: Annotated[Visitor, Depends(somebody)]) -> Visitor:
        held = visitor.session.scopes if visitor.session else []
        if not (set(scopes) & set(held) if scopes else held):
            raise NoSuchPage
        return visitor

    return admitted


Anyone = Annotated[Visitor, Depends(anyone)]
Somebody = Annotated[Visitor, Depends(somebody)]
Member = Annotated[Visitor, Depends(member)]
