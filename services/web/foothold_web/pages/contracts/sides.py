"""The two sides of a contract."""

from foothold_web.gateway.views import Contract
from foothold_web.pages import turns
from foothold_web.visiting import Visitor


def side_of(visitor: Visitor, contract: Contract) -> turns.Side:
    """Return the side on which the visitor reads a contract; the API shows it to its two sides only."""
    orgs = visitor.session.orgs if visitor.session else {}
    return "company" if contract.organization_id in orgs else "talent"
