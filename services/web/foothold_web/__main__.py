"""`python -m foothold_web --role api|worker|all`, or `… prepare`."""

from foothold_chassis.entry import main
from foothold_web.app import build

if __name__ == "__main__":
    main(build)
