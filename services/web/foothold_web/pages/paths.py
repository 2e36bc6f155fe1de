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


def step(contract_id: str, name: str) -> str:
    """Return the page of a step of a contract, such as `signature`."""
    return f"{contract(contract_id)}/{name}"


def contract_of(application_id: str) -> str:
    """Return the page of the contract that comes of this application."""
    return contract("ctr_" + application_id.partition("_")[2])


def organization(id: str) -> str:
    return f"/organizations/{id}"


# company
def company(id: str) -> str:
    """Return the page where an organization's members see what waits for them."""
    return f"/organizations/{id}/home"


def projects_of(organization_id: str) -> str:
    return f"/organizations/{organization_id}/projects"


def own_project(organization_id: str, project_id: str) -> str:
    """Return the page of a project for the members of its organization."""
    return f"{projects_of(organization_id)}/{project_id}"


def new_project(organization_id: str) -> str:
    return f"{projects_of(organization_id)}/new"


def answers(organization_id: str, which: str, step: str) -> str:
    """Return a step of the questions about a project: of a new one, or of a draft that is to be changed."""
    return f"{projects_of(organization_id)}/{which}/answers/{step}"


def payment_method(organization_id: str) -> str:
    return f"/organizations/{organization_id}/payment-method"


def charges(organization_id: str) -> str:
    return f"/organizations/{organization_id}/charges"


def applicants(project_id: str) -> str:
    return f"/projects/{project_id}/applicants"


def selection(project_id: str, application_id: str) -> str:
    return f"{applicants(project_id)}/{application_id}/select"
