"""Near-duplicates of pictures and videos: speed, the join of hashes, recall by change, false groups, the index.

    python benchmarks/media.py speed            # PDQ of 12-megapixel JPEG, videos; beside pdqhash and imagehash
    python benchmarks/media.py join 1000000     # all pairs of hashes; beside faiss up to 1,000,000
    python benchmarks/media.py recall 120       # pictures by change; beside PDQ alone and pHash (10 of 64 bits)
    python benchmarks/media.py different 6000   # pictures that are all different, some with the same banner or screen
    python benchmarks/media.py index 100000     # local features: memory, time of a query, recall
    python benchmarks/media.py sounds 300       # sounds that are all different; a fifth of them by change; CPU time

Peers (dependency group `media-peers`) are used where they are installed. Pictures are made here, with fixed seeds; with
`--photographs DIR` those of scikit-image (its skimage/data) are added to `recall`. CPU seconds, one thread unless said.
"""

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import cv2
import media_pictures as made
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from imagehash import ImageHash

    from darkfigure.media.edge import Edge
    from darkfigure.media.fingerprint import Fingerprint
    from darkfigure.media.join import Pairs
    from darkfigure.media.sound import SoundPrint

T = TypeVar("T")
Words = NDArray[np.uint64]
SEED = 20_261_126


