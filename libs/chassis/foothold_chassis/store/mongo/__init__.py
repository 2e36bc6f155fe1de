"""MongoDB. The only package that knows its drivers; `MONGO_DRIVER` picks `motor` or `pymongo`.

All others see `Database` and `Collection`: reads with read concern majority on the primary, writes with
`w=majority`, journaled and bounded, and this system's errors instead of the driver's.
"""

from pymongo import UpdateOne

from foothold_chassis.store.mongo.address import check_address
from foothold_chassis.store.mongo.collection import READ_TIMEOUT_MS, Collection, Document, Sort
from foothold_chassis.store.mongo.database import (
    SERVER_SELECTION_TIMEOUT_MS,
    WRITE_TIMEOUT_MS,
    Database,
    Driver,
)
from foothold_chassis.store.mongo.operation import DuplicateKey

__all__ = [
    "READ_TIMEOUT_MS",
    "SERVER_SELECTION_TIMEOUT_MS",
    "WRITE_TIMEOUT_MS",
    "Collection",
    "Database",
    "Document",
    "Driver",
    "DuplicateKey",
    "Sort",
    "UpdateOne",
    "check_address",
]
