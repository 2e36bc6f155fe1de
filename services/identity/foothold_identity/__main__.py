"""`python -m foothold_identity --role api|worker|all`, `… prepare`, and `… operator create --email E [--scope S …]`."""

import argparse
import asyncio
import os
import sys

from foothold_chassis.entry import main
from foothold_chassis.service import Service
from foothold_identity.account import ALL_SCOPES, AccountIds
from foothold_identity.app import build
from foothold_identity.operators import create_operator
from foothold_identity.passwords import SHORTEST_PASSWORD
from foothold_identity.settings import IdentitySettings

PASSWORD_VARIABLE = "FOOTHOLD_OPERATOR_PASSWORD"  # noqa: S105 - a name, no password


def operator_command(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m foothold_identity operator")
    parser.add_argument("action", choices=["create"])
    parser.add_argument("--email", required=True)
    parser.add_argument("--scope", action="append", choices=ALL_SCOPES, help="default: all of them")
    asked = parser.parse_args(arguments)
    # a file written by an editor or `echo` ends with a newline, which nobody types when logging in
    password = os.environ.get(PASSWORD_VARIABLE, "").rstrip("\r\n")
    if len(password) < SHORTEST_PASSWORD:
        parser.error(f"set {PASSWORD_VARIABLE} to a password of at least {SHORTEST_PASSWORD} characters")
    settings = IdentitySettings()
    ids = AccountIds(settings.identity_account_secret)
    scopes = asked.scope or [*ALL_SCOPES]
    account_id = asyncio.run(
        create_operator(Service("identity", settings), ids, asked.email, password, scopes)
    )
    sys.stdout.write(f"{account_id} is an operator\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["operator"]:
        operator_command(sys.argv[2:])
    else:
        main(build)
