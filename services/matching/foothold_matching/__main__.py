"""`python -m foothold_matching --role api|worker|all`."""

from foothold_chassis.service import main
from foothold_matching.app import build

if __name__ == "__main__":
    main(build)
