"""Fit the spelling model of the names room and write `src/darkfigure/names/spelling.npz`.

    python tools/train_names.py --data DIR

DIR holds `wd_arabic_80.tsv` and `wd_russian_80.tsv`: Latin token, the other script with letters parted by spaces, count
(Wikidata labels, CC0; Merhav & Ash 2018, Design challenges in named entity transliteration). The result depends on the
data alone: there is no chance in it.
"""

import argparse
import collections
import io
import itertools
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from names_calibration import calibrate
from names_writings import writings
from numba import njit

from darkfigure.names.graphemes import ALPHABETS, SCRIPTS, SPAN, graphemes
from darkfigure.names.keys import consonants
from darkfigure.names.letters import clean_text, fold_token, token_script
from darkfigure.names.lexicon import class_forms, without_article
from darkfigure.names.spelling import PAIRS, build_model
from darkfigure.names.transliteration import transliterate

HERE = Path(__file__).parent
ROUNDS = 7
CHANCE = 3.0
"""Nats by which a pair must be likelier together than by chance to be learnt from."""
LEAST = {0: 60, 1: 30, 2: 20}
"""Least occurrences of a group of letters, by script."""
Weighted = dict[tuple[str, str], float]


def read_pairs(path: Path) -> Weighted:
    """Token pairs of one file in the model's alphabets, weighted by the root of their count."""
    pairs: Weighted = collections.defaultdict(float)
    for line in path.read_text(encoding="utf-8").splitlines():
        latin, other, count = line.split("\t")
        one, two = normal(latin), without_article(normal(other.replace(" ", "")))
        if one and two and token_script(one) == "Latin" and len(one) <= 24:
            pairs[one, two] += min(int(count), 4) ** 0.5
    return dict(pairs)


def normal(text: str) -> str:
    return fold_token(clean_text(text).replace(" ", "").replace("-", ""))


def kept_apart(token: str) -> bool:
    """One Latin token in ten calibrates instead of training."""
    return zlib.crc32(token.encode()) % 10 == 0


def through(one: Weighted, two: Weighted) -> Weighted:
    """Pairs of the other sides of two lists that share their Latin side."""
    by_latin = collections.defaultdict(list)
    for (latin, other), weight in two.items():
        by_latin[latin].append((other, weight))
    pairs: Weighted = collections.defaultdict(float)
    for (latin, other), weight in one.items():
        found = by_latin.get(latin, [])
        for second, more in found:
            pairs[other, second] += min(weight, more) / len(found)
    return dict(pairs)


def variants(pairs: Weighted, *, side: int) -> Weighted:
    """Pairs of tokens on one side that are written alike on the other. Both orders, equal ones left out."""
    groups = collections.defaultdict(dict)
    for pair, weight in pairs.items():
        groups[pair[1 - side]][pair[side]] = weight
    out: Weighted = collections.defaultdict(float)
    for members in groups.values():
        if not 2 <= len(members) <= 12:
            continue
        for one, two in itertools.permutations(members, 2):
            if near(consonants(transliterate(one)), consonants(transliterate(two))):
                out[one, two] += min(members[one], members[two]) / (len(members) - 1)
    return dict(out)


def near(one: str, two: str) -> bool:
    """Whether two keys differ in one consonant at most; labels that differ in more name two things."""
    if one == two:
        return True
    start = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    tails = (one[start:], two[start + 1 :]), (one[start + 1 :], two[start:]), (one[start + 1 :], two[start + 1 :])
    return min(len(one), len(two)) > 1 and any(a == b for a, b in tails)


def scaled(pairs: Weighted, total: float) -> Weighted:
    factor = total / max(sum(pairs.values()), 1e-9)
    return {pair: weight * factor for pair, weight in pairs.items()}


def plain(token: str) -> str:
    """A Latin token as typed without its marks."""
    return graphemes(token, 0).translate(str.maketrans("šçčžñäöüåğıđýřț", "sccznaouagidyrt")).replace("þ", "th")


def gather(data: Path) -> list[Weighted]:
    """Training pairs for each script pair, in the order of `PAIRS`."""
    cyrillic, arabic = read_pairs(data / "wd_russian_80.tsv"), read_pairs(data / "wd_arabic_80.tsv")
    lists: list[list[Weighted]] = [[] for _ in PAIRS]
    lists[3] += [cyrillic]
    lists[4] += [arabic]
    lists[5] += [through(cyrillic, arabic)]
    latin = {pair[0]: 1.0 for source in (cyrillic, arabic) for pair in source}
    lists[0] += [
        scaled({(t, t): 1.0 for t in latin}, 60_000),
        scaled({pair: 1.0 for t in latin if plain(t) != t for pair in ((t, plain(t)), (plain(t), t))}, 12_000),
        scaled(variants(cyrillic, side=0), 12_000),
        scaled(variants(arabic, side=0), 8_000),
    ]
    for model, source, script in ((1, cyrillic, 30_000), (2, arabic, 20_000)):
        lists[model] += [
            scaled({(t, t): 1.0 for _, t in source}, script),
            scaled(variants(source, side=1), script * 0.4),
        ]
    for model, (one, two) in enumerate(PAIRS):
        lists[model] += [
            scaled(class_pairs(one, two), 4_000),
            scaled(writings([t for _, t in cyrillic], one, two), 12_000),
        ]
    merged = []
    for sources in lists:
        pairs: Weighted = collections.defaultdict(float)
        for source in sources:
            for (one, two), weight in source.items():
                pairs[one, two] += weight
        merged.append(dict(pairs))
    return merged