def cpu(work: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds of a call, and what it returned."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def save(path: Path, pixels: made.Pixels, quality: int = 90) -> Path:
    cv2.imwrite(str(path), np.ascontiguousarray(pixels[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return path


def speed(options: argparse.Namespace) -> None:
    pictures(options.folder)
    videos(options.folder)


def pictures(folder: Path) -> None:
    import simplejpeg

    from darkfigure.media.area import AREA
    from darkfigure.media.decode import decode
    from darkfigure.media.fingerprint import fingerprint_of
    from darkfigure.media.pdq import pdq

    paths = []
    for number in range(6):
        scene = cv2.resize(made.picture(number, seed=SEED), (4000, 3000), interpolation=cv2.INTER_CUBIC)
        grain = np.random.default_rng(number).normal(0, 4, scene.shape)
        paths.append(save(folder / f"large{number}.jpg", (scene + grain).clip(0, 255).astype(np.uint8), 85))
    data = [path.read_bytes() for path in paths]
    side = int(3000 * (AREA / 12e6) ** 0.5), int(4000 * (AREA / 12e6) ** 0.5)

    def scaled() -> None:
        for one in data:
            simplejpeg.decode_jpeg(one, "GRAY", min_height=side[0], min_width=side[1])

    def hashed() -> None:
        for one in data:
            pdq(decode(one, "jpeg").grey)

    hashed()
    limit = min(cpu(scaled)[0] for _ in range(4)) / len(data)
    ours = min(cpu(hashed)[0] for _ in range(4)) / len(data)
    whole = [decode(one, "jpeg") for one in data]
    features = cpu(lambda: [fingerprint_of(one, path=paths[0], digest="") for one in whole])[0] / len(data)
    print(f"12-megapixel JPEG of {np.mean([len(one) for one in data]) / 1e6:.1f} MB, on one core:")
    print(f"  scaled decode alone {1 / limit:6.1f} pictures/s")
    print(f"  decode and PDQ      {1 / ours:6.1f} pictures/s, {limit / ours:.1%} of it")
    print(f"  hashes of parts, margins and local features on top: {features * 1000:.1f} ms a picture")
    if find_spec("pdqhash"):
        import pdqhash
        from PIL import Image

        seconds, _ = cpu(lambda: [pdqhash.compute(np.asarray(Image.open(path).convert("RGB"))) for path in paths[:2]])
        print(f"  pdqhash, Pillow     {2 / seconds:6.1f} pictures/s")
    if find_spec("imagehash"):
        import imagehash
        from PIL import Image

        seconds, _ = cpu(lambda: [imagehash.phash(Image.open(path)) for path in paths[:2]])
        print(f"  imagehash pHash     {2 / seconds:6.1f} pictures/s")


def videos(folder: Path) -> None:
    import av

    from darkfigure.media.video import read_video

    path = folder / "video.mp4"
    scenes = [cv2.resize(made.picture(number, seed=SEED), (1600, 900)) for number in range(12)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        stream.options = {"preset": "veryfast", "crf": "24"}
        for number in range(60 * 25):
            scene = scenes[number // 125]
            x, y = number * 2 % 300, number % 150
            frame = np.ascontiguousarray(scene[y : y + 720, x : x + 1280])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode())
    print(f"720p H.264 of 60 s, {path.stat().st_size / 1e6:.1f} MB:")
    for what, read in (
        ("key frames and a frame a second", partial(read_video, path)),
        ("the same, what is new kept as a picture for stills", partial(read_video, path, scenes=True)),
        ("key frames", partial(read_video, path, keys_only=True)),
    ):
        read()
        seconds, video = cpu(read)
        print(
            f"  {what}: {len(video.times)} frames, {len(video.scenes)} kept, {60 / seconds:.0f} x real time of CPU time"
        )


def planted(count: int, rng: np.random.Generator) -> Words:
    """Random hashes, of which 2 in 100 are others with up to 40 bits turned."""
    words = rng.integers(0, 2**64, (count, 4), dtype=np.uint64)
    copies = count // 50
    words[-copies:] = words[rng.integers(0, count - copies, copies)]
    turned = rng.random((copies, 256)) < rng.uniform(0, 0.16, copies)[:, None]
    words[-copies:] ^= np.packbits(turned, axis=1, bitorder="little").view(np.uint64)
    return words


def join(options: argparse.Namespace) -> None:
    from darkfigure.media.join import near_pairs

    rng = np.random.default_rng(SEED)
    near_pairs(planted(200, rng))
    words = planted(20_000, rng)
    found = near_pairs(words)
    truth = set()
    for row in range(len(words)):
        apart = np.bitwise_count(words[row] ^ words[row + 1 :]).sum(axis=1)
        truth |= {(row, row + 1 + int(k)) for k in np.flatnonzero(apart <= 31)}
    same = set(zip(found.first.tolist(), found.second.tolist(), strict=True)) == truth
    print(f"20,000 hashes: {len(truth)} pairs each with each; the join finds exactly these: {same}")
    words = planted(options.count, rng)
    before = peak()
    seconds, found = cpu(lambda: near_pairs(words))
    print(
        f"{options.count:,} hashes: {len(found.first):,} pairs, {seconds:.1f} CPU s, "
        f"{peak():.0f} MiB ({before:.0f} before)"
    )
    if find_spec("faiss") and options.count <= 1_000_000:
        beside_faiss(words, found)


def beside_faiss(words: Words, found: "Pairs") -> None:
    """Exact settings of faiss: all with all is timed on a share of the queries, multi-index hashing on all."""
    import faiss

    faiss.omp_set_num_threads(1)
    data = np.ascontiguousarray(words).view(np.uint8)
    flat = faiss.IndexBinaryFlat(256)
    flat.add(data)
    share = data[:2000]
    seconds, _ = cpu(lambda: flat.range_search(share, 32))
    print(f"  faiss IndexBinaryFlat: {seconds * len(data) / len(share):.0f} CPU s, from {len(share):,} of the queries")
    hashed = faiss.IndexBinaryMultiHash(256, 16, 16)
    hashed.nflip = 1
    seconds, _ = cpu(lambda: hashed.add(data))
    share = data[:20_000]
    asked, (_, _, ids) = cpu(lambda: hashed.range_search(share, 32))
    print(
        f"  faiss IndexBinaryMultiHash 16 x 16, one flip: {seconds:.0f} CPU s to build, "
        f"{asked * len(data) / len(share):.0f} to ask, from {len(share):,} of the queries"
    )
    ours = Counter(found.first.tolist()) + Counter(found.second.tolist())
    print(
        f"  pairs of these queries: faiss {len(ids) - len(share):,}, ours {sum(ours[k] for k in range(len(share))):,}"
    )


def originals(options: argparse.Namespace) -> Iterator[tuple[str, str, made.Pixels]]:
    """Sort, name and pixels of each picture."""
    if options.photographs:
        for name, pixels in made.shipped(options.photographs):
            yield "photographs", name, pixels
    for number in range(options.count):
        yield "made", f"{number}", made.picture(number, seed=options.seed)


def recall(options: argparse.Namespace) -> None:
    from darkfigure.media.fingerprint import fingerprint
    from darkfigure.media.matcher import find_copies

    changes = made.CHANGES | (made.MORE if options.more else {})
    sorts, first = list[str](), list["Fingerprint"]()
    copies: dict[str, list[Fingerprint]] = {name: [] for name in changes}
    other: dict[str, list[int]] = {name: [] for name in changes}
    peer = phash if find_spec("imagehash") else None
    for row, (sort, name, pixels) in enumerate(originals(options)):
        path = save(options.folder / f"{name}.jpg", pixels, 92)
        sorts.append(sort)
        first.append(fingerprint(path))
        before = peer(path) if peer else None
        for number, (change, work) in enumerate(changes.items()):
            copy = options.folder / f"copy-{name}-{number}.png"
            changed = work(pixels, np.random.default_rng([options.seed, row, number]))
            cv2.imwrite(str(copy), np.ascontiguousarray(changed[..., ::-1]), [cv2.IMWRITE_PNG_COMPRESSION, 1])
            copies[change].append(fingerprint(copy))
            other[change].append(int(before - peer(copy)) if peer else 99)
    for change, made_of in copies.items():
        seconds, edges = cpu(partial(find_copies, [*first, *made_of]))
        print(f"{change}: {seconds / len(first) * 500:.0f} ms a picture")
        for sort in dict.fromkeys(sorts):
            of_change(np.array(sorts) == sort, first, made_of, edges, np.array(other[change]), sort)


def of_change(
    rows: NDArray[np.bool_],
    first: "list[Fingerprint]",
    copies: "list[Fingerprint]",
    edges: "list[Edge]",
    other: NDArray[np.int64],
    sort: str,
) -> None:
    """Print what was found of one change among the pictures of one sort."""
    from darkfigure.media.pdq import distances

    count = len(first)
    good = {min(edge.here, edge.there) for edge in edges if abs(edge.there - edge.here) == count}
    wrong = [edge for edge in edges if abs(edge.there - edge.here) != count and rows[edge.here % count]]
    alone = np.array([distances(a.whole.words[0], b.whole.words[0]) <= 31 for a, b in zip(first, copies, strict=True)])
    found = np.array([row in good for row in range(count)])
    missed = [first[row].path.stem for row in np.flatnonzero(rows & ~found)]
    print(
        f"  {rows.sum():4d} {sort:12s} {found[rows].mean():6.1%}  wrong {len(wrong)}  "
        f"PDQ alone {alone[rows].mean():6.1%}  pHash {np.mean(other[rows] <= 10):6.1%}  missed {missed[:9]}",
        flush=True,
    )
    for edge in wrong:
        print(f"       {[(first + copies)[row].path.stem for row in (edge.here, edge.there)]} {edge.agreement}")


def phash(path: Path) -> "ImageHash":
    import imagehash
    from PIL import Image

    return imagehash.phash(Image.open(path))


def different(options: argparse.Namespace) -> None:
    from darkfigure.media.fingerprint import fingerprint
    from darkfigure.media.matcher import find_copies

    made._SHAPES = ((360, 480), (480, 360), (400, 600), (480, 480))  # noqa: SLF001 - smaller, to be made in time
    prints, taken = [], 0.0
    for number in range(options.count):
        pixels = made.picture(number, seed=options.seed + 1)
        if number % 10 == 7:
            pixels = made._screenshot(pixels, np.random.default_rng(4))  # noqa: SLF001 - the same screen around each
        if number % 10 == 3:
            pixels = made._banner(pixels, np.random.default_rng(4))  # noqa: SLF001 - the same banner on each
        path = save(options.folder / f"{number}.jpg", pixels, 88)
        seconds, one = cpu(partial(fingerprint, path))
        taken += seconds
        prints.append(one)
    print(f"{len(prints):,} different pictures read: {taken:.0f} CPU s", flush=True)
    seconds, edges = cpu(lambda: find_copies(prints))
    print(f"looked up among one another: {len(edges)} false pairs; {seconds:.0f} CPU s; {peak():.0f} MiB")
    for edge in edges[:20]:
        print(f"  {prints[edge.here].path.stem} {prints[edge.there].path.stem} {edge.found_by} {edge.agreement}")


def index(options: argparse.Namespace) -> None:
    """Features of made pictures; the rest of the 100,000 mix these features, so that keys are as crowded as theirs."""
    from darkfigure.media.align import Alignment, align
    from darkfigure.media.features import KEPT, Features, local_features
    from darkfigure.media.matcher import TRIES
    from darkfigure.media.voting import FeatureIndex

    rng = np.random.default_rng(SEED)
    known, asked = [], []
    for number in range(240):
        pixels = made.picture(number, seed=SEED)
        known.append(local_features(grey_of(pixels), count=KEPT))
        if number < 60:
            asked.append(local_features(grey_of(made._turn(pixels, rng))))  # noqa: SLF001 - one of the changes
    pool = np.concatenate([one.words for one in known])
    features = list(known)
    while len(features) < options.count:
        noise = np.packbits(rng.random((KEPT, 256)) < 0.2, axis=1, bitorder="little").view(np.uint64)
        at = rng.uniform(20, 480, (KEPT, 2)).astype(np.float32)
        poses = rng.integers(0, 256, KEPT).astype(np.uint8)
        features.append(Features(at=at, words=pool[rng.integers(len(pool), size=KEPT)] ^ noise, poses=poses))
    seconds, built = cpu(lambda: FeatureIndex.build(features))

    def aligned(one: Features) -> list[tuple[int, Alignment | None]]:
        return [(k, align(one, built.features(k))) for k in built.find(one)[:TRIES].tolist()]

    built.find(asked[0])
    taken, good = [], 0
    for number, one in enumerate(asked):
        spent, found = cpu(partial(aligned, one))
        taken.append(spent)
        good += any(k == number and laid is not None for k, laid in found)
    print(
        f"{options.count:,} pictures indexed: {built.bytes_a_picture:.0f} bytes a picture, "
        f"{seconds:.0f} CPU s to build; "
        f"query with alignment {np.mean(taken) * 1000:.0f} ms ({np.max(taken) * 1000:.0f} at most); "
        f"found again {good} of {len(asked)}"
    )


def sounds(options: argparse.Namespace) -> None:
    import media_sounds

    from darkfigure.media.sound import read_sound, sound_tool
    from darkfigure.media.sounds import find_sounds

    tool = sound_tool()
    if tool is None:
        raise SystemExit("fpcalc is not installed")
    folder, first = options.folder, list["SoundPrint"]()
    copies: dict[str, list[SoundPrint]] = {change: [] for change in media_sounds.CHANGES}

    def read(path: Path) -> "SoundPrint":
        found = read_sound(path, tool=tool, digest="")
        if found is None:
            raise SystemExit(f"{path} holds no sound")
        return found

    for number in range(options.count):
        sound = media_sounds.sound(number, seed=options.seed)
        path = media_sounds.write(folder / f"{number}.wav", sound, codec="pcm_s16le")
        first.append(read(path))
        for row, (change, work) in enumerate(media_sounds.CHANGES.items()):
            if number < options.count // 5:
                rng = np.random.default_rng([options.seed, number, row])
                copies[change].append(read(work(sound, rng, folder / f"{number}-{row}")))
    hours = sum(one.seconds for one in first) / 3600
    asked = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    for number in range(options.count):
        read(folder / f"{number}.wav")
    asked = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - asked
    find_sounds(first[:2])
    seconds, found = cpu(lambda: find_sounds(first))
    print(f"{options.count} different sounds, {hours:.1f} h: {len(found)} false pairs")
    print(f"CPU s an hour of sound: {asked / hours:.1f} to fingerprint, {seconds / hours:.1f} to look up")
    for change, made_of in copies.items():
        pairs = find_sounds([*first, *made_of])
        good = {one.here for one in pairs if one.there - one.here == options.count}
        wrong = len(pairs) - sum(one.there - one.here == options.count for one in pairs)
        missed = [row for row in range(len(made_of)) if row not in good]
        print(f"{change:28s} {len(good) / len(made_of):6.1%} of {len(made_of)}  wrong {wrong}  missed {missed}")


def grey_of(pixels: made.Pixels) -> made.Pixels:
    from darkfigure.media.area import AREA

    grey = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)
    share = min((AREA / grey.size) ** 0.5, 1.0)
    return cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["speed", "join", "recall", "different", "index", "sounds"])
    parser.add_argument("count", nargs="?", type=int, default=100)
    parser.add_argument("--photographs", type=Path)
    parser.add_argument("--more", action="store_true", help="changes beyond those of the table: recall")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as place:
        options.folder = Path(place)
        globals()[options.part](options)


if __name__ == "__main__":
    main()
