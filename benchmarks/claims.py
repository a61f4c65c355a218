"""Measure the reading of claims: speed by language on the project's own sentences, and scores on annotated texts.

    python benchmarks/claims.py [ANNOTATED.jsonl]
    python benchmarks/claims.py --repeats ANNOTATED.jsonl     documents joined by what they repeat, in five orders
    python benchmarks/claims.py --icu     reads back what ICU spells: 1 to 9,999 and round numbers to 10^9

An annotated text is one JSON object a line: `lang`, `text`, and `claims` with `start`, `end`, `low`, `high`,
`modifier`, `origin`, `state`. A claim is found when its span overlaps and both bounds are equal. For `--repeats` a
document has `id` and `cluster`, the origins of its figures: two documents belong together if they share one, and are
joined if a claim of one repeats a claim of the other. Dates are not used.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

import darkfigure as df
from darkfigure.extract.repeats import Reading, link_claims

SENTENCES = Path(__file__).parents[1] / "tests/extract/claims_sentences.tsv"
SIZE = 200_000


def measure_speed() -> None:
    texts = defaultdict(list)
    for line in SENTENCES.read_text(encoding="utf-8").splitlines()[1:]:
        lang, text, _ = line.split("\t")
        texts[lang].append(text)
    print("language  kB a second a core")
    for lang, sentences in sorted(texts.items()):
        text = "\n\n".join(sentences) + "\n\n"
        text *= max(1, SIZE // len(text.encode()))
        df.claims(text[:500], lang)
        start = time.process_time()
        df.claims(text, lang)
        print(f"{lang:8}  {len(text.encode()) / 1000 / (time.process_time() - start):.0f}")


def score(path: str) -> None:
    tally: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        free = df.claims(document["text"])
        for wanted in document["claims"]:
            hit = next((claim for claim in free if overlaps(claim, wanted) and same_value(claim, wanted)), None)
            for lang in (document["lang"], "all"):
                tally[lang]["found" if hit else "missed"] += 1
                tally[lang]["whole"] += hit is not None and whole(hit, wanted)
            if hit:
                free.remove(hit)
        for lang in (document["lang"], "all"):
            tally[lang]["extra"] += len(free)
    print("language  found  missed  extra  F1 of detection  F1 of bounds, modifier, origin and state")
    for lang, n in sorted(tally.items()):
        total = 2 * n["found"] + n["missed"] + n["extra"]
        print(f"{lang:8}  {n['found']:5}  {n['missed']:6}  {n['extra']:5}  {2 * n['found'] / total:.3f}", end="  ")
        print(f"{2 * n['whole'] / total:.3f}")


def overlaps(claim: df.Claim, wanted: dict[str, Any]) -> bool:
    return bool(claim.start < wanted["end"] and wanted["start"] < claim.end)


def same_value(claim: df.Claim, wanted: dict[str, Any]) -> bool:
    return (claim.value.low, claim.value.high) == (wanted["low"], wanted["high"])


def whole(claim: df.Claim, wanted: dict[str, Any]) -> bool:
    origin = wanted["origin"] is None or set(wanted["origin"]) == set(claim.population.origin)
    return origin and (claim.value.modifier, claim.population.state) == (wanted["modifier"], wanted["state"])


def score_repeats(path: str) -> None:
    documents = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    read = {document["id"]: df.claims(document["text"]) for document in documents}
    langs = {document["id"]: document["lang"] for document in documents}
    wanted = {
        frozenset((one["id"], other["id"]))
        for one, other in combinations(documents, 2)
        if set(one["cluster"]) & set(other["cluster"])
    }
    print("order  pairs  joined  precision  recall  recall across languages")
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(documents))
        readings = [Reading(doc=d["id"], text=d["text"], claims=read[d["id"]]) for d in (documents[n] for n in order)]
        groups = defaultdict(set)
        for claim in link_claims(readings):
            groups[claim.repeats or claim.id].add(claim.doc)
        joined = {frozenset(pair) for docs in groups.values() for pair in combinations(docs, 2)}
        right = joined & wanted
        across = [pair for pair in wanted if len({langs[name] for name in pair}) > 1]
        precision, recall = len(right) / max(1, len(joined)), len(right) / len(wanted)
        print(f"{seed:5}  {len(wanted):5}  {len(joined):6}  {precision:9.3f}  {recall:6.3f}", end="  ")
        print(f"{sum(pair in joined for pair in across) / len(across):.3f}")


def read_back() -> None:
    import icu

    from darkfigure.extract.lexicon import lexicon
    from darkfigure.extract.numbers.reader import read_number
    from darkfigure.extract.tokens import tokenise

    numbers = [*range(1, 10_000), *(a * 10**k for k in range(4, 10) for a in range(1, 10) if a * 10**k <= 10**9)]
    for lang in ("ar", "en", "fa", "fr", "kk", "ky", "ru", "tr", "uk"):
        spell = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale(lang))
        rules = [spell.getRuleSetName(n) for n in range(spell.getNumberOfRuleSetNames())]
        for name in (rule for rule in rules if "cardinal" in rule or rule == "%spellout-numbering"):
            wrong = 0
            for number in numbers:
                text = tokenise(spell.format(number, name), lang)
                reading = read_number(text, lexicon(lang).numbers, 0, len(text.tokens))
                right = reading and (reading.low, reading.high, reading.last) == (number, number, len(text.tokens))
                wrong += not right
            print(f"{lang}  {name}  {len(numbers)} numbers, {wrong} wrong")


if __name__ == "__main__":
    if sys.argv[1:] == ["--icu"]:
        read_back()
        sys.exit()
    if sys.argv[1:2] == ["--repeats"]:
        score_repeats(sys.argv[2])
        sys.exit()
    for path in sys.argv[1:]:
        score(path)
    measure_speed()
