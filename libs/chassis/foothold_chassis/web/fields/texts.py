"""Texts that people enter: what every one of them must be, and what is kept of it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from foothold_events.characters import counted, hiding, visible

CODE_POINTS = 4
"""How many code points a character of a short text may have on average, so that its size is bounded too."""

LONGEST_LINE = 200
LONGEST_TEXT = 4_000
"""The bound of public text on the stream, which counts code points, so this text may have no more of them either."""

LONGEST_NOTE = 2_000
LONGEST_ANSWER = 1_000

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_EDGES = "\t\n\r "


@dataclass(frozen=True, slots=True)
class Shown:
    """The rule of a text: a reader sees something of it, nothing in it hides what it is, and it is not too long.

    It is kept in NFC, without blanks around it. Its length is what a reader counts, its size is in code points. Its
    lines end as in Unix.
    """

    most: int
    size: int
    has_lines: bool = False
    may_be_empty: bool = False

    def __call__(self, text: str) -> str:
        """Return what is kept of the text.

        Raises:
            ValueError: it breaks the rule; with the character that does, or the number of characters.
        """
        composed = unicodedata.normalize("NFC", text.strip(_EDGES))
        lines = _LINE_ENDS.sub("\n", composed) if self.has_lines else composed
        for character in hiding(re.sub("[\n\t]", "", lines) if self.has_lines else lines):
            raise ValueError(_complaint(character))
        kept = lines.strip()
        if not visible(kept) and not (self.may_be_empty and not kept):
            raise ValueError("expected at least one visible character")
        self._must_fit(kept)
        return kept

    def _must_fit(self, text: str) -> None:
        if len(text) <= self.most:
            return  # a character has one code point at least
        if (count := counted(text)) > self.most:
            raise ValueError(f"expected at most {self.most} characters, not {count}")
        if len(text) > self.size:
            raise ValueError(
                f"expected at most {self.size} code points, not {len(text)} in {count} characters"
            )

    @property
    def schema(self) -> WithJsonSchema:
        """Return how the rule is described. JSON Schema counts code points, so what obeys it is never too long."""
        least = 0 if self.may_be_empty else 1
        return WithJsonSchema({"type": "string", "minLength": least, "maxLength": self.most})


def _complaint(character: str) -> str:
    kinds = {"Cc": "control characters", "Cs": "half of a surrogate pair"}
    kind = kinds.get(unicodedata.category(character), "invisible characters that turn or carry a text")
    return f"expected no {kind}; U+{ord(character):04X} is one"


_line = Shown(LONGEST_LINE, LONGEST_LINE * CODE_POINTS)
_text = Shown(LONGEST_TEXT, LONGEST_TEXT, has_lines=True)
_answer = Shown(LONGEST_ANSWER, LONGEST_ANSWER * CODE_POINTS, has_lines=True)
_note = Shown(LONGEST_NOTE, LONGEST_NOTE * CODE_POINTS, has_lines=True, may_be_empty=True)

Name = Annotated[str, AfterValidator(_line), _line.schema]
"""The name of a person or a thing, in one line; one character is enough for it (王)."""

Title = Annotated[str, AfterValidator(_line), _line.schema]
"""What something is called or about, in one line: a title, a headline."""

Reason = Annotated[str, AfterValidator(_line), _line.schema]
"""Why somebody decided something, in one line."""

FreeText = Annotated[str, AfterValidator(_text), _text.schema]
"""A text of any number of lines."""

Answer = Annotated[str, AfterValidator(_answer), _answer.schema]
"""What somebody answers to a question."""

Note = Annotated[str, AfterValidator(_note), _note.schema]
"""A text that need not be written: the empty one is one."""
