"""Score the reading of persons in texts on annotated texts.

    python benchmarks/mentions.py [ANNOTATED.jsonl] [--half open|blind|fresh] [--show ID|all]

Without a file the project's own texts are read. One JSON object a line: `lang`, `text`, `persons` (the people looked
for, each with `name` and what the text says: `given`, `father`, `family`, `kunya`, `nisba`, `sex`, `age`, `birth`,
`origin`, `place`, `group`, `event`, `date` as [first, last], and `quote` where the text writes the name otherwise), and
`others`: names that must be left out or marked with a role. A person is found when a naming overlaps; every field is
scored over the persons found: right where it is filled, and wrongly filled where the text says nothing.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from darkfigure.extract.persons.person import PersonMention
from darkfigure.extract.persons.reader import mentions
from darkfigure.names import parse_name
from darkfigure.places.fold import fold

Tally = dict[str, Counter[str]]
TEXTS = Path(__file__).parents[1] / "tests/extract/mention_texts.jsonl"
NAMES = ("given", "father", "family", "kunya", "nisba")
FIELDS = (*NAMES, "sex", "age", "birth", "origin", "place", "group", "event", "date")


def found_fields(mention: PersonMention) -> dict[str, Any]:
    """The fields of a mention as annotated texts have them."""
    name = parse_name(mention.name) if mention.name else None
    kunya = parse_name(mention.kunya) if mention.kunya else None
    fields = {key: " ".join(getattr(name, key)) if name else "" for key in ("given", "father", "family")}
    for key in ("kunya", "nisba"):
        fields[key] = " ".join(getattr(kunya, key) if kunya else getattr(name, key) if name else ())
    date = [str(mention.first), str(mention.last)] if mention.first else None
    return fields | {
        "sex": mention.sex,
        "age": mention.age,
        "birth": mention.birth_year,
        "origin": mention.origin,
        "place": mention.place,
        "group": mention.group,
        "event": mention.event,
        "date": date,
    }


def same(key: str, wanted: object, found: object) -> bool:
    if key in NAMES:
        return fold(str(wanted or "")) == fold(str(found or ""))
    return (wanted or None) == (found or None)


def overlaps(mention: PersonMention, quote: str, text: str) -> bool:
    at = text.find(quote)
    while at >= 0:
        if any(start < at + len(quote) and at < end for start, end in mention.namings):
            return True
        at = text.find(quote, at + 1)
    return False


def score_document(document: dict[str, Any], tally: Tally, *, show: bool = False) -> None:
    text, lang = document["text"], document["lang"]
    read = mentions(text, lang)
    free = [mention for mention in read if mention.member]
    lines = []
    for wanted in document["persons"]:
        quote = wanted.get("quote", wanted["name"])
        alias = [wanted["name"], quote]
        hit = next((m for m in free if any(overlaps(m, q, text) for q in alias)), None)
        for group in (lang, "all"):
            tally[group]["wanted"] += 1
            tally[group]["hit"] += hit is not None
        if hit is None:
            lines.append(f"  MISSED {wanted['name']}")
            continue
        free.remove(hit)
        fields = found_fields(hit)
        for key in FIELDS:
            right = same(key, wanted.get(key), fields[key])
            kind = "filled" if wanted.get(key) else "empty"
            for group in (lang, "all"):
                tally[group][f"{key} {kind}"] += 1
                tally[group][f"{key} {kind} right"] += right
            if not right:
                lines.append(f"  {wanted['name']}: {key} {fields[key]!r}, wanted {wanted.get(key)!r}")
    for group in (lang, "all"):
        tally[group]["extra"] += len(free)
        tally[group]["others"] += len(document.get("others", ()))
        tally[group]["others in"] += sum(any(overlaps(m, o, text) for m in free) for o in document.get("others", ()))
    lines += [f"  EXTRA {m.name or m.kunya} ({m.quote})" for m in free]
    if show and lines:
        print(document["id"], text, *lines, sep="\n")


def report(tally: Tally) -> None:
    print("lang  texts' persons  precision  recall  F1    others let in")
    for lang, counts in sorted(tally.items(), key=lambda entry: (entry[0] == "all", entry[0])):
        wanted, hit, extra = counts["wanted"], counts["hit"], counts["extra"]
        precision, recall = hit / max(1, hit + extra), hit / max(1, wanted)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        others = f"{counts['others in']} of {counts['others']}"
        print(f"{lang:4}  {wanted:14}  {precision:9.3f}  {recall:6.3f}  {f1:.3f} {others:>12}")
    counts = tally["all"]
    print("\nfield    right where filled   wrongly filled")
    for key in FIELDS:
        filled, right = counts[f"{key} filled"], counts[f"{key} filled right"]
        empty, left = counts[f"{key} empty"], counts[f"{key} empty right"]
        print(f"{key:8} {right:4} of {filled:3}  {right / max(1, filled):.3f}   {empty - left:3} of {empty}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", type=Path, default=TEXTS)
    parser.add_argument("--half", choices=("open", "blind", "fresh"))
    parser.add_argument("--show", help="the id of a text, a language, or `all`: what differs")
    options = parser.parse_args()
    tally: Tally = defaultdict(Counter)
    start, size = time.process_time(), 0
    for line in options.texts.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        if options.half and document.get("half") != options.half:
            continue
        show = options.show in {"all", document.get("id"), document["lang"]}
        score_document(document, tally, show=show)
        size += len(document["text"].encode())
    report(tally)
    print(f"\n{size / 1000:.0f} kB in {time.process_time() - start:.1f} s, the loading of word lists among them")


if __name__ == "__main__":
    main()
