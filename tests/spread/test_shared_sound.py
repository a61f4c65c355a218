import numpy as np

from darkfigure.spread.analysis import analyse_spread
from darkfigure.spread.groups import find_groups
from darkfigure.spread.posts import SOUND, Posts


def posts_of(media, channels):
    count = len(media)
    return Posts(
        channels=tuple(f"c{number}" for number in range(max(channels) + 1)),
        channel=np.array(channels),
        time=np.arange(count, dtype=float),
        lang=("en",) * count,
        text=tuple(f"post {number}" for number in range(count)),
        forwarded=np.full(count, -1),
        media=tuple(media),
        claims=((),) * count,
        ids=tuple(str(number) for number in range(count)),
    )


def test_a_sound_under_other_pictures_is_a_group_of_its_own_and_one_under_the_same_is_not_told_twice():
    hymn, talk = SOUND + "hymn", SOUND + "talk"
    media = [("a", hymn), ("b", hymn), ("c", hymn), ("footage", talk), ("footage", talk)]
    groups = {(group.kind, group.key): group.posts.tolist() for group in find_groups(posts_of(media, [0] * 5))}
    assert groups == {("sound", hymn): [0, 1, 2], ("media", "footage"): [3, 4]}


def test_sources_with_one_hymn_under_their_videos_are_not_one_voice_and_take_nothing_from_one_another():
    media = [(f"v{number}", f"{SOUND}{number // 2}") for number in range(60)]
    channels = [0, 1] * 30
    found = analyse_spread(posts_of(media, channels))
    assert len(found.courses) == 30
    assert found.dependent == ()
    assert found.edges == ()
    assert found.copied_share.tolist() == [0, 0]
    pictures = [tuple(part.removeprefix(SOUND) for part in one) for one in media]
    assert len(analyse_spread(posts_of(pictures, channels)).dependent) == 1
