"""Every error that the package raises on purpose.

::

    GeoError                    base: its text is one sentence, fit to be shown to a user
    ├── DataError (ValueError)  a data file of the project is missing or does not say what it must
    ├── InputError (ValueError) something a user brought cannot be used as it is
    │   └── RowError            one row of a table: names row, column, value and what is allowed
    ├── SetupError (RuntimeError)  the machine lacks something; the text says what to do
    └── StoreError (RuntimeError)  the store of events cannot be read or written
        └── ConflictError       somebody else changed the same event first; nothing was written
"""


class GeoError(Exception):
    """Base of all errors here; `str(error)` is one sentence for the user."""


class DataError(GeoError, ValueError):
    """A data file of the project is missing or malformed."""


class InputError(GeoError, ValueError):
    """What the user brought cannot be used as it is."""


class RowError(InputError):
    """One row of a table breaks a rule of its column."""

    def __init__(self, row: object, column: str, value: object, allowed: str) -> None:
        """Say which `row`, `column` and `value`, and what is `allowed` there."""
        self.row, self.column, self.value, self.allowed = row, column, value, allowed
        super().__init__(f"Row {row}, column {column}: {value!r} is not allowed; {allowed}.")


class SetupError(GeoError, RuntimeError):
    """The machine lacks something that the task needs."""


class StoreError(GeoError, RuntimeError):
    """The store of events cannot be read or written."""


class ConflictError(StoreError):
    """Somebody else changed the same event first; nothing was written."""
