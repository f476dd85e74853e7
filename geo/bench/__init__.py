"""Measurements: `python -m geo bench WHAT`, one module a WHAT, each with its own `measure`.

A module gives `measure(quick=..., say=...)`, which returns a `Result`; `say` takes one line of
progress.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """What a measurement found."""

    flat: Mapping[str, object]
    """The figures that `--json` prints, one flat object."""
    table: str
    """The same and more, for people."""