def class_pairs(one: int, two: int) -> Weighted:
    """Pairs of spellings from the table of classes; a class counts once however many spellings it has."""
    pairs: Weighted = collections.defaultdict(float)
    for forms in class_forms():
        left = [form for form in forms if token_script(form) == SCRIPTS[one]]
        right = [form for form in forms if token_script(form) == SCRIPTS[two]]
        for pair in itertools.product(left, right):
            pairs[pair] += 1.0 / (len(left) * len(right))
    return dict(pairs)


def count_pieces(pairs: list[Weighted]) -> list[dict[str, int]]:
    """Groups of letters frequent enough to stand in an operation, by script."""
    counts = [collections.Counter[str]() for _ in SCRIPTS]
    for (one, two), source in zip(PAIRS, pairs, strict=True):
        for pair in source:
            for script, token in zip((one, two), pair, strict=True):
                word = f"^{graphemes(token, script)}$"
                for size in range(2, SPAN + 1):
                    counts[script].update(word[i : i + size] for i in range(len(word) - size + 1))
    pieces = []
    for script, counter in enumerate(counts):
        groups = sorted(g for g, n in counter.items() if n >= LEAST[script] and g != "^$")
        pieces.append({g: i for i, g in enumerate(["", "^", "$", *ALPHABETS[script], *groups])})
    return pieces


def encode(tokens: list[str], script: int, pieces: dict[str, int]) -> tuple[Any, Any]:
    words = [f"^{graphemes(token, script)}$" for token in tokens]
    start = np.zeros(len(words) + 1, np.int64)
    np.cumsum([len(word) for word in words], out=start[1:])
    groups = [
        [pieces.get(word[i : i + k], -1) if i + k <= len(word) else -1 for k in range(1, SPAN + 1)]
        for word in words
        for i in range(len(word))
    ]
    return np.asarray(groups, np.int32), start


@njit(cache=True)
def expect(a: Any, at: Any, b: Any, bt: Any, weight: Any, table: Any, worst: Any) -> Any:  # noqa: PLR0913, PLR0917, C901
    """Expected counts of operations (forward and backward) of pairs likelier than `worst`; the mean log-likelihood."""
    counts, total = np.zeros_like(table), 0.0
    for p in range(len(weight)):
        i0, j0, n, m = at[p], bt[p], at[p + 1] - at[p], bt[p + 1] - bt[p]
        ahead, behind = np.zeros((n + 1, m + 1)), np.zeros((n + 1, m + 1))
        ahead[0, 0], behind[n, m] = 1.0, 1.0
        for i in range(n + 1):
            for j in range(m + 1):
                for k in range(min(a.shape[1], n - i) + 1):
                    x = 0 if k == 0 else a[i0 + i, k - 1]
                    for l in range(min(b.shape[1], m - j) + 1):  # noqa: E741
                        y = 0 if l == 0 else b[j0 + j, l - 1]
                        if x >= 0 and y >= 0 and k + l > 0:
                            ahead[i + k, j + l] += ahead[i, j] * table[x, y]
        whole = ahead[n, m]
        if whole < 1e-280 or np.log(whole) < worst[p]:
            continue
        total += weight[p] * np.log(whole)
        for i in range(n, -1, -1):
            for j in range(m, -1, -1):
                for k in range(min(a.shape[1], n - i) + 1):
                    x = 0 if k == 0 else a[i0 + i, k - 1]
                    for l in range(min(b.shape[1], m - j) + 1):  # noqa: E741
                        y = 0 if l == 0 else b[j0 + j, l - 1]
                        if x >= 0 and y >= 0 and k + l > 0:
                            part = table[x, y] * behind[i + k, j + l]
                            behind[i, j] += part
                            counts[x, y] += weight[p] * ahead[i, j] * part / whole
    return counts, total / weight.sum()


@njit(cache=True)
def alone(groups: Any, start: Any, share: Any) -> Any:
    """Log-probability of each token by itself; `share` is by group of letters."""
    out = np.zeros(len(start) - 1)
    for p in range(len(out)):
        size = start[p + 1] - start[p]
        ahead = np.zeros(size + 1)
        ahead[0] = 1.0
        for place in range(size):
            for k in range(min(groups.shape[1], size - place)):
                group = groups[start[p] + place, k]
                if group >= 0:
                    ahead[place + k + 1] += ahead[place] * share[group] / (1.0 - share[0])
        out[p] = np.log(ahead[size] + 1e-300)
    return out


