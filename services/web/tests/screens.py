"""Every screen in every state that it has: what holds for all of them is tried on each of these lines."""

from . import (
    screens_account,
    screens_company,
    screens_contracts,
    screens_institutions,
    screens_operations,
    screens_public,
    screens_talent,
)

SCREENS = (
    *screens_public.SCREENS,
    *screens_account.SCREENS,
    *screens_company.SCREENS,
    *screens_contracts.SCREENS,
    *screens_talent.SCREENS,
    *screens_institutions.SCREENS,
    *screens_operations.SCREENS,  # the last: after them the browser is an operator's
)
