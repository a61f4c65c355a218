"""Networks whose courses are known: first posters, who copies whom, and sources that go their own ways."""

import heapq

import numpy as np
import pytest

from darkfigure.spread.analysis import analyse_spread
from darkfigure.spread.posts import Posts
from darkfigure.spread.texts import text_pairs

WORDS = [f"word{number}" for number in range(3000)]


def words(rng, count):
    return [WORDS[number] for number in rng.integers(0, len(WORDS), count)]


def posts_of(rows, channels):
    channel, time, text, forwarded = zip(*rows, strict=True)
    nothing = ((),) * len(rows)
    return Posts(
        channels=tuple(f"c{number}" for number in range(channels)),
        channel=np.array(channel),
        time=np.array(time),
        lang=("en",) * len(rows),
        text=tuple(text),
        forwarded=np.array(forwarded),
        media=nothing,
        claims=nothing,
        ids=tuple(str(number) for number in range(len(rows))),
    )


def network(seed, *, channels=30, things=200):
    """Posts, edges (copier, copied), first posts of things passed on, and the parent of each copy."""
    rng = np.random.default_rng(seed)
    order, edges = rng.permutation(channels), set()
    for place in range(4, channels):
        edges |= {(int(order[place]), int(order[up])) for up in rng.choice(place, size=2, replace=False)}
    rows, first, parent = [], [], {}
    for _ in range(things):
        body, queue, done = (
            words(rng, rng.integers(12, 50)),
            [(rng.random() * 300, int(order[rng.integers(0, 10)]), -1)],
            {},
        )
        while queue:
            time, channel, taken = heapq.heappop(queue)
            if channel in done:
                continue
            said = (
                [*body[rng.integers(0, 3) :], *words(rng, rng.integers(0, 3))]
                if taken >= 0 and rng.random() < 0.2
                else body
            )
            done[channel] = len(rows)
            rows.append((channel, time, " ".join(said), taken if rng.random() < 0.2 else -1))
            if taken >= 0:
                parent[done[channel]] = done[taken]
            for copier, copied in sorted(edges):
                if copied == channel and copier not in done and rng.random() < 0.6:
                    heapq.heappush(queue, (time + rng.exponential(0.3), copier, channel))
        if len(done) > 1:
            first.append(min(done.values()))
    rows += [(c, rng.random() * 300, " ".join(words(rng, 20)), -1) for c in range(channels) for _ in range(20)]
    return posts_of(rows, channels), edges, first, parent


def independent(seed, *, channels):
    """Sources that write their own texts and take up what an agency hands to all, each by its appetite."""
    rng = np.random.default_rng(seed)
    pool, reach, begun = [" ".join(words(rng, 20)) for _ in range(120)], rng.gamma(1, 1, 120), rng.random(120) * 300
    rows = []
    for channel in range(channels):
        appetite = rng.beta(1.5, 10)
        taken = np.flatnonzero(rng.random(120) < np.minimum(0.9, appetite * reach))
        rows += [(channel, begun[thing] + rng.exponential(0.3), pool[thing], -1) for thing in taken]
        rows += [(channel, rng.random() * 300, " ".join(words(rng, 20)), -1) for _ in range(30)]
    return posts_of(rows, channels)


def test_first_posters_and_copiers_are_found():
    posts, edges, first, parent = network(1)
    found = analyse_spread(posts)
    begun = {course.first for course in found.courses}
    assert np.mean([post in begun for post in first]) >= 0.95
    hits = len(set(found.edges) & edges)
    assert 2 * hits / (len(found.edges) + len(edges)) >= 0.9
    told = {
        int(post): taken
        for course, parents in zip(found.courses, found.copying.parents, strict=True)
        for post, taken in zip(course.group.posts, parents, strict=True)
        if taken >= 0
    }
    right = sum(parent.get(post) == taken for post, taken in told.items())
    assert 2 * right / (len(told) + len(parent)) >= 0.9


@pytest.mark.parametrize("channels", [3, 8, 25])
def test_sources_that_go_their_own_ways_are_not_called_dependent(channels):
    assert not any(analyse_spread(independent(seed, channels=channels)).dependent for seed in range(4))


def test_a_list_that_copies_another_is_called_dependent_and_who_was_first_is_told():
    rng = np.random.default_rng(2)
    own = [(0, float(day), " ".join(words(rng, 20)), -1) for day in range(60)]
    echo = [(1, time + 0.5, text, -1) for _, time, text, _ in own[:40]]
    alone = [(1, float(day), " ".join(words(rng, 20)), -1) for day in range(10)]
    third = [(2, float(day), " ".join(words(rng, 20)), -1) for day in range(30)]
    (pair,) = analyse_spread(posts_of(own + echo + alone + third, 3)).dependent
    assert (pair.one, pair.other, pair.shared, pair.first, pair.ordered) == (0, 1, 40, 40, 40)
    assert pair.share == pytest.approx(0.8)


def test_course_of_one_thing():
    text = "a b c d e f g h i j"
    rows = [
        (0, 1.0, text, -1),
        (1, 2.0, text + " k", 0),
        (2, 4.0, text, -1),
        (3, 8.0, text, -1),
        (0, 9.0, "else " * 9, -1),
    ]
    (course,) = analyse_spread(posts_of(rows, 4)).courses
    assert (course.first, course.begun, course.lasted, course.channels) == (0, 1.0, 7.0, 4)
    assert course.doubling == 1.0


def test_copies_within_a_language_only_and_short_texts_are_none():
    long, short = "one two three four five six seven eight", "one two three"
    texts = [long, long + " nine", "see: " + long.upper(), long, short, short]
    pairs = set(text_pairs(texts, ["en", "en", "en", "fr", "en", "en"], np.arange(6)))
    assert pairs == {(0, 1), (0, 2), (1, 2)}


def test_links_and_handles_do_not_make_texts_alike():
    texts = [
        f"https://t.me/somewhere @channel {body}"
        for body in ("men left for the front today again", "rain fell on the hills all night long")
    ]
    assert not list(text_pairs(texts, ["en", "en"], np.arange(2)))
