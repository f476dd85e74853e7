"""An article from a file or the clipboard -> one string that every offset counts into.

`.txt`, `.md`, `.html`, `.pdf` and `.docx` are read; what cannot be used is refused with one
sentence. The text is normalised here, once: whoever marks a place by offsets means `Text.text`.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any, Final

from geo.errors import InputError
from geo.formats import documents
from geo.formats.encoding import decode

SUFFIXES: Final = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
MAX_FILE: Final = 20_000_000
"""Bytes of a file."""
MAX_TEXT: Final = 1_000_000
"""Bytes of the text in UTF-8."""

_MAX_TITLE: Final = 150
_MAX_FRONT_MATTER: Final = 20_000
_FRONT_MATTER: Final = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*\n\s*", re.DOTALL | re.MULTILINE)
_UNUSABLE: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_DECLARED: Final = re.compile(rb"""charset=["']?\s*([A-Za-z0-9_.:-]{2,40})""")
_OLD_WORD: Final = b"\xd0\xcf\x11\xe0"
_SCRIPTS: Final = {
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "lo": re.compile(r"[\u0e80-\u0eff]"),
    "km": re.compile(r"[\u1780-\u17ff]"),
    "latin": re.compile(r"[A-Za-zÀ-ɏ]"),
}
_ENGLISH: Final = re.compile(
    r"\b(?:the|of|and|in|to|a|on|for|that|was|said|with|is)\b", re.IGNORECASE
)
_WORDS: Final = re.compile(r"[^\W\d_]+")
_ENGLISH_SHARE: Final = 0.12
_SCRIPT_SHARE: Final = 0.5


@dataclass(frozen=True)
class Text:
    """A text and what its own document says about it; empty where it says nothing."""

    name: str
    """File name, or what to call the text in messages."""
    title: str
    text: str
    """The normalised text: what all offsets count into, in characters."""
    language: str
    """ISO 639-1 guess from script and common words: en, th, km, lo; `und` where undetermined."""
    published: date | None = None
    """Day of publication, only where the document's metadata states it."""
    offset: int = 0
    """Where `text` starts in the decoded file (behind front matter); 0 for other formats."""
    metadata: dict[str, Any] = field(default_factory=dict, compare=False)
    """The front matter of a Markdown file."""


def read(data: bytes, name: str) -> Text:
    """
    Read the text of a file.

    Parameters
    ----------
    data
        The whole file.
    name
        Its name; the suffix says what to expect, the first bytes have the last word.

    Raises
    ------
    InputError
        The file is empty, too large, of another kind, damaged, locked, or holds no text.
    """
    name = PurePath(name.replace("\\", "/")).name or "The file"
    if not data.strip():
        msg = f"{name} is empty; choose a file with an article in it."
        raise InputError(msg)
    if len(data) > MAX_FILE:
        msg = (
            f"{name} is {len(data) / 1e6:.1f} MB; files up to {MAX_FILE // 1_000_000} MB are read."
        )
        raise InputError(msg)
    kind = _kind(data, name)
    if kind == "md":
        return _markdown(data, name)
    return _build(name, _extract(data, name, kind))


def paste(text: str, name: str = "The text") -> Text:
    """
    Take a text as it was typed or pasted.

    Raises
    ------
    InputError
        It is empty, too long or not text.
    """
    if not text.strip():
        msg = "There is no text yet; paste an article first."
        raise InputError(msg)
    return _build(name, documents.Extract(text))


def normalise(text: str) -> str:
    r"""Set all line ends to `\n` and control characters to spaces; nothing else is changed."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return _UNUSABLE.sub(" ", unified)


def language(text: str) -> str:
    """Guess the language from the script and, for Latin letters, from the commonest words."""
    sample = text[:20_000]
    counts = {code: len(letters.findall(sample)) for code, letters in _SCRIPTS.items()}
    best = max(counts, key=lambda code: counts[code])
    if counts[best] <= _SCRIPT_SHARE * sum(map(str.isalpha, sample)):
        return "und"
    return best if best != "latin" else _latin(sample)


def _latin(sample: str) -> str:
    words = len(_WORDS.findall(sample))
    return "en" if len(_ENGLISH.findall(sample)) > _ENGLISH_SHARE * words else "und"


def _kind(data: bytes, name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_OLD_WORD):
        msg = f"{name} is an old or password-protected Office file; save a .docx without one."
        raise InputError(msg)
    if suffix not in SUFFIXES:
        msg = f"{name} cannot be read; use a .txt, .md, .html, .pdf or .docx file."
        raise InputError(msg)
    return {".htm": "html"}.get(suffix, suffix.removeprefix("."))


def _extract(data: bytes, name: str, kind: str) -> documents.Extract:
    if kind == "pdf":
        return documents.pdf(data, name)
    if kind == "docx":
        return documents.docx(data, name)
    if kind == "html":
        declared = _DECLARED.search(data[:2048])
        charset = declared[1].decode("ascii") if declared else ""
        return documents.html(decode(data, name, charset))
    return documents.Extract(decode(data, name))


def _markdown(data: bytes, name: str) -> Text:
    """Split the front matter off; where it is malformed, the file is all text."""
    whole = normalise(decode(data, name))
    front = _FRONT_MATTER.match(whole[:_MAX_FRONT_MATTER])
    metadata = _front_matter(front[1]) if front else {}
    offset = front.end() if front and metadata else 0
    published = documents.iso_date(metadata.get("date"))
    extract = documents.Extract(whole[offset:], str(metadata.get("title") or ""), published)
    return _build(name, extract, offset=offset, metadata=metadata)


def _front_matter(block: str) -> dict[str, Any]:
    import yaml  # noqa: PLC0415 - slow to import, and only Markdown has front matter

    try:
        found = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _build(
    name: str,
    extract: documents.Extract,
    offset: int = 0,
    metadata: dict[str, Any] | None = None,
) -> Text:
    text = normalise(extract.text)
    _check(text, name)
    return Text(
        name=name,
        title=_title(extract.title, text, name),
        text=text,
        language=str((metadata or {}).get("language") or language(text)),
        published=extract.published,
        offset=offset,
        metadata=metadata or {},
    )


def _check(text: str, name: str) -> None:
    if not text.strip():
        msg = f"{name} has no text in it; paste or choose an article."
        raise InputError(msg)
    size = len(text.encode())
    if size > MAX_TEXT:
        msg = f"{name} holds {size / 1e6:.1f} MB of text; cut it down to {MAX_TEXT / 1e6:.0f} MB."
        raise InputError(msg)


def _title(stated: str, text: str, name: str) -> str:
    """Take the stated title, else a short first line, else the file name."""
    first = text.strip().split("\n", 1)[0].strip("# \t")
    stated = " ".join(normalise(stated).split())
    return stated or (first if len(first) <= _MAX_TITLE else PurePath(name).stem)
