"""What a database said, as one sentence that tells what to do."""

from typing import Final

from geo.events.store import location

ELSEWHERE: Final = f"make its folder writable or set {location.VARIABLE} to another place"
DAMAGED: Final = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_BUSY: Final = "The store {name} is busy: another program writes to it; try again."
_FULL: Final = "The disk of the store {name} is full, nothing was written; make room."
_SQLITE: Final = {
    ("SQLITE_BUSY", "SQLITE_LOCKED"): _BUSY,
    ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"): (
        f"The store {{name}} cannot be opened for writing; {ELSEWHERE}."
    ),
    ("SQLITE_FULL",): _FULL,
    ("SQLITE_IOERR_WRITE",): (
        "The disk of the store {name} takes no more (full, over a limit or failing), nothing was "
        "written; make room."
    ),
}
_SERVER: Final = {
    ("55P03", "57014", "53300"): _BUSY,
    ("53100",): _FULL,
    ("28",): "The store {name} refuses the user name or the password; correct the address.",
    ("3D000",): "The server of {name} has no such database; make it with `createdb` and try again.",
    ("25006", "42501"): (
        "The store {name} does not let this user write, nothing was written; ask who runs it."
    ),
    ("0A000", "58P01", "42704", "42883"): (
        "The server of {name} lacks PostGIS, nothing was written; install it there and try again."
    ),
    ("57P", "08"): (
        "The store {name} stopped answering midway; look again before you repeat the change."
    ),
}
"""Sentences by the beginning of an SQLSTATE."""
_AT_THE_DOOR: Final = {
    "28": ("authentication failed", "no pg_hba.conf entry", "no password supplied", "role "),
    "3D000": ("database ",),
    "53300": ("too many clients", "connection slots", "starting up"),
}
"""What a server says before it lets anybody in; the driver gives no SQLSTATE then."""
_SILENT: Final = (
    "The store {name} does not answer; start its server, or correct the address in {variable}."
)


def sentence(name: str, error: object, *, lost: bool = False) -> str:
    """
    Say what went wrong.

    Parameters
    ----------
    name
        The store, as a message may show it.
    error
        What the driver raised.
    lost
        Whether a connection that had worked broke.
    """
    code = str(getattr(error, "sqlite_errorname", "") or getattr(error, "sqlstate", None) or "")
    code = code or _at_the_door(str(error))
    table = _SQLITE if code.startswith("SQLITE") else _SERVER
    for beginnings, text in table.items():
        if code.startswith(beginnings):
            return text.format(name=name)
    if lost:
        return _SERVER["57P", "08"].format(name=name)
    if not code and not hasattr(error, "sqlite_errorname"):
        return _SILENT.format(name=name, variable=location.VARIABLE)
    told = " ".join(str(error).split())
    return f"The store {name} did not do as asked ({told}); nothing was written."


def _at_the_door(told: str) -> str:
    words = told.partition("FATAL:")[2]
    for code, beginnings in _AT_THE_DOOR.items():
        if any(part in words for part in beginnings):
            return code
    return ""


def busy(name: str) -> str:
    """Say that others keep the store busy."""
    return _BUSY.format(name=name)
