"""Many rows at once: into a table by whole columns, and questions about many ids.

SQLAlchemy would look at every value of every row; these statements are prepared once, and on a
server the rows go as one COPY.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

_JSON: Final = json.JSONEncoder(separators=(",", ":"))


def insert(
    connection: sa.Connection, table: sa.Table, columns: Mapping[str, Sequence[Any]]
) -> None:
    """
    Append rows, given as columns of equal length.

    Parameters
    ----------
    connection
        Of a transaction that the caller commits.
    table
        Into which table.
    columns
        Values by column name, as the database's driver takes them: JSON as text (`as_json`),
        shapes packed (`geo.events.store.shape.packed`).

    Raises
    ------
    sqlalchemy.exc.DBAPIError
        The database refuses one; nothing of the transaction may be kept then.
    """
    rows = list(zip(*columns.values(), strict=True))
    if not rows:
        return
    heads = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f'COPY "{table.name}" ({heads}) FROM STDIN', rows)
        return
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({heads}) VALUES ({marks})', rows)  # noqa: S608  # names of our own tables


def as_json(cells: Iterable[Any]) -> list[str | None]:
    """Turn values into the text that a JSON column holds; None stays NULL."""
    encode = _JSON.encode
    return [None if cell is None else encode(cell) for cell in cells]


def among(
    connection: sa.Connection, column: sa.ColumnElement[str], ids: Iterable[str]
) -> sa.ColumnElement[bool]:
    """Tell whether a column holds one of many ids, as one parameter however many there are."""
    wanted = list(ids)
    if connection.dialect.name == "postgresql":
        return column == sa.any_(sa.cast(wanted, sa.ARRAY(sa.Text)))
    given = sa.func.json_each(_JSON.encode(wanted)).table_valued("value")
    return column.in_(sa.select(given.c.value))


def _copy(connection: sa.Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    import psycopg  # noqa: PLC0415  # only where there is a server

    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101  # for the type checker
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copying:
            for row in rows:
                copying.write_row(row)
    except psycopg.Error as error:
        raise sa.exc.DBAPIError.instance(
            statement, None, error, psycopg.Error, connection_invalidated=driver.closed
        ) from error
