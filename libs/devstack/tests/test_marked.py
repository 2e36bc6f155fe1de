"""Generated lines stand between their marks, and nothing else of a file changes."""

import pytest

from foothold_devstack.marked import WrongMarks, fill

TEXT = """\
resources:
  - namespace.yaml
  # generated: services
  - old
  # end: services
  - topics
"""


def test_lines_are_put_between_the_marks_with_their_indentation() -> None:
    filled = fill(TEXT, {"services": ["- catalog", "- payouts:", "    x"]})

    assert filled == TEXT.replace("  - old\n", "  - catalog\n  - payouts:\n      x\n")
    assert fill(filled, {"services": ["- old"]}) == TEXT


def test_no_lines_leave_the_marks_alone() -> None:
    assert fill(TEXT, {"services": []}) == TEXT.replace("  - old\n", "")


def test_marks_of_a_page_are_comments_of_html() -> None:
    page = "# Page\n<!-- generated: rows -->\n<!-- end: rows -->\n\nrest\n"

    assert fill(page, {"rows": ["| a |"]}) == page.replace(
        "rows -->\n<!-- end", "rows -->\n| a |\n<!-- end", 1
    )


@pytest.mark.parametrize("wanted", [{}, {"services": [], "images": []}, {"images": []}])
def test_marks_without_lines_and_lines_without_marks_are_refused(wanted: dict[str, list[str]]) -> None:
    with pytest.raises(WrongMarks, match="services"):
        fill(TEXT, wanted)
