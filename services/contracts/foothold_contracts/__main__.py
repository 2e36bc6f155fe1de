"""`python -m foothold_contracts --role api|worker|all`, or `… prepare`."""

from foothold_chassis.entry import main
from foothold_contracts.app import build

if __name__ == "__main__":
    main(build)
