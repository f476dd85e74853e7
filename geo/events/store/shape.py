"""The column type of a shape: WKB in SQLite, a PostGIS geometry in PostgreSQL, EPSG:4326."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import shapely
import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

_SRID = 4326


Packed: TypeAlias = str | bytes


def packed(shapes: Sequence[shapely.Geometry | None], dialect: sa.Dialect) -> list[Packed | None]:
    """Turn many shapes at once into what the database takes."""
    given = np.array(shapes, dtype=object)
    if dialect.name != "postgresql":
        return list(shapely.to_wkb(given))
    return list(shapely.to_wkb(shapely.set_srid(given, _SRID), hex=True, include_srid=True))


class PostGIS(UserDefinedType[str]):
    """PostGIS's own type; it reads and gives shapes as EWKB in hexadecimal digits."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Name the type in the table's definition."""
        return f"geometry(Geometry,{_SRID})"


class Shape(TypeDecorator[shapely.Geometry]):
    """A shapely geometry, or none."""

    impl = sa.LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """Choose the database's own type."""
        return PostGIS() if dialect.name == "postgresql" else sa.LargeBinary()

    def process_bind_param(
        self,
        value: Any,  # noqa: ANN401  # a shape, or what `packed` made of it
        dialect: sa.Dialect,
    ) -> Packed | None:
        """Write a shape."""
        return packed([value], dialect)[0] if isinstance(value, shapely.Geometry) else value

    def process_result_value(
        self,
        value: Any,  # noqa: ANN401  # text or bytes
        dialect: sa.Dialect,
    ) -> shapely.Geometry | None:
        """Read a shape."""
        del dialect
        return None if value is None else shapely.set_srid(shapely.from_wkb(value), 0)
