"""How names are compared: one key for all spellings that differ in case, marks and punctuation."""

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal, TypeAlias

Script: TypeAlias = Literal["latin", "thai", "khmer", "lao", "other"]

_RANGES: Final[tuple[tuple[Script, int, int], ...]] = (
    ("thai", 0x0E00, 0x0E7F),
    ("lao", 0x0E80, 0x0EFF),
    ("khmer", 0x1780, 0x17FF),
    ("latin", 0x0041, 0x024F),
    ("latin", 0x1E00, 0x1EFF),
)
_DROPPED: Final = re.compile(r"['’‘`´ʼʻ\u200b-\u200f\u2060\ufeff\u00ad]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SPACED: Final = re.compile(r"[\s\-‐-―./,()|]+")
# Letters that Unicode does not take apart, as plain Latin spelling has them.
_PLAIN: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "œ": "oe", "æ": "ae"})
_LAST_LATIN_MARK: Final = 0x036F
_COENG_DA, _COENG_TA = "\u17d2\u178a", "\u17d2\u178f"


def safe(text: str) -> str:
    """Replace lone surrogates, which no file can hold, by U+FFFD; the length stays."""
    return _SURROGATE.sub("\ufffd", text)


def khmer(text: str) -> str:
    """Write Khmer's subscript da as ta, which looks the same; the length stays."""
    return text.replace(_COENG_DA, _COENG_TA)


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """
    Fold a name into the key under which the gazetteer keeps it.

    Case, Latin diacritics, apostrophes and zero-width characters go; hyphens, dots and commas
    become one space. Thai and Khmer vowel signs stay, since they are letters there.
    """
    if name.isascii():
        plain = name.casefold()
    else:
        parts = unicodedata.normalize("NFKD", safe(name)).casefold()
        kept = (c for c in parts if not (unicodedata.combining(c) and ord(c) <= _LAST_LATIN_MARK))
        plain = khmer(unicodedata.normalize("NFC", "".join(kept)).translate(_PLAIN))
    return _SPACED.sub(" ", _DROPPED.sub("", plain)).strip()


def script(name: str) -> Script:
    """Tell the script of a name by its first letter."""
    for char in name:
        if char.isalpha():
            return _script_of(ord(char))
    return "other"


def _script_of(point: int) -> Script:
    for name, first, last in _RANGES:
        if first <= point <= last:
            return name
    return "other"
