"""`python -m foothold_gateway --role api|worker|all`."""

from foothold_chassis.service import main
from foothold_gateway.app import build

if __name__ == "__main__":
    main(build)
