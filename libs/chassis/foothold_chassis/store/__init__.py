"""Everything in MongoDB: the one write, its outbox, its deadlines, and the projections beside it."""

from foothold_chassis.store.cursor import by_cursor, pages_by_cursor
from foothold_chassis.store.documents import Part
from foothold_chassis.store.frozen import Frozen, FrozenDocument
from foothold_chassis.store.keys import Keys
from foothold_chassis.store.marks import key_reused
from foothold_chassis.store.mongo import Database, Document, DuplicateKey
from foothold_chassis.store.projections import Projection, Row
from foothold_chassis.store.retelling import Past, Retold
from foothold_chassis.store.store import Store

__all__ = [
    "Database",
    "Document",
    "DuplicateKey",
    "Frozen",
    "FrozenDocument",
    "Keys",
    "Part",
    "Past",
    "Projection",
    "Retold",
    "Row",
    "Store",
    "by_cursor",
    "key_reused",
    "pages_by_cursor",
]
