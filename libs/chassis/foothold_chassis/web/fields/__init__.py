"""The kinds of field that requests have. Every body and every query is made of these, and of the ids and codes of
`foothold_events.values`; a test finds a plain `str`, `int` or `date`."""

from foothold_chassis.web.fields.addresses import Domain, EmailAddress
from foothold_chassis.web.fields.days import Day
from foothold_chassis.web.fields.links import WebAddress
from foothold_chassis.web.fields.numbers import Whole
from foothold_chassis.web.fields.records import RecordPlace
from foothold_chassis.web.fields.secret import OpaqueToken, Password, Secret
from foothold_chassis.web.fields.texts import Answer, FreeText, Name, Note, Reason, Title
from foothold_events.values import Country, Currency, Timezone

__all__ = [
    "Answer",
    "Country",
    "Currency",
    "Day",
    "Domain",
    "EmailAddress",
    "FreeText",
    "Name",
    "Note",
    "OpaqueToken",
    "Password",
    "Reason",
    "RecordPlace",
    "Secret",
    "Timezone",
    "Title",
    "WebAddress",
    "Whole",
]
