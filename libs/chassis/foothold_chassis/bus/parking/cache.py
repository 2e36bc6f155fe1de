"""A worker's cache of the parking, which every batch asks and which is mostly empty."""

from foothold_chassis.bus.parking.parking import Parking


class ParkedCache:
    """The parked subjects as one worker needs to know them, mostly without a query.

    A record is parked by the owner of its partition: this worker, or an earlier one. So once a worker has seen after
    an assignment that nothing is parked, it has to look again only after it parks something itself. A worker
    that does not know yet that it lost a partition may still park a record; but its offset cannot be
    committed then, so the new owner reads the same record and is responsible for it.
    """

    def __init__(self, parking: Parking) -> None:
        self._parking = parking
        self._is_known_empty = False
        self._invalidations = 0

    def invalidate(self) -> None:
        """Forget the last look: partitions were assigned, or a record is about to be parked."""
        self._is_known_empty = False
        self._invalidations += 1

    async def among(self, subjects: list[str]) -> set[str]:
        """Return those of these subjects that have parked records."""
        if self._is_known_empty:
            return set()
        before = self._invalidations
        if await self._parking.is_empty():
            # unless the cache was invalidated meanwhile
            self._is_known_empty = before == self._invalidations
            return set()
        return await self._parking.among(subjects)
