"""Contracts: the place of work of both sides, and the steps that they take."""

from foothold_web.pages.contracts.steps import step_routes
from foothold_web.pages.contracts.workspace import routes

__all__ = ["routes", "step_routes"]
