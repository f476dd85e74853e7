"""The house keeps its plan: floors, sizes, what imports what, and what the documents promise."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "geo").rglob("*.py"))
SCREEN = [ROOT / "dashboard.py", *sorted((ROOT / "pages").rglob("*.py"))]
FLOORS = [
    {"errors"},
    {"border", "atlas", "language"},
    {"gazetteer", "names", "toponyms"},
    {"geoparse"},
    {"events"},
    {"maps", "formats"},
    {"briefing"},
    {"bulk"},
    {"cli", "commands", "__main__", "bench"},
]
FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
LONGEST = 360  # lines of a module: beyond that it has two subjects


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _rooms(names: set[str]) -> set[str]:
    parts = [name.split(".") for name in names if name.startswith("geo.")]
    return {part[1] for part in parts} & FLOOR.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_in_geo_imports_streamlit_or_pages(path):
    roots = {name.split(".")[0] for name in _imports(path)}
    assert not roots & {"streamlit", "streamlit_folium", "pages"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_one_way(path):
    room = path.relative_to(ROOT / "geo").parts[0].removesuffix(".py")
    if room not in FLOOR or path.stem == "__main__":
        return
    above = {r for r in _rooms(_imports(path)) if FLOOR[r] > FLOOR[room]}
    assert not above


@pytest.mark.parametrize("path", [*MODULES, *SCREEN], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_module_outgrows_its_room(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_the_front_door_is_small():
    assert len((ROOT / "dashboard.py").read_text(encoding="utf-8").splitlines()) < 80


def test_importing_the_library_brings_no_screen_and_no_language_model():
    code = "import sys, geo.border, geo.events, geo.maps.feed, geo.gazetteer; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"streamlit", "spacy"} & set(done.stdout.split())


def test_every_command_is_in_the_readme():
    done = subprocess.run(
        [sys.executable, "-m", "geo", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    listed = done.stdout.split("{")[-1] if "{" in done.stdout else done.stdout
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line.split()[0] for line in listed.splitlines() if line.startswith("    ")]
    named = [c for c in commands if c.isalpha() and c.islower()]
    assert named
    assert [c for c in named if f"python -m geo {c}" not in readme] == []


def test_every_pinned_package_is_explained_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    names = [line.split("==")[0].split("[")[0] for line in lines if "==" in line]
    assert names
    assert [name for name in names if f"`{name}`" not in readme] == []
