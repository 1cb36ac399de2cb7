"""What scripts/compare-peers and scripts/measure-throughput share: the corpus, timed processes, records, the plot.

Times are processor time (user and system) that the kernel counted for a whole process, start-up included, so that
a busy machine disturbs them less than a clock; contenders take turns, so that whatever disturbs them disturbs all.
Needs Python 3.9 or newer and nothing beside it.
"""

import datetime
import hashlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "benches" / "record"
SAMPLES = ROOT / "tests" / "samples"


@dataclass
class Cost:
    """What a process took: seconds of processor and of clock, kilobytes of memory at most."""

    cpu: float
    wall: float
    peak_kb: int


def run(command, *, env=None, stdout=None, cwd=None, stderr=subprocess.DEVNULL) -> Cost:
    """Runs a command to its end; exits with its message if it fails."""
    out = open(stdout, "wb") if stdout else subprocess.DEVNULL
    started = time.perf_counter()
    child = subprocess.Popen(
        [str(part) for part in command], stdout=out, stderr=stderr, cwd=cwd, env={**os.environ, **(env or {})}
    )
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if stdout:
        out.close()
    if child.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit status {child.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss)


@dataclass
class Series:
    """The values of the rounds."""

    values: list = field(default_factory=list)

    def add(self, value: float) -> None:
        self.values.append(value)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def least(self) -> float:
        return min(self.values)

    @property
    def most(self) -> float:
        return max(self.values)


def ratio(above: Series, below: Series) -> Series:
    """Round by round."""
    return Series([a / b for a, b in zip(above.values, below.values)])


def corpus(inputs, target: Path) -> Path:
    """One JSONL file of all documents of `inputs` (JSONL files or folders of them), ids and texts only.

    Without inputs the sample pages that are plain UTF-8, repeated with new ids to about two megabytes.
    """
    with open(target, "wb") as out:
        for file in inputs:
            file = Path(file)
            for path in sorted(file.glob("*.jsonl")) if file.is_dir() else [file]:
                for number, line in enumerate(open(path, "rb"), 1):
                    row = json.loads(line)
                    write_row(out, str(row.get("id", f"{path.name}#{number}")), row["text"])
        if not inputs:
            pages = [p for p in sorted(SAMPLES.rglob("*.txt")) if p.parent.name != "encodings"]
            turn = 0
            while out.tell() < 2_000_000:
                for page in pages:
                    write_row(out, f"{page.relative_to(SAMPLES)}~{turn}", page.read_text(encoding="utf-8"))
                turn += 1
    if not target.stat().st_size:
        sys.exit("no documents: name JSONL files with a field `text`, or folders of them")
    return target


def write_row(out, name: str, text: str) -> None:
    out.write(json.dumps({"id": name, "text": text}, ensure_ascii=False).encode() + b"\n")


def repeated(source: Path, target: Path, size: int) -> Path:
    """`source` again and again, with new ids, to at least `size` bytes. A JSONL file that `corpus` made."""
    lines = source.read_bytes()
    begin = b'{"id": "'
    with open(target, "wb") as out:
        turn = 0
        while out.tell() < size:
            out.write(lines.replace(begin, begin + b"%d-" % turn) if turn else lines)
            turn += 1
    return target


def slice_of(source: Path, target: Path, size: int) -> Path:
    """Documents from everywhere in `source`, about `size` bytes of them; `source` itself where it is no larger."""
    whole = source.stat().st_size
    if whole <= size:
        return source
    wanted, taken, seen = size / whole, 0, 0
    with open(target, "wb") as out:
        for line in open(source, "rb"):
            seen += len(line)
            if taken < seen * wanted:
                out.write(line)
                taken += len(line)
    return target


def fixed_text(target: Path) -> Path:
    """The input whose instructions are counted: the same bytes everywhere, half a megabyte of each language.

    Documents of five paragraphs that take their sentences from tests/data/{ru,kk}/bench.txt in turn, with numbers
    that differ: most words are known, some are new.
    """
    with open(target, "wb") as out:
        for lang in ["ru", "kk"]:
            text = (ROOT / "tests" / "data" / lang / "bench.txt").read_text(encoding="utf-8")
            sentences = [s.strip() + "." for s in text.replace("\n", " ").split(". ") if s.strip()]
            size, number = 0, 0
            while size < 500_000:
                paragraphs = [
                    " ".join(sentences[(number * 7 + p * 3 + k * k) % len(sentences)] for k in range(4)) + f" № {number * 5 + p}."
                    for p in range(5)
                ]
                page = "\n\n".join(paragraphs)
                write_row(out, f"{lang}-{number}", page)
                size += len(page.encode())
                number += 1
    return target


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def tilshi(path) -> Path:
    """The program to measure."""
    found = Path(path) if path else ROOT / "target" / "release" / "tilshi"
    if not found.exists():
        sys.exit(f"{found} is not there: cargo build --release, or name it with --tilshi")
    return found.resolve()


