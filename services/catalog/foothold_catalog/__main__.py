"""`python -m foothold_catalog --role api|worker|all`."""

from foothold_catalog.app import build
from foothold_chassis.service import main

if __name__ == "__main__":
    main(build)
