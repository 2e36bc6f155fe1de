"""Forms: which fields a page asks for, how they become a body of the API, and whose errors belong to which."""

from foothold_web.forms.fields import (
    Choice,
    Codes,
    Day,
    Email,
    Field,
    Links,
    Number,
    Paragraphs,
    Price,
    Secret,
    Text,
    Tick,
)
from foothold_web.forms.filling import Filled
from foothold_web.forms.form import Form, Rows

__all__ = [
    "Choice",
    "Codes",
    "Day",
    "Email",
    "Field",
    "Filled",
    "Form",
    "Links",
    "Number",
    "Paragraphs",
    "Price",
    "Rows",
    "Secret",
    "Text",
    "Tick",
]
