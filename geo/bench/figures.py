"""Figures that were measured and kept, with the command and the day that made them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from geo.bench import Result
from geo.errors import DataError

FOLDER: Final = Path(__file__).parent / "kept"


def keep(what: str, result: Result, options: str = "", folder: Path = FOLDER) -> Path:
    """Write a result, and the options that made it, to its file, which the method page shows."""
    told = {
        "command": f"python -m geo bench {what}{options}",
        "measured": datetime.now(UTC).date().isoformat(),
        "flat": dict(result.flat),
        "table": result.table.splitlines(),
    }
    path = folder / f"{what}.json"
    folder.mkdir(exist_ok=True)
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def kept(what: str, folder: Path = FOLDER) -> dict[str, Any]:
    """
    Read figures that were kept: command, measured (ISO day), flat, table (lines).

    Raises
    ------
    DataError
        None are kept, or the file is damaged.
    """
    path = folder / f"{what}.json"
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"The figures {path.name} cannot be read; run `python -m geo bench {what} --keep`."
        raise DataError(msg) from error
    return told
