"""`bench geoparse`: places found and put right, on public corpora and on the border set."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from geo.bench import Result, border_set, certainty, corpora, systems
from geo.bench.corpora import Counts, Document
from geo.errors import InputError
from geo.geoparse.many import geocode_many, workers

ROOT: Final = Path(__file__).parents[2]
BRIEF: Final = ROOT / "seeds" / "articles" / "2025-12-22-asean-meeting.md"
WORDS: Final = 400
TIMED: Final = 120
_COLD: Final = """
import json, pathlib, re, resource, sys, time
start = time.perf_counter()
from geo.geoparse import geocode
geocode(open(sys.argv[1], encoding="utf-8").read())
seconds = time.perf_counter() - start
status = pathlib.Path("/proc/self/status")  # getrusage would count the parent's peak
peak = re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1] if status.exists() else (
    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(json.dumps([seconds, time.process_time(), int(peak) / 1024]))
"""

Say = Callable[[str], None]
Figures = dict[str, float]


def measure(*, quick: bool, say: Say, folder: Path | None = None) -> Result:
    """
    Measure; `folder` holds the corpora (their own XML), without it only the border set is run.

    The figures are of the test halves (every second document); whole corpora in `*_whole_*`.
    """
    flat: Figures = {}
    lines: list[str] = []
    documents: dict[str, list[Document]] = {}
    with systems.entities_once():
        for name, path in (corpora.find(folder) if folder else {}).items():
            say(f"{name} …")
            documents[name] = corpora.read(path)
            _corpus(name, documents[name], flat, lines, quick=quick)
    say("border set …")
    _border(flat, lines)
    say("speed …")
    texts = [d.text for found in documents.values() for d in found]
    texts = texts or [BRIEF.read_text("utf-8")] * TIMED
    _speed(texts[: TIMED // 4 if quick else TIMED], flat, lines)
    return Result({k: round(v, 3) for k, v in flat.items()}, "\n".join(lines))


def _corpus(
    name: str, documents: list[Document], flat: Figures, lines: list[str], *, quick: bool
) -> None:
    test = corpora.half(documents, "test")
    test = test[::5] if quick else test
    demonyms = name in corpora.DEMONYMS_TAGGED
    parse = partial(systems.ours, demonyms=demonyms)
    ours = corpora.parsed(test, parse)
    gold = corpora.resolved(test, systems.ours_resolving)
    low, high = corpora.interval(ours, corpora.e2e_f161)
    gold_low, gold_high = corpora.interval(gold, corpora.acc161)
    flat |= {
        f"{name}_e2eF161": corpora.e2e_f161(ours),
        f"{name}_e2eF161_low": low,
        f"{name}_e2eF161_high": high,
        f"{name}_acc161_gold": corpora.acc161(gold),
        f"{name}_acc161_gold_low": gold_low,
        f"{name}_acc161_gold_high": gold_high,
        f"{name}_overlapF1": corpora.overlap_f1(ours),
        f"{name}_docs": len(test),
    }
    lines.append(f"{name}: {len(test)} test documents, demonyms {'on' if demonyms else 'off'}")
    gold_interval = f" [{gold_low:.1f}, {gold_high:.1f}]"
    lines.append(_line("ours", ours, gold, f" [{low:.1f}, {high:.1f}]") + gold_interval)
    answers = certainty.judged(test, demonyms=demonyms)
    sure = certainty.sure(answers)
    flat |= {
        f"{name}_sure_right": certainty.share(sure),
        f"{name}_sure_in_area": certainty.share(sure, area=True),
        f"{name}_sure_share": len(sure) / max(1, len(answers)),
    }
    lines.extend(certainty.table(answers))
    population = corpora.resolved(test, systems.population_resolving)
    rivals: dict[str, Callable[[str], list[corpora.Placed]]] = {
        "NER + population": systems.ner_and_population,
        "gazetteer + population": systems.gazetteer_only,
    }
    for title, parser in rivals.items():
        counts = corpora.parsed(test, parser)
        lines.append(_line(title, counts, population))
        flat[f"{name}_{title.split()[0].lower()}_e2eF161"] = corpora.e2e_f161(counts)
    if not quick:
        whole = corpora.parsed(documents, parse)
        flat[f"{name}_whole_e2eF161"] = corpora.e2e_f161(whole)
        everything = corpora.resolved(documents, systems.ours_resolving)
        flat[f"{name}_whole_acc161_gold"] = corpora.acc161(everything)
        lines.append(_line("ours, whole corpus", whole, everything))
        _ablation(test, gold, lines, demonyms=demonyms)


def _ablation(
    test: Sequence[Document], gold: Sequence[Counts], lines: list[str], *, demonyms: bool
) -> None:
    """Take one idea out at a time."""
    parts = {"gazetteer and guards (NER only)": systems.ner_only, "guards": systems.unguarded}
    for title, parser in parts.items():
        counts = corpora.parsed(test, partial(parser, demonyms=demonyms))
        lines.append(_line(f"without {title}", counts, gold))
    if demonyms:
        counts = corpora.parsed(test, partial(systems.ours, demonyms=False))
        lines.append(_line("without demonyms", counts, gold))
    for title, changes in systems.WITHOUT.items():
        with systems.without(changes):
            counts = corpora.parsed(test, partial(systems.ours, demonyms=demonyms))
            lines.append(
                _line(f"without {title}", counts, corpora.resolved(test, systems.ours_resolving))
            )


def _line(title: str, counts: Sequence[Counts], gold: Sequence[Counts], interval: str = "") -> str:
    return (
        f"  {title:40s} overlap F1 {corpora.overlap_f1(counts):5.1f}   "
        f"e2eF161 {corpora.e2e_f161(counts):5.1f}{interval}   "
        f"acc161 on gold spans {corpora.acc161(gold):5.1f}"
    )


def _border(flat: Figures, lines: list[str]) -> None:
    for half in ("dev", "test"):
        tally, _ = border_set.score(half)
        flat |= {
            f"border_{half}_F1": tally.f1,
            f"border_{half}_right": tally.placed_right,
            f"border_{half}_places": tally.marked,
        }
        lines.append(
            f"border set, {half} half: {tally.marked} places, recognition F1 {tally.f1:.3f}, "
            f"right within uncertainty {tally.placed_right:.3f}"
        )


def _speed(texts: Sequence[str], flat: Figures, lines: list[str]) -> None:
    cut = [" ".join(text.split()[:WORDS]) for text in texts]
    geocode_many(cut[:2])
    spent = time.process_time()
    flat["docs_per_s"] = _rate(cut, None)
    flat["docs_per_cpu_s"] = len(cut) / (time.process_time() - spent)
    with workers(2) as pool:
        flat["docs_per_s_2"] = _rate(cut, pool)
    lines.append(
        f"{flat['docs_per_s']:.1f} texts of {WORDS} words a second in one process, "
        f"{flat['docs_per_s_2']:.1f} in two; {flat['docs_per_cpu_s']:.1f} a second of CPU time"
    )
    flat["first_text_s"], flat["first_text_cpu_s"], flat["rss_mb"] = _cold_start()
    flat["load"] = os.getloadavg()[0]
    lines.append(
        f"first text after {flat['first_text_s']:.2f} s "
        f"({flat['first_text_cpu_s']:.2f} s of CPU time), {flat['rss_mb']:.0f} MB; "
        f"load average {flat['load']:.1f} on {os.cpu_count()} cores"
    )


def _rate(texts: Sequence[str], pool: ProcessPoolExecutor | None) -> float:
    start = time.perf_counter()
    geocode_many(texts, pool)
    return len(texts) / (time.perf_counter() - start)


def _cold_start() -> tuple[float, float, float]:
    """Time a fresh process from its first import to the places of an article."""
    done = subprocess.run(  # noqa: S603 (this Python, our own lines)
        [sys.executable, "-c", _COLD, str(BRIEF)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        msg = f"The cold start failed: {done.stderr.strip()[-200:]}"
        raise InputError(msg)
    seconds, spent, megabytes = json.loads(done.stdout)
    return float(seconds), float(spent), float(megabytes)
