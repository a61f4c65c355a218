"""How fast the desk answers over a study of 1,000,000 mentions: every page, and a decision.

    python benchmarks/web_desk.py [--mentions 1000000] [--folder DIR] [--requests 40] [--decisions 100]

Names are invented, seeded. Rows are collected and read as in any study; which pairs were compared, and who is who, is
invented, because linking so many rows takes an hour and the desk does not ask how it was done. With --folder the study
is kept there, and used again.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import numpy as np
import pyarrow as pa
from invented_linkage import run_invented

from darkfigure import records
from darkfigure.store import arrow_schema, read_table, write_table
from darkfigure.study.stage import Context

LISTS = ("press", "court", "border", "posts", "returns")
SETTINGS = '[study]\ntitle = "T"\npopulation = "P"\n[estimate]\nstrata = ["origin"]\n' + "".join(
    f'[[source]]\nname = "{name}"\npath = "{name}.csv"\n' for name in LISTS
)
ORIGINS = ("KZ", "UZ", "TJ", "KG", "TR", "")
PARTS = ("be", "xul", "do", "van", "gur", "mek", "has", "qir", "jol", "bay", "ken", "mur", "ta", "rus", "az", "il")
COMPONENTS = ("name_llr", "birth_llr", "sex_llr", "home_llr", "identifier_llr", "handle_llr", "media_llr")
BOUND, DECISION = 0.300, 0.100


def word(number: int) -> str:
    """An invented word of three parts."""
    return PARTS[number % 16] + PARTS[number // 16 % 16] + PARTS[number // 256 % 16]


def write_lists(folder: Path, mentions: int, rng: np.random.Generator) -> None:
    """Five lists of persons."""
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    for name in LISTS:
        people = rng.integers(0, mentions // 2, size=mentions // len(LISTS))
        rows = (
            f"{word(n).title()} {word(n // 4096 + n * 7).title()}ov,{1950 + n % 50},{ORIGINS[n % 6]},m,"
            f"2015-03-0{1 + n % 9},{n}\n"
            for n in people.tolist()
        )
        (folder / f"{name}.csv").write_text("name,birth year,origin,sex,date,who\n" + "".join(rows), encoding="utf-8")


def invent_links(context: Context, rng: np.random.Generator) -> None:
    """The tables `link` and `person`: rows of one person, and as many pairs of two, with weights of their own."""
    extra = read_table(context.table("mention"))["extra"]
    who = np.array([int(re.search(r"\d+", text)[0]) for text in extra.to_pylist()])  # type: ignore[index] # all have it
    order = np.argsort(who, kind="stable")
    _, person = np.unique(who, return_inverse=True)
    size = len(who)
    same = np.stack([order[:-1], order[1:]])[:, who[order[:-1]] == who[order[1:]]]
    other = rng.integers(0, size, size=(2, same.shape[1]))
    ends = np.sort(np.concatenate([same, other[:, other[0] != other[1]]], axis=1), axis=0)
    ends = np.unique(ends, axis=1)
    weight = np.where(person[ends[0]] == person[ends[1]], 4.0, -2.0) + rng.normal(0, 2.0, ends.shape[1])
    columns = dict(zip(("left", "right"), ends, strict=True))
    columns |= {name: weight * share for name, share in zip(COMPONENTS, (0.6, 0.3, 0, 0.1, 0, 0, 0), strict=True)}
    columns |= {"weight": weight, "probability": 1 / (1 + np.exp(-weight))}
    schema = arrow_schema(records.LINK)
    write_table(context.table("link"), pa.table(columns).select(schema.names).cast(schema), table=records.LINK)
    values = (np.zeros(size), np.arange(size), person, np.full(size, 0.9), np.ones(size, bool))
    persons = pa.table(dict(zip(records.PERSON.names, values, strict=True))).cast(arrow_schema(records.PERSON))
    write_table(context.table("person"), persons, table=records.PERSON)


def make_study(folder: Path, mentions: int) -> None:
    """Collect and extract; link by invention; estimate from the best linkage alone."""
    rng = np.random.default_rng(1)
    write_lists(folder, mentions, rng)
    run_invented(
        folder,
        lists=LISTS,
        link=lambda context: invent_links(context, rng),
        facts={"mentions": mentions, "linkable_mentions": mentions, "threshold": 0.5},
    )


@contextmanager
def serving(folder: Path) -> Iterator[tuple[httpx.Client, int]]:
    """The desk as the command starts it, a client that opened its address, and the number of its process."""
    home = tempfile.mkdtemp(prefix="desk-home-")
    process = subprocess.Popen(
        [sys.executable, "-m", "darkfigure", "serve", str(folder), "--as", f"bench {time.time_ns()}"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": home},
    )
    try:
        address = process.stdout.readline().strip() if process.stdout else ""
        with httpx.Client(base_url=address.split("/enter")[0], trust_env=False, timeout=600) as client:
            client.get(address)
            yield client, process.pid
    finally:
        process.terminate()
        process.wait()


def used(pid: int) -> float:
    """Processor seconds of a process until now."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(pid: int, name: str, times: int, ask: Callable[[int], httpx.Response], bound: float) -> bool:
    """Ask so often; print how long it took; whether the 95th percentile is within the bound."""
    seconds, before = [], used(pid)
    for number in range(times):
        started = time.perf_counter()
        answer = ask(number)
        seconds.append(time.perf_counter() - started)
        assert answer.status_code in {200, 303}, (name, answer.status_code)
    each = (used(pid) - before) / times
    middle, late = np.quantile(seconds, [0.5, 0.95])
    met = bool(late <= bound)
    print(
        f"{name:<28} {1000 * middle:7.0f} {1000 * late:7.0f} {1000 * max(seconds):7.0f} {1000 * each:7.0f}"
        f"  {'met' if met else 'MISSED'}",
        flush=True,
    )
    return met


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--decisions", type=int, default=100)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="desk-")) / "study"
    if not (folder / "results" / "estimate.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        make_study(folder, options.mentions)
    links, mentions = (read_table(folder / "tables" / f"{name}.parquet").num_rows for name in ("link", "mention"))
    print(f"Python {platform.python_version()}, {mentions:,} mentions, {links:,} pairs, load {os.getloadavg()[0]:.1f}")
    with serving(folder) as (client, pid):
        for path in ("/", "/numbers", "/review", "/sources", "/why?left=0&right=1"):
            started, before = time.perf_counter(), used(pid)
            client.get(path).raise_for_status()
            wall = time.perf_counter() - started
            print(f"first {path}: {wall:.1f} s, {used(pid) - before:.1f} s of processor time")
        ask(client, pid, options)


def ask(client: httpx.Client, pid: int, options: argparse.Namespace) -> None:
    """All pages, then decisions."""
    print(f"{'page':<28} {'median':>7} {'95 %':>7} {'most':>7} {'CPU':>7}  ms")
    rng = np.random.default_rng(2)
    people = re.findall(r"p-[0-9a-f]{12}", client.get("/cell?cell=origin%3DKZ").text)
    item = re.search(r"/item/([0-9a-f]{64})", client.get(f"/person?cell=total&person={people[0]}").text)
    pages: dict[str, Callable[[int], str]] = {
        "study": lambda _: "/",
        "review": lambda _: "/review",
        "why": lambda _: "/why?left={}&right={}".format(*sorted(rng.choice(options.mentions, 2, replace=False))),
        "numbers": lambda _: "/numbers",
        "cell": lambda n: f"/cell?cell=origin%3D{ORIGINS[n % 5]}&start={40 * n}",
        "cell, total": lambda n: f"/cell?cell=total&start={4000 * n}",
        "person": lambda n: f"/person?cell=origin%3DKZ&person={people[n % len(people)]}",
        "file": lambda _: f"/item/{item[1] if item else ''}",
        "sources": lambda _: "/sources",
        "pictures": lambda _: "/pictures",
        "spread": lambda _: "/spread",
        "flows": lambda _: "/flows",
        "explore": lambda _: "/explore",
        "plan": lambda _: "/plan",
    }
    met = [measure(pid, name, options.requests, partial(_got, client, path), BOUND) for name, path in pages.items()]
    met.append(measure(pid, "decision", options.decisions, lambda n: decide(client, n), DECISION))
    print(f"{sum(met)} of {len(met)} bars met")


def _got(client: httpx.Client, path: Callable[[int], str], number: int) -> httpx.Response:
    return client.get(path(number))


def decide(client: httpx.Client, number: int) -> httpx.Response:
    """Judge the pair that is shown, as the page does, and get the next one."""
    page = STATE.get("page") or client.get("/review").text
    fields = {name: re.search(rf'name="{name}" value="(\w+)"', page)[1] for name in ("csrf", "left", "right")}  # type: ignore[index] # a page has them
    answer = client.post(
        "/review/judge",
        data={**fields, "verdict": ("different", "unsure")[number % 2]},
        headers={"hx-request": "true"},
    )
    STATE["page"] = answer.text
    return answer


STATE: dict[str, str] = {}

if __name__ == "__main__":
    main()
