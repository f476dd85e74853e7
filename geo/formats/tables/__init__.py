"""Tables that users bring: a file goes in, event rows and rejected rows come out.

Two steps. A container (CSV, XLSX, GeoJSON, GeoPackage, KML) becomes a `source.Table` of text
cells; a dialect (ACLED, UCDP GED, this program's own export, or a mapping of columns) turns the
table into rows of the event record. `geo.formats.tables.loading` writes them to the store.
"""

from geo.formats.tables.draft import Options
from geo.formats.tables.reading import Batch, read
from geo.formats.tables.rejects import Reject

__all__ = ["Batch", "Options", "Reject", "read"]
