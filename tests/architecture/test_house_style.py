"""The house rules hold everywhere, and each guard is seen finding what it is for."""

from pathlib import Path
from typing import ClassVar

import pytest

from foothold_events.envelope import Event
from foothold_events.schemas import BY_TYPE
from foothold_events.topics import TOPICS, Topic

from .house_style import (
    FURNITURE,
    MAX_FILE_LINES,
    MAX_FUNCTION_LINES,
    NAMES_OF_DRAWERS,
    ROOMS,
    drawers,
    empty_topics,
    homeless_events,
    long_files,
    long_functions,
    missing_rooms,
    odd_docstrings,
)
from .sources import ROOT, packages, source_files

FILES = source_files(ROOT)


def test_the_guards_look_at_every_folder_with_code() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in FILES}

    assert {"libs", "services", "tests"} <= folders
    assert not any(".venv" in path.parts for path in FILES)


def test_files_stay_short() -> None:
    assert long_files(FILES) == []


def test_a_long_file_is_found(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text("x = 1\n" * MAX_FILE_LINES)
    wrong.write_text("x = 1\n" * (MAX_FILE_LINES + 1))

    assert long_files([right, wrong]) == [f"{wrong}: 301 lines"]


def test_functions_stay_short() -> None:
    assert long_functions(FILES) == []


def function(name: str, lines: int, indent: str = "") -> str:
    return f"{indent}async def {name}():\n" + f"{indent}    x = 1\n" * (lines - 1)


def test_a_long_function_is_found_and_a_function_inside_counts_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "lengths.py"
    path.write_text(
        function("right", MAX_FUNCTION_LINES)
        + function("wrong", MAX_FUNCTION_LINES + 1)
        + function("routes", 20)
        + function("route", 30, "    ")
        + "    @decorated\n"
        + function("inside", MAX_FUNCTION_LINES, "    ")
    )

    assert long_functions([path]) == [
        f"{path}:41 wrong: 41 lines",
        f"{path}:133 inside: 41 lines",
    ]


def test_files_are_named_for_what_they_hold() -> None:
    assert drawers(FILES) == []


@pytest.mark.parametrize("name", sorted(NAMES_OF_DRAWERS))
def test_a_drawer_is_found(name: str) -> None:
    assert drawers([Path(f"{name}.py"), Path(f"test_{name}.py"), Path("utilization.py")]) == [
        f"{name}.py",
        f"test_{name}.py",
    ]


@pytest.mark.parametrize("package", packages(ROOT, "services"), ids=lambda path: path.name)
def test_every_service_has_the_same_rooms(package: Path) -> None:
    assert missing_rooms(package.parent) == []


@pytest.fixture
def service(tmp_path: Path) -> Path:
    package = tmp_path / "mentoring" / "foothold_mentoring"
    package.mkdir(parents=True)
    for name in ROOMS:
        (package.parent / name).touch()
    for name in FURNITURE:
        (package / name).touch()
    return package.parent


@pytest.mark.parametrize("name", [*ROOMS, *(f"foothold_mentoring/{name}" for name in FURNITURE)])
def test_a_missing_room_is_found(service: Path, name: str) -> None:
    assert missing_rooms(service) == []

    (service / name).unlink()

    assert missing_rooms(service) == [f"mentoring/{name}"]


def test_a_room_may_be_a_folder_of_the_same_name_if_it_has_a_face(service: Path) -> None:
    room = service / "foothold_mentoring" / "api"
    room.with_suffix(".py").unlink()
    room.mkdir()
    assert missing_rooms(service) == ["mentoring/foothold_mentoring/api.py"]

    (room / "__init__.py").touch()

    assert missing_rooms(service) == []


def test_a_service_whose_aggregates_cannot_be_read_is_found(service: Path) -> None:
    (service / "foothold_mentoring" / "mentor.py").write_text("class Mentor(Aggregate): ...\n")

    assert missing_rooms(service) == ["mentoring/foothold_mentoring/views.py"]


def test_every_event_has_a_topic_and_every_topic_events() -> None:
    assert homeless_events(BY_TYPE.values(), TOPICS) == []
    assert empty_topics(BY_TYPE.values(), TOPICS) == []


class MentorJoined(Event):
    TYPE: ClassVar[str] = "foothold.mentoring.mentor.joined.v1"


def test_an_event_without_a_topic_is_found() -> None:
    assert homeless_events([*BY_TYPE.values(), MentorJoined], TOPICS) == [
        "foothold.mentoring.mentor.joined.v1 has no topic"
    ]


def test_a_topic_without_events_is_found() -> None:
    unused = Topic("foothold.mentoring.mentor")

    assert empty_topics(BY_TYPE.values(), [*TOPICS, unused]) == [
        "foothold.mentoring.mentor carries no event type"
    ]


def test_docstrings_begin_with_a_verb_and_say_return() -> None:
    assert odd_docstrings(FILES) == []


@pytest.mark.parametrize(
    "docstring",
    [
        "Give the ids of a record.",
        "Gives the projects that are open.",
        "Tell whether it is late.",
        "Have the sweeper wait.",
        "Take down what was asked.",
        "Whoever calls waits.",
        "The ids of a record.",
        "What a record is called.",
        "Freezes the terms.",
        "Publish everything; give the number of events.",
        "Wait for the key and tell whether it came.",
        "Cancel what somebody began.",
    ],
)
def test_a_docstring_in_our_own_dialect_is_found(tmp_path: Path, docstring: str) -> None:
    path = tmp_path / "records.py"
    path.write_text(f'class Records:\n    async def ids(self):\n        """{docstring}"""\n')

    assert odd_docstrings([path]) == [f"{path}:2 ids: {docstring}"]


def test_docstrings_in_plain_english_pass(tmp_path: Path) -> None:
    path = tmp_path / "records.py"
    path.write_text(
        'def ids():\n    """Return the ids of a record; empty if it has none."""\n'
        'def take():\n    """Take one record from the queue, and return it."""\n'
        'class Record:\n    """A record that somebody sent."""\n'
        '    @property\n    def key(self):\n        """The key of its subject."""\n'
        "    def bare(self): ...\n"
    )

    assert odd_docstrings([path]) == []


def test_a_test_may_state_its_rule_and_a_fixture_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "tests" / "test_records.py"
    path.parent.mkdir()
    path.write_text('def records():\n    """A record and its key."""\ndef late():\n    """Tell it."""\n')

    assert odd_docstrings([path]) == [f"{path}:3 late: Tell it."]
