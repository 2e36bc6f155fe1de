"""The house rules that a file can be held to. Each function gives complaints; none means the rule is kept."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from foothold_events.envelope import Event
from foothold_events.topics import Topic

from .purity import aggregate_modules

MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
NAMES_OF_DRAWERS = frozenset({"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"})
"""What a file can be called without saying what is in it."""

ROOMS = ("README.md", "pyproject.toml", "tests")
FURNITURE = ("__init__.py", "__main__.py", "api.py", "app.py", "policy.py", "py.typed", "settings.py")

NO_FIRST_WORDS = frozenset(
    {"Give", "Gives", "Has", "Have", "Let", "Lets", "Say", "Says", "Take down", "Tell", "Tells"}
    | {"Everybody", "Nobody", "Somebody", "Someone", "Whoever"}
)
"""What no docstring of a function begins with: for what is handed back the word is Return, and subjects are named."""

NO_VERBS = frozenset(
    {
        "A",
        "An",
        "Any",
        "Both",
        "By",
        "Each",
        "Every",
        "Everything",
        "For",
        "From",
        "How",
        "If",
        "In",
        "Its",
        "No",
        "Of",
    }
    | {
        "One",
        "Only",
        "Or",
        "So",
        "Some",
        "Something",
        "That",
        "The",
        "There",
        "This",
        "Those",
        "What",
        "When",
        "Where",
    }
    | {"Whether", "Which", "Who", "Whose", "With", "Without"}
    | {"Freezes", "Makes", "Names", "Raises", "Ranks", "Reads", "Returns", "Takes", "Writes"}
)
"""What a docstring that begins with a verb in the imperative does not begin with. Properties may: they are things."""

GIVEN_LATER = re.compile(r"(?:[;:,]| and) (?:give|tell|say) |\b(?:somebody|someone|whoever)\b", re.IGNORECASE)
"""The same faults further on in a docstring's first line."""

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


def long_files(files: Iterable[Path]) -> list[str]:
    lengths = {path: len(path.read_text().splitlines()) for path in files}
    return [f"{path}: {lines} lines" for path, lines in lengths.items() if lines > MAX_FILE_LINES]


def long_functions(files: Iterable[Path]) -> list[str]:
    """Name the functions that are too long; a function inside another one counts for itself alone."""
    return [
        f"{path}:{function.lineno} {function.name}: {lines} lines"
        for path in files
        for function in _functions(ast.parse(path.read_text()))
        if (lines := _own_lines(function)) > MAX_FUNCTION_LINES
    ]


def _functions(tree: ast.AST) -> Iterator[AnyFunction]:
    for node in ast.walk(tree):
        if isinstance(node, AnyFunction):
            yield node


def _own_lines(function: AnyFunction) -> int:
    inside = {line for inner in _functions(function) if inner is not function for line in _lines(inner)}
    return len(_lines(function) - inside)


def _lines(function: AnyFunction) -> set[int]:
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    return set(range(first, (function.end_lineno or function.lineno) + 1))


def drawers(files: Iterable[Path]) -> list[str]:
    return [str(path) for path in files if NAMES_OF_DRAWERS.intersection(path.stem.lower().split("_"))]


def missing_rooms(service: Path) -> list[str]:
    """Name what a service lacks that a newcomer who knows another one would look for."""
    package = service / f"foothold_{service.name}"
    wanted = [service / name for name in ROOMS] + [package / name for name in FURNITURE]
    if aggregate_modules(package):
        wanted.append(package / "views.py")
    return [str(path.relative_to(service.parent)) for path in wanted if not _stands(path)]


def _stands(room: Path) -> bool:
    """Return whether a room is there: as a file, or, once the file was full, as a folder of its name with a face."""
    return room.exists() or (room.with_suffix("") / "__init__.py").exists()


def homeless_events(events: Iterable[type[Event]], topics: Collection[Topic]) -> list[str]:
    declared = {topic.name for topic in topics}
    return [f"{event.TYPE} has no topic" for event in events if event.topic() not in declared]


def empty_topics(events: Iterable[type[Event]], topics: Collection[Topic]) -> list[str]:
    used = {event.topic() for event in events}
    return [f"{topic.name} carries no event type" for topic in topics if topic.name not in used]


def odd_docstrings(files: Iterable[Path]) -> list[str]:
    """Name the functions whose docstrings begin in another way than with a verb in the imperative, or hide the subject.

    Of tests only the words that nothing begins with are looked for: what they and their fixtures state may be a rule.
    """
    return [
        f"{path}:{function.lineno} {function.name}: {first}"
        for path in files
        for function in _functions(ast.parse(path.read_text()))
        for first in (ast.get_docstring(function) or "").splitlines()[:1]
        if _is_odd(first, must_act=not ("tests" in path.parts or _is_property(function)))
    ]


def _is_odd(first: str, *, must_act: bool) -> bool:
    begins = {first.split(maxsplit=1)[0].strip(".,:;"), " ".join(first.split()[:2])}
    banned = NO_FIRST_WORDS | NO_VERBS if must_act else NO_FIRST_WORDS
    return not banned.isdisjoint(begins) or GIVEN_LATER.search(first) is not None


def _is_property(function: AnyFunction) -> bool:
    decorators = {ast.unparse(decorator).rpartition(".")[2] for decorator in function.decorator_list}
    return not decorators.isdisjoint({"property", "cached_property"})
