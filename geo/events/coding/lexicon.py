"""The words and rules of the coder, read from `lexicon.toml`, where they are reviewed as data."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from geo.errors import DataError

DATA: Final = Path(__file__).parent / "lexicon.toml"


@cache
def section(name: str) -> Any:  # noqa: ANN401 (a table, or a list of tables)
    """One table of the lexicon; `DataError` where the file or the table is missing."""
    try:
        return _whole()[name]
    except KeyError as error:
        msg = f"The coding lexicon {DATA.name} has no section [{name}]; restore the file."
        raise DataError(msg) from error


@cache
def terms(name: str, key: str) -> tuple[str, ...]:
    """Give the words under `key` of section `name`."""
    return tuple(section(name)[key])


@cache
def term_set(name: str, key: str) -> frozenset[str]:
    """Give the same as a set, in lower case."""
    return frozenset(word.lower() for word in terms(name, key))


def alternatives(words: Iterable[str]) -> str:
    """Build a regular expression for any of the words, longest first, spaces flexible."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


@cache
def _whole() -> Mapping[str, Any]:
    try:
        return tomllib.loads(DATA.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        msg = f"The coding lexicon {DATA.name} cannot be read; restore the file."
        raise DataError(msg) from error
