"""Noto Sans for Latin, Thai and Khmer: font files of installed packages, none of the machine's."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal, TypeAlias

from geo.errors import SetupError

Face: TypeAlias = Literal["latin", "thai", "khmer"]

PACKAGES: Final[dict[Face, str]] = {
    "latin": "fontpkg_noto_sans",
    "thai": "fontpkg_noto_sans_thai",
    "khmer": "fontpkg_noto_sans_khmer",
}
LETTERS: Final[dict[Face, str]] = {"thai": "U+0E00-0E7F", "khmer": "U+1780-17FF,U+19E0-19FF"}
"""Letters for which a browser fetches a face, as CSS has them; Latin ones every machine has."""


@cache
def path(face: Face) -> Path:
    """
    Give the font file of a face: upright, with axes for weight and width.

    Raises
    ------
    SetupError
        Its package is not installed.
    """
    name = PACKAGES[face]
    spec = find_spec(name)
    folder = Path(spec.origin).parent / "files" if spec and spec.origin else None
    found = sorted(folder.glob("*.ttf")) if folder else []
    upright = [file for file in found if "Italic" not in file.name]
    if not upright:
        msg = f"The font package {name.replace('_', '-')} is missing: run `make run`."
        raise SetupError(msg)
    return upright[0]
