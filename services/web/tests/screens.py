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

CHAPTERS = {
    "public": screens_public.SCREENS,
    "account": screens_account.SCREENS,
    "company": screens_company.SCREENS,
    "contracts": screens_contracts.SCREENS,
    "talent": screens_talent.SCREENS,
    "institutions": screens_institutions.SCREENS,
    "operations": screens_operations.SCREENS,  # the last: after them the browser is an operator's
}
SCREENS = tuple(screen for screens in CHAPTERS.values() for screen in screens)
