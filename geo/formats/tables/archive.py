"""Packed files (XLSX, KMZ, zipped and gzipped CSV) that cannot blow up: sizes are checked first."""

import gzip
import io
import zipfile
import zlib
from typing import Final

from geo.errors import InputError

MOST_BYTES: Final = 1_500_000_000
"""Unpacked, all members together."""
MOST_RATIO: Final = 200
"""Unpacked to packed; text of many like rows packs 10 to 60 times."""
_SMALL: Final = 20_000_000  # below this the ratio does not matter
_MOST_MEMBERS: Final = 5_000
_PEEK: Final = 4_096


def opened(data: bytes, name: str) -> zipfile.ZipFile:
    """
    Open a zip whose members are of a size that can be.

    Raises
    ------
    InputError
        It is no zip, is encrypted, or would unpack to more than any table needs.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        msg = f"{name} is damaged or not what its name says; save it again and try that."
        raise InputError(msg) from error
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    bomb = size > MOST_BYTES or (size > _SMALL and size / packed > MOST_RATIO)
    if bomb or len(members) > _MOST_MEMBERS:
        msg = f"{name} would unpack to {size / 1e6:,.0f} MB, which no table of events needs."
        raise InputError(msg)
    if any(member.flag_bits & 1 for member in members):
        msg = f"{name} is protected by a password; save it without one."
        raise InputError(msg)
    return archive


def member(archive: zipfile.ZipFile, wanted: str, name: str) -> bytes:
    """Unpack one member; one that is not as large as the directory says is an error."""
    try:
        return archive.read(wanted)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        msg = f"{name} is damaged: {wanted} in it cannot be unpacked."
        raise InputError(msg) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            msg = f"{name} is damaged: {wanted} in it cannot be unpacked."
            raise InputError(msg) from error
        raise


def gunzipped(data: bytes, name: str) -> bytes:
    """
    Unpack a gzip file.

    Raises
    ------
    InputError
        It is damaged, or would unpack to more than any table needs.
    """
    most = max(_SMALL, min(MOST_BYTES, MOST_RATIO * len(data)))
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            found = packed.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        msg = f"{name} is damaged or not what its name says; save it again and try that."
        raise InputError(msg) from error
    if len(found) > most:
        msg = (
            f"{name} would unpack to more than {most / 1e6:,.0f} MB; no table of events needs that."
        )
        raise InputError(msg)
    return found


def refuse_entities(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse XML with a document type: office files have none, attacks by entities need one."""
    for info in archive.infolist():
        if info.filename.lower().endswith((".xml", ".rels", ".kml")):
            with archive.open(info) as file:
                refuse_doctype(file.read(_PEEK), name)


def refuse_doctype(start: bytes, name: str) -> None:
    """Refuse a document type in the first bytes of an XML file, in any encoding."""
    plain = start.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        msg = f"{name} defines XML entities, which a table of events does not need; it is not read."
        raise InputError(msg)
