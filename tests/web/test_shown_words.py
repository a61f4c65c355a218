"""Words out of evidence as pages show them."""

from darkfigure.web.shown import masked, plain, words


def test_marks_of_direction_are_seen_and_turn_nothing():
    said = plain("abc\u202egpj.exe\u2066")
    assert "\u202e" not in said
    assert said == "abc⟨RLO⟩gpj.exe⟨LRI⟩"


def test_joiners_of_persian_stay():
    assert plain("می\u200cخواهم") == "می\u200cخواهم"


def test_controls_are_seen():
    assert plain("a\x00b\x1b[31m") == "a⟨0000⟩b⟨001B⟩[31m"


def test_a_long_name_is_cut_off_and_says_so():
    said = plain("x" * 1_000_000)
    assert len(said) < 300
    assert said.endswith("… (1,000,000 characters)")


def test_markup_is_escaped_and_isolated():
    assert words("<script>alert(1)</script>") == '<bdi dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</bdi>'
    assert words(None) == words("") == ""


def test_a_masked_name_says_nothing_of_its_letters():
    assert masked("Рустам Юсупов") == "hidden: 2 words, Cyrillic"
    assert masked("محمد") == "hidden: 1 word, Arabic"
    assert masked("Abu محمد") == "hidden: 2 words, Arabic and Latin"
    assert masked("") == ""
