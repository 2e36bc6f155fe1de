"""The questions about a project, in steps. Together their fields are the body of the API's draft."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from foothold_web.forms import Choice, Codes, Day, Field, Form, Links, Number, Paragraphs, Price, Rows, Text
from foothold_web.forms.fields import NotReadable, Typed
from foothold_web.ui.words import later as _n

BASIS_POINTS = 100
"""Of one percent."""


class Share(Field):
    """A part of the pay: typed in percent, in basis points for the API."""

    __slots__ = ()
    kind: ClassVar[str] = "price"

    def read(self, typed: Typed) -> object:
        text = typed[self.name][-1].strip().removesuffix("%").strip().replace(",", ".")
        try:
            points = Decimal(text) * BASIS_POINTS
        except InvalidOperation:
            raise NotReadable(_n("Type a part of 100, such as 40.")) from None
        if not points.is_finite() or points != points.to_integral_value():
            raise NotReadable(_n("Type at most two decimals, such as 33.33."))
        return int(points)

    def show(self, value: object) -> list[str]:
        return [] if value is None else [f"{(Decimal(str(value)) / BASIS_POINTS).normalize():f}"]


class Capitals(Field):
    """A code that is written in capitals, however it was typed."""

    __slots__ = ()

    def read(self, typed: Typed) -> object:
        return typed[self.name][-1].strip().upper()


WORK = Form(
    (
        Text(
            name="title",
            label=_n("Title"),
            hint=_n("One line that says what will be there at the end. Up to 120 characters."),
        ),
        Paragraphs(
            name="brief",
            label=_n("What is to be done"),
            hint=_n(
                "What there is, what is missing, what it is for. No addresses, links or phone numbers: "
                "talents reach you through Foothold."
            ),
        ),
        Text(
            name="category",
            label=_n("Category"),
            hint=_n(
                "One word, such as data, design, engineering, marketing, operations, research or writing."
            ),
            width="medium",
        ),
        Links(
            name="objectives",
            label=_n("What the talent learns"),
            hint=_n("One thing on each line; at least one."),
        ),
    )
)

MILESTONES = Form(
    (
        Rows(
            name="milestones",
            label=_n("Milestone"),
            one=_n("Add a milestone"),
            fields=(
                Text(name="title", label=_n("What is handed in")),
                Paragraphs(
                    name="acceptance_criteria",
                    label=_n("When it is good"),
                    hint=_n("So plain that both of you would say the same of a piece of work."),
                ),
                Share(
                    name="share",
                    label=_n("Share of the pay, in percent"),
                    hint=_n("All milestones together are 100."),
                    width="short",
                ),
            ),
        ),
    )
)

LEVELS = (
    ("1", _n("1: has seen it")),
    ("2", _n("2: has used it")),
    ("3", _n("3: works with it")),
    ("4", _n("4: knows it well")),
    ("5", _n("5: teaches it")),
)

PEOPLE = Form(
    (
        Rows(
            name="skills",
            label=_n("Skill"),
            one=_n("Add a skill"),
            fields=(
                Text(name="name", label=_n("Skill"), hint=_n("Such as SQL."), width="medium"),
                Choice(
                    name="need",
                    label=_n("How much is it needed?"),
                    choices=(
                        ("must", _n("Nobody can do it without")),
                        ("nice", _n("It helps")),
                    ),
                ),
                Choice(
                    name="level",
                    label=_n("Level"),
                    choices=LEVELS,
                    as_number=True,
                    as_list=True,
                    width="medium",
                ),
            ),
        ),
        Codes(
            name="languages",
            label=_n("Languages"),
            hint=_n("As codes with commas between them, such as en, de."),
            optional=True,
            width="medium",
        ),
        Number(
            name="openings",
            label=_n("How many talents?"),
            hint=_n("Each gets a contract of their own, and the whole pay."),
            width="short",
        ),
    )
)

TERMS = Form(
    (
        Number(
            name="hours",
            label=_n("Hours of work"),
            hint=_n("For one talent, all together: 5 to 40."),
            width="short",
        ),
        Day(
            name="starts_on",
            label=_n("First day"),
            hint=_n("Talents can apply until then."),
            width="medium",
        ),
        Day(name="deadline", label=_n("Last day"), hint=_n("2 to 31 days later."), width="medium"),
        Text(
            name="timezone",
            label=_n("Time zone of these days"),
            hint=_n("Such as America/New_York or Europe/Berlin."),
            width="medium",
        ),
        Capitals(
            name="jurisdiction",
            label=_n("Country whose law counts"),
            hint=_n("As two letters, such as US or DE. Its least pay for an hour counts too."),
            width="short",
        ),
        Price(
            name="pay.amount",
            label=_n("Pay for one talent"),
            hint=_n("For all of the work. Our fee comes on top."),
            width="short",
        ),
        Capitals(
            name="pay.currency",
            label=_n("Currency"),
            hint=_n("As three letters, such as USD or EUR."),
            width="short",
        ),
        Codes(
            name="clauses",
            label=_n("Clauses of the contract"),
            hint=_n("As codes with commas between them, such as nda."),
            optional=True,
            width="medium",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Step:
    """One page of questions."""

    name: str
    title: str
    about: str
    form: Form

    def owns(self, field: str) -> bool:
        """Return whether this is the name of one of its fields, or of a row of them."""
        first = field.partition(".")[0]
        return any(part.name.partition(".")[0] == first for part in self.form.parts)

    @property
    def rows(self) -> Rows | None:
        return next((part for part in self.form.parts if isinstance(part, Rows)), None)


STEPS = (
    Step(
        "work",
        _n("The work"),
        _n(
            "Write it for somebody who has never heard of your company. You can change everything until you publish."
        ),
        WORK,
    ),
    Step(
        "milestones",
        _n("Milestones"),
        _n(
            "What is handed in, and how you will know that it is good. This is what the contract measures the work by."
        ),
        MILESTONES,
    ),
    Step(
        "people",
        _n("Skills and people"),
        _n("A skill that nobody can do without leaves out everybody who lacks it. Ask for few of them."),
        PEOPLE,
    ),
    Step(
        "terms",
        _n("Hours, dates and pay"),
        _n(
            "The pay is fixed: it does not fall if the work takes less time, and does not rise if it takes more."
        ),
        TERMS,
    ),
)
WHOLE = Form(tuple(part for step in STEPS for part in step.form.parts))
