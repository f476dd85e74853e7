"""The store: what people added to the chronology or changed in it, kept as revisions for ever.

The chronology that ships is not copied in: the store lays over it. While nothing was ever written,
there is no file, and asking costs next to nothing (SQLAlchemy is imported only for a store that
exists or is about to be written to).

A change names the revision that its author saw (`base`). When somebody else was faster, it is
refused with a `geo.errors.ConflictError`; nothing is overwritten, and the loser's change was
never half made.
"""

from geo.events.store.ledger import AS_SHIPPED, Edit, Store, open  # noqa: A004  # its plain name

__all__ = ["AS_SHIPPED", "Edit", "Store", "open"]
