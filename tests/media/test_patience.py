import numpy as np
from invented_pictures import jpeg, picture

from darkfigure.media import matcher, near_duplicates
from darkfigure.media.agree import NOTHING
from darkfigure.media.candidates import Candidate, hash_candidates
from darkfigure.media.fingerprint import fingerprint
from darkfigure.media.patience import Patience

SIZE = (480, 360)


def proposal(here, there, shift=0.0):
    return Candidate(here=here, there=there, affine=np.array([[1.0, 0, shift], [0, 1, 0]]), distance=3)


def under_one_banner(count):
    """Pictures whose lower third is the same."""
    banner = picture(99, 120, 480)
    for number in range(count):
        pixels = picture(number)
        pixels[240:] = banner
        yield pixels


def test_pair_is_looked_at_while_one_of_its_pictures_was_seldom_refused():
    patience = Patience()
    for other in range(1, 6):
        assert patience.allows(proposal(0, other), SIZE)
        patience.refuse(proposal(0, other))
    assert patience.allows(proposal(0, 20), SIZE)
    for other in range(30, 35):
        patience.refuse(proposal(20, other))
    assert not patience.allows(proposal(0, 20, shift=99), SIZE)
    assert patience.allows(proposal(1, 20, shift=99), SIZE)


def test_proposal_like_one_before_is_not_looked_at_again_and_another_map_is():
    patience = Patience()
    assert patience.allows(proposal(0, 1), SIZE)
    assert not patience.allows(proposal(0, 1, shift=1.0), SIZE)
    assert patience.allows(proposal(0, 1, shift=40.0), SIZE)


def test_looks_grow_with_the_pictures_under_one_banner_and_not_with_their_pairs(tmp_path, monkeypatch):
    for number, pixels in enumerate(under_one_banner(36)):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(pixels))
    prints = [fingerprint(path) for path in sorted(tmp_path.iterdir())]
    assert len({(one.here, one.there) for one in hash_candidates(prints)}) > 500
    looked = []
    monkeypatch.setattr(matcher, "check", lambda _one, _two, affine, _boxes: looked.append(1) or (affine, NOTHING))
    monkeypatch.setattr(matcher, "views", lambda *_: ())
    assert matcher.find_copies(prints) == []
    assert len(looked) <= 36 * 5 * 2


def test_copies_of_one_picture_are_all_found_however_many_and_under_the_banner_of_others(tmp_path):
    for number, pixels in enumerate(under_one_banner(6)):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(pixels))
        if number == 4:
            for quality in range(50, 58):
                (tmp_path / f"copy{quality}.jpg").write_bytes(jpeg(pixels, quality))
    (group,) = near_duplicates([tmp_path]).groups
    assert len(group.rows) == 9


def test_rare_hashes_are_looked_at_before_what_many_carry(tmp_path):
    for number, pixels in enumerate(under_one_banner(9)):
        pixels[:120, :160] = picture(200 + number // 2, 120, 160)  # a corner that two of them share
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(pixels, 95))
    prints = [fingerprint(tmp_path / f"{number}.jpg") for number in range(9)]
    pairs = [(one.here, one.there) for one in hash_candidates(prints)]
    assert set(pairs[:4]) == {(0, 1), (2, 3), (4, 5), (6, 7)}
    assert len(set(pairs)) == 36
