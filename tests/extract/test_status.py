import pytest

from darkfigure.extract.status import read_status


@pytest.mark.parametrize(
    ("cell", "event"),
    [
        ("погиб в 2015 г.", "died"),
        ("KIA", "died"),
        ("قتل في حلب", "died"),
        ("öldürüldü", "died"),
        ("қаза тапты", "died"),
        ("mort au combat", "died"),
        ("вернулся", "returned"),
        ("عاد إلى بلاده", "returned"),
        ("revenu en France", "returned"),
        ("detained in Turkey", "detained"),
        ("اعتقل", "detained"),
        ("tutuklandı", "detained"),
        ("Transit", "third_country"),
        ("fighting in Syria", "sighted"),
        ("уехал", "departed"),
        ("third_country", "third_country"),
        ("returned, then killed", "died"),
        ("unknown", None),
        ("?", None),
        ("", None),
    ],
)
def test_status_cells_tell_their_event(cell, event):
    assert read_status(cell) == event