def fit(pairs: Weighted, scripts: tuple[int, int], pieces: list[dict[str, int]]) -> Any:
    """Operation probabilities [x, y] by EM; rare large operations are discounted away."""
    one, two = scripts
    rows = sorted(pair for pair in pairs if all(graphemes(t, s) for t, s in zip(pair, scripts, strict=True)))
    weight = np.asarray([pairs[pair] for pair in rows])
    a, at = encode([pair[0] for pair in rows], one, pieces[one])
    b, bt = encode([pair[1] for pair in rows], two, pieces[two])
    left, right = list(pieces[one]), list(pieces[two])
    marks = [np.asarray([("^" in g) + 2 * ("$" in g) for g in groups]) for groups in (left, right)]
    sizes = [np.asarray([len(g) for g in groups]) for groups in (left, right)]
    # The marks of both sides are written together; nothing writes nothing.
    allowed = marks[0][:, None] == marks[1][None, :]
    allowed[0, 0] = False
    size, skew = sizes[0][:, None] + sizes[1][None, :], np.abs(sizes[0][:, None] - sizes[1][None, :])
    extra = np.maximum(size - 2, 0)
    table = allowed * np.exp(-2.0 * extra - skew)
    table /= table.sum()
    worst = np.full(len(rows), -1e9)
    for turn in range(ROUNDS):
        if turn >= 3:
            # Labels that chance writes as well are two different names; they would teach every letter for every other.
            worst = alone(a, at, table.sum(axis=1)) + alone(b, bt, table.sum(axis=0)) + CHANCE
        counts, score = expect(a, at, b, bt, weight, table, worst)
        if turn >= 2:
            counts = np.maximum(counts - np.maximum(extra, 1) * (extra > 0), 0.0)
        if turn in {1, 2}:
            counts *= np.exp(-0.5 * extra)
        table = counts * allowed
        table /= table.sum()
        print(f"  round {turn}: {score:.3f} nats a pair, {int((table > 0).sum())} operations", flush=True)
    if one == two:
        table = (table + table.T) / 2
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=HERE.parent / "src/darkfigure/names/spelling.npz")
    options = parser.parse_args()
    gathered = gather(options.data)
    training = [{p: w for p, w in pairs.items() if not kept_apart(p[0])} for pairs in gathered]
    pieces = count_pieces(training)
    tables = []
    for scripts, pairs in zip(PAIRS, training, strict=True):
        print(f"{SCRIPTS[scripts[0]]}-{SCRIPTS[scripts[1]]}: {len(pairs)} pairs", flush=True)
        tables.append(fit(pairs, scripts, pieces))
    pieces, tables = prune(pieces, tables)
    raw = build_model(tables, pieces, np.tile([0.0, 1.0, -1.0], (len(PAIRS), 1)))
    apart = [sorted(p for p in pairs if kept_apart(p[0])) for pairs in gathered]
    stored: dict[str, Any] = {"weights": calibrate(raw, apart)}
    for script, groups in enumerate(pieces):
        stored[f"pieces{script}"] = np.asarray(list(groups))
    for model, table in enumerate(tables):
        x, y = np.nonzero(table)
        stored |= {f"x{model}": x.astype(np.int16), f"y{model}": y.astype(np.int16)}
        stored[f"p{model}"] = table[x, y].astype(np.float32)
    write(options.to, stored)
    print(f"{options.to}: {options.to.stat().st_size} bytes")


def write(path: Path, arrays: dict[str, Any]) -> None:
    """An .npz whose bytes depend on the arrays alone: `numpy.savez` writes the time of day into it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in sorted(arrays.items()):
            data = io.BytesIO()
            np.save(data, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data.getvalue())


def prune(pieces: list[dict[str, int]], tables: list[Any]) -> tuple[list[dict[str, int]], list[Any]]:
    """Leave out groups of letters that no operation uses."""
    used = [np.arange(len(groups)) <= len(ALPHABETS[s]) + 2 for s, groups in enumerate(pieces)]
    for table, (one, two) in zip(tables, PAIRS, strict=True):
        used[one] |= table.any(axis=1)
        used[two] |= table.any(axis=0)
    kept = [np.flatnonzero(mask) for mask in used]
    smaller = [table[np.ix_(kept[one], kept[two])] for table, (one, two) in zip(tables, PAIRS, strict=True)]
    names = [list(groups) for groups in pieces]
    return [{names[s][old]: new for new, old in enumerate(keep.tolist())} for s, keep in enumerate(kept)], smaller


if __name__ == "__main__":
    main()
