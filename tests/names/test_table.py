import numpy as np

from darkfigure.names import parse_name, skeleton, tabulate_names
from darkfigure.names.name import FAMILY, GIVEN, KUNYA


def test_table_holds_what_parsing_reads() -> None:
    names = ["Юсупов Рустам", "Rustam Yusupov", "Abu Umar", ""]
    table = tabulate_names(names, counts=[3, 1, 4, 2])
    for i, name in enumerate(names):
        held = [table.tokens[t] for t in table.token[table.offsets[i] : table.offsets[i + 1]]]
        assert sorted(held) == sorted(parse_name(name).tokens)
    assert table.role.tolist() == [FAMILY, GIVEN, GIVEN, FAMILY, KUNYA]
    assert table.token.dtype == np.int32
    assert table.offsets.tolist() == [0, 2, 4, 5, 5]


def test_frequency_counts_mentions_and_share_pools_spellings() -> None:
    table = tabulate_names(["Рустам А", "Rustam B", "Шерзод В"], counts=[3, 1, 6])
    place = {token: i for i, token in enumerate(table.tokens)}
    assert table.frequency[place["рустам"]] == 0.3
    assert table.frequency[place["rustam"]] == 0.1
    assert table.share[place["рустам"]] == table.share[place["rustam"]]
    assert table.classes[place["рустам"]] == table.classes[place["rustam"]] >= 0
    assert table.skeletons[place["рустам"]] == skeleton("rustam")


def test_repr_holds_no_names() -> None:
    assert "Рустам" not in repr(tabulate_names(["Рустам Юсупов"])).title()
