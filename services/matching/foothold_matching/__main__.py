"""`python -m foothold_matching --role api|worker|all`, or `… prepare`."""

from foothold_chassis.entry import main
from foothold_matching.app import build

if __name__ == "__main__":
    main(build)
