"""Addresses of pages, each written once."""

from urllib.parse import urlencode


def with_query(path: str, **query: str | None) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def log_in(next_path: str, draft: str | None = None) -> str:
    return with_query("/log-in", next=next_path, draft=draft)


def project(id: str) -> str:
    return f"/projects/{id}"


def contract(id: str) -> str:
    return f"/contracts/{id}"


def contract_of(application_id: str) -> str:
    """Return the page of the contract that comes of this application."""
    return contract("ctr_" + application_id.partition("_")[2])


def organization(id: str) -> str:
    return f"/organizations/{id}"
