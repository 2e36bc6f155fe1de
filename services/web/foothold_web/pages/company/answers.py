"""What a person has answered about a project so far, kept between the steps in the web app's own store."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from foothold_web.forms import Filled, Form, Rows
from foothold_web.gateway.views import Project
from foothold_web.pages import paths
from foothold_web.pages.company.questions import STEPS, WHOLE, Step
from foothold_web.sessions import Drafts
from foothold_web.sessions.drafts import Draft

ERROR = "error:"
"""Before the name of a field under which the API's error at it is kept, until its step is answered again."""

NEW = "new"
"""What a project is called that the API does not know yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which project is asked about: a new one, or a draft of the API that is to be replaced."""

    organization_id: str
    which: str

    @property
    def about(self) -> str:
        return f"project:{self.organization_id}:{self.which}"

    def path(self, step: str) -> str:
        return paths.answers(self.organization_id, self.which, step)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was typed, by field; `draft` is where it is kept, if it is already."""

    place: Place
    typed: dict[str, list[str]]
    errors: dict[str, str]
    draft: Draft | None = None

    @property
    def is_begun(self) -> bool:
        return self.draft is not None

    def of_step(self, step: Step) -> Filled:
        """Return the form of a step as it was left, with the API's errors at its fields."""
        return self._in(step.form)

    def all(self) -> Filled:
        return self._in(WHOLE)

    def read(self) -> Filled:
        """Return all steps as one form, with what cannot be read of them."""
        return WHOLE.read(self.typed)

    def missing(self) -> Step | None:
        """Return the first step that is not answered yet."""
        return next((step for step in STEPS if step.form.read(self.typed).is_wrong), None)

    def answered(self, step: Step, filled: Filled, *, one_more: bool) -> "Answers":
        """Return the answers with those of a step, its empty rows left out, or with one more row."""
        typed = filled.typed if filled.is_wrong or one_more else step.form.of(filled.body).typed
        if one_more and step.rows is not None:
            typed = typed | {_next_field(step.rows, typed): [""]}
        others = {name: texts for name, texts in self.typed.items() if not step.owns(name)}
        errors = {name: message for name, message in self.errors.items() if not step.owns(name)}
        return replace(self, typed=others | typed, errors=errors)

    def refused(self, filled: Filled) -> "Answers":
        """Return the answers with what is wrong with them."""
        return replace(self, errors=dict(filled.errors))

    def _in(self, form: Form) -> Filled:
        filled = form.blank(self.typed)
        own = {field.name for field in filled.fields()}
        return replace(filled, errors={name: text for name, text in self.errors.items() if name in own})


def _next_field(rows: Rows, typed: Mapping[str, list[str]]) -> str:
    return f"{rows.name}.{rows.count(typed)}.{rows.fields[0].name}"


def first_field_of_last_row(step: Step, answers: Answers) -> str:
    """Return the id of the field where the answer goes on after a row was added."""
    assert step.rows is not None  # noqa: S101 - only such a step adds rows
    return step.rows.row(step.rows.count(answers.typed) - 1)[0].id


def of_project(place: Place, project: Project) -> Answers:
    """Return the answers that make this project."""
    return Answers(place, WHOLE.of(project.model_dump(mode="json")).typed, {})


async def kept(drafts: Drafts, owner: str, place: Place) -> Answers | None:
    """Return what this person has answered already."""
    found = await drafts.of_owner(owner, place.about, limit=1)
    if not found:
        return None
    values = found[0].values
    errors = {
        name.removeprefix(ERROR): texts[-1]
        for name, texts in values.items()
        if name.startswith(ERROR) and texts
    }
    typed = {name: texts for name, texts in values.items() if not name.startswith(ERROR)}
    return Answers(place, typed, errors, found[0])


async def keep(drafts: Drafts, owner: str, answers: Answers) -> Answers:
    """Keep the answers for 30 days."""
    values = answers.typed | {ERROR + name: [message] for name, message in answers.errors.items()}
    if answers.draft is None:
        return replace(answers, draft=await drafts.begin(owner, answers.place.about, values))
    return replace(answers, draft=await drafts.replace(answers.draft, values))


async def forget(drafts: Drafts, owner: str, answers: Answers) -> None:
    if answers.draft is not None:
        await drafts.end(answers.draft.id, owner)
