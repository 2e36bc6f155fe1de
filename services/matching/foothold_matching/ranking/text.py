"""Text as a vector of hashed, weighted terms (the hashing trick), so that two texts are compared by a cosine."""

import re
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from foothold_events.sets import same

DIMENSIONS = 256
SKILL_WEIGHT = 3.0
CATEGORY_WEIGHT = 2.0
WORD_WEIGHT = 1.0

_WORD = re.compile(r"[a-z0-9+#]{2,}")

Vector = NDArray[np.float32]


def vector(skills: Iterable[str], categories: Iterable[str], brief: str = "") -> Vector:
    """Return a vector of length 1, or 0 if there is nothing to hash. CRC-32 gives every process the same hashes."""
    found = np.zeros(DIMENSIONS, dtype=np.float32)
    weighted = [
        *((same(skill), SKILL_WEIGHT) for skill in skills),
        *((same(category), CATEGORY_WEIGHT) for category in categories),
        *((word, WORD_WEIGHT) for word in _WORD.findall(brief.lower())),
    ]
    for term, weight in weighted:
        found[zlib.crc32(term.encode()) % DIMENSIONS] += weight
    length = float(np.linalg.norm(found))
    return found / np.float32(length) if length else found
