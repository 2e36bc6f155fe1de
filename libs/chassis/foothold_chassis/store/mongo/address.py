"""The address of MongoDB. It holds a password, so no message repeats a part of it."""

import re

from pymongo.errors import PyMongoError
from pymongo.uri_parser import parse_uri

PLAIN, BY_DNS = "mongodb", "mongodb+srv"
FORM = (
    "should be mongodb://[user:password@]host[:port],…/[?option=value&…] or mongodb+srv://…, "
    "with user and password percent-encoded"
)


def check_address(uri: str) -> None:
    """Check that a driver takes this address, without connecting or asking DNS.

    Raises:
        ValueError: it does not. The message says what would be right, not what the driver said, which may quote it.
    """
    scheme, _, rest = uri.partition("://")
    hosts, *after = re.split("[/?#]", rest, maxsplit=1)
    # an unescaped slash in a password would make its beginning the port of a host
    if scheme not in {PLAIN, BY_DNS} or not hosts or "@" in "".join(after):
        raise ValueError(FORM)
    if scheme == BY_DNS:
        return
    try:
        parse_uri(uri, validate=True, warn=False)
    except OSError as error:
        raise ValueError(f"names a file that cannot be read: {error.filename}") from None
    except (PyMongoError, ValueError):
        raise ValueError(FORM) from None
