"""Generated lines inside a file that people write: they stand between two marks, and only they are replaced.

The marks are comments of the file's own kind: `# generated: images` and `# end: images`, in a page `<!-- … -->`, in a
diagram `%% …`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

Lines = Callable[[], Iterable[str]]
"""Makes what stands between two marks."""

MARKED = re.compile(
    r"^(?P<first>(?P<indent> *)(?P<comment>#|<!--|%%) generated: (?P<name>[\w-]+).*\n)"
    r"(?P<lines>(?:.*\n)*?)"
    r"(?P<last> *(?P=comment) end: (?P=name)\b.*)$",
    re.MULTILINE,
)


class WrongMarks(ValueError):
    """The marks of a text are not those of the lines that are wanted; the message names both."""


def fill(text: str, wanted: Mapping[str, Iterable[str]]) -> str:
    """Return the text with each marked place filled by its lines, indented like the mark. Two places may have one name.

    Raises:
        WrongMarks: a place has no marks, or a mark has no lines.
    """
    marked = {match["name"] for match in MARKED.finditer(text)}
    if marked != wanted.keys():
        raise WrongMarks(f"the marks are {sorted(marked)}, and there are lines for {sorted(wanted)}")

    def filled(match: re.Match[str]) -> str:
        lines = "".join(f"{match['indent']}{line}".rstrip() + "\n" for line in wanted[match["name"]])
        return f"{match['first']}{lines}{match['last']}"

    return MARKED.sub(filled, text)


def differing(root: Path, files: Mapping[str, Mapping[str, Lines]]) -> dict[Path, str]:
    """Return the files whose lines between marks are other than the functions make them, with what they have to be.

    Raises:
        WrongMarks: a file has other marks than there are functions for; the message names the file.
    """
    found = {}
    for name, places in files.items():
        path = root / name
        present = path.read_text()
        try:
            wanted = fill(present, {place: lines() for place, lines in places.items()})
        except WrongMarks as error:
            raise WrongMarks(f"{name}: {error}") from error
        if wanted != present:
            found[path] = wanted
    return found
