"""Where the header leads: the entries for this visitor. A test opens each of them."""

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from foothold_web.ui.words import later as _n
from foothold_web.ui.words import translated

if TYPE_CHECKING:
    from foothold_web.visiting import Visitor


class Entry(NamedTuple):
    label: str
    href: str
    is_current: bool


PUBLIC = ((_n("Find projects"), "/projects"),)
OF_SOMEBODY = (
    (_n("Home"), "/home"),
    (_n("Find projects"), "/projects"),
    (_n("Applications"), "/applications"),
    (_n("Money"), "/payouts"),
    (_n("Profile"), "/profile"),
)
OF_OPERATORS = ((_n("Operations"), "/operations"),)


def entries(visitor: "Visitor") -> list[Entry]:
    """Return what the header offers to this visitor."""
    console = OF_OPERATORS if visitor.session and visitor.session.scopes else ()
    offered = (*(OF_SOMEBODY if visitor.session else PUBLIC), *console)
    page = visitor.path.partition("?")[0]
    return [Entry(translated(label), href, page == href) for label, href in (*offered, *of_company(visitor))]


def of_company(visitor: "Visitor") -> list[tuple[str, str]]:
    """Return the way to the visitor's company, if there is one and no other organization; /home lists several."""
    session = visitor.session
    if session is None or len(session.orgs) != 1 or "company" not in session.kinds:
        return []
    return [(_n("Your company"), f"/organizations/{next(iter(session.orgs))}/home")]


def preferences(visitor: "Visitor") -> str:
    """Return the page of the choices, which leads back to this one."""
    return "/preferences?" + urlencode({"next": visitor.page})
