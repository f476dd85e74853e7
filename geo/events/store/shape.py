"""The column type of a shape: WKB in SQLite, a PostGIS geometry in PostgreSQL, EPSG:4326."""

from typing import Any

import shapely
import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

_SRID = 4326


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
        self, value: shapely.Geometry | None, dialect: sa.Dialect
    ) -> str | bytes | None:
        """Write a shape."""
        if value is None:
            return None
        if dialect.name != "postgresql":
            return bytes(shapely.to_wkb(value))
        return str(shapely.to_wkb(shapely.set_srid(value, _SRID), hex=True, include_srid=True))

    def process_result_value(
        self,
        value: Any,  # noqa: ANN401  # text or bytes
        dialect: sa.Dialect,
    ) -> shapely.Geometry | None:
        """Read a shape."""
        del dialect
        return None if value is None else shapely.set_srid(shapely.from_wkb(value), 0)
