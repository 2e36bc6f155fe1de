"""Who can log in to the market that was played, and look at it in the web app."""

from collections.abc import Iterable

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from foothold_devstack.demo.client import Client


class LogIn(BaseModel):
    role: str
    email: str
    password: str


def log_ins(clients: Iterable[tuple[str, Client]]) -> list[LogIn]:
    """Return the log-in of each of these people, in the order given."""
    return [LogIn(role=role, email=client.email, password=client.password) for role, client in clients]


def show_doors(web: str, people: list[LogIn], console: Console) -> None:
    """Print the address of the web app and a log-in for each role, so that a line can be copied as it stands."""
    table = Table(title=f"Look at it: {web}", title_justify="left")
    for name in ("log in as", "email", "password"):
        table.add_column(name, no_wrap=True)
    for person in people:
        table.add_row(person.role, person.email, person.password)
    console.print(table)
