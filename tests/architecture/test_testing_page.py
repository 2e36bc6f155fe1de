"""The examples of docs/testing.md are a file of tests, and pass as they stand there."""

import re
import subprocess
import sys
from pathlib import Path

from .sources import ROOT

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PASSED = re.compile(r"^(\d+) passed in", re.MULTILINE)


def outcome(text: str, folder: Path) -> str:
    """Return what pytest says of the blocks of Python in a page, taken as one file."""
    file = folder / "test_page.py"
    file.write_text("\n\n".join(BLOCK.findall(text)))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        ROOT / "pyproject.toml",
        file,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT).stdout


def test_the_examples_pass(tmp_path: Path) -> None:
    text = (ROOT / "docs/testing.md").read_text()

    said = outcome(text, tmp_path)

    assert (passed := PASSED.search(said)), said
    assert int(passed[1]) > len(re.findall(r"^(?:async )?def test_", text, re.MULTILINE)), (
        "and a matrix in it"
    )


def test_a_false_example_is_found(tmp_path: Path) -> None:
    page = "```python\ndef test_it():\n    assert one\n```\n\nIt goes on.\n\n```python\none = False\n```\n"

    assert "assert False" in outcome(page, tmp_path)