def convert(program: Path, source: Path, out: Path, *, layers="", to="csv,jsonl", threads=1) -> Cost:
    """A run of tilshi into the folder `out`, which is removed first."""
    shutil.rmtree(out, ignore_errors=True)
    command = [program, "run", source, "--out", out, "--to", to, "-j", threads, "--quiet"]
    return run(command + (["--layers", layers] if layers else []), cwd=out.parent)


def outputs(folder: Path) -> list:
    """The tables and lists in a folder, without manifest."""
    return sorted(p for p in folder.iterdir() if p.suffix in (".csv", ".jsonl"))


WRITE_ONLY = """
import os, sys, time
spent = 0.0
for source, target in zip(sys.argv[1::2], sys.argv[2::2]):
    begun = time.thread_time()
    out = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    spent += time.thread_time() - begun
    with open(source, 'rb', buffering=0) as file:
        while block := file.read(1 << 20):
            begun = time.thread_time()
            os.write(out, block)
            spent += time.thread_time() - begun
    begun = time.thread_time()
    os.close(out)
    spent += time.thread_time() - begun
print(spent)
"""


def write_only(folder: Path, out: Path) -> float:
    """Processor seconds of writing the files of `folder` into `out` in blocks of 1 MB: the system calls alone.

    Nothing is computed or formatted, and reading the bytes is not counted: no program can write them for less.
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    pairs = [str(p) for source in outputs(folder) for p in (source, out / source.name)]
    told = subprocess.run([sys.executable, "-c", WRITE_ONLY, *pairs], stdout=subprocess.PIPE, check=True)
    shutil.rmtree(out)
    return float(told.stdout)


def machine(program: Path, work: Path) -> list:
    """What the figures were measured on, as pairs of name and value."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0] if names else cpu
    one = work / "one.txt"
    one.write_text("Президент Казахстана прибыл в Минск.\n", encoding="utf-8")
    convert(program, one, work / "one")
    manifest = json.loads((work / "one" / "manifest.json").read_text())
    shutil.rmtree(work / "one")
    commit = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ).stdout.strip()
    return [
        ("cpu", f"{cpu}, {os.cpu_count()} cores"),
        ("system", f"{platform.system()} {platform.release()}, Python {platform.python_version()}"),
        ("tilshi", f"{manifest['version']}, checkout {commit or 'unknown'}, lexicon {manifest['lexicon_digest'][:16]}"),
        ("load", f"{os.getloadavg()[0]:.1f} at the start"),
    ]


def today() -> str:
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")


def markdown(header, rows) -> str:
    """A table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def tsv(header, rows) -> str:
    return "".join("\t".join(str(cell) for cell in row) + "\n" for row in [header, *rows])


def figure(value: float) -> str:
    """Three digits that count."""
    if value >= 100:
        return f"{value:.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def bars(title: str, note: str, rows) -> str:
    """A plot of rates as SVG: a bar a row (label, MB/s, ours or not) on a logarithmic axis."""
    import math

    left, width, step, top = 330, 420, 30, 62
    rates = [rate for _, rate, _ in rows]
    low = 10.0 ** math.floor(math.log10(min(rates) * 0.7))
    high = 10.0 ** math.ceil(math.log10(max(rates) * 1.1))
    decades = round(math.log10(high / low))
    height = top + step * len(rows) + 62

    def x(rate: float) -> float:
        return left + width * math.log10(rate / low) / decades

    bottom = top + step * len(rows) + 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 90} {height}" '
        f'width="{left + width + 90}" height="{height}" font-family="Helvetica, Arial, sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="16" y="26" font-size="16" font-weight="bold" fill="#1a1a1a">{escape(title)}</text>',
        f'<text x="16" y="46" font-size="12" fill="#555555">{escape(note)}</text>',
    ]
    for k in range(decades + 1):
        at = x(low * 10**k)
        parts.append(f'<line x1="{at:.1f}" y1="{top - 6}" x2="{at:.1f}" y2="{bottom}" stroke="#d9d9d9"/>')
        parts.append(f'<text x="{at:.1f}" y="{bottom + 18}" text-anchor="middle" fill="#555555">{low * 10**k:g}</text>')
    for i, (label, rate, ours) in enumerate(rows):
        y = top + step * i
        colour = "#c2410c" if ours else "#64748b"
        parts.append(f'<text x="{left - 10}" y="{y + 17}" text-anchor="end" fill="#1a1a1a">{escape(label)}</text>')
        parts.append(f'<rect x="{left}" y="{y + 3}" width="{max(x(rate) - left, 1):.1f}" height="{step - 9}" fill="{colour}"/>')
        parts.append(f'<text x="{x(rate) + 6:.1f}" y="{y + 17}" fill="#1a1a1a">{figure(rate)}</text>')
    parts.append(
        f'<text x="{left + width / 2}" y="{bottom + 38}" text-anchor="middle" fill="#555555">'
        "megabytes of input a second of processor time, one thread, logarithmic</text>"
    )
    return "\n".join([*parts, "</svg>"]) + "\n"


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
