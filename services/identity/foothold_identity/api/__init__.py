"""HTTP to commands: one file of routes for each chapter, with the bodies that it takes."""

from foothold_identity.api.accounts import account_routes
from foothold_identity.api.affiliations import affiliation_routes
from foothold_identity.api.me import me_routes
from foothold_identity.api.organizations import organization_routes, verification_routes
from foothold_identity.api.sessions import session_routes

__all__ = [
    "account_routes",
    "affiliation_routes",
    "me_routes",
    "organization_routes",
    "session_routes",
    "verification_routes",
]
