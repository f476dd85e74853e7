"""The bench of the store: small sizes on every engine that is here, and what its figures count."""

from geo.bench import postgres, store
from geo.bench import synthetic as made
from geo.events import record
from geo.events import store as stores
from geo.events.store import query


def test_every_engine_and_size_has_its_figures(monkeypatch):
    monkeypatch.setattr(store, "QUICK", {"300": 300})
    result = store.measure(quick=True, say=lambda _: None)
    engines = ["sqlite", "postgis"] if postgres.binaries() else ["sqlite"]
    names = ["load_s", "window_ms", "aggregate_ms", "pandas_window_ms", "pandas_aggregate_ms"]
    for engine in engines:
        for name in names:
            assert result.flat[f"{engine}_300_{name}"] > 0
        assert result.flat[f"{engine}_300_indexed"]
        assert f"{engine} " in result.table


def test_pandas_and_the_store_answer_the_same_question(tmp_path):
    frame = record.validate(made.events(4_000))
    book = stores.Store(f"sqlite:///{tmp_path}/events.sqlite")
    book.add(frame, "bench")
    plain = store._plain(frame)
    shipped = query.count(stores.Store(f"sqlite:///{tmp_path}/no.sqlite"), store.DAYS, store.BOX,
                          store.LAYERS).counts.shown  # fmt: skip
    found = query.count(book, store.DAYS, store.BOX, store.LAYERS).counts.shown
    assert store._in_view(plain) == found - shipped > 0
    book.database.close()
