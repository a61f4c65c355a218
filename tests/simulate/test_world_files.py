import pytest

from darkfigure.errors import InputError, UsageError
from darkfigure.simulate.world_files import ClassSettings, WorldSettings, build_world, changed, find_world, read_world

WORLD = """
people = 5000
lists = ["press", "police", "clinic"]
reach = [0.3, 0.2, 0.25]
missed_links = 0.1
says = "an invented camp"

[[depend]]
lists = ["press", "police"]
factor = 3

[[class]]
share = 0.4
odds = 3

[[class]]
share = 0.6
reach = [0.1, 0.1, 0.1]
"""


def write(tmp_path, text):
    path = tmp_path / "camp.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_describes_a_world(tmp_path):
    found = read_world(write(tmp_path, WORLD))
    assert (found.name, found.people, found.lists) == ("camp", 5000, ("press", "police", "clinic"))
    assert found.kinds[0].reach == pytest.approx((0.9 / 1.6, 0.6 / 1.4, 0.75 / 1.5))
    assert found.kinds[1].reach == (0.1, 0.1, 0.1)
    assert (found.interactions[0].lists, found.interactions[0].factor) == ((0, 1), 3.0)
    assert (found.missed_links, found.says) == (0.1, "an invented camp")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("people", "peple", "Did you mean `people`"),
        ("factor = 3", 'factor = "3"', "Expected `float`, got `str`"),
        ("factor = 3", "", "missing required field `factor`"),
        ('"police"]\nfactor', '"polise"]\nfactor', "Did you mean `police`"),
        ("share = 0.6", "share = 0.5", "sum to 0.9"),
        ("odds = 3", "odds = 3\nreach = [0.1, 0.1, 0.1]", "either `odds`"),
        ("odds = 3", "odds = -3", "odds by -3"),
        ("0.25]", "]", "2 values of reach for 3 lists"),
        ("people = 5000", "people = ", "not valid TOML"),
    ],
)
def test_a_file_that_describes_none_is_named_with_what_to_do(tmp_path, old, new, said):
    path = write(tmp_path, WORLD.replace(old, new, 1))
    with pytest.raises(InputError, match=said) as caught:
        read_world(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_and_no_number_of_lists():
    with pytest.raises(InputError, match=r"no-such\.toml"):
        find_world("no-such.toml")
    with pytest.raises(UsageError, match="how many lists"):
        build_world(WorldSettings(classes=(ClassSettings(share=1.0, odds=2.0),)))


def test_people_and_errors_of_linkage_can_be_changed():
    found = changed(find_world("pair4"), people=10, missed_links=None, false_links=0.2)
    assert (found.people, found.missed_links, found.false_links) == (10, 0.0, 0.2)
    assert found.interactions == find_world("pair4").interactions
