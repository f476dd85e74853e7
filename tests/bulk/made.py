"""Articles for tests, each its own text."""

from pathlib import Path

PLACES = ("Poipet", "Kantharalak", "Surin", "Samraong", "Aranyaprathet", "Kap Choeng")


def article(number: int) -> str:
    """One short article, unlike all others."""
    place = PLACES[number % len(PLACES)]
    return (
        f"---\npublisher: Wire {number}\ndate: 2025-12-{number % 28 + 1:02}\n---\n"
        f"Artillery shells hit a village near {place} on Monday, killing {number + 2} people, "
        "the Thai army said. Cambodia denied it.\n"
    )


def folder(path: Path, number: int) -> Path:
    """A folder of so many articles."""
    path.mkdir()
    for i in range(number):
        (path / f"a{i:03}.md").write_text(article(i), encoding="utf-8")
    return path
