"""Writes a new service: its files from the templates, and a line in each list that people keep by hand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

TEMPLATES = Path(__file__).parent / "template"
SUFFIX = ".tmpl"


class NoPlace(RuntimeError):
    """A file has nothing that a new line could be put after; the message names the file and the pattern."""


def write_files(root: Path, words: Mapping[str, str]) -> list[Path]:
    """Write what each template makes, and return the files."""
    return [_write_file(template, root, words) for template in sorted(TEMPLATES.rglob(f"*{SUFFIX}"))]


def _write_file(template: Path, root: Path, words: Mapping[str, str]) -> Path:
    name = str(template.relative_to(TEMPLATES)).removesuffix(SUFFIX)
    path = root / name.format(**words)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(Template(template.read_text()).substitute(words))
    return path


@dataclass(frozen=True, slots=True)
class Addition:
    """A text that `file` gets right after the last match of `after`."""

    file: str
    after: str
    text: str

    def put(self, root: Path, words: Mapping[str, str]) -> Path:
        """Write it, and return the file.

        Raises:
            NoPlace: nothing matches.
        """
        path = root / self.file
        written = path.read_text()
        matches = list(re.finditer(self.after, written, re.MULTILINE))
        if not matches:
            raise NoPlace(
                f"{self.file} has nothing like {self.after!r}, so the new service has no place there. "
                "Correct the pattern in foothold_devstack/new_service/additions.py."
            )
        end = matches[-1].end()
        path.write_text(written[:end] + Template(self.text).substitute(words) + written[end:])
        return path
