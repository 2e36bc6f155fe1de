"""`python -m foothold_contracts --role api|worker|all`."""

from foothold_chassis.service import main
from foothold_contracts.app import build

if __name__ == "__main__":
    main(build)
