"""`python -m geo language`: how much of the interface is translated, and what is not."""

import argparse
import sys
from typing import Any

from geo.language import ENGLISH, LANGUAGES


def add(commands: Any) -> None:  # noqa: ANN401 (argparse keeps the type private)
    """Add the command to the parser."""
    command = commands.add_parser("language", help="languages of the interface: what is translated")
    command.add_argument("--missing", action="store_true", help="list the texts that stay English")
    command.add_argument(
        "--update", action="store_true", help="bring the catalogues up to the texts of the code"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one line a language, with `--missing` followed by its untranslated texts."""
    from geo.language import extraction  # noqa: PLC0415 (Babel only when needed)

    total = len(extraction.used())
    for code, name in LANGUAGES.items():
        if code == ENGLISH:
            continue
        if options.update:
            extraction.update(code)
        lacking = extraction.missing(code)
        _say(f"{code}  {name}: {total - len(lacking)} of {total} texts translated")
        if options.missing:
            for text in lacking:
                _say(f"    {text if isinstance(text, str) else ' / '.join(text)}")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
