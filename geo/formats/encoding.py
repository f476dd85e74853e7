"""Bytes -> string: which encoding a plain text is in, for the encodings that this region meets.

UTF-8, UTF-16, windows-874 (TIS-620, Thai) and windows-1252 (western) are told apart by rules of a
few lines. A general detector was measured against them and lost: it read an English sentence with
a Thai name in it as Japanese, and typographic quotes as central European.
"""

import codecs
import re
from typing import Final

from geo.errors import InputError

_BOMS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_SHARE: Final = 0.01
"""Above this share of control characters the bytes are no text."""
_HIGH: Final = re.compile(r"[^\x00-\x7f]")
_ODD: Final = re.compile(r"[\udc80-\udcff]")
_ODD_SHARE: Final = 0.34
"""Above this share of what is not ASCII the bytes are of another encoding than UTF-8."""
_LETTER_RUN: Final = re.compile(r"[À-ÿ]{3,}")
_THAI_RUN: Final = re.compile(r"[\u0e00-\u0e7f]{3,}")
# A Thai vowel or tone mark stands above or below a letter: after anything else it is noise.
_THAI_STRAY: Final = re.compile(
    r"(?<![\u0e01-\u0e2e\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
)
_RUN_SHARE: Final = 0.6
_STRAY_SHARE: Final = 0.05


def decode(data: bytes, name: str, declared: str = "") -> str:
    """
    Decode a plain text or HTML file.

    Parameters
    ----------
    data
        The file.
    name
        Its name, for the message.
    declared
        The encoding that the file itself claims; believed only where it fits.

    Raises
    ------
    InputError
        The bytes are not text, or the encoding cannot be told.
    """
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return _checked(_attempt(data, encoding), name)
    # The surest first: zero bytes in every second place, then UTF-8, which nothing fits by chance.
    for encoding in (_utf16_without_bom(data), "utf-8", declared):
        found = _attempt(data, encoding)
        if found is not None:
            return _checked(found, name)
    if _is_binary(data.decode("latin-1")):
        raise _not_text(name)
    return _checked(_thai(data) or _western(data), name)


def mended(data: bytes) -> tuple[str, int] | None:
    """
    Read UTF-8 in which a few bytes are not, as files have that went through several programs.

    Returns
    -------
    The text, the odd bytes read as windows-1252, and how many there were; None where the bytes are
    UTF-8 altogether, or are not for the most part.
    """
    if b"\x00" in data:  # UTF-16, or no text
        return None
    found = data.decode("utf-8", "surrogateescape")
    odd = len(_ODD.findall(found))
    if not odd or odd > _ODD_SHARE * len(_HIGH.findall(found)):
        return None
    return _ODD.sub(lambda m: bytes([ord(m[0]) - 0xDC00]).decode("cp1252", "replace"), found), odd


def _attempt(data: bytes, encoding: str) -> str | None:
    """Decode strictly; None where the bytes do not fit or Python knows no such encoding."""
    try:
        return data.decode(encoding) if encoding else None
    except (LookupError, ValueError):
        # Not UnicodeError alone: `declared` may name a codec that is no text encoding ("hex").
        return None


def _utf16_without_bom(data: bytes) -> str:
    """Name the byte order that the zero bytes of Latin text give away, empty if there are few."""
    sample = data[:4000]
    if len(sample) % 2 or sample.count(0) < len(sample) / 4:
        return ""
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def _thai(data: bytes) -> str | None:
    """Read as windows-874, if that gives runs of well-formed Thai."""
    found = _attempt(data, "cp874")
    if found is None:
        return None
    strays = len(_THAI_STRAY.findall(found))
    thai = _in_runs(_THAI_RUN, found)
    well_formed = strays <= _STRAY_SHARE * thai
    return found if well_formed and thai > _RUN_SHARE * len(_HIGH.findall(found)) else None


def _western(data: bytes) -> str | None:
    """Read as windows-1252, unless accented letters come in runs as no western language has."""
    found = _attempt(data, "cp1252")
    if found is None:
        return None
    runs = _in_runs(_LETTER_RUN, found)
    return found if runs <= (1 - _RUN_SHARE) * len(_HIGH.findall(found)) else None


def _in_runs(pattern: re.Pattern[str], text: str) -> int:
    return sum(len(run) for run in pattern.findall(text))


def _checked(text: str | None, name: str) -> str:
    if text is None:
        msg = f"The encoding of {name} cannot be told; save it as UTF-8 and try again."
        raise InputError(msg)
    if _is_binary(text):
        raise _not_text(name)
    return text


def _is_binary(text: str) -> bool:
    return len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text)


def _not_text(name: str) -> InputError:
    msg = f"{name} holds binary data, not text; use a .txt, .md, .html, .pdf or .docx file."
    return InputError(msg)
