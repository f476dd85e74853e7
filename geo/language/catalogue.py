"""The catalogues: `th.po` and `km.po` beside this file, read and compiled in memory."""

import io
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from geo.errors import DataError

FOLDER: Final = Path(__file__).parent
SCRIPTS: Final = (".js", ".html", ".csv")
"""Endings of the files whose texts the browser looks up by itself."""

_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


def path(code: str) -> Path:
    """Give the catalogue file of a language."""
    return FOLDER / f"{code}.po"


@cache
def opened(code: str) -> NullTranslations:
    """
    Open the catalogue of a language; English has none.

    Raises
    ------
    DataError
        The file is missing or is no catalogue.
    """
    if not _has(code):
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 (not wanted for English)

    compiled = io.BytesIO()
    write_mo(compiled, read(code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def read(code: str) -> Any:  # noqa: ANN401 (Babel's catalogue; Babel is imported on demand)
    """Read the catalogue of a language, see `opened`."""
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    try:
        with path(code).open("rb") as file:
            return read_po(file, locale=code, abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        msg = f"The catalogue {path(code).name} cannot be read ({error}); restore it from git."
        raise DataError(msg) from error


@cache
def months(code: str) -> tuple[str, ...]:
    """Short names of the twelve months."""
    if not _has(code):
        return tuple(_MONTHS.split())
    from babel.dates import get_month_names  # noqa: PLC0415

    names = get_month_names("abbreviated", "format", locale=code)
    return tuple(names[number] for number in range(1, 13))


@cache
def for_scripts(code: str) -> Mapping[str, str]:
    """Texts that the browser's scripts and templates use, by the English, first plural form."""
    if not _has(code):
        return MappingProxyType({})
    found = {}
    for message in read(code):
        used = any(name.endswith(SCRIPTS) for name, _ in message.locations)
        text = message.string if isinstance(message.string, str) else message.string[0]
        if message.id and used and text:
            found[message.id if isinstance(message.id, str) else message.id[0]] = text
    return MappingProxyType(found)


def _has(code: str) -> bool:
    return path(code).exists()
