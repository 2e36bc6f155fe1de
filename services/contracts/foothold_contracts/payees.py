"""The talents who can be paid: a row for each one that has registered a payee."""

from foothold_chassis.errors import NotYet
from foothold_chassis.store import Projection


async def can_be_paid(talent_id: str, payees: Projection) -> bool:
    """Return whether this talent has a payee. It waits a little: one just registered may still be on its way here."""
    try:
        await payees.wait_for(talent_id)
    except NotYet:
        return False
    return True
