"""`python -m foothold_identity --role api|worker|all`, `… prepare`, and `… operator create|list|revoke`."""

import argparse
import asyncio
import getpass
import os
import sys

from pydantic import SecretStr, TypeAdapter, ValidationError

from foothold_chassis.addresses import mailbox
from foothold_chassis.entry import main
from foothold_chassis.errors import FootholdError
from foothold_chassis.web import Password
from foothold_chassis.web.fields.secret import LONGEST_PASSWORD, SHORTEST_PASSWORD
from foothold_events.settings import WrongSettings
from foothold_identity.account import ALL_SCOPES, Account
from foothold_identity.app import build, build_operators
from foothold_identity.operators import Operators

PASSWORD_VARIABLE = "FOOTHOLD_OPERATOR_PASSWORD"  # noqa: S105 - a name, no password

PASSWORD: TypeAdapter[SecretStr] = TypeAdapter(Password)


def operator_command(arguments: list[str]) -> None:
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.action == "create":
        asked.password = _password()
        try:
            PASSWORD.validate_python(asked.password)
        except ValidationError:
            parser.error(
                f"set {PASSWORD_VARIABLE} to a password of {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
            )
    try:
        asyncio.run(_carry_out(asked))
    except (FootholdError, WrongSettings) as error:
        sys.exit(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m foothold_identity operator")
    actions = parser.add_subparsers(dest="action", required=True)
    create = actions.add_parser(
        "create", help=f"make an account with scopes; its password is asked for, or in {PASSWORD_VARIABLE}"
    )
    create.add_argument(
        "--existing",
        action="store_true",
        help="add the scopes to an account that exists; the password is that of the account",
    )
    actions.add_parser("list", help="show every account that has scopes")
    revoke = actions.add_parser("revoke", help="take scopes from an account, and end its sessions")
    for action in (create, revoke):
        action.add_argument("--email", required=True, type=_address)
        action.add_argument("--scope", action="append", choices=ALL_SCOPES, help="default: all of them")
    return parser


def _address(text: str) -> str:
    try:
        return mailbox(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _password() -> str:
    """Return the password from the environment, or from a person at a terminal."""
    given = os.environ.get(PASSWORD_VARIABLE, "")
    if not given and sys.stdin.isatty():
        given = getpass.getpass()
    # a file written by an editor or `echo` ends with a newline, which nobody types when logging in
    return given.rstrip("\r\n")


async def _carry_out(asked: argparse.Namespace) -> None:
    service, operators = build_operators()
    try:
        if asked.action == "list":
            async for account in operators.all():
                _show(account)
        else:
            _show(await _changed(operators, asked))
    finally:
        await service.database.close()


async def _changed(operators: Operators, asked: argparse.Namespace) -> Account:
    scopes = asked.scope or [*ALL_SCOPES]
    if asked.action == "revoke":
        return await operators.relieve(asked.email, scopes)
    if asked.existing:
        return await operators.promote(asked.email, asked.password, scopes)
    return await operators.create(asked.email, asked.password, scopes)


def _show(account: Account) -> None:
    what = f"an operator: {', '.join(account.scopes)}" if account.scopes else "no operator"
    sys.stdout.write(f"{account.id} ({account.email}) is {what}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["operator"]:
        operator_command(sys.argv[2:])
    else:
        main(build)
