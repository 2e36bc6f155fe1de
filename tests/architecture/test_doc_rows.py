"""A row of a document that names a file, a name in it and its value says what the code says."""

from pathlib import Path

import pytest

from .doc_rows import references, rows, untrue
from .sources import ROOT
from .test_docs import DOCUMENTS


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_row_that_names_the_code_is_true(document: Path) -> None:
    assert untrue(ROOT / document, ROOT) == []


def test_the_guard_reads_the_tables_of_waits() -> None:
    seen = {
        reference.file
        for _, cells in rows((ROOT / "docs/domain.md").read_text())
        for reference in references(" | ".join(cells))
    }

    assert {"policy.py", "clearing.py", "parking.py"} <= {Path(file).name for file in seen}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A service and a chassis with a few numbers."""
    chassis, mentoring = (
        tmp_path / folder
        for folder in ("libs/chassis/foothold_chassis/bus", "services/mentoring/foothold_mentoring")
    )
    for folder in (chassis, mentoring, tmp_path / "docs"):
        folder.mkdir(parents=True)
    (chassis / "parking.py").write_text(
        "TRIES = 5\nBACKOFF_FIRST = timedelta(seconds=5)\nBACKOFF_MAX = timedelta(minutes=10)\n"
        "WRITE_TIMEOUT_MS = 10_000\nLIMIT = '1200/minute'\nasync def retry(): ...\n"
    )
    (chassis / "policy.py").write_text("")
    (mentoring / "policy.py").write_text(
        "class MentoringPolicy:\n    answer_wait: timedelta = timedelta(days=5)\n"
        "    fee: int = Field(default=1_000, ge=0)\n    mentors_first: int = 2\n    mentors_max: int = 20\n"
    )
    (mentoring / "mentor.py").write_text("class Mentor:\n    def leave(self): ...\n")
    return tmp_path


@pytest.mark.parametrize(
    "row",
    [
        "| a record, before it is parked | 5 tries | `parking.py` `TRIES` |",
        "| a parked subject | 5 s to 10 min | `bus/parking.py` `BACKOFF_FIRST`, `BACKOFF_MAX` |",
        "| a write | 10 s | `parking.py` `WRITE_TIMEOUT_MS` |",
        "| requests | 1,200 a minute | `parking.py` `LIMIT` |",
        "| an answer | the mentor | 5 d of tries | `mentoring/policy.py` `answer_wait` |",
        "| mentors | 2 / 20 | `mentoring/policy.py` `mentors_…` |",
        "| both | 5 d | `mentoring/policy.py` `MentoringPolicy.answer_wait` |",
        "| both | 7205 s | `parking.py` `BACKOFF_FIRST` + `libs/chassis/foothold_chassis/bus/clear.py` `EVERY` |",
        "| a retry, at 00:00 UTC | `parking.py` `retry` |",
        "| leaving | `Mentor.leave` in [mentor.py](../services/mentoring/foothold_mentoring/mentor.py) |",
        "| a fee of `16` | `MentoringPolicy.fee` in [it](../services/mentoring/foothold_mentoring/policy.py) |",
    ],
)
def test_a_true_row_passes(repository: Path, row: str) -> None:
    (repository / "libs/chassis/foothold_chassis/bus/clear.py").write_text("EVERY = timedelta(hours=2)\n")
    page = repository / "docs" / "domain.md"
    page.write_text(f"# Waits\n\n| waits | at most |\n|---|---|\n{row}\n")

    assert untrue(page, repository) == []


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("| it | 0.25 s | `parking.py` `BACKOFF_FIRST` |", "says [0.25], and the code has [5.0]"),
        ("| it | 5 min | `parking.py` `BACKOFF_FIRST` |", "says [300.0], and the code has [5.0]"),
        ("| it | 5 s to 1 h | `parking.py` `BACKOFF_FIRST`, `BACKOFF_MAX` |", "code has [5.0, 600.0]"),
        ("| it | 5 tries | `parking.py` `ATTEMPTS` |", "parking.py has no ATTEMPTS"),
        ("| it | 5 tries | `bus/parked.py` `TRIES` |", "there is no bus/parked.py"),
        (
            "| it | 4 d | `mentoring/policy.py` `answer_wait` |",
            "says [345600.0], and the code has [432000.0]",
        ),
        ("| it | 2 | `mentoring/policy.py` `mentors_…` |", "says [2.0], and the code has [2.0, 20.0]"),
        (
            "| it | `Mentor.stay` in [x](../services/mentoring/foothold_mentoring/mentor.py) |",
            "no Mentor.stay",
        ),
        ("| it | `Mentor.leave` in [x](../mentor.py) |", "mentor.py may be []"),
        ("It stands in `parked.py`.", "there is no parked.py"),
    ],
)
def test_a_false_row_is_found(repository: Path, row: str, complaint: str) -> None:
    page = repository / "docs" / "domain.md"
    page.write_text(f"# Waits\n\n{row}\n")

    assert complaint in " ".join(untrue(page, repository))


def test_a_file_that_several_services_have_is_no_place(repository: Path) -> None:
    other = repository / "services/tutoring/foothold_tutoring"
    other.mkdir(parents=True)
    (other / "mentor.py").write_text("class Mentor: ...\n")
    page = repository / "docs" / "domain.md"
    page.write_text("| it | `mentor.py` `Mentor` |\n")

    assert "foothold_tutoring/mentor.py" in " ".join(untrue(page, repository))
