"""`python -m foothold_catalog --role api|worker|all`, or `… prepare`."""

from foothold_catalog.app import build
from foothold_chassis.entry import main

if __name__ == "__main__":
    main(build)
