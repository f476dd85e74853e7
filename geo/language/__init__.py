"""The interface's languages: English as written in the code, Thai and Khmer from catalogues.

A text stands in English where it is used, in `tr("…")`, and is looked up in the catalogue of the
language that is asked for; what is not translated stays English. Catalogues are gettext's (`th.po`,
`km.po`), compiled in memory on first use, so that there is no built file to forget.

Who asks decides the language: a block of `using("th")`, else whoever was named by `ask`, which the
screen does for its sessions, else English. Event summaries, claims and source titles are evidence
and stay as written.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from types import MappingProxyType
from typing import Any, Final, TypeVar

from geo.errors import InputError
from geo.language import catalogue

ENGLISH: Final = "en"
LANGUAGES: Final = MappingProxyType({"en": "English", "th": "ไทย", "km": "ខ្មែរ"})
"""Code (ISO 639-1) and own name of each language."""

Key = TypeVar("Key")
_chosen: Final = ContextVar("language", default="")
_asked: Final[list[Callable[[], str]]] = []


def current() -> str:
    """Code of the language that texts are wanted in now."""
    code = _chosen.get() or (_asked[-1]() if _asked else ENGLISH)
    return code if code in LANGUAGES else ENGLISH


def ask(who: Callable[[], str]) -> None:
    """Let `who` say the language wherever no block of `using` does."""
    _asked[:] = [who]


@contextmanager
def using(code: str) -> Iterator[None]:
    """
    Use one language within a block.

    Raises
    ------
    InputError
        There is no such language.
    """
    if code not in LANGUAGES:
        msg = f"There is no language {code!r}; the languages are {', '.join(LANGUAGES)}."
        raise InputError(msg)
    token = _chosen.set(code)
    try:
        yield
    finally:
        _chosen.reset(token)


def tr(text: str, /, **blanks: object) -> str:
    """Give a text in the current language, its `{blanks}` filled in."""
    # gettext keeps the catalogue's own head under the empty text.
    found = catalogue.opened(current()).gettext(text) if text else ""
    return _filled(found, text, blanks)


def trn(one: str, many: str, n: float, /, **blanks: object) -> str:
    """Give the form of a text that goes with the number `n`, which fills the blank `{n}`."""
    plain = one if n == 1 else many
    return _filled(
        catalogue.opened(current()).ngettext(one, many, int(n)), plain, {"n": n, **blanks}
    )


def mark(text: str) -> str:
    """Name a text for the catalogues where it is written down; it is looked up where it is used."""
    return text


class Words(Mapping[Key, str]):
    """A table of marked texts, whose values come out in the current language."""

    def __init__(self, texts: Mapping[Key, str]) -> None:
        """Keep the texts as written, in English."""
        self.written: Final = dict(texts)

    def __getitem__(self, key: Key) -> str:
        """Look a text up."""
        return tr(self.written[key])

    def __iter__(self) -> Iterator[Key]:
        """Go through the keys in the order in which they were written."""
        return iter(self.written)

    def __len__(self) -> int:
        """Count the texts."""
        return len(self.written)


def day(value: date) -> str:
    """
    Write a date as the language does: 8 Dec 2025, 8 ธ.ค. 2025, 8 ធ្នូ 2025.

    Years are of the common era in all three: record, sources, typed dates and addresses have them,
    and a Buddhist year beside them would make two numbers of one.
    """
    code = current()
    return f"{value.day} {catalogue.months(code)[value.month - 1]} {value.year}"


def for_browser() -> dict[str, Any]:
    """Give what the browser's scripts need: code, short names of months, their own texts."""
    code = current()
    return {
        "code": code,
        "months": list(catalogue.months(code)),
        "texts": dict(catalogue.for_scripts(code)),
    }


def _filled(found: str, written: str, blanks: Mapping[str, object]) -> str:
    """Fill the blanks of a text; a translation that names others gives way to the English."""
    if not blanks:
        return found
    try:
        return found.format(**blanks)
    except (KeyError, IndexError, ValueError):
        return written.format(**blanks)
