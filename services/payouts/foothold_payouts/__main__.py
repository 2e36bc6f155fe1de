"""`python -m foothold_payouts --role api|worker|all`, `… prepare`, and `python -m foothold_payouts audit [--json]`."""

import asyncio
import sys

from foothold_chassis.entry import main
from foothold_events.settings import WrongSettings
from foothold_payouts.app import build, open_books
from foothold_payouts.audit import AuditReport


async def _audit() -> AuditReport:
    books = open_books()
    try:
        return await books.audit()
    finally:
        await books.service.database.close()


def _print_audit(*, as_json: bool) -> None:
    try:
        report = asyncio.run(_audit())
    except WrongSettings as error:
        sys.exit(str(error))
    if as_json:
        sys.stdout.write(report.model_dump_json() + "\n")
    else:
        sound = "sound" if report.balanced else "NOT SOUND"
        sys.stdout.write(f"The ledger is {sound}: {report.entries} entries of {report.escrows} escrows.\n")
        for difference in report.differences:
            sys.stdout.write(f"  {difference.subject}: {difference.amount} {difference.detail}\n")
    sys.exit(0 if report.balanced else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["audit"]:
        _print_audit(as_json="--json" in sys.argv)
    main(build)
