"""Local features in a crowd of pictures: how long it takes to look a picture up, and whether its original is found.

    python benchmarks/media_crowd.py FOLDER 1000 2000 4000

Of the pictures in FOLDER, in an order drawn once, so many are the crowd, beside a hundred made here. Sixty of the crowd
and the hundred are changed in nine ways and looked up by their local features alone, as the matcher does. Counted are
those whose original is among the first that the matcher looks at. CPU seconds, one thread; kernels are compiled before.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import media_pictures as made
import numpy as np

from darkfigure.media.decode import read_picture
from darkfigure.media.features import KEPT, Features, features_both_ways, local_features
from darkfigure.media.matcher import TRIES
from darkfigure.media.voting import FeatureIndex
from media import grey_of

SEED = 20_270_911
_OF_CROWD, _MADE = 60, 100
_CHANGES = (
    "JPEG quality 30", "cropped to 80-95 % a side", "banner", "mirrored", "turned by 3 degrees", "turned by 15 degrees",
    "a quarter of the size", "cropped to 60 % a side", "story",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A changed picture. `original`: its row, from the end where it is one of those made here."""

    change: str
    original: int
    features: Features


def changed(pixels: made.Pixels, original: int) -> Iterator[Asked]:
    """The features of a picture after each change; of a mirrored one those told the other way round."""
    for number, change in enumerate(_CHANGES):
        rng = np.random.default_rng([SEED, original + _MADE, number])
        plain, mirrored = features_both_ways(grey_of((made.CHANGES | made.MORE)[change](pixels, rng)))
        yield Asked(change=change, original=original, features=mirrored if change == "mirrored" else plain)


def look_up(known: list[Features], asked: list[Asked]) -> None:
    """Print what it takes, and which share is found."""
    index = FeatureIndex.build(known)
    index.find(asked[0].features)
    start = time.process_time()
    found = [index.find(one.features)[:TRIES].tolist() for one in asked]
    taken = (time.process_time() - start) / len(asked) * 1000
    good = np.array([one.original % len(known) in rows for one, rows in zip(asked, found, strict=True)])
    change, of_crowd = np.array([one.change for one in asked]), np.array([one.original >= 0 for one in asked])
    print(
        f"{len(known):,} pictures: {taken:.2f} CPU ms to look one up; original among the first {TRIES}: "
        f"{good.mean():.1%} of {len(good):,} "
        f"(of the crowd {good[of_crowd].mean():.1%}, made {good[~of_crowd].mean():.1%})"
    )
    print("   " + "; ".join(f"{name} {good[change == name].mean():.1%}" for name in _CHANGES), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("counts", nargs="+", type=int)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    paths = sorted(options.folder.rglob("*.jpg"))
    most = max(options.counts)
    if len(paths) < most or min(options.counts) < _OF_CROWD:
        raise SystemExit(
            f"{options.folder} has {len(paths):,} pictures; ask for {_OF_CROWD} to {len(paths):,} of them, not {most:,}"
        )
    drawn = [paths[row] for row in np.random.default_rng(SEED).permutation(len(paths))[:most]]
    crowd = [local_features(read_picture(path).grey, count=KEPT) for path in drawn]
    own: list[Features] = []
    asked: list[Asked] = []
    for row, path in enumerate(drawn[:_OF_CROWD]):
        asked += changed(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB), row)
    for number in range(_MADE):
        pixels = made.picture(number, seed=SEED)
        own.append(local_features(grey_of(pixels), count=KEPT))
        asked += changed(pixels, number - _MADE)
    for count in options.counts:
        look_up([*crowd[:count], *own], asked)


if __name__ == "__main__":
    main()
