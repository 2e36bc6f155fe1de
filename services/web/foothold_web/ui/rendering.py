"""Templates to pages: every name must be there (StrictUndefined), every text is escaped."""

import secrets
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from foothold_web.gateway.refusals import Problem
from foothold_web.ui import assets, formats, limits, navigation, reasons, said, states, words
from foothold_web.visiting import THEMES, Visitor

TEMPLATES = Path(__file__).parent.parent / "templates"
FORMATS = (
    "an_hour",
    "clock",
    "country",
    "day",
    "iso",
    "language",
    "listed",
    "moment",
    "money",
    "money_of",
    "number",
    "percent",
    "until",
)


@cache
def environment() -> Environment:
    """Return the environment of all templates; the reader's language and zone are found where they are used."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined] # of the extension
        words.translated, words.translated_number, newstyle=True
    )
    made.globals |= {
        "asset": assets.asset,
        "icon": icon,
        "languages": words.LANGUAGES,
        "themes": THEMES,
        "said": said.said,
        "because": because,
        "state": states.state,
        "limit_in_words": limits.in_words,
        "is_soon": formats.is_soon,
        "navigation": navigation.entries,
        "preferences_path": navigation.preferences,
        "new_key": new_key,
    }
    made.filters |= {name: getattr(formats, name) for name in FORMATS}
    return made


def icon(name: str, size: int = 20) -> Markup:
    """Return an icon as SVG of this many pixels."""
    svg = assets.icon(name).replace('width="24" height="24"', f'width="{size}" height="{size}"', 1)
    return Markup(svg)  # noqa: S704 - built from the library's own files


def because(problem: Problem) -> str:
    """Return why the API refused, in the reader's language."""
    return words.translated(reasons.of(problem))


def new_key() -> str:
    """Return the Idempotency-Key of a form: made when it is shown, so a double click is one command."""
    return "web-" + secrets.token_hex(12)


class Pages:
    """Renders pages for a visitor."""

    def __init__(self) -> None:
        self._environment = environment()

    def show(self, visitor: Visitor, template: str, *, status: int = 200, **content: Any) -> HTMLResponse:
        """Return a page. The browser keeps the value that the page's forms are bound to."""
        zone = formats.zone.set(visitor.zone)
        try:
            with words.spoken(visitor.language):
                html = self._environment.get_template(template).render(
                    visitor=visitor,
                    session=visitor.session,
                    now=visitor.now,
                    zone=visitor.zone.key,
                    **content,
                )
        finally:
            formats.zone.reset(zone)
        response = HTMLResponse(html, status)
        visitor.browser.mark(response)
        return response
