"""`python -m foothold_gateway --role api|worker|all`, or `… prepare`."""

from foothold_chassis.entry import main
from foothold_gateway.app import build

if __name__ == "__main__":
    main(build)
