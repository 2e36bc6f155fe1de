"""`python -m deploy.generate`: write all of deploy/ and docker-compose.yml that follows from the code.

Tests fail if the committed files differ.
"""

import sys

from deploy import lists
from deploy.k8s import generate as manifests
from deploy.observability import __main__ as observability


def main() -> None:
    observability.write()  # first, since a manifest contains the rules
    manifests.main()
    for path, text in lists.differing().items():
        path.write_text(text)
        sys.stdout.write(f"{path.relative_to(lists.ROOT)}\n")


if __name__ == "__main__":
    main()
