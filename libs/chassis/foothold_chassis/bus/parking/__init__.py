"""Parking: the dead letters of a consumer. A failing event waits here, with every later event of the same subject.

There is one document for each subject, `{_id, records: […], size, error, tries, wake_at}`. Three rules keep the order
and lose nothing, at whatever moment a worker crashes: a record is appended only to a document that exists; it is
removed only after it was handled; and the document is removed only if it is empty. So a worker that finds no document
may handle a record itself, since everything before it has been handled.
"""

from foothold_chassis.bus.parking.cache import ParkedCache
from foothold_chassis.bus.parking.drainer import Drainer
from foothold_chassis.bus.parking.parking import ParkedSubject, Parking, ParkingFull
from foothold_chassis.bus.parking.records import Handle, Parked, Raw, alone

__all__ = [
    "Drainer",
    "Handle",
    "Parked",
    "ParkedCache",
    "ParkedSubject",
    "Parking",
    "ParkingFull",
    "Raw",
    "alone",
]
