"""Noto Sans for Latin, Thai and Khmer, from installed packages: no font of the machine is needed.

Thai and Khmer letters stand above, below and around one another, so text is shaped by HarfBuzz.
A text is cut into runs of one script; each run gets the face that has its letters.
"""

import io
import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from geo.language.typeface import PACKAGES, Face, path

if TYPE_CHECKING:
    from PIL import ImageFont

__all__ = [
    "PACKAGES",
    "Face",
    "Run",
    "Weight",
    "fitted",
    "font",
    "needs_shaping",
    "path",
    "runs",
    "static",
    "width",
    "wrapped",
]

Weight: TypeAlias = Literal[400, 600, 700]

_RANGES: Final[tuple[tuple[Face, int, int], ...]] = (
    ("thai", 0x0E00, 0x0E7F),
    ("khmer", 0x1780, 0x17FF),
    ("khmer", 0x19E0, 0x19FF),
)
_KEPT: Final[dict[Face, tuple[tuple[int, int], ...]]] = {
    "latin": (
        *((0x20, 0x24F), (0x2B0, 0x36F), (0x1E00, 0x1EFF), (0x2000, 0x206F)),
        *((0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x2199)),
    ),
    "thai": ((0x20, 0x20), (0x0E00, 0x0E7F), (0x200B, 0x200D)),
    "khmer": ((0x20, 0x20), (0x1780, 0x17FF), (0x19E0, 0x19FF), (0x200B, 0x200D)),
}
_JOINERS: Final = frozenset("\u200b\u200c\u200d")


class Run(NamedTuple):
    """A piece of text that one face can draw."""

    text: str
    face: Face


@cache
def static(face: Face, weight: Weight) -> bytes:
    """
    Make a small font file of one weight, with the letters of its script: for embedding.

    A variable font as it ships is ten times as large, and slow to fix at one weight whole.
    """
    # Heavy, and only for embedding.
    from fontTools import subset, ttLib  # type: ignore[import-untyped]  # noqa: PLC0415
    from fontTools.varLib import instancer  # type: ignore[import-untyped]  # noqa: PLC0415

    opened = ttLib.TTFont(path(face))
    options = subset.Options(notdef_outline=True, name_IDs=[1, 2, 4, 6])
    if face == "latin":  # letters that stand side by side: kerning is not worth its seconds
        options.drop_tables += ["GPOS", "GSUB", "GDEF"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[n for first, last in _KEPT[face] for n in range(first, last + 1)])
    subsetter.subset(opened)
    limits = {axis.axisTag: axis.defaultValue for axis in opened["fvar"].axes}
    fixed = instancer.instantiateVariableFont(opened, {**limits, "wght": float(weight)})
    buffer = io.BytesIO()
    fixed.save(buffer)
    return buffer.getvalue()


def needs_shaping(text: str) -> bool:
    """Tell whether a text has letters of a script that must be shaped."""
    return any(_face(char) != "latin" for char in text)


def runs(text: str) -> list[Run]:
    """Cut a text into runs of one face; characters that no face can draw are left out."""
    made: list[Run] = []
    for face, chars in groupby(_faces(text), key=lambda pair: pair[1]):
        made.append(Run("".join(char for char, _ in chars), face))
    return made


@lru_cache(maxsize=256)
def font(face: Face, size: int, weight: Weight = 400) -> "ImageFont.FreeTypeFont":
    """Open a face at a size in pixels and a weight, for Pillow."""
    from PIL import ImageFont, features  # noqa: PLC0415  # only where a picture is made

    raqm = features.check("raqm")
    engine = ImageFont.Layout.RAQM if raqm else ImageFont.Layout.BASIC
    opened = ImageFont.truetype(path(face), size, layout_engine=engine)
    axes = opened.get_variation_axes()
    values = [weight if axis["name"] == b"Weight" else axis["default"] or 0 for axis in axes]
    opened.set_variation_by_axes([float(value) for value in values])
    return opened


def width(text: str, size: int, weight: Weight = 400) -> float:
    """Measure a text in pixels."""
    return float(sum(font(run.face, size, weight).getlength(run.text) for run in runs(text)))


def fitted(text: str, size: int, room: float, weight: Weight = 400) -> str:
    """Cut a text that is wider than `room`, and say so with an ellipsis."""
    if width(text, size, weight) <= room:
        return text
    cut = text
    while len(cut) > 1 and width(f"{cut}…", size, weight) > room:
        cut = _shorter(cut)
    return f"{cut.rstrip()}…"


def wrapped(text: str, size: int, room: float, weight: Weight = 400) -> list[str]:
    """Break a text into lines no wider than `room`, at blanks; a longer word is cut."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size, weight) > room:
            lines.append(fitted(word, size, room, weight))
        else:
            lines[-1] = fitted(longer, size, room, weight) if not lines[-1] else longer
    return lines


def _shorter(text: str) -> str:
    """Take off the last letter with the marks that belong to it."""
    cut = text[:-1]
    while len(cut) > 1 and unicodedata.category(text[len(cut)]) in ("Mn", "Mc"):
        cut, text = cut[:-1], cut
    return cut


def _faces(text: str) -> list[tuple[str, Face]]:
    pairs: list[tuple[str, Face]] = []
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn"):
            continue
        own = _face(char)
        # Blanks and joiners go with what stands before them, so that a word is not torn.
        follows = pairs and (char in _JOINERS)
        pairs.append((char, pairs[-1][1] if follows else own))
    return pairs


def _face(char: str) -> Face:
    point = ord(char)
    return next((face for face, first, last in _RANGES if first <= point <= last), "latin")
